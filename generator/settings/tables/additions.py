"""What the chart adds to upstream's objects whatever the values are, and the names that follow the input."""

from generator.settings.actions.inserting import Inserts, Spreads
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.setting import SOME, Target
from generator.template.nodes import Scalar

# What the helper prints.
_LABELS = (
    "helm.sh/chart",
    *(f"app.kubernetes.io/{name}" for name in ("name", "instance", "version", "component", "managed-by")),
)

ADDITIONS: tuple[Target, ...] = (
    # CRDs stay when the release goes, and when a later one has fewer of them: with them their objects would go.
    Target(
        at=("CustomResourceDefinition/* metadata",),
        action=Inserts(parent="annotations", key="helm.sh/resource-policy", node=Scalar("keep")),
        places=SOME,
    ),
    # A Job cannot be changed: other input makes another Job. Upstream's name stays for upstream's input.
    Target(at=("Job/configure-canal metadata.name",), action=RenamesByInput()),
    Target(
        at=("* metadata",),
        action=Spreads(parent="labels", text='include "cni.labels" .', keys=_LABELS),
        places=SOME,
    ),
)
