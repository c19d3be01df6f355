"""UsesImage: lets the values of a role, the mirror and the global registry say a container's image and pull policy."""

import re
from typing import ClassVar

from msgspec.structs import replace

from generator.base.trees import Steps
from generator.settings.actions.action import ClaimingAction
from generator.settings.actions.expressions import Printed, Style, go_literal
from generator.settings.actions.overriding import overridden
from generator.template import nodes

# What a container's image is made from besides the values of its role.
MIRROR = (
    "imageMirror.mode",
    "imageMirror.registry",
    "imageMirror.hosts",
    "global.imageRegistry",
    "global.systemDefaultRegistry",
)
PARTS = ("repository", "tag", "digest", "pullPolicy")


# What the helpers can take apart: a host has a dot or a port and a path behind it.
_NO_REFERENCE = "which is not [host/]name[:tag][@digest] with a dot or a port in the host"
_NAME = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?!localhost/)(?:{_NAME}(?::[0-9]+)?(?:/{_NAME})+|[a-z0-9]+(?:[_-]+[a-z0-9]+)*)"
    r"(?::[A-Za-z0-9_][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)


def odd_image(node: nodes.Node) -> str:
    """Why a node is no image reference, nor alternatives that all are; empty where it is."""
    if isinstance(node, nodes.Choice):
        return next(filter(None, (odd_image(option.node) for option in node.options)), "")
    if not isinstance(node, nodes.Scalar) or not isinstance(node.value, str):
        return "no container with an image"
    return "" if _REFERENCE.fullmatch(node.value) else f"the image {node.value!r}, {_NO_REFERENCE}"


class UsesImage(ClaimingAction, frozen=True, kw_only=True):
    """The action on a container: the role that its image has, the key below `images`."""

    purpose: ClassVar[str] = "say the image of a container"
    role: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The settings that the image is made from."""
        return (*(f"images.{self.role}.{part}" for part in PARTS), *MIRROR)

    def claim(self, steps: Steps) -> Steps:
        """The container's image."""
        return (*steps, "image")

    def unfit(self, node: nodes.Node) -> str:
        """It needs a container."""
        image = nodes.entry_of(node, "image")
        return odd_image(image.node) if image else "no container with an image"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The container with its image and pull policy as templates."""
        assert isinstance(node, nodes.MapNode)
        policy = Printed(value=f".Values.images.{self.role}.pullPolicy")
        entries: list[nodes.Entry] = []
        has_policy = nodes.entry_of(node, "imagePullPolicy")
        for entry in node.entries:
            if entry.key == "image":
                entries.append(replace(entry, node=self._image(entry.node)))
                if not has_policy:
                    value = nodes.Expression(policy.encoded(Style.TEXT))
                    entries.append(nodes.Entry("imagePullPolicy", value, policy.condition))
            elif entry.key == "imagePullPolicy":
                entries.append(replace(entry, node=overridden(entry.node, policy)))
            else:
                entries.append(entry)
        return replace(node, entries=tuple(entries))

    def _image(self, node: nodes.Node) -> nodes.Node:
        if isinstance(node, nodes.Choice):
            options = tuple(replace(option, node=self._image(option.node)) for option in node.options)
            return nodes.Choice(options)
        assert isinstance(node, nodes.Scalar)
        return nodes.Expression(f'include "cni.image" (list . "{self.role}" {go_literal(node.value)}) | quote')
