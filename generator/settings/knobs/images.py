"""Images: every reference goes through the mirror and can be overridden; names come from upstream's repositories."""

from generator.settings.knob import SOME, Image, Knob

ROWS = (
    Knob(
        values=("imageMirror", "images"),
        at="DaemonSet/*|Deployment/*|Job/* spec.template.spec.containers|initContainers[*]",
        do=Image(),
        expect=SOME,
    ),
)
