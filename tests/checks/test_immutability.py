"""What no upgrade changes in place is found unless an upgrade step is for it; so is a step that no upgrade needs."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.findings import Outcome
from generator.checks import immutability
from generator.checks.immutability import check_immutability, upgrades_to
from generator.checks.subject import Subject
from generator.drift.change import Side
from generator.drift.compare import compare
from generator.drift.upgrade import Upgrade, held, upgrade_between, upgrade_by
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import UNLISTED, ReleaseLine, earlier_lines, named_line, read_lines
from generator.releases.release import Document, Release, identity
from generator.releases.upgrade_steps import UPGRADE_STEPS, UpgradeStep
from generator.tools.helm import Install
from tests.builds import built
from tests.drifting import edited
from tests.helms import RENDERERS
from tests.subjects import messages, of

# A line with one line before it, which differ much.
FIRST, SECOND = "0.0.1", "0.0.2"


@cache
def second() -> Subject:
    """The chart of the second line."""
    return replace(of(), build=built(SECOND))


@cache
def current_upgrades() -> dict[str, Upgrade]:
    """The upgrades to the current line."""
    return upgrades_to(of())


def with_releases(one: Subject, change: Callable[[Document], Document | None]) -> Subject:
    """A chart whose manifests have other objects: what the change makes of each, None to take it out."""

    def changed(documents: Sequence[Document]) -> tuple[Document, ...]:
        return tuple(made for made in map(change, documents) if made is not None)

    def of_release(release: Release) -> Release:
        documents = {stem: changed(each) for stem, each in release.documents.items()}
        return replace(release, documents=documents, crds=changed(release.crds))

    return replace(one, build=replace(one.build, releases=[of_release(release) for release in one.build.releases]))


def findings(outcome: Outcome) -> set[str]:
    """Where something was found, and of which kind."""
    return {message.partition(", and no upgrade step")[0] for message in messages(outcome)}


# An object that both lines have, where it is changed and to what, and what is found.
NODE, POOLS = "DaemonSet/calico-node", "CustomResourceDefinition/ippools.crd.projectcalico.org"
REMOVED = "object removed"
CANARIES: dict[str, tuple[str, str, object, str, str]] = {
    "a selector": (NODE, "spec.selector.matchLabels.x", "y", "> spec.selector.matchLabels.x", "selector changed"),
    "a name": (NODE, "metadata.name", "node", "", REMOVED),
    "a kind": (NODE, "kind", "Deployment", "", REMOVED),
    "a namespace": (NODE, "metadata.namespace", "x", "> metadata.namespace", "namespace moved"),
    "a version of an API": (NODE, "apiVersion", "apps/v2", "> apiVersion", "API version changed"),
    "the role of a binding": (
        "ClusterRoleBinding/calico-node",
        "roleRef.name",
        "x",
        "> roleRef.name",
        "immutable field changed",
    ),
    "the type of a Secret": (
        "Secret/calico-etcd-secrets",
        "type",
        "kubernetes.io/tls",
        "> type",
        "immutable field changed",
    ),
    "the address of a Service": (
        "Service/calico-typha",
        "spec.clusterIP",
        "None",
        "> spec.clusterIP",
        "immutable field changed",
    ),
    "the scope of a CRD": (POOLS, "spec.scope", "Namespaced", "", "CRD scope, group or names changed"),
    "a name of a CRD": (POOLS, "spec.names.listKind", "Pools", "", "CRD scope, group or names changed"),
    "the CRD itself": (POOLS, "metadata.name", "pools.crd.projectcalico.org", "", "CRD removed"),
    "the stored version of a CRD": (POOLS, "spec.versions.0.name", "v2", "> v1", "CRD stored version removed"),
}


@pytest.mark.parametrize("name", CANARIES)
def test_a_change_that_is_not_made_in_place_is_found(name: str) -> None:
    target, path, value, place, kind = CANARIES[name]
    one = with_releases(second(), lambda each: edited(each, path, value) if identity(each) == target else each)
    where = f"calico > {target.removeprefix('CustomResourceDefinition/')} {place}".strip()
    assert findings(check_immutability(one)) == {f"chart {FIRST} to {SECOND} > {where}: {kind}"}


def test_the_current_line_has_a_step_for_all_and_no_other_step() -> None:
    outcome = check_immutability(of())
    assert messages(outcome) == []
    assert outcome.counts["upgrades"] == len(read_lines()) - 1
    needed = {name for upgrade in current_upgrades().values() for name in upgrade.steps}
    assert needed == {step.name for step in UPGRADE_STEPS}


def test_the_first_line_has_no_upgrade_and_a_pair_that_is_not_listed_has() -> None:
    first, here = named_line(FIRST), read_lines()[0]
    assert earlier_lines(first) == ()
    assert earlier_lines(replace(here, version=UNLISTED, calico="v3.31.9")) == read_lines()[1:]
    assert earlier_lines(replace(here, version=UNLISTED, flannel="v0.1.0")) == ()


@pytest.mark.parametrize("name", [step.name for step in UPGRADE_STEPS])
def test_without_a_step_its_changes_are_found(name: str) -> None:
    others = [step for step in UPGRADE_STEPS if step.name != name]
    left = {}
    for version, upgrade in current_upgrades().items():
        changes = [change for found in upgrade.steps.values() for change in found]
        left[version] = upgrade_by(changes, (named_line(version), read_lines()[0]), others).uncovered
    assert {version for version, found in left.items() if found} == {
        version for version, upgrade in current_upgrades().items() if name in upgrade.steps
    }


def test_a_step_that_is_taken_out_is_a_finding() -> None:
    found = messages(check_immutability(second(), [step for step in UPGRADE_STEPS if step.name != "canal-job"]))
    where = "calico > Job/configure-canal > spec.template.spec.containers[configure-flannel].image"
    told = "Job changed, and no upgrade step says what to do; leave it as it was, or add a step to "
    assert found == [f"chart {FIRST} to {SECOND} > {where}: {told}generator/releases/upgrade_steps.py"]


def step(**more: object) -> UpgradeStep:
    """A step that covers nothing."""
    base = UpgradeStep(
        name="odd", since=(("calico", "v3.26.4"),), covers=(), whom="", changed="", remedy="", commands=()
    )
    return replace(base, **more)


def test_a_step_that_no_upgrade_needs_is_a_finding() -> None:
    found = messages(check_immutability(second(), [*UPGRADE_STEPS, step()]))
    assert found == [f"upgrade step odd: no upgrade to chart {SECOND} needs it; take it out, or correct its releases"]
    assert (
        messages(check_immutability(second(), [*UPGRADE_STEPS, step(covers=(("Job changed", "calico > Job/*"),))]))
        == []
    )


def test_a_step_across_no_releases_of_lines_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(immutability, "upgrades_to", lambda *_: current_upgrades())
    [found] = messages(check_immutability(of(), [*UPGRADE_STEPS, step(since=(("flannel", "v9.0.0"),))]))
    assert found.startswith("upgrade step odd: no two lines lie before and after its releases")


def test_the_gate_and_the_drift_report_see_the_same() -> None:
    sides = [
        Side(name=version, line=line, features=FEATURES, releases=take_in(line))
        for version, line in ((one, named_line(one)) for one in (FIRST, SECOND))
    ]
    upgrade = upgrade_between(sides[0], sides[1])
    seen = [change for found in upgrade.steps.values() for change in found] + [*upgrade.uncovered]
    reported = held(compare(sides[0], sides[1]).every)
    assert len(seen) == len(reported) > 0
    assert all(change in reported for change in seen)


# Values that bring the chart's own objects beside upstream's.
OWN = """
plugin: calico
namespaceOverride: net
namespace: {create: true}
imageCredentials: {registry: reg.example.com, username: a, password: b}
apiserverToKubelet: {enabled: true}
kubernetesServiceHost: 10.0.0.1
kubernetesServicePort: 6443
calico:
  crds: {install: false}
  typha: {enabled: true}
  metrics: {felix: {enabled: true}, typha: {enabled: true}, kubeControllers: {enabled: true}}
"""


def rendered_side(line: ReleaseLine, folder: Path) -> Side:
    """A line with what its chart renders for these values in place of upstream's manifests."""
    write_tree(folder / line.version, built(line.version).chart.files)
    (folder / "values.yaml").write_text(OWN, encoding="utf-8")
    release = Install(chart=folder / line.version, values=(folder / "values.yaml",))
    text = RENDERERS.template("helm4", release, kube_version=line.validated[-1])
    documents = tuple(yamltree.load_documents(text, line.version))
    calico = replace(built(line.version).releases[1], documents={"calico": documents}, crds=())
    flannel = replace(built(line.version).releases[0], documents={}, crds=())
    return Side(name=line.version, line=line, features=FEATURES, releases=[flannel, calico], keeps=True)


def test_what_the_charts_render_with_objects_of_their_own_is_changed_in_place(tmp_path: Path) -> None:
    sides = [rendered_side(line, tmp_path) for line in reversed(read_lines())]
    kinds = {str(one["kind"]) for one in sides[-1].releases[1].documents["calico"]}
    assert {"Namespace", "Secret", "Service", "ClusterRoleBinding"} <= kinds
    for before, after in combinations(sides, 2):
        assert [change.where for change in upgrade_between(before, after).uncovered] == []
