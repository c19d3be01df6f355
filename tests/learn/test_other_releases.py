"""Other releases make a chart without a change in code or tables, and it renders their manifests."""

from pathlib import Path
from typing import Any

import pytest

from generator.releases.lines import ReleaseLine, read_lines
from tests import upstream
from tests.builds import built
from tests.upstream import ALL, Change, Manifests, node, node_pod

LINES = read_lines()


@pytest.mark.parametrize("line", LINES, ids=[f"{line.flannel} with {line.calico}" for line in LINES])
def test_the_chart_of_a_line_renders_its_manifests(line: ReleaseLine, tmp_path: Path) -> None:
    assert upstream.parity_faults(built(line.version), tmp_path) == []


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
    assert upstream.parity_faults(made, tmp_path) == []


def test_images_at_another_host_keep_their_values(tmp_path: Path) -> None:
    values = upstream.built(move_images, tmp_path).chart.files["values.yaml"]
    assert "docker.io/calico/node:" in values
    assert "quay.io/calico/node:" not in values
