"""PrintsOwn: marks a value from which the chart makes an object of its own, whatever the features are."""

from dataclasses import dataclass

from generator.template.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintsOwn:
    """The action; `file` is the template that reads the value, below `templates/`."""

    file: str

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"print {self.file}"

    def unfit(self, node: Node) -> str:  # noqa: ARG002 - the actions' common signature
        """Refuse every place of upstream's."""
        return "upstream's, where the chart has a template of its own"

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """Return the node unchanged."""
        return node
