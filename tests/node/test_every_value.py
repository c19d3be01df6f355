"""With each value that pods on nodes read there is a bundle or a refusal with a path, and what is literal arrives."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.parallel import in_parallel
from generator.base.trees import submaps
from generator.node import calico, flannel
from generator.node.bundle import bundle
from generator.node.bundle_output import Files
from generator.node.machine import Machine
from generator.node.pod import node_pod
from generator.releases.lines import named_line
from generator.releases.release import Document
from tests.node.bundles import CURRENT
from tests.node.systemd import commands, machine_root, variables
from tests.paths import CHART
from tests.properties.cases import Case, alone
from tests.properties.renders import objects, prepared, render

ACCEPTED = 0.8
MACHINE = Machine(ip="", name="node-1")
# What is read on nodes; the rest is of other pods, of objects and of whole clusters.
PATHS = ("calico.node.", "canal.", "cni.", "flannel.", "calico.felix", "calico.bgp.", "calico.pool", "podCIDR")
# The variables of which the machine has others than the pod.
CHANGED = {"CALICO_IPV4POOL_IPIP", "ETCD_CA_CERT_FILE", "ETCD_CERT_FILE", "ETCD_KEY_FILE"}


def wanted() -> dict[int, Case]:
    """A case for each value that is read on nodes."""
    found = {name: case for name, _, case in alone() if name.startswith(PATHS)}
    return dict(enumerate(found.values()))


@pytest.fixture(scope="module")
def renders(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, tuple[Document, ...]]:
    """The objects of each case that the chart takes."""
    chart = prepared(CHART, tmp_path_factory.mktemp("prepared"))
    cases = wanted()
    found = in_parallel(lambda case: render(chart, case.values, "helm4"), cases.values())
    return {number: objects(one) for number, one in zip(cases, found, strict=True) if not one.refused}


def made(documents: Sequence[Document]) -> Files | str:
    """The bundle of objects, or why there is none."""
    try:
        return bundle(documents, MACHINE, named_line(CURRENT))
    except ProblemsError as error:
        return str(error)


def test_each_value_has_a_bundle_or_a_refusal(renders: Mapping[int, tuple[Document, ...]], tmp_path: Path) -> None:
    root = machine_root(tmp_path / "root")
    results = {number: made(documents) for number, documents in renders.items()}
    bundles = {number: one for number, one in results.items() if isinstance(one, Files)}
    assert len(renders) > 100
    assert len(bundles) >= ACCEPTED * len(renders)
    assert all(" > " in one or one.startswith("flannel.") for one in results.values() if isinstance(one, str))
    for number, files in bundles.items():
        assert lost(root, renders[number], files) == {}, wanted()[number]


def lost(root: Path, documents: Sequence[Document], files: Files) -> dict[str, str]:
    """The literal variables of the pod's containers that the units have not, or have otherwise."""
    node = node_pod(documents, MACHINE)
    found: dict[str, str] = {}
    for name, containers in ((calico.UNIT, (calico.NAME,)), (flannel.UNIT, flannel.CONTAINERS)):
        container = node.container(*containers)
        if container is None:
            continue
        own = variables(commands(root, name, files.texts[name]))
        for item in submaps(container, "env"):
            text = str(item.get("value", "")).replace("$$", "$")
            if "valueFrom" not in item and item["name"] not in CHANGED and own.get(str(item["name"])) != text:
                found[str(item["name"])] = text
    return found


def test_a_variable_that_is_lost_is_seen(renders: Mapping[int, tuple[Document, ...]], tmp_path: Path) -> None:
    root = machine_root(tmp_path / "root")
    number, files = next(
        (number, one)
        for number, documents in renders.items()
        if isinstance(one := made(documents), Files) and calico.UNIT in one.texts
    )
    text = files.texts[calico.UNIT].replace("FELIX_HEALTHENABLED=true", "FELIX_HEALTHENABLED=false")
    broken = Files(texts={**files.texts, calico.UNIT: text}, programs=files.programs)
    assert lost(root, renders[number], broken) == {"FELIX_HEALTHENABLED": "true"}
