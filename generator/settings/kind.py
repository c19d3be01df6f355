"""What a kind of value is: its schema, its empty default, when it counts as set, how it is printed, and samples."""

from collections.abc import Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Tree, sublist

Schema = dict[str, Tree]
Versions = Mapping[str, str]

_LONGEST_EXAMPLE = 40
_LONGEST_WORD = 64

_PRESENT = "{value}"
_NOT_NULL = 'not (kindIs "invalid" {value})'
_IS_BOOLEAN = 'kindIs "bool" {value}'


class Shape(Enum):
    """What a value is to the printer: a text, a whole number, a boolean, or a list or mapping."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TREE = "tree"


class TextFormat(Struct, frozen=True, kw_only=True):
    """The format of a text: a pattern and the most characters, its words for people, and whether a refusal may repeat
    the text.

    The chart's rules tell people the words, never the pattern, and the schema leaves the format to these rules.
    """

    pattern: str
    longest: int
    what: str
    secret: bool = False


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of value, shared by all settings that take such values.

    `what` names it for people, `schema` is draft-07 and takes the empty default, too; `is_set` is a template test with
    `{value}` in it. `legal` and `illegal` are samples that every setting of the kind is tested with, the smallest
    number and `false` among them. `form` is that of the text, or of each text in a list or mapping. `since` names the
    releases that brought a member of an enumeration. `strict` is what the chart's own schema says where its rules check
    the rest. Of a kind that is `walked` that schema says no more than the type: the chart walks `schema` beside a value
    that is set.
    """

    what: str
    schema: Schema
    unset: Tree = ""
    shape: Shape = Shape.TEXT
    is_set: str = _PRESENT
    legal: tuple[Tree, ...] = ()
    illegal: tuple[Tree, ...] = ()
    text_format: TextFormat | None = None
    since: Mapping[str, Versions] = {}
    strict: Schema | None = None
    walked: bool = False
    notes: Mapping[str, str] = {}

    @property
    def in_chart(self) -> Schema:
        """What the chart's own schema says of a value."""
        return {"type": "array" if self.unset == [] else "object"} if self.walked else self.strict or self.schema

    @property
    def choices(self) -> str:
        """The members of the enumeration in words, with what they mean."""
        shown = [f"{one} ({self.notes[one]})" if one in self.notes else one for one in map(str, self.legal)]
        return f"{', '.join(shown[:-1])} or {shown[-1]}" if shown[1:] else "".join(shown)


def _bounded(pattern: str, longest: int) -> Schema:
    schema: Schema = {"type": "string", "maxLength": longest}
    return {**schema, "pattern": f"^({pattern})?$"} if pattern else schema


def text(what: str, pattern: str = "", *, longest: int = 253, legal: Sequence[Tree], illegal: Sequence[Tree]) -> Kind:
    """A text, empty or of the pattern; the first legal sample is the example that people are told."""
    schema = _bounded(pattern, longest)
    example = f", for example {legal[0]}" if len(str(legal[0])) <= _LONGEST_EXAMPLE else ""
    form = TextFormat(pattern=str(schema["pattern"]), longest=longest, what=what + example) if pattern else None
    return Kind(
        what=what, schema=schema, text_format=form, legal=tuple(legal), illegal=(*illegal, 7, "x" * (longest + 1))
    )


def secret(kind: Kind) -> Kind:
    """Return the kind with a refusal that tells what is expected and does not repeat the value."""
    assert kind.text_format
    return replace(kind, text_format=replace(kind.text_format, what=kind.what, secret=True))


def in_quotes(kind: Kind, meant: str) -> Kind:
    """Return the kind with a refusal of true and false that tells what they were before YAML read them: Off, no, on and
    yes.
    """
    told = f"{meant}, in quotes where YAML reads Off, no, on or yes as false or true"
    answer: Schema = {"type": ["string", "boolean"], "if": {"type": "boolean"}, "then": {"const": told}}
    return replace(kind, schema={**answer, "else": {"enum": kind.schema["enum"]}})


def one_of(
    *members: str,
    since: Mapping[str, Versions] | None = None,
    notes: Mapping[str, str] | None = None,
    refused: Mapping[str, str] | None = None,
) -> Kind:
    """One of the members, or empty for upstream's choice; one that is `refused` is told why."""
    taken: Schema = {"enum": ["", *members]}
    for name, told in (refused or {}).items():
        taken = {"if": {"const": name}, "then": {"const": told}, "else": taken}
    schema: Schema = {"type": "string", **({"maxLength": _LONGEST_WORD} if refused else {}), **taken}
    illegal = (f"{members[0]}x", members[0].swapcase(), False)
    return Kind(what="a choice", schema=schema, legal=members, illegal=illegal, since=since or {}, notes=notes or {})


def chosen(*members: str) -> Kind:
    """One of the members, of which one is always chosen; the first is the default."""
    schema: Schema = {"type": "string", "enum": [*members]}
    illegal = ("", "x", members[0].upper(), 7)
    return Kind(what="a choice", schema=schema, unset=members[0], legal=members, illegal=illegal)


def _set_unless(unset: int | None) -> str:
    """The test of a whole number for being set; only 0 is empty to a template."""
    if unset is None:
        return _NOT_NULL
    return f"ne (int64 {{value}}) {unset}" if unset else _PRESENT


def whole(what: str, least: int, most: int, *, unset: int | None = None) -> Kind:
    """A whole number in the range; `unset`, outside it, or null where there is none, means upstream's choice."""
    within: Schema = {"minimum": least, "maximum": most}
    or_null: Schema = {"type": ["integer", "null"], **within}
    return Kind(
        what=what,
        schema=or_null if unset is None else {"type": "integer", "anyOf": [{"const": unset}, within]},
        unset=unset,
        shape=Shape.INTEGER,
        is_set=_set_unless(unset),
        legal=(least, most),
        illegal=(least - 1 if least - 1 != unset else least - 2, most + 1, str(least), least + 0.5, True),
    )


def several(item: Kind, *, most: int = 16) -> Kind:
    """A list of distinct items of a kind, empty for upstream's choice."""
    given = {**item.schema, "minLength": 1}
    return Kind(
        what=f"a list; each item is {item.what}",
        schema={"type": "array", "items": given, "maxItems": most, "uniqueItems": True},
        unset=[],
        shape=Shape.TREE,
        text_format=item.text_format,
        since=item.since,
        legal=tuple([sample] for sample in item.legal),
        illegal=("x", {"x": "y"}, [""], *([sample] for sample in item.illegal), [item.legal[0], item.legal[0]]),
    )


def switch(what: str) -> Kind:
    """True, false, or null for upstream's choice."""
    return Kind(
        what=what,
        schema={"type": ["boolean", "null"]},
        unset=None,
        shape=Shape.BOOLEAN,
        is_set=_IS_BOOLEAN,
        legal=(False, True),
        illegal=("true", 0, "no"),
    )


BOOLEAN = Kind(
    what="true or false",
    schema={"type": "boolean"},
    unset=False,
    shape=Shape.BOOLEAN,
    legal=(False, True),
    illegal=("true", 1, "off"),
)


def _members(schema: Schema) -> list[Tree]:
    """The members of the enumeration of a text, or of each text in a list, behind what is refused in words."""
    inner = schema.get("else", schema.get("items"))
    return _members(inner) if isinstance(inner, dict) else sublist(schema, "enum")


def _limited(schema: Schema, kept: list[Tree]) -> Schema:
    """The schema whose enumeration has those members alone."""
    for keyword in ("else", "items"):
        inner = schema.get(keyword)
        if isinstance(inner, dict):
            return {**schema, keyword: _limited(inner, kept)}
    return {**schema, "enum": kept}


def of_release(kind: Kind, known: frozenset[str]) -> Kind:
    """The kind without the members of its enumeration that a release does not know, which become illegal; `known` are
    those of them that it knows."""
    members = _members(kind.schema)
    if not kind.since or not members:
        return kind
    kept = [member for member in members if member not in kind.since or str(member) in known]
    unknown: list[Tree] = [member for member in members if member not in kept]
    if "items" in kind.schema:
        unknown = [[member] for member in unknown]
    return replace(
        kind,
        schema=_limited(kind.schema, kept),
        legal=tuple(sample for sample in kind.legal if sample not in unknown),
        illegal=(*kind.illegal, *unknown),
    )
