"""What the chart adds to upstream's objects whatever the values are, and the names that follow the input."""

from generator.rows import calicoctl
from generator.rows.objects import OWN_LABELS
from generator.settings.actions.inserting import Inserts, Spreads
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.setting import SOME, Target
from generator.template.nodes import Scalar

# CRDs have no labels of the chart's, which would change them all with every version.
_CRDS = "CustomResourceDefinition/* metadata"

ADDITIONS: tuple[Target, ...] = (
    Target(
        at=(_CRDS,),
        action=Inserts(
            parent="annotations",
            key="helm.sh/resource-policy",
            node=Scalar("keep"),
            why="The definition outlives the release: all objects of the kind would go with it.",
        ),
        places=SOME,
    ),
    # A Job cannot be changed: other input makes another Job. Upstream's name stays for upstream's input.
    Target(at=("Job/configure-canal metadata.name",), action=RenamesByInput()),
    *calicoctl.ALWAYS,
    Target(
        at=("* metadata",),
        action=Spreads(parent="labels", text='include "cni.labels" .', keys=OWN_LABELS),
        places=SOME,
        reads=("commonLabels",),
    ),
    Target(
        at=(_CRDS,),
        action=Spreads(parent="labels", text='include "cni.commonLabels" .', value=".Values.commonLabels"),
        places=SOME,
        reads=("commonLabels",),
    ),
    Target(
        at=("* metadata", _CRDS),
        action=Spreads(parent="annotations", value=".Values.commonAnnotations"),
        places=SOME,
        reads=("commonAnnotations",),
    ),
)
