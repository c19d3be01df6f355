"""TakesEnvironment: lets a container take its environment also from a ConfigMap, unless upstream's container already
does.
"""

from dataclasses import dataclass, replace

from generator.features.conditions import ALWAYS, Condition
from generator.settings.actions.action import ValueAction
from generator.settings.actions.expressions import Printed
from generator.settings.actions.inserting import has_child, inserted
from generator.template import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesEnvironment(ValueAction):
    """The action on a container; the ConfigMap may be missing, as upstream has it. Its variables give way to `env`."""

    config_map: str
    when: Condition = ALWAYS

    def bound(self, own: Printed) -> "TakesEnvironment":
        """The action where the row's value is set."""
        return replace(self, when=self.when or own.condition)

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"give a container the environment in ConfigMap {self.config_map}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a container with variables."""
        fits = isinstance(node, nodes.MapNode) and any(entry.key == "env" for entry in node.entries)
        return "" if fits else "no container with an environment"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The container, with a list of its own where it has none."""
        if has_child(node, "envFrom", place):
            return node
        fields = {"name": nodes.Scalar(self.config_map), "optional": nodes.Scalar(value=True)}
        reference = nodes.MapNode(tuple(nodes.Entry(key, value) for key, value in fields.items()))
        source = nodes.MapNode((nodes.Entry("configMapRef", reference),))
        sources = nodes.ListNode((nodes.Entry(self.config_map, source),))
        return inserted(node, nodes.Entry("envFrom", sources, self.when), "env", place)
