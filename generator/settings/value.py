"""What a value is: a record from which values.yaml, values.schema.json and the table in VALUES.md are derived."""

from dataclasses import dataclass, field

from generator.base.trees import Tree

Schema = dict[str, Tree]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value: its path in dots, its default, what it does, the JSON Schema of what it may be.

    A default of None means upstream's choice where no empty value would say so; `since` is a chart version.
    """

    path: str
    default: Tree
    doc: str
    schema: Schema = field(default_factory=dict)
    since: str = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of values.yaml: a path that holds values, and what they are about."""

    path: str
    doc: str


Row = Value | Section
