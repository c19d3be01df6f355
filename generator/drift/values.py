"""Compares the values of the charts of two sides: which came and went, which were renamed, and which mean something
else.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.base.trees import canonical
from generator.chart.build import Build
from generator.drift import rules
from generator.drift.change import Change, Side
from generator.releases.parameters import Parameter
from generator.rows.parameter_schemas import what
from generator.settings.actions.assigning import Merges, Sets
from generator.settings.actions.environment import SetsParameters
from generator.settings.setting import Setting
from generator.values.upstream_values import UpstreamValues

# Of these upstream's default is an image, a field or variables, which are compared where they stand.
_IMAGES, _ELSEWHERE = "images.", (Sets, Merges, SetsParameters)


class Value(Struct, frozen=True, kw_only=True):
    """A value of a chart: its default, upstream's where its text says that, what it takes, and where it goes."""

    default: str
    upstream: str
    kind: str
    places: tuple[str, ...] = ()


def _kind(setting: Setting, build: Build) -> str:
    """Return what the value takes, in words. In a mapping of parameters, each parameter is compared on its own."""
    if setting.path in {program.path for program in build.catalogue.programs}:
        return "a mapping of parameters"
    choices = f": {setting.kind.choices}" if "enum" in setting.kind.schema else ""
    return setting.kind.what + choices


def _setting(setting: Setting, build: Build, upstream: UpstreamValues) -> Value:
    fields = any(isinstance(target.action, _ELSEWHERE) for target in setting.targets)
    elsewhere = fields or setting.path.startswith(_IMAGES)
    shown = upstream.text(setting.path) if "{upstream" in setting.doc and not elsewhere else ""
    places = {f"{at} {type(target.action).__name__}" for target in setting.targets for at in target.at}
    return Value(
        default=canonical(setting.default), upstream=shown, kind=_kind(setting, build), places=tuple(sorted(places))
    )


def _parameter(parameter: Parameter) -> Value:
    return Value(default=parameter.default, upstream="", kind=what(parameter), places=(parameter.env,))


def values_of(build: Build) -> dict[str, Value]:
    """Return the values of a chart by path, including the parameters of its programs."""
    upstream = UpstreamValues(build.plan, build.learned.templates, build.features)
    return {
        **{setting.path: _setting(setting, build, upstream) for setting in build.catalogue.settings},
        **{f"{each.path}.{one.name}": _parameter(one) for each in build.catalogue.programs for one in each.accepted},
    }


def _renamed(lost: Mapping[str, Value], gained: Mapping[str, Value]) -> dict[str, str]:
    """Return values that went and values that came to the same places, if each is the only one there."""
    found: dict[str, str] = {}
    for path, value in lost.items():
        same = [other for other, new in gained.items() if (new.kind, new.places) == (value.kind, value.places)]
        rivals = [other for other, old in lost.items() if (old.kind, old.places) == (value.kind, value.places)]
        if value.places and len(same) == len(rivals) == 1:
            found[path] = same[0]
    return found


def _changed(path: str, before: Value, after: Value) -> Iterator[Change]:
    compared = (
        (rules.VALUE_KIND, before.kind, after.kind, ""),
        (rules.VALUE_DEFAULT, before.default, after.default, ""),
        (rules.VALUE_DEFAULT, before.upstream, after.upstream, "upstream's"),
    )
    for rule, old, new, note in compared:
        if old != new:
            yield Change(rule=rule, where=path, before=(old,), after=(new,), note=note)


def compare_values(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of values. A side without a build has no known values."""
    if before.build is None or after.build is None:
        return
    left, right = values_of(before.build), values_of(after.build)
    lost = {path: value for path, value in left.items() if path not in right}
    gained = {path: value for path, value in right.items() if path not in left}
    renamed = _renamed(lost, gained)
    for path, name in renamed.items():
        yield Change(rule=rules.VALUE_RENAMED, where=path, before=(path,), after=(name,))
    for path, value in lost.items():
        if path not in renamed:
            yield Change(rule=rules.VALUE_REMOVED, where=path, before=(value.kind,))
    for path, value in gained.items():
        if path not in renamed.values():
            yield Change(rule=rules.VALUE_ADDED, where=path, after=(value.kind,))
    for path in (path for path in left if path in right):
        yield from _changed(path, left[path], right[path])
