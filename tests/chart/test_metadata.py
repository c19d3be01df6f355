"""Chart.yaml says what the releases are made of, in the words of Artifact Hub, and whose flannel canal runs."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.chart.metadata import ICON, chart_metadata, flannel_versions, icon_uri
from generator.releases.images import image_references
from generator.releases.lines import choose_line
from generator.releases.lock import read_lock
from generator.releases.release import Document, Release, identity, stem_of
from generator.releases.snapshot import SNAPSHOT
from generator.values.strict_schema import LIBRARY
from tests.builds import current
from tests.paths import CHART, ROOT
from tests.rendering import SCENARIOS, load, rendered, scenario
from tests.upstream import Manifests, built, node_pod

LINE = choose_line(None, None)
ABOUT = load(CHART / "Chart.yaml")


def released(project: str) -> Release:
    """The current line's release of a project."""
    return next(one for one in current().releases if one.project == project)


def entries(annotation: str) -> list[dict[str, Any]]:
    """The list that an annotation of Artifact Hub's holds as YAML."""
    annotations = ABOUT["annotations"]
    assert isinstance(annotations, dict)
    return listed(str(annotations[f"artifacthub.io/{annotation}"]))


def listed(text: str) -> list[dict[str, Any]]:
    """The list in a YAML text."""
    [tree] = yamltree.load(text, "annotation")
    return cast(list[dict[str, Any]], tree)


def pods(*containers: dict[str, Any]) -> tuple[Document, ...]:
    """A DaemonSet of the containers."""
    pod: dict[str, Any] = {"containers": list(containers)}
    return ({"kind": "DaemonSet", "metadata": {"name": "x"}, "spec": {"template": {"spec": pod}}},)


def calico(canal: tuple[Document, ...]) -> Release:
    """Calico with other manifests of canal's."""
    return replace(released("calico"), documents={**released("calico").documents, "canal": canal, "canal-etcd": ()})


def canals(*images: str) -> Mapping[str, str]:
    """The versions of flannel where canal has these images of it."""
    return flannel_versions(current().releases, replace(current().catalogue, roles={"canalFlannel": images}))


def definition(kind: str, **spec: Any) -> Document:
    """A CustomResourceDefinition with the fields that both of its versions have."""
    names: dict[str, Any] = {"kind": kind}
    metadata: dict[str, Any] = {"name": f"{kind.lower()}s.x.org"}
    spec = {"group": "x.org", "names": names, **spec}
    return {"kind": "CustomResourceDefinition", "metadata": metadata, "spec": spec}


def described(*crds: Document) -> list[dict[str, Any]]:
    """What Chart.yaml says of the definitions."""
    return listed(chart_metadata(LINE, [released("flannel"), replace(released("calico"), crds=crds)])["crds"])


def test_the_images_are_those_of_every_variant() -> None:
    images = {entry["image"] for entry in entries("images")}
    variants = [path.stem.removesuffix("-values") for path in (CHART / "ci").glob("*.yaml")]
    assert images == {image for stem in variants for image in image_references([*rendered(scenario(stem))])}
    assert set(variants) <= set(SCENARIOS)


def test_images_that_share_a_name_are_told_apart_by_their_tags() -> None:
    names = [entry["name"] for entry in entries("images")]
    assert len(set(names)) == len(names)
    canal = flannel_versions(current().releases, current().catalogue)["canal"]
    assert f"flannel-{canal}" in names
    assert "node" in names


def test_every_definition_has_a_card() -> None:
    cards = entries("crds")
    assert [card["name"] for card in cards] == sorted(identity(crd).split("/")[1] for crd in released("calico").crds)
    assert all(list(card) == ["kind", "version", "name", "displayName", "description"] for card in cards)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("IPPool", "IP Pool"),
        ("BGPConfiguration", "BGP Configuration"),
        ("CalicoNodeStatus", "Calico Node Status"),
        ("Tier", "Tier"),
    ],
)
def test_a_kind_is_shown_in_words(kind: str, shown: str) -> None:
    [card] = described(definition(kind, scope="Cluster", version="v1"))
    assert (card["displayName"], card["description"]) == (shown, f"Cluster-wide {shown} of x.org")


@pytest.mark.parametrize(
    "spec",
    [
        {"version": "v1"},
        {"version": "v1", "versions": [{"name": "v2"}, {"name": "v1", "storage": True}]},
        {"versions": [{"name": "v2", "storage": False}, {"name": "v1", "storage": True}]},
    ],
    ids=["v1beta1 with its only version", "v1beta1 with two versions", "v1"],
)
def test_a_card_names_the_version_that_is_stored(spec: dict[str, Any]) -> None:
    [card] = described(definition("Tier", scope="Namespaced", **spec))
    assert (card["version"], card["description"]) == ("v1", "Namespaced Tier of x.org")


def test_links_lead_to_the_releases() -> None:
    assert entries("links") == [
        {"name": release.name, "url": f"{source}/releases/tag/{release.version}"}
        for release, source in zip(current().releases, chart_metadata(LINE, current().releases)["sources"], strict=True)
    ]


def test_the_icon_is_a_picture_in_a_data_uri() -> None:
    icon = str(ABOUT["icon"])
    kind, _, picture = icon.partition(",")
    assert kind == "data:image/svg+xml"
    assert ET.fromstring(unquote(picture)).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own file


def test_the_icon_has_only_characters_that_artifact_hub_reads() -> None:
    assert not set(icon_uri(ICON.read_text(encoding="utf-8"))) & set(' <>"#\n')


def test_no_maintainer_has_an_address() -> None:
    assert ABOUT["maintainers"] == [{"name": "the cni authors"}]


def test_canal_runs_the_flannel_of_its_own_manifests() -> None:
    runs = {"flannel": released("flannel").version, "canal": "v0.1.0"}
    assert canals("x.io:5000/a/flannel:v0.1.0@sha256:00") == runs


def test_the_order_of_the_releases_does_not_count() -> None:
    flannel, calico = current().releases
    there = current().catalogue
    assert flannel_versions([calico, flannel], there) == flannel_versions([flannel, calico], there)


def test_the_flannels_of_both_manifests_of_canal_are_named(tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        [etcds] = [one for one in node_pod(changed, "canal-etcd")["containers"] if one["name"] == "flannel"]
        etcds["image"] = "flannel:v0.2.0"

    made = built(change, tmp_path)
    assert flannel_versions(made.releases, made.catalogue)["canal"] == "v0.2.0 and v0.24.4"


@pytest.mark.parametrize("more", [{}, {"command": ["sh"]}], ids=["without a command", "of another program"])
def test_a_canal_without_flanneld_stops(more: dict[str, Any]) -> None:
    container = {"name": "kube-flannel", "image": "flannel:v0.1.0", **more}
    with pytest.raises(ProblemsError) as caught:
        flannel_versions([released("flannel"), calico(pods(container))], current().catalogue)
    where = f"{released('calico').name} > canal"
    assert str(caught.value) == f"{where}: expected a container that runs flanneld, found none"


def test_the_readme_names_the_flannel_of_each_plugin() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    runs = flannel_versions(current().releases, current().catalogue)
    assert f"The chart carries flannel {runs['flannel']} and Calico {released('calico').version} " in readme
    assert f"Canal is Calico's own manifest and runs the flannel that is named there: {runs['canal']}." in readme


def test_the_chart_carries_the_digests_of_the_locks() -> None:
    annotations = load(CHART / "charts" / LIBRARY / "Chart.yaml")["annotations"]
    assert isinstance(annotations, dict)
    locks = {release.name: read_lock(SNAPSHOT / release.project / release.version) for release in current().releases}
    assert listed(str(annotations["cni/upstream"])) == [
        {"release": release.name, "file": file, "sha256": locks[release.name][file].sha256}
        for release in current().releases
        for file in release.raw
    ]
    assert {stem_of(file) for release in current().releases for file in release.raw} >= {
        stem for release in current().releases for stem in release.documents
    }


def test_only_a_pair_that_is_not_listed_is_a_prerelease() -> None:
    assert not chart_metadata(LINE, current().releases)["prerelease"]
    assert chart_metadata(choose_line("v9.9.9", "v9.9.9"), current().releases)["prerelease"]


def test_the_changes_are_those_of_the_chart_version() -> None:
    changes = chart_metadata(replace(LINE, version="0.1.0"), current().releases)["changes"]
    assert changes.startswith('- "The first chart: flannel v0.28.9 and Calico v3.32.1, ')
    assert chart_metadata(replace(LINE, version="9.9.9"), current().releases)["changes"] == ""
