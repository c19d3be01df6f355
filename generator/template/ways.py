"""Walks the way from a node of the template tree to a place in it: its parts, and when each of them is rendered."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Steps
from generator.features.conditions import ALWAYS, Condition
from generator.features.feature_table import Point
from generator.template import nodes


class Part(Struct, frozen=True):
    """A node on the way and the steps to it.

    What holds the node renders it where one of the conditions holds, of which only a line of a text may have several,
    and none of `unless`.
    """

    node: nodes.Node
    steps: Steps = ()
    conditions: tuple[Condition, ...] = (ALWAYS,)
    unless: tuple[Condition, ...] = ()

    def holds(self, point: Point) -> bool:
        """Whether what holds the node renders it at a point."""
        return any(one.holds(point) for one in self.conditions) and not any(one.holds(point) for one in self.unless)


def option_number(step: str) -> int:
    """The number of an alternative from its step, `#1`."""
    return int(step.removeprefix("#"))


def alternative(choice: nodes.Choice, number: int) -> Part:
    """One of the alternatives; it is rendered unless an earlier one is."""
    option, earlier = choice.options[number], (one.condition for one in choice.options[:number])
    unless = tuple(one for one in earlier if not one.excludes(option.condition))
    return Part(option.node, (f"#{number}",), (option.condition,), unless)


def _entered(node: nodes.Node, steps: Steps) -> Part:
    """What the last of the steps leads to, from what those before it lead to."""
    step = steps[-1]
    if isinstance(node, nodes.Choice):
        return replace(alternative(node, option_number(step)), steps=steps)
    if isinstance(node, nodes.Text):
        lines = tuple(line for line in node.lines if line.key == step)
        return Part(nodes.Text(lines), steps, tuple(line.condition for line in lines))
    entry = nodes.entry_of(node, step)
    assert entry, step
    return Part(entry.node, steps, (entry.condition,))


def walk(node: nodes.Node, steps: Steps) -> Iterator[Part]:
    """The parts of the way, the node itself first; a line of a text is a text of its own.

    The way ends at a scalar, of which the steps that are left are those in its JSON text.
    """
    part = Part(node)
    yield part
    for number in range(1, len(steps) + 1):
        if isinstance(part.node, nodes.Scalar):
            return
        part = _entered(part.node, steps[:number])
        yield part


def below(node: nodes.Node, steps: Steps = ()) -> Iterator[tuple[Steps, nodes.Node]]:
    """What stands at the ends of all ways, with the steps that lead there."""
    if isinstance(node, nodes.Choice):
        for number, option in enumerate(node.options):
            yield from below(option.node, (*steps, f"#{number}"))
    elif isinstance(node, nodes.MapNode | nodes.ListNode):
        for entry in node.entries:
            yield from below(entry.node, (*steps, entry.key))
    else:
        yield steps, node
