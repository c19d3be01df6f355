"""Makes a page for each line: the charts that an upgrade may come from, and the steps that each upgrade needs."""

import textwrap
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from generator.base.pages import render_page
from generator.base.version import numbers
from generator.chart.build import Build
from generator.drift import rules
from generator.drift.change import Change
from generator.drift.compare import built_side
from generator.drift.upgrade import upgrade_between
from generator.drift.values import compare_values
from generator.releases.lines import ReleaseLine, bounds_of
from generator.releases.upgrade_steps import UPGRADE_STEPS, UpgradeStep
from generator.report.supported import range_in_words

_PAGE = Path(__file__).parent / "pages" / "upgrading.md.j2"


class _From(Struct, frozen=True, kw_only=True):
    """An upgrade from one line: the steps that it needs, and the values that it loses."""

    line: ReleaseLine
    shared: str
    steps: tuple[str, ...]
    values: tuple[Change, ...]

    @property
    def links(self) -> str:
        """The steps, each with a link to what is said of it."""
        return ", ".join(f"[{name}](#{name})" for name in self.steps)


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


def _charts(step: UpgradeStep, found: Sequence[_From]) -> str:
    """The charts from which an upgrade needs a step, in words."""
    versions = [each.line.version for each in found if step.name in each.steps]
    return f"charts {', '.join(versions[:-1])} and {versions[-1]}" if versions[1:] else "".join(["chart ", *versions])


def _lost(found: Sequence[_From]) -> dict[tuple[str, str], list[str]]:
    """The values that are gone and what to do about each, with the charts that have it."""
    gone: dict[tuple[str, str], list[str]] = {}
    for each in found:
        for change in each.values:
            told = f"write `{change.after[0]}`" if change.rule is rules.VALUE_RENAMED else "take it out"
            gone.setdefault((change.where, told), []).append(each.line.version)
    return gone


def upgrading(made: Build, earlier: Sequence[Build]) -> str:
    """Return the page of a line. `earlier` are the builds of the lines that upgrades come from."""
    found = [_from(before, made) for before in earlier]
    context = {
        "line": made.line,
        "kubernetes": range_in_words(made.line.kubernetes),
        "found": found,
        "needed": [
            (step, _charts(step, found)) for step in UPGRADE_STEPS if any(step.name in each.steps for each in found)
        ],
        "lost": _lost(found),
        "wrapped": partial(textwrap.fill, width=118, break_on_hyphens=False),
    }
    return render_page(_PAGE, context)
