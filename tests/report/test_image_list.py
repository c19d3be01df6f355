"""The list of images: all that renders pull, by the names with and without a mirror, as text, JSON and for skopeo."""

import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.statuses import CLEAN
from generator.base.trees import Tree
from generator.cli import main
from generator.releases.lines import ReleaseLine, read_lines
from generator.report import image_list
from generator.report.image_list import Pulled, images_script, images_skopeo, images_text, pulled
from generator.tools import helm
from tests.helms import RENDERERS
from tests.paths import CHART
from tests.rendering import SCENARIOS

DIGEST = "sha256:" + "0" * 64
MIRROR = "registry.example.com:5000/net"
NODE = Pulled(f"{MIRROR}/node:v3.32.1", "quay.io/calico/node:v3.32.1", ("calicoNode",))
PINNED = Pulled(f"{MIRROR}/cni:v3.32.1@{DIGEST}", f"quay.io/calico/cni:v3.32.1@{DIGEST}")
BARE = Pulled("busybox", "busybox")
LOCAL = Pulled("localhost/calico/node:v1", "localhost/calico/node:v1")


def with_values(folder: Path, values: Mapping[str, Tree]) -> Path:
    """A file of values."""
    path = folder / "values.yaml"
    path.write_text(yamltree.dump([dict(values)]), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", SCENARIOS.values(), ids=SCENARIOS)
def test_every_image_of_a_render_is_listed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # All of them ask the renderers of the tests; in those below the list starts its own.
    monkeypatch.setattr(image_list, "renderers", lambda: nullcontext(RENDERERS))
    text = RENDERERS.template("helm3", helm.Install(chart=CHART, values=(path,)))
    words = [line.split("image: ")[1].strip().strip('"') for line in text.splitlines() if " image: " in line]
    assert {one.image for one in pulled(CHART, [[path]])} == set(words)


MODES = [
    ("replace", f"{MIRROR}/calico/node:v3.32.1"),
    ("prefix", f"{MIRROR}/quay.io/calico/node:v3.32.1"),
    ("flat", f"{MIRROR}/node:v3.32.1"),
]


@pytest.mark.parametrize(("mode", "image"), MODES)
def test_an_image_goes_by_its_names_with_a_mirror_and_without(mode: str, image: str, tmp_path: Path) -> None:
    values = with_values(tmp_path, {"plugin": "calico", "imageMirror": {"mode": mode, "registry": MIRROR}})
    found = pulled(CHART, [[values]])
    assert Pulled(image, "quay.io/calico/node:v3.32.1", ("calicoNode",)) in found
    assert all(one.image.startswith(f"{MIRROR}/") for one in found)


def test_an_image_of_the_charts_own_objects_has_its_role(tmp_path: Path) -> None:
    own: dict[str, Tree] = {
        "plugin": "flannel",
        "podCIDR": "10.244.0.0/16",
        "flannel": {"netpol": {"enabled": True}},
        "cniPlugins": {"install": True},
    }
    job: dict[str, Tree] = {
        "plugin": "calico",
        "calico": {
            "calicoctl": {"enabled": True, "tolerations": [{"operator": "Exists"}]},
            "bgp": {"serviceClusterIPs": ["10.96.0.0/12"]},
        },
        "images": {"calicoctl": {"repository": "registry.example.com/ctl"}},
    }
    flannel = {one.roles for one in pulled(CHART, [[with_values(tmp_path, own)]])}
    assert flannel == {("cniPlugins",), ("flannel",), ("flannelCniPlugin",), ("netpol",)}
    [found] = [one for one in pulled(CHART, [[with_values(tmp_path, job)]]) if "/ctl:" in one.image]
    assert found.roles == ("calicoctl",)


def test_an_image_of_a_container_that_values_add_has_none(tmp_path: Path) -> None:
    more: Tree = [{"name": "more", "image": "registry.example.com/more:v1"}]
    values: dict[str, Tree] = {"plugin": "calico", "calico": {"node": {"extraContainers": more}}}
    [found] = [one for one in pulled(CHART, [[with_values(tmp_path, values)]]) if "/more:" in one.image]
    assert found.roles == ()


def test_text_names_an_image_once() -> None:
    assert images_text([NODE, PINNED, NODE]) == f"{NODE.image}\n{PINNED.image}"


def test_skopeo_reads_tags_and_digests_by_registry_and_path() -> None:
    [found] = yamltree.load(images_skopeo([NODE, PINNED, BARE, LOCAL]), "x")
    assert found == {
        "docker.io": {"images": {"library/busybox": ["latest"]}},
        "localhost": {"images": {"calico/node": ["v1"]}},
        "quay.io": {"images": {"calico/cni": [DIGEST], "calico/node": ["v3.32.1"]}},
    }


def test_the_script_copies_what_has_another_name_in_the_mirror(tmp_path: Path) -> None:
    skopeo = tmp_path / "skopeo"
    skopeo.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    skopeo.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = images_script([NODE, PINNED, BARE])
    done = subprocess.run(["sh"], input=script, env=environment, capture_output=True, text=True, check=True)  # noqa: S607 - a shell is where PATH has it
    assert done.stdout.splitlines() == [
        f"copy --all --preserve-digests docker://quay.io/calico/node:v3.32.1 docker://{MIRROR}/node:v3.32.1",
        f"copy --all --preserve-digests docker://quay.io/calico/cni@{DIGEST} docker://{MIRROR}/cni:v3.32.1",
    ]


def test_a_script_without_a_mirror_is_refused() -> None:
    with pytest.raises(ProblemsError, match=r"imageMirror\.mode: expected a mirror .* name the file with -f"):
        images_script([BARE])


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_the_images_of_a_line_are_those_of_its_variants(line: ReleaseLine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["images", "--line", line.version, "--json"]) == CLEAN
    found = json.loads(capsys.readouterr().out)
    assert {one["image"] for one in found} == {one["source"] for one in found}
    assert all(one["roles"] for one in found)
    assert f":{line.calico}" in str(found)
    assert f":{line.flannel}" in str(found)


def test_values_that_cannot_be_read_or_that_helm_refuses_are_said(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"none\.yaml: expected a file of values"):
        main(["images", "-f", str(tmp_path / "none.yaml")])
    with pytest.raises(ProblemsError, match="podCIDR"):
        main(["images", "-f", str(with_values(tmp_path, {"podCIDR": "x"}))])
