"""Checks that an upgrade step covers everything that an upgrade to this line cannot change in place, and that each step
is needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from generator.base.findings import Finding, Outcome
from generator.checks.subject import Subject
from generator.drift.change import Side
from generator.drift.crds import keeps_definitions
from generator.drift.upgrade import Upgrade, upgrade_between
from generator.features.feature_table import FeatureTable
from generator.releases.lines import ReleaseLine, earlier_lines, read_lines
from generator.releases.release import Release, ReleaseSpec
from generator.releases.snapshot import read_snapshot
from generator.releases.upgrade_steps import UPGRADE_STEPS, UpgradeStep

_REMEDY = "leave it as it was, or add a step to generator/releases/upgrade_steps.py"


@cache
def _known(spec: ReleaseSpec) -> Release:
    """Return a release of the snapshot, and remember it: several pairs of lines compare it."""
    return read_snapshot(spec)


def _side(line: ReleaseLine, features: FeatureTable, releases: Sequence[Release], *, keeps: bool) -> Side:
    return Side(name=f"chart {line.version}", line=line, features=features, releases=releases, keeps=keeps)


def upgrades_to(subject: Subject, steps: Sequence[UpgradeStep] = UPGRADE_STEPS) -> dict[str, Upgrade]:
    """Return the upgrades to a chart from each of the lines before it, by their versions. They need no helm.

    The charts of all lines are made alike: what one adds to upstream's objects, the others add, too.
    """
    made = subject.build
    keeps = keeps_definitions(made.catalogue.additions)
    after = _side(made.line, made.features, made.releases, keeps=keeps)
    found: dict[str, Upgrade] = {}
    for line in earlier_lines(made.line):
        releases = [_known(one) for one in made.features.release_specs(line)]
        found[line.version] = upgrade_between(_side(line, made.features, releases, keeps=keeps), after, steps)
    return found


def _uncovered(line: ReleaseLine, upgrades: Mapping[str, Upgrade]) -> Iterator[Finding]:
    for version, upgrade in upgrades.items():
        for change in upgrade.uncovered:
            said = f"{change.rule.name}, and no upgrade step says what to do; {_REMEDY}"
            yield Finding(where=f"chart {version} to {line.version} > {change.where}", message=said)


def stale_steps(
    line: ReleaseLine, upgrades: Mapping[str, Upgrade], steps: Sequence[UpgradeStep] = UPGRADE_STEPS
) -> Iterator[Finding]:
    """Yield steps that upgrades to a listed line cross and none needs; for the current line, those that cross no line,
    too.
    """
    lines = read_lines()
    earlier = earlier_lines(line)
    for step in steps if line in lines else ():
        is_crossed = any(step.crossed(before, line) for before in earlier)
        if is_crossed and not any(step.name in upgrade.steps for upgrade in upgrades.values()):
            said = f"no upgrade to chart {line.version} needs it; take it out, or correct its releases"
            yield Finding(where=f"upgrade step {step.name}", message=said)
        elif line == lines[0] and not any(step.crossed(one, two) for one in lines for two in lines):
            said = "no two lines lie before and after its releases; take it out, or correct its releases"
            yield Finding(where=f"upgrade step {step.name}", message=said)


def check_immutability(subject: Subject, steps: Sequence[UpgradeStep] = UPGRADE_STEPS) -> Outcome:
    """Check selectors, kinds, names, namespaces, roleRefs, CRDs and all else that the API server does not change in
    place, by a table of steps.
    """
    line, upgrades = subject.build.line, upgrades_to(subject, steps)
    return Outcome(
        findings=(*_uncovered(line, upgrades), *stale_steps(line, upgrades, steps)),
        counts={"upgrades": len(upgrades), "steps": sum(len(one.steps) for one in upgrades.values())},
    )
