"""Lists the checks by label, cheap ones first. A check's label is the name of its file and, behind `check_`, of its
function.
"""

from collections.abc import Callable, Iterator, Sequence

from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from generator.base.progress import SILENT, Progress
from generator.checks.conformance import check_conformance
from generator.checks.coverage import check_coverage
from generator.checks.defaults import check_defaults
from generator.checks.fresh import check_fresh
from generator.checks.helms import check_helms
from generator.checks.immutability import check_immutability
from generator.checks.lint import check_lint
from generator.checks.metadata import check_metadata
from generator.checks.parity import check_parity
from generator.checks.references import check_references
from generator.checks.rendered import check_rendered
from generator.checks.subject import Subject
from generator.checks.values import check_values
from generator.checks.wellformed import check_wellformed

Check = Callable[[Subject], Outcome]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("fresh", check_fresh),
    ("metadata", check_metadata),
    ("values", check_values),
    ("coverage", check_coverage),
    ("immutability", check_immutability),
    ("rendered", check_rendered),
    ("defaults", check_defaults),
    ("parity", check_parity),
    ("helms", check_helms),
    ("references", check_references),
    ("wellformed", check_wellformed),
    ("conformance", check_conformance),
    ("lint", check_lint),
)


def _outcome(check: Check, subject: Subject) -> Outcome:
    """Return the outcome of a check. A check that cannot judge becomes a finding, and the others still run."""
    try:
        return check(subject)
    except ProblemsError as error:
        return Outcome(findings=tuple(Finding(where=one.where, message=one.message) for one in error.problems))


def verify(
    subject: Subject, checks: Sequence[tuple[str, Check]] = CHECKS, progress: Progress = SILENT
) -> Iterator[Result]:
    """Yield the result of each check, in the order of the registry. Write nothing."""
    line = subject.build.line.version
    for label, check in checks:
        with progress.step(f"{line} {label}"):
            outcome = _outcome(check, subject)
        yield Result(line=line, check=label, outcome=outcome)
