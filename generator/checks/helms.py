"""Checks that both helms render the same objects in every scenario."""

from collections.abc import Iterator

from generator.base.findings import Finding, Outcome
from generator.base.trees import Tree, canonical, differences
from generator.checks.renderings import Render
from generator.checks.subject import Subject
from generator.releases.release import named


def _differing(first: Render, other: Render) -> Iterator[Finding]:
    expected: Tree = {**named(first.objects)}
    found: Tree = {**named(other.objects)}
    if canonical(expected) != canonical(found):
        where = f"{other.scenario} with {other.helm}"
        yield from (Finding(where=where, message=line) for line in differences(expected, found))


def check_helms(subject: Subject) -> Outcome:
    """Compare the renders of every helm with those of the first, in scenarios that both render."""
    first, *others = map(subject.renders.of, subject.renders.helms)
    pairs = [(first[scenario], render) for of in others for scenario, render in of.items() if scenario in first]
    findings = tuple(finding for pair in pairs for finding in _differing(*pair))
    return Outcome(findings=findings, counts={"pairs": len(pairs)})
