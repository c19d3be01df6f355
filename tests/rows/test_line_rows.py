"""A line's releases decide which settings there are: by their versions, and by the containers that they have."""

import pytest

from generator.base.errors import ProblemsError
from generator.features.conditions import when
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine
from generator.rows.line_rows import choose_settings
from generator.settings.catalogue import Catalogue, nested
from generator.template.nodes import Choice, Entry, ListNode, MapNode, Option, Scalar, Template
from tests.trees import document

VERSIONS = {"flannel": "v0.28.9", "calico": "v3.32.1"}
TYPHA = "spec: {template: {spec: {containers: [{name: calico-typha, image: 'x/calico:v1'}]}}}"


def chosen(*templates: Template, **versions: str) -> Catalogue:
    """The catalogue of templates and releases."""
    releases = {**VERSIONS, **versions}
    line = ReleaseLine(version="0.0.0", kubernetes="", tested="", validated=(), **releases)
    return choose_settings(line, templates, FEATURES)


def image_paths(catalogue: Catalogue) -> set[str]:
    """The settings of images."""
    return {path for path in catalogue.paths if path.startswith("images.")}


def test_roles_are_those_that_have_a_container_whatever_its_image_is_called() -> None:
    found = chosen(document("Deployment/calico-typha", TYPHA))
    assert found.roles == {"typha": ("x/calico:v1",)}
    assert image_paths(found) == {f"images.typha.{part}" for part in ("repository", "tag", "digest", "pullPolicy")}
    assert [target.at for target in found.images] == [
        ("Deployment/calico-typha spec.template.spec.containers[calico-typha]",)
    ]


def test_releases_without_containers_have_no_roles() -> None:
    found = chosen(document("Job/a", "{a: b}"))
    assert (found.roles, found.images, image_paths(found)) == ({}, (), set())


def daemon_set(image: Choice) -> Template:
    """calico-node with alternatives of its image."""
    container = MapNode((Entry("name", Scalar("calico-node")), Entry("image", image)))
    node = MapNode((Entry("containers", ListNode((Entry("calico-node", container),))),))
    for key in ("spec", "template", "spec"):
        node = MapNode((Entry(key, node),))
    return document("DaemonSet/calico-node", "", body=node)


def test_alternatives_of_an_image_are_all_named() -> None:
    options = (Option(Scalar("x/n:v1"), when(dataplane="iptables")), Option(Scalar("x/n:v2"), when(dataplane="bpf")))
    assert chosen(daemon_set(Choice(options))).roles["calicoNode"] == ("x/n:v1", "x/n:v2")


def test_alternatives_of_containers_are_all_named() -> None:
    found = document("Deployment/calico-typha", TYPHA)
    [entry] = found.body.entries
    other = document("Deployment/calico-typha", TYPHA.replace("v1", "v2")).body.entries[0]
    both = Choice((Option(entry.node, when(typha="true")), Option(other.node, otherwise=True)))
    assert chosen(document(found.name, "", body=MapNode((Entry("spec", both),)))).roles == {
        "typha": ("x/calico:v1", "x/calico:v2")
    }


def canal(image: str) -> Template:
    """Canal with an image of flannel where it asks the API server, and another one where it asks etcd."""
    containers = f"[{{name: kube-flannel, image: 'a/flannel:v0.24.4'}}, {{name: flannel, image: '{image}'}}]"
    return document("DaemonSet/canal", f"spec: {{template: {{spec: {{containers: {containers}}}}}}}")


@pytest.mark.parametrize(
    ("tag", "oldest"), [(f"v0.11.0-amd64@sha256:{'0' * 64}", "v0.11.0"), ("v0.25.1", "v0.24.4")], ids=["old", "new"]
)
def test_canals_values_are_those_of_the_oldest_flannel_in_it(tag: str, oldest: str) -> None:
    assert chosen(canal(f"a/flannel:{tag}")).versions["canalFlannel"] == oldest


@pytest.mark.parametrize("image", [f"a/flannel@sha256:{'0' * 64}", "a/flannel:latest", "a/flannel"])
def test_a_flannel_of_canal_that_cannot_be_told_stops(image: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        chosen(canal(image))
    assert str(caught.value) == (
        "calico v3.32.1 > canal > the image of flannel: expected a tag with flannel's release, which decides on its "
        f"values, found {image}; see what upstream means, and name it in a copy of the manifest"
    )


def test_the_variants_of_a_template_are_those_that_render_it() -> None:
    found = chosen()
    assert found.variants_of(document("Job/a", "{a: b}", when(datastore="etcd"))) == ["calico-etcd", "canal-etcd"]


def test_values_by_path_are_a_tree() -> None:
    assert nested({"a.b": 1, "a.c": {"d": 2}, "e": None}) == {"a": {"b": 1, "c": {"d": 2}}, "e": None}
