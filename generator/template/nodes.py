"""The template tree that settings change and the printer prints: manifests with conditions and expressions."""

from dataclasses import dataclass, field

from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, Condition


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value that is printed as it is: a scalar, `{}` or `[]`."""

    value: Tree


@dataclass(frozen=True, slots=True)
class Expression:
    """A template expression that prints one scalar; it ends in `quote`, `toJson` or another encoder."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A template expression that prints a mapping or list as YAML; it is indented to its place."""

    text: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A template expression that prints further entries of the mapping, or items of the list, that it stands in.

    `value` is the mapping whose members it prints, where there is an expression for that.
    """

    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A tree that no setting changes; parts that it has in common with others are printed once."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Raw:
    """YAML in flow style, as template text that is printed as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text, template actions in it allowed, rendered when the condition holds."""

    text: str
    condition: Condition = ALWAYS
    key: str = ""  # the line as upstream has it, stripped: what settings address


@dataclass(frozen=True, slots=True)
class Text:
    """A text of lines, printed as a block scalar."""

    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values, taken when its condition holds and no earlier one's did; `otherwise` closes the list."""

    node: "Node"
    condition: Condition = ALWAYS
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Exclusive values, printed as one `if / else if / else`."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A child of a mapping or list, by key or by what identifies the item.

    With `loop`, a template pipeline, the child is printed once for each of its elements, which is `.` in it. The
    template says before the child why it is there, in a comment that no render has.
    """

    key: str
    node: "Node"
    condition: Condition = ALWAYS
    loop: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping."""

    entries: tuple[Entry, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    entries: tuple[Entry, ...] = field(default=())


Node = Scalar | Expression | Block | Spread | Fixed | Raw | Text | Choice | MapNode | ListNode


def entry_of(node: Node, key: str) -> Entry | None:
    """The entry of a mapping or a list by its key; none where there is none, or the node is another one."""
    entries = node.entries if isinstance(node, MapNode | ListNode) else ()
    return next((entry for entry in entries if entry.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One object of the chart: where it comes from, when it is rendered, and its tree."""

    project: str
    name: str  # kind/name as upstream has it, and the first one where a variant calls the object otherwise
    condition: Condition
    body: MapNode
    crd: bool = False
    switch: str = ""  # the path of the value that adds it, where it is an add-on's

    @property
    def kind(self) -> str:
        """The object's kind."""
        return self.name.split("/", 1)[0]
