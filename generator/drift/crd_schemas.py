"""Compares the schemas of a version of a CRD: what objects can no longer hold, and what they can hold now."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from generator.base.trees import Map, Tree, canonical, sublist, submap
from generator.drift import cel, rules
from generator.drift.change import Change, Held, Rule

_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_INT_OR_STRING = "x-kubernetes-int-or-string"

# Bounds that are tighter when larger, and those that are tighter when smaller.
_LEAST = frozenset({"minimum", "minLength", "minItems", "minProperties"})
_MOST = frozenset({"maximum", "maxLength", "maxItems", "maxProperties"})
# Bounds that have no order: another value is another bound.
_FORMS = frozenset({"pattern", "format", "multipleOf"})
_SWITCHES = frozenset({"exclusiveMinimum", "exclusiveMaximum", "uniqueItems"})
_BOUNDS = _LEAST | _MOST | _FORMS | _SWITCHES
_TYPES = ("type", _INT_OR_STRING, "nullable")
_JUNCTORS = frozenset({"allOf", "anyOf", "oneOf", "not"})
_BELOW = ("items", "additionalProperties")


class _Place(Struct, frozen=True, kw_only=True):
    """A field of the schema: its place for people, and its schema on both sides."""

    where: str
    before: Map
    after: Map

    def held(self, key: str) -> tuple[Held, Held]:
        """Return what stands under a keyword on both sides."""
        return tuple((side[key],) if key in side else () for side in (self.before, self.after))  # type: ignore[return-value] # two sides make a pair

    def changed(self, rule: Rule, key: str, note: str = "") -> Change:
        """Return the change of a keyword."""
        before, after = self.held(key)
        return Change(rule=rule, where=self.where, before=before, after=after, note=note or key)

    def differs(self, key: str) -> bool:
        """Report whether a keyword differs between the sides."""
        before, after = self.held(key)
        return canonical([*before]) != canonical([*after])


def _types(place: _Place) -> Iterator[Change]:
    """Yield changes of the type, of whether a number may stand for a text, and of whether null may stand."""
    for key in (key for key in _TYPES if place.differs(key)):
        wider = key not in place.after if key == "type" else place.after.get(key) is True
        yield place.changed(rules.SCHEMA_RELAXED if wider else rules.TYPE_CHANGED, key)


def _required(place: _Place) -> Iterator[Change]:
    before, after = (sublist(side, "required") for side in (place.before, place.after))
    for name in (name for name in after if name not in before):
        yield Change(rule=rules.REQUIRED_ADDED, where=f"{place.where}.{name}", after=(True,), note="required")
    for name in (name for name in before if name not in after):
        yield Change(rule=rules.SCHEMA_RELAXED, where=f"{place.where}.{name}", before=(True,), note="required")


def _are_enumerations(schema: Map) -> bool:
    """Report whether the schemas that must all hold are nothing but enumerations, or do not exist."""
    return all(isinstance(one, dict) and {*one} == {"enum"} for one in sublist(schema, "allOf"))


def _members(schema: Map) -> Held:
    """Return the members that every enumeration of a field takes: its own, and those that must hold in addition."""
    every = [schema, *(sublist(schema, "allOf") if _are_enumerations(schema) else ())]
    lists = [sublist(one, "enum") for one in every if isinstance(one, dict) and "enum" in one]
    texts = [{canonical(member) for member in members} for members in lists]
    return ([one for one in lists[0] if all(canonical(one) in members for members in texts)],) if lists else ()


def _enumeration(place: _Place) -> Iterator[Change]:
    """Yield the change of an enumeration, in whichever way it is written."""
    before, after = _members(place.before), _members(place.after)
    old, new = ({canonical(one) for members in held for one in sublist(members)} for held in (before, after))
    if bool(before) != bool(after) or old != new:
        tighter = bool(after) and (not before or not old <= new)
        rule = rules.ENUM_TIGHTENED if tighter else rules.SCHEMA_RELAXED
        yield Change(rule=rule, where=place.where, before=before, after=after, note="enum")


def _is_tighter(key: str, before: Held, after: Held) -> bool:
    """Report whether a bound refuses what it took before."""
    if not before or not after:
        return bool(after) and after[0] is not False
    old, new = before[0], after[0]
    if key in _FORMS or not isinstance(old, int | float) or not isinstance(new, int | float):
        return True
    return new > old if key in _LEAST | _SWITCHES else new < old


def _bounds(place: _Place) -> Iterator[Change]:
    for key in sorted(_BOUNDS):
        if place.differs(key):
            tighter = _is_tighter(key, *place.held(key))
            yield place.changed(rules.BOUND_TIGHTENED if tighter else rules.SCHEMA_RELAXED, key)


def _rules(place: _Place) -> Iterator[Change]:
    """Yield validation rules that came and went. A rule whose message alone changed is a detail."""
    sides = (sublist(side, cel.VALIDATIONS) for side in (place.before, place.after))
    before, after = ({_text(one): one for one in validations} for validations in sides)
    for text, one in after.items():
        note = f"needs Kubernetes {cel.shown(cel.needed(one))}"
        if text not in before:
            yield Change(rule=rules.CEL_ADDED, where=place.where, after=(one,), note=note)
        elif canonical(before[text]) != canonical(one):
            held: Held = (before[text],)
            yield Change(rule=rules.SCHEMA_DETAIL, where=place.where, before=held, after=(one,), note=note)
    for text in (text for text in before if text not in after):
        yield Change(rule=rules.SCHEMA_RELAXED, where=place.where, before=(before[text],), note="validation rule")


def _text(validation: Tree) -> str:
    """Return what identifies a validation rule: the rule without its message."""
    return str(validation.get("rule")) if isinstance(validation, dict) else canonical(validation)


def _others(place: _Place) -> Iterator[Change]:
    """Yield changes of defaults, of combinations of schemas, and of keywords that restrict nothing."""
    known = {*_TYPES, *_BOUNDS, *_BELOW, "required", "enum", "properties", cel.VALIDATIONS}
    for key in (key for key in {**place.before, **place.after} if key not in known and place.differs(key)):
        if key == "default":
            yield place.changed(rules.DEFAULT_CHANGED, key)
        elif key == "allOf" and _are_enumerations(place.before) and _are_enumerations(place.after):
            yield place.changed(rules.SCHEMA_DETAIL, key)
        elif key in _JUNCTORS:
            yield place.changed(rules.BOUND_TIGHTENED if key in place.after else rules.SCHEMA_RELAXED, key)
        elif key == _PRESERVE:
            yield place.changed(rules.SCHEMA_RELAXED if place.after.get(key) else rules.FIELD_REMOVED, key)
        else:
            yield place.changed(rules.SCHEMA_DETAIL, key)


def _properties(place: _Place) -> Iterator[Change]:
    """Yield fields that came and went, and changes below those that stay."""
    before, after = (submap(side, "properties") for side in (place.before, place.after))
    for name in {**before, **after}:
        where = f"{place.where}.{name}"
        if name not in before:
            yield Change(rule=rules.FIELD_ADDED, where=where, after=(after[name],), note=cel.needs(after[name]))
        elif name not in after:
            kept = place.after.get(_PRESERVE) is True
            rule = rules.SCHEMA_DETAIL if kept else rules.FIELD_REMOVED
            yield Change(rule=rule, where=where, before=(before[name],))
        else:
            yield from _schemas(_Place(where=where, before=submap(before, name), after=submap(after, name)))


def _below(place: _Place) -> Iterator[Change]:
    """Yield changes of what lists and mappings hold."""
    for key, sign in zip(_BELOW, ("[]", "[*]"), strict=True):
        before, after = place.held(key)
        if before and after and isinstance(before[0], dict) and isinstance(after[0], dict):
            yield from _schemas(_Place(where=place.where + sign, before=before[0], after=after[0]))
        elif place.differs(key):
            opened = after and after[0] is not False and (not before or before[0] is False)
            yield place.changed(rules.SCHEMA_RELAXED if opened else rules.FIELD_REMOVED, key)


_Step = Callable[[_Place], Iterator[Change]]
_STEPS: tuple[_Step, ...] = (_types, _required, _enumeration, _bounds, _rules, _others, _properties, _below)


def _schemas(place: _Place) -> Iterator[Change]:
    if canonical(place.before) != canonical(place.after):
        for step in _STEPS:
            yield from step(place)


def compare_schemas(where: str, before: Mapping[str, Tree], after: Mapping[str, Tree]) -> Iterator[Change]:
    """Yield the changes of the schema of one version. `where` names the version, which may have no schema."""
    place = _Place(where=where, before=dict(before), after=dict(after))
    if before and after:
        yield from _schemas(place)
    elif after:
        yield Change(rule=rules.SCHEMA_ADDED, where=where, note=cel.needs(place.after))
    elif before:
        yield Change(rule=rules.SCHEMA_RELAXED, where=where, note="no schema any longer")
