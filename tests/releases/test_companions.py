"""An object of a workload's own that one manifest lacks is said; an account without a binding is a problem."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.companions import gaps, unbound
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.raw_files import read_raw
from generator.releases.release import Release, ReleaseSpec, identity
from tests import upstream
from tests.upstream import CALICO, LINE, Change, Manifests

NODE, TYPHA = "DaemonSet/calico-node", "Deployment/calico-typha"
STEMS = list(FEATURES.points("calico"))


def dropped(names: Iterable[str], *stems: str) -> Change:
    """Manifests without objects; each by how its kind and name begin."""
    wanted = tuple(names)

    def change(changed: Manifests) -> None:
        for stem in stems:
            changed[stem] = [one for one in changed[stem] if not identity(one).startswith(wanted)]

    return change


def changed_release(change: Change, folder: Path) -> Release:
    """The current line's release of Calico, changed."""
    changed = upstream.current()
    change(changed)
    source = upstream.write(changed, folder)
    wanted = ReleaseSpec(project="calico", version=LINE.calico, files=FEATURES.files("calico"))
    return read_raw(wanted, source)


GAPS = [
    pytest.param("ClusterRoleBinding/calico-node", ["calico-bpf"], NODE, id="a binding"),
    pytest.param("ClusterRole/calico-node", ["calico-bpf", "calico-vxlan"], NODE, id="a role, in two"),
    pytest.param("ServiceAccount/calico-node", ["calico-policy-only"], NODE, id="an account"),
    pytest.param("ConfigMap/calico-config", ["calico"], NODE, id="a ConfigMap that is read"),
    pytest.param("PodDisruptionBudget/calico-typha", ["calico-policy-only"], TYPHA, id="a budget of one of two"),
    pytest.param("Service/calico-typha", ["calico-typha"], TYPHA, id="a Service of one of two"),
]


@pytest.mark.parametrize(("name", "stems", "workload"), GAPS)
def test_what_a_workload_lacks_in_a_manifest_is_said(
    name: str, stems: list[str], workload: str, tmp_path: Path
) -> None:
    found = list(gaps(changed_release(dropped([name], *stems), tmp_path), STEMS))
    assert {(gap.stem, gap.name) for gap in found} == {(stem, name) for stem in stems}
    assert any(f"{stems[0]}: has no {name}, which {workload} has in calico" in str(gap) for gap in found)


STOPS = [
    pytest.param(
        dropped(["ClusterRoleBinding/calico-node"], "calico-bpf"),
        f"{CALICO} > calico-bpf > {NODE}: expected a binding of its ServiceAccount calico-node, as in calico, "
        "calico-typha, calico-vxlan, calico-etcd, calico-policy-only, found none; "
        "see whether upstream published the whole file",
        id="a workload whose account nothing binds",
    ),
    *(
        pytest.param(
            dropped(["CustomResourceDefinition/"], stem),
            f"{CALICO} > {stem}: expected the CustomResourceDefinitions, as in calico, calico-typha, calico-vxlan, ",
            id=f"{stem} without CRDs",
        )
        for stem in ("calico-bpf", "canal")
    ),
]


@pytest.mark.parametrize(("change", "message"), STOPS)
def test_what_cannot_be_stops(change: Change, message: str, tmp_path: Path) -> None:
    assert message in upstream.stopped(change, tmp_path)


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_the_lines_lack_nothing(line: ReleaseLine) -> None:
    for release in take_in(line):
        stems = [stem for stem in FEATURES.points(release.project) if stem in release.documents]
        assert [*gaps(release, stems), *unbound(release, stems)] == []
