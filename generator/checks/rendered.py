"""Checks that every helm renders every scenario."""

from generator.base.findings import Finding, Outcome
from generator.checks.subject import Subject


def check_rendered(subject: Subject) -> Outcome:
    """Return a finding for each scenario that a helm refuses. The other checks see what was rendered."""
    findings = tuple(
        Finding(where=f"{one.scenario} with {one.helm}", message=one.message) for one in subject.renders.refused
    )
    return Outcome(
        findings=findings, counts={"renders": len(subject.renders.by_key), "left out": len(subject.left_out)}
    )
