"""What a knob is: a row that says which value changes which place of the merged manifests, and how."""

from dataclasses import dataclass

from generator.features.conditions import ALWAYS, Condition
from generator.template.nodes import Node

# At least one match: for rows whose number of places differs between upstream releases.
SOME = -1
# Any number, none included: for places that only some upstream releases have.
ANY = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Print the expression instead; `{upstream}` in it stands for upstream's value as a template literal."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Print the value where the test holds and upstream's where not.

    Without a test the value is set when it is not empty; `encode` is the pipeline's end, `quote` or `int64`.
    A `block` value prints a mapping or a list and has no encoder.
    """

    value: str
    encode: str = "quote"
    test: str = ""
    block: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """Put a new child into a mapping or list, before or behind a sibling that must be there, else at the end."""

    key: str
    node: Node
    condition: Condition = ALWAYS
    loop: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEnv:
    """Give an environment variable a value: override upstream's where it is there, insert it before `before` else."""

    name: str
    override: Override
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensure:
    """Put an entry into the mapping under `parent`, which is made when it is not there."""

    parent: str
    insert: Insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Let the expression print further entries of the mapping under `parent`, which is made when it is not there."""

    parent: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Render the place only where the condition holds, too."""

    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Put a member into an object of a JSON text, before one that is always there; `text` is the value's template."""

    name: str
    text: str
    condition: Condition
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertLine:
    """Put a line into a text before another one, with its indentation and where that one is rendered."""

    text: str
    before: str
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceLine:
    """Print another line, template actions in it allowed, in place of a line of a text, with its indentation."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """Let the value of `images` that the container's image belongs to, and the mirror, say image and pull policy."""


Action = Replace | Override | Insert | SetEnv | Ensure | Spread | Guard | Member | InsertLine | ReplaceLine | Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One row. `at` is `Kind/name path`: steps by key, list items `[by name]`, `*` and `a|b` match several.

    A path may go on into a text: into its JSON, or to a line of it. `expect` is the number of places.
    """

    values: tuple[str, ...]
    at: str
    do: Action
    expect: int = 1
