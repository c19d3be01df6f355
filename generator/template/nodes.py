"""The template tree that settings change and the printer prints: manifests with conditions and expressions."""

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, Condition


class Scalar(Struct, frozen=True):
    """A value that is printed as it is: a scalar, `{}` or `[]`."""

    value: Tree


class Expression(Struct, frozen=True):
    """A template expression that prints one scalar; it ends in `quote`, `toJson` or another encoder."""

    text: str


class Block(Struct, frozen=True):
    """A template expression that prints a mapping or list as YAML; it is indented to its place."""

    text: str


class Spread(Struct, frozen=True):
    """A template expression that prints further entries of the mapping, or items of the list, that it stands in.

    `value` is the mapping whose members it prints, where there is an expression for that.
    """

    text: str
    value: str = ""


class Fixed(Struct, frozen=True):
    """A tree that no setting changes; parts that it has in common with others are printed once."""

    tree: Tree


class Raw(Struct, frozen=True):
    """YAML in flow style, as template text that is printed as it is."""

    text: str


class TextLine(Struct, frozen=True):
    """A line of a text, template actions in it allowed, rendered when the condition holds."""

    text: str
    condition: Condition = ALWAYS
    key: str = ""  # the line as upstream has it, stripped: what settings address


class Text(Struct, frozen=True):
    """A text of lines, printed as a block scalar."""

    lines: tuple[TextLine, ...]


class Option(Struct, frozen=True):
    """One of several values, taken when its condition holds and no earlier one's did; `otherwise` closes the list."""

    node: "Node"
    condition: Condition = ALWAYS
    otherwise: bool = False


class Choice(Struct, frozen=True):
    """Exclusive values, printed as one `if / else if / else`."""

    options: tuple[Option, ...]


class Entry(Struct, frozen=True):
    """A child of a mapping or list, by key or by what identifies the item.

    With `loop`, a template pipeline, the child is printed once for each of its elements, which is `.` in it. The
    template says before the child why it is there, in a comment that no render has.
    """

    key: str
    node: "Node"
    condition: Condition = ALWAYS
    loop: str = ""
    why: str = ""


class MapNode(Struct, frozen=True):
    """A mapping."""

    entries: tuple[Entry, ...] = ()


class ListNode(Struct, frozen=True):
    """A list."""

    entries: tuple[Entry, ...] = ()


Node = Scalar | Expression | Block | Spread | Fixed | Raw | Text | Choice | MapNode | ListNode


def entry_of(node: Node, key: str) -> Entry | None:
    """The entry of a mapping or a list by its key; none where there is none, or the node is another one."""
    entries = node.entries if isinstance(node, MapNode | ListNode) else ()
    return next((entry for entry in entries if entry.key == key), None)


class Template(Struct, frozen=True, kw_only=True):
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

    def with_body(self, body: Node) -> "Template":
        """The template with another body, which is a mapping still."""
        assert isinstance(body, MapNode)
        return replace(self, body=body)
