"""Checks that every helm renders every scenario."""

from generator.base.findings import Finding, Outcome
from generator.checks.subject import Subject


def check_rendered(subject: Subject) -> Outcome:
    """Return a finding for each scenario that a helm refuses. The other checks see what was rendered."""
    renders = subject.renders
    found = (Finding(where=f"{one.scenario} with {one.helm}", message=one.message) for one in renders.refused)
    counts = {"renders": len(renders.by_key), "left out": len(subject.left_out)}
    return Outcome(findings=tuple(found), counts=counts)
