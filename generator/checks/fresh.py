"""The generated files are what the generator makes of its sources."""

from generator.base.files import diff_tree
from generator.base.findings import Finding, Outcome
from generator.checks.subject import Subject


def check_fresh(subject: Subject) -> Outcome:
    """The files of the chart's folder against those that were just generated."""
    files = subject.build.chart.files
    findings = tuple(
        Finding(where=str(difference.path), message=f"{difference.how}; run nox -s generate")
        for difference in diff_tree(subject.chart, files)
    )
    return Outcome(findings=findings, counts={"files": len(files)})
