"""Images go by who uses them: a release that puts several programs into one image keeps every user's values."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.publish.sbom import sbom
from generator.releases.lines import read_lines
from generator.report.image_list import pulled
from generator.rows.roles import ROLES
from generator.tools import helm
from tests import upstream
from tests.builds import built, current
from tests.helms import RENDERERS
from tests.packages import packaged
from tests.rendering import containers, rendered
from tests.upstream import ALL, Manifests

TAG = upstream.LINE.calico
ONE = f"quay.io/calico/calico:{TAG}"
MERGED = {f"quay.io/calico/{name}:{TAG}" for name in ("cni", "typha", "kube-controllers", "ctl")}


def merged(tree: Any) -> Any:
    """The tree with one image in the place of several."""
    if isinstance(tree, dict):
        return {key: merged(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [merged(value) for value in tree]
    return ONE if tree in MERGED else tree


def merge_images(changed: Manifests) -> None:
    """One image for cni, typha, kube-controllers and calicoctl, as upstream plans it."""
    for stem in (*ALL, "calicoctl", "calicoctl-etcd"):
        changed[stem] = merged(changed[stem])


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart of a release with the one image, which renders equal."""
    folder = tmp_path_factory.mktemp("one-image")
    made = upstream.built(merge_images, folder)
    assert upstream.parity_faults(made, folder) == []
    assert made.catalogue.roles.keys() == current().catalogue.roles.keys()
    write_tree(folder / "chart", made.chart.files)
    return folder / "chart"


def images(chart: Path, values: dict[str, Any]) -> dict[str, str]:
    """The image of each container of Calico with Typha."""
    typha = {"plugin": "calico", "calico": {"typha": {"enabled": True}}, **values}
    return {place: str(container["image"]) for place, container in containers(rendered(typha, chart=chart))}


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("calicoCni", {"DaemonSet/calico-node upgrade-ipam", "DaemonSet/calico-node install-cni"}),
        ("typha", {"Deployment/calico-typha calico-typha"}),
        ("kubeControllers", {"Deployment/calico-kube-controllers calico-kube-controllers"}),
    ],
    ids=["CNI plugin", "Typha", "controllers"],
)
def test_a_role_changes_its_containers_only(role: str, places: set[str], chart: Path) -> None:
    before, after = images(chart, {}), images(chart, {"images": {role: {"tag": "v9.9.9"}}})
    assert {place for place, image in before.items() if image == ONE} > places
    assert {place for place in before if before[place] != after[place]} == places
    assert {after[place] for place in places} == {"quay.io/calico/calico:v9.9.9"}


def test_the_one_image_is_listed_once_with_its_roles(chart: Path) -> None:
    listed = [one for one in pulled(chart, [[chart / "ci" / "calico-typha-values.yaml"]]) if one.image == ONE]
    assert [one.roles for one in listed] == [("calicoCni", "kubeControllers", "typha")]
    assert (chart / "Chart.yaml").read_text(encoding="utf-8").count(f"image: {ONE}") == 1


def test_values_say_whose_image_it_is_beside(chart: Path) -> None:
    text = (chart / "values.yaml").read_text(encoding="utf-8").partition("# The image of Typha. ")[2]
    said = " ".join(text.partition("\n  typha:")[0].replace("#", "").split())
    others = "images.calicoCni, images.kubeControllers, images.calicoctl have it, too, each for its own containers."
    assert said == f"Default: {ONE}. {others}"


def test_the_bill_of_materials_names_the_values_of_the_one_image(tmp_path: Path) -> None:
    made = upstream.built(merge_images, tmp_path)
    components = json.loads(sbom(made, packaged(upstream.LINE.version).archive))["components"]
    [found] = [one["properties"] for one in components if one["bom-ref"] == f"image:{ONE}"]
    roles = ("calicoCni", "typha", "kubeControllers", "calicoctl")
    assert found == [{"name": "cni:value", "value": f"images.{role}"} for role in roles]


def test_every_role_of_the_table_says_whose_it_is() -> None:
    assert len({role.key for role in ROLES}) == len(ROLES)
    assert set(current().catalogue.roles) == {role.key for role in ROLES} - {"flexvolDriver"}


def template_of_old(folder: Path, values: str) -> str:
    """What the line with an image for each architecture renders."""
    old = next(line for line in read_lines() if line.flannel == "v0.12.0")
    write_tree(folder / "cni", built(old.version).chart.files)
    (folder / "values.yaml").write_text(values, encoding="utf-8")
    install = helm.Install(chart=folder / "cni", values=(folder / "values.yaml",))
    return RENDERERS.template("helm4", install, kube_version=old.validated[-1])


def test_a_digest_for_all_architectures_is_refused(tmp_path: Path) -> None:
    digest = f"sha256:{'0123456789abcdef' * 4}"
    with pytest.raises(helm.HelmError, match=r"images\.flannel\.digest: upstream has an image for each architecture"):
        template_of_old(tmp_path, f"images: {{flannel: {{digest: '{digest}'}}}}")


@pytest.mark.parametrize("tag", ["v0.12.1", "v0.12.1-arm64"], ids=["plain", "of one architecture"])
def test_a_tag_keeps_the_architecture_that_upstreams_ends_in(tag: str, tmp_path: Path) -> None:
    text = template_of_old(tmp_path, f"images: {{flannel: {{tag: {tag}}}}}")
    found = {str(container["image"]) for _, container in containers(yamltree.load_documents(text, "the render"))}
    architectures = ("amd64", "arm64", "arm", "ppc64le", "s390x")
    assert found == {f"quay.io/coreos/flannel:v0.12.1-{architecture}" for architecture in architectures}
