"""Turns a subject into the results of the checks in the registry."""

from collections.abc import Iterator, Sequence

from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from generator.base.progress import SILENT, Progress
from generator.checks.registry import CHECKS, Check
from generator.checks.subject import Subject


def _outcome(check: Check, subject: Subject) -> Outcome:
    """What the check says; one that cannot judge is a finding, too, and does not keep the others from it."""
    try:
        return check(subject)
    except ProblemsError as error:
        return Outcome(findings=tuple(Finding(where=one.where, message=one.message) for one in error.problems))


def verify(
    subject: Subject, checks: Sequence[tuple[str, Check]] = CHECKS, progress: Progress = SILENT
) -> Iterator[Result]:
    """The result of each check, in the order of the registry; nothing is written."""
    line = subject.build.line.version
    for label, check in checks:
        with progress.step(f"{line} {label}"):
            outcome = _outcome(check, subject)
        yield Result(line=line, check=label, outcome=outcome)
