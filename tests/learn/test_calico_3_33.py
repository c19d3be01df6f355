"""Calico v3.33 builds from the head of its branch, is proven, and is told apart from a release that is shipped."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pytest_regressions.file_regression import FileRegressionFixture

from generator.base.files import write_tree
from generator.base.trees import Tree, canonical
from generator.chart.build import Build
from generator.checks.staging import provable
from generator.commands.drift import drift_between
from generator.commands.named_lines import build_line
from generator.commands.update import take_releases
from generator.drift.change import Drift
from generator.node.bundle import bundle
from generator.node.machine import Machine
from generator.releases.lines import UNLISTED, choose_line, read_lines
from generator.releases.release import identity
from generator.report.decisions import decisions
from generator.report.drift_text import drift_text
from generator.report.image_list import Pulled, pulled
from tests import upstream
from tests.paths import CHART, ROOT
from tests.rendering import HELMS, as_yaml, containers, rendered

LINE = choose_line("v0.28.9", "v3.33.0")
ONE = "quay.io/calico/calico:v3.33.0"
EVERYTHING: Mapping[str, Tree] = {
    "plugin": "calico",
    "podCIDR": "10.244.0.0/16",
    "calico": {
        "typha": {"enabled": True},
        "calicoctl": {"enabled": True},
        "apiServer": {"enabled": True},
        "bgp": {"serviceClusterIPs": ["10.96.0.0/12"]},
    },
}


@functools.cache
def preview() -> Build:
    """The build of the branch's manifests."""
    return build_line(LINE, upstream.raw_folder())


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart of the branch's manifests."""
    folder = tmp_path_factory.mktemp("preview") / "cni"
    write_tree(folder, preview().chart.files)
    return folder


def images(chart: Path, **values: Tree) -> dict[str, str]:
    """The image of each container with everything on."""
    objects = rendered({**EVERYTHING, **values}, chart=chart)
    return {place: str(container["image"]) for place, container in containers(objects)}


def test_it_is_no_line() -> None:
    assert LINE.version == UNLISTED
    assert LINE.calico not in {line.calico for line in read_lines()}


@pytest.mark.parametrize("helm", HELMS)
def test_every_manifest_is_rendered_as_it_is(helm: str, tmp_path: Path) -> None:
    assert upstream.parity_faults(provable(preview(), read_lines()[0]), tmp_path, helm=helm) == []


def test_notes_say_that_the_image_brings_no_base_plugins(chart: Path) -> None:
    said = "Calico's image brings the binaries calico and calico-ipam only."
    assert said in (chart / "templates" / "NOTES.txt").read_text(encoding="utf-8")
    assert said not in (CHART / "templates" / "NOTES.txt").read_text(encoding="utf-8")


OF_ROLES = {
    "calicoCni": {"DaemonSet/calico-node upgrade-ipam", "DaemonSet/calico-node install-cni"},
    "typha": {"Deployment/calico-typha calico-typha"},
    "kubeControllers": {"Deployment/calico-kube-controllers calico-kube-controllers"},
    "apiServer": {"Deployment/calico-apiserver calico-apiserver"},
}


@pytest.mark.parametrize("role", OF_ROLES)
def test_a_value_of_a_role_is_for_its_containers_alone(role: str, chart: Path) -> None:
    before, after = images(chart), images(chart, images={role: {"tag": "v3.33.1"}})
    assert {place for place in before if before[place] != after[place]} == OF_ROLES[role]
    assert {before[place] for place in OF_ROLES[role]} == {ONE}


def test_the_one_image_is_listed_once_with_its_roles(chart: Path, tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    path.write_text(as_yaml({**EVERYTHING, "imageMirror": {"mode": "flat", "registry": "mirror.example.com"}}), "utf-8")
    mirrored = Pulled(
        "mirror.example.com/calico:v3.33.0", ONE, ("apiServer", "calicoCni", "calicoctl", "kubeControllers", "typha")
    )
    found = pulled(chart, [[path]])
    assert [one for one in found if one.source == ONE] == [mirrored]
    assert str(preview().chart.files["Chart.yaml"]).count(f"image: {ONE}") == 1


def test_what_applies_resources_runs_calicoctl_in_it(chart: Path) -> None:
    objects = rendered(EVERYTHING, chart=chart)
    [job] = [one for one in objects if one["kind"] == "Job"]
    spec: Any = job["spec"]
    found = [*spec["template"]["spec"].get("initContainers", []), *spec["template"]["spec"]["containers"]]
    assert {(one["image"], *one["command"]) for one in found} == {(ONE, "/usr/bin/calicoctl")}


def test_a_machine_copies_the_plugins_binaries_from_where_they_are(chart: Path) -> None:
    made = bundle(rendered(EVERYTHING, chart=chart), Machine(), LINE)
    assert "calico-binaries:/usr/bin/calico " in made.texts["README.md"]
    assert "calico-binaries:/usr/bin/calico-ipam " in made.texts["README.md"]
    assert "--entrypoint=/usr/bin/calico" not in made.texts["kube-calico.service"]


def test_values_of_bgp_are_taken_where_bird_is_asked(chart: Path) -> None:
    spec: Any = next(one for one in rendered(EVERYTHING, chart=chart) if identity(one) == "DaemonSet/calico-node")
    [node] = [one for one in spec["spec"]["template"]["spec"]["containers"] if one["name"] == "calico-node"]
    assert "--bird-ready" in node["readinessProbe"]["exec"]["command"]


# What changes for a cluster of the current line: the class, the kind, and what of it stands there.
DRIFT = {
    "an image that goes": ("images", "image no longer published", '["quay.io/calico/cni:v3.32.1"]'),
    "Typha's": ("images", "image no longer published", '["quay.io/calico/typha:v3.32.1"]'),
    "the controllers'": ("images", "image no longer published", '["quay.io/calico/kube-controllers:v3.32.1"]'),
    "the API server's": ("images", "image no longer published", '["quay.io/calico/apiserver:v3.32.1"]'),
    "calicoctl's": ("images", "image no longer published", '["quay.io/calico/ctl:v3.32.1"]'),
    "the CNI version": ("configuration", "CNI version raised", '["0.3.1"]'),
    "a host path": ("pods", "host path mounted without a type", "[]"),
    "the oldest Kubernetes": ("kubernetes", "range of Kubernetes too wide", "[]"),
}


@functools.cache
def drift() -> Drift:
    """What changes from the current line."""
    found = drift_between(read_lines()[0].version, str(upstream.raw_folder()), LINE.flannel, LINE.calico)
    return replace(found, after=replace(found.after, name=f"a preview of Calico {LINE.calico}"))


def test_the_drift_is_the_golden_one(file_regression: FileRegressionFixture) -> None:
    path = ROOT / "golden" / "preview" / f"{read_lines()[0].version}-{LINE.calico}.txt"
    file_regression.check(drift_text(drift()) + "\n", fullpath=path, extension=path.suffix, encoding="utf-8")


def test_drift_says_what_changes_for_a_cluster() -> None:
    found = drift()
    every = [(name, one) for name, changes in found.changes.items() for one in changes]
    there = {(name, one.rule.name, canonical([*one.before])) for name, one in every}
    assert {*DRIFT.values()} <= there
    assert found.unmapped == ()


def test_an_update_lists_what_is_to_decide_and_stops_at_nothing() -> None:
    taken = take_releases(LINE, str(upstream.raw_folder()), dry_run=True)
    assert taken.drift.after.build
    said = decisions(taken.drift)
    for words in (
        "a preview, no line to ship: its images have the tags of branches, release-v3.33.",
        "runs quay.io/calico/calico in calicoctl, and quay.io/calico/ctl in calicoctl-etcd; one may not be published.",
        "Decide on images, image no longer published, at",
    ):
        assert [one for one in said if words in one], words
