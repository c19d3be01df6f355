"""Runs the checks of the registry on a subject."""

from collections.abc import Iterator, Sequence

from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from generator.base.progress import SILENT, Progress
from generator.checks.registry import CHECKS, Check
from generator.checks.subject import Subject


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
