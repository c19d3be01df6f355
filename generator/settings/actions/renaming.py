"""RenamesByInput: gives an object that cannot be changed another name for other input; for upstream's input, upstream's
name.
"""

from typing import ClassVar

from generator.settings.actions.action import ClaimingAction
from generator.settings.actions.expressions import go_literal
from generator.template import nodes
from generator.template.wrapping import laid_out

# An action may go on over several lines, which are indented as the object's metadata are.
_BREAK = "\n    "


class RenamesByInput(ClaimingAction, frozen=True, kw_only=True):
    """The action on a name. The plan fills in `inputs`: every setting that has a place in the object or in what it
    reads; `usual` are their values, as JSON, with which the name is upstream's. Of a `pod` it is what is in the object
    itself and no name of an image."""

    purpose: ClassVar[str] = "give the object a name of its own for other input"
    pod: bool = False
    inputs: tuple[str, ...] = ()
    usual: str = ""

    def unfit(self, node: nodes.Node) -> str:
        """It needs a name that is the same in all variants."""
        return "" if isinstance(node, nodes.Scalar) else "no name that all variants agree on"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The name, from the helper that compares the input."""
        assert isinstance(node, nodes.Scalar)
        paths = " ".join(map(go_literal, self.inputs))
        call = f'include "cni.nameByInput" (list . {go_literal(node.value)} (list {paths}) `{self.usual}`) | quote'
        return nodes.Expression(_BREAK.join(laid_out(call)))
