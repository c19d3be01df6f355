"""Other releases make a chart without a change in code or tables, and it renders their manifests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree, differences
from generator.chart.variant_values import CI_ENDPOINTS
from generator.checks.parity import without_additions
from generator.checks.renders import render_all, scenario_values
from generator.features.manifests import FEATURES
from generator.pipeline import build
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.release import identity
from tests import upstream
from tests.upstream import ALL, Change, Manifests, node, node_pod

PLACEHOLDER = "http://<ETCD_IP>:<ETCD_PORT>"


def as_rendered(tree: Tree, *, in_crd: bool) -> Tree:
    """An object of a raw manifest without a CRD's prose, the etcd placeholder read as the endpoints of the values."""
    if isinstance(tree, list):
        return [as_rendered(one, in_crd=in_crd) for one in tree]
    if isinstance(tree, dict):
        prose = {key for key, value in tree.items() if in_crd and key == "description" and isinstance(value, str)}
        return {key: as_rendered(value, in_crd=in_crd) for key, value in tree.items() if key not in prose}
    return ",".join(CI_ENDPOINTS) if tree == PLACEHOLDER else tree


def raw_objects(line: ReleaseLine, stem: str) -> dict[str, Tree]:
    """The objects of a variant's raw manifest."""
    manifest = FEATURES.variants[stem]
    path = upstream.RAW / manifest.project / dict(line.releases())[manifest.project] / manifest.file
    documents = yamltree.load_documents(path.read_text(encoding="utf-8"), path.name)
    objects = {identity(one): one for one in documents}
    return {name: as_rendered(one, in_crd=name.startswith("Custom")) for name, one in objects.items()}


def drift(chart: Path, line: ReleaseLine) -> Iterator[str]:
    """Where the renders of all variants differ from the raw manifests."""
    values = scenario_values(chart, chart / "none", FEATURES.variants)
    renders = render_all(chart, values, ["helm4"], kubernetes=line.validated[-1])
    for stem, objects in renders.objects("helm4").items():
        found: dict[str, Tree] = {identity(one): without_additions(one) for one in objects}
        assert len(found) == len(objects)
        yield from (f"{stem}: {line}" for line in differences(raw_objects(line, stem), found))


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_the_chart_renders_the_raw_manifests(line: ReleaseLine, tmp_path: Path) -> None:
    made = build(line, upstream.raw_folder())
    write_tree(tmp_path / "cni", made.chart.files)
    assert list(drift(tmp_path / "cni", line)) == []


def other_host(tree: Any) -> Any:
    """The tree with Calico's images at another host."""
    if isinstance(tree, dict):
        return {key: other_host(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [other_host(value) for value in tree]
    return tree.replace("quay.io/calico/", "docker.io/calico/") if isinstance(tree, str) else tree


def move_images(changed: Manifests) -> None:
    """Every image of Calico's at another host."""
    for stem in ALL:
        changed[stem] = other_host(changed[stem])


def rename_env(changed: Manifests) -> None:
    """Another name for a variable, everywhere."""
    for stem in ALL:
        for variable in node(changed, stem)["env"]:
            variable["name"] = variable["name"].replace("FELIX_HEALTHENABLED", "FELIX_HEALTH_ENABLED")


def add_volume(changed: Manifests) -> None:
    """Another volume, mounted, everywhere."""
    for stem in ALL:
        node_pod(changed, stem)["volumes"].append({"name": "new", "hostPath": {"path": "/run/new", "type": ""}})
        node(changed, stem)["volumeMounts"].insert(0, {"name": "new", "mountPath": "/run/new", "readOnly": True})


SYNTHETIC: dict[str, Change] = {
    "images at another host": move_images,
    "a variable renamed": rename_env,
    "a volume more": add_volume,
}


@pytest.mark.parametrize("change", SYNTHETIC.values(), ids=SYNTHETIC.keys())
def test_a_release_of_that_kind_builds_and_renders(change: Change, tmp_path: Path) -> None:
    made = upstream.built(change, tmp_path)
    assert made.learned.lessons == upstream.built(lambda _: None, tmp_path).learned.lessons
    assert upstream.drift(made, tmp_path) == []


def test_images_at_another_host_keep_their_values(tmp_path: Path) -> None:
    values = upstream.built(move_images, tmp_path).chart.files["values.yaml"]
    assert "docker.io/calico/node:" in values
    assert "quay.io/calico/node:" not in values


@pytest.mark.parametrize(
    ("continuous", "outcome"),
    [("true", pytest.fail.Exception), ("", pytest.skip.Exception)],
    ids=["in CI", "elsewhere"],
)
def test_missing_raw_manifests_are_an_error_only(
    continuous: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", continuous)
    monkeypatch.setattr(upstream, "RAW", tmp_path / "none")
    with pytest.raises(outcome, match="no raw manifests beside the repository"):
        upstream.raw_folder()
