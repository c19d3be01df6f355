"""UsesImage: the role's values say the image, whatever it is called, and the pull policy."""

import pytest
from msgspec.structs import replace

from generator.features.conditions import when
from generator.settings.actions.uses_image import UsesImage
from generator.settings.apply import apply_plan
from generator.settings.plan import plan_settings
from generator.settings.setting import Target
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar, Template
from tests.catalogues import NONE, printed
from tests.trees import document


def with_image(template: Template) -> str:
    """The template of an object whose container `c` has a role."""
    target = Target(at=("Job/a c",), action=UsesImage(role="node"))
    [found] = apply_plan([template], plan_settings([template], replace(NONE, images=(target,))))
    return printed(found)


CASES = [
    pytest.param(
        "{c: {image: 'quay.io/x/kube-y:v1', imagePullPolicy: Always, z: 1}}",
        'c:\n  image: {{ include "cni.image" (list . "node" "quay.io/x/kube-y:v1") | quote }}\n'
        '  imagePullPolicy: {{ .Values.images.node.pullPolicy | default "Always" | quote }}\n  z: 1\n',
        id="a pull policy that is there",
    ),
    pytest.param(
        "{c: {image: 'y:v1', z: 1}}",
        'c:\n  image: {{ include "cni.image" (list . "node" "y:v1") | quote }}\n'
        "  {{- with .Values.images.node.pullPolicy }}\n"
        "  imagePullPolicy: {{ . | quote }}\n  {{- end }}\n  z: 1\n",
        id="a pull policy that is not",
    ),
]


@pytest.mark.parametrize(("text", "template"), CASES)
def test_a_container_uses_its_roles_image(text: str, template: str) -> None:
    assert with_image(document("Job/a", text)) == template


def test_alternatives_are_kept() -> None:
    options = (Option(Scalar("x/n:v1"), when(dataplane="iptables")), Option(Scalar("x/n:v2"), when(dataplane="bpf")))
    container = MapNode((Entry("image", Choice(options)), Entry("name", Scalar("n"))))
    found = with_image(document("Job/a", "", body=MapNode((Entry("c", container),))))
    assert [line.strip() for line in found.splitlines() if "include" in line] == [
        'image: {{ include "cni.image" (list . "node" "x/n:v1") | quote }}',
        'image: {{ include "cni.image" (list . "node" "x/n:v2") | quote }}',
    ]


def test_the_plan_names_all_that_an_image_is_made_from() -> None:
    [step] = plan_settings(
        [document("Job/a", "{c: {image: 'y:v1'}}")],
        replace(NONE, images=(Target(at=("Job/a c",), action=UsesImage(role="node")),)),
    ).steps
    assert step.settings == (
        *(f"images.node.{part}" for part in ("repository", "tag", "digest", "pullPolicy")),
        *(f"imageMirror.{key}" for key in ("mode", "registry", "hosts")),
        *("global.imageRegistry", "global.systemDefaultRegistry"),
    )
