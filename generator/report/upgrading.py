"""Makes a page for each line: the charts that an upgrade may come from, and the steps that each upgrade needs."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.chart.build import Build
from generator.drift import rules
from generator.drift.change import Change
from generator.drift.compare import built_side
from generator.drift.upgrade import upgrade_between
from generator.drift.values import compare_values
from generator.releases.lines import ReleaseLine, bounds_of
from generator.releases.release import numbers
from generator.releases.upgrade_steps import UPGRADE_STEPS, UpgradeStep
from generator.report.supported import range_in_words

_HEAD = """# Upgrading to chart {version}

Chart {version} has flannel {flannel} and Calico {calico} and needs Kubernetes {kubernetes}.
[Upgrading](../upgrading.md) says how an upgrade is done. The table says from which charts it can be done, and which of
the steps below it needs.
{first}"""
_ROWS = """
| from chart | flannel | Calico | Kubernetes that both install on | steps |
|---|---|---|---|---|
"""
_FIRST = "\nNo line has an earlier chart.\n"
_PLACES = """
In the commands, RELEASE is the name of the release, RELEASE_NAMESPACE the namespace that helm keeps it in, and
NAMESPACE the namespace of the plugin: `kube-system` for Calico and canal, `kube-flannel` for flannel, or
`namespaceOverride`.
"""
_NO_STEPS = "\nNo upgrade to this chart needs a step.\n"
_LOST = """
## Values that the chart does not take

| value | from chart | what to do |
|---|---|---|
"""
_APART = "none: upgrade Kubernetes between the two"


@dataclass(frozen=True, slots=True, kw_only=True)
class _From:
    """An upgrade from one line: the steps that it needs, and the values that it loses."""

    line: ReleaseLine
    shared: str
    steps: tuple[str, ...]
    values: tuple[Change, ...]

    @property
    def row(self) -> str:
        """The row of the table."""
        steps = ", ".join(f"[{name}](#{name})" for name in self.steps) or "none"
        cells = (self.line.version, self.line.flannel, self.line.calico, self.shared or _APART, steps)
        return f"| {' | '.join(cells)} |\n"


def shared_kubernetes(before: ReleaseLine, after: ReleaseLine) -> str:
    """Return the Kubernetes versions that two lines install on, in words; empty if there are none."""
    bounds = [*bounds_of(before.kubernetes), *bounds_of(after.kubernetes)]
    least = max((version for sign, version in bounds if sign == ">="), key=numbers)
    above = sorted((version for sign, version in bounds if sign == "<"), key=numbers)[:1]
    if above and numbers(above[0]) <= numbers(least):
        return ""
    return range_in_words(" ".join([f">={least}-0", *(f"<{version}-0" for version in above)]))


def _from(before: Build, after: Build) -> _From:
    sides = built_side(before.line.version, before), built_side(after.line.version, after)
    lost = [change for change in compare_values(*sides) if change.rule in (rules.VALUE_REMOVED, rules.VALUE_RENAMED)]
    shared = shared_kubernetes(before.line, after.line)
    return _From(line=before.line, shared=shared, steps=tuple(upgrade_between(*sides).steps), values=tuple(lost))


def _step(step: UpgradeStep, found: Sequence[_From]) -> Iterator[str]:
    versions = [each.line.version for each in found if step.name in each.steps]
    charts = f"charts {', '.join(versions[:-1])} and {versions[-1]}" if versions[1:] else f"chart {versions[0]}"
    yield f"\n## {step.name}\n"
    yield f"\nFor {step.whom}, from {charts}: the upgrade goes across {step.releases}.\n"
    yield from (f"\n{textwrap.fill(text, 118, break_on_hyphens=False)}\n" for text in (step.changed, step.remedy))
    yield "".join(["\n```sh\n", *(f"{command}\n" for command in step.commands), "```\n"])


def _values(found: Sequence[_From]) -> Iterator[str]:
    """Yield the rows of values that are gone, each once with the charts that have it."""
    gone: dict[tuple[str, str], list[str]] = {}
    for each in found:
        for change in each.values:
            told = f"write `{change.after[0]}`" if change.rule is rules.VALUE_RENAMED else "take it out"
            gone.setdefault((change.where, told), []).append(each.line.version)
    yield from (f"| `{path}` | {', '.join(versions)} | {told} |\n" for (path, told), versions in gone.items())


def upgrading(made: Build, earlier: Sequence[Build]) -> str:
    """Return the page of a line. `earlier` are the builds of the lines that upgrades come from."""
    line, found = made.line, [_from(before, made) for before in earlier]
    kubernetes = range_in_words(line.kubernetes)
    head = _HEAD.format(
        version=line.version,
        flannel=line.flannel,
        calico=line.calico,
        kubernetes=kubernetes,
        first="" if found else _FIRST,
    )
    needed = [step for step in UPGRADE_STEPS if any(step.name in each.steps for each in found)]
    lost = [*_values(found)]
    parts = [head, *([_ROWS, *(each.row for each in found)] if found else [])]
    parts += [_PLACES] if needed else [_NO_STEPS] if found else []
    parts += [text for step in needed for text in _step(step, found)]
    parts += [_LOST, *lost] if lost else []
    return "".join(parts)
