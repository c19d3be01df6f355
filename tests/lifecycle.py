"""Takes a release through its life in a real API server, from install to reinstall, and records what the server holds
after each step.
"""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.base.process import Output
from generator.base.trees import Tree
from generator.base.yamltree import load_documents
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster, ServerTools
from generator.cluster.kubeapi import Identity
from generator.tools import helm
from generator.tools.helm import Helm, Install
from tests import installs
from tests.clearing import CRD, finish_namespaces, remove
from tests.helms import RENDERERS
from tests.installs import install, upgrade
from tests.paths import CHART
from tests.servers import shared_cluster

VARIANTS = (
    "kube-flannel",
    "calico",
    "calico-typha",
    "calico-vxlan",
    "calico-bpf",
    "calico-etcd",
    "calico-policy-only",
    "canal",
    "canal-etcd",
)

# What a server may warn of, in any variant: Kubernetes 1.37 does not know a format that Calico's CRDs name.
WARNINGS = frozenset({r'"Warning: unrecognized format \"cidr\""'})

# Of each object that the server holds, the resourceVersion.
Held = dict[Identity, str]
Render = dict[Identity, dict[str, Tree]]

# klog's head: I1123 19:11:20.498414   31942 warnings.go:107]
_KLOG = re.compile(r"^[IWE]\d{4} \S+ +\d+ \S+\] ")


class Life(Struct, frozen=True, kw_only=True):
    """Two renders, what the server held by itself and after each step, and what was said on the way."""

    first: Render
    second: Render
    manifest: Render
    before: Held
    installed: Held
    upgraded: Held
    moved: Held
    rolled_back: Held
    uninstalled: Held
    reinstalled: Held
    said: frozenset[str]


class Stay(Struct, frozen=True, kw_only=True):
    """A render, what the server held before, during and after it was installed, and what was said on the way."""

    rendered: Render
    before: Held
    during: Held
    after: Held
    said: frozenset[str]

    def faults(self) -> dict[str, object]:
        """Return what is not as it should be; nothing when all is well."""
        objects = {one for one in self.during if not _is_record(one)}
        facts = {
            "missing": self.rendered.keys() - objects,
            "not rendered": objects - self.rendered.keys() - self.before.keys(),
            "left": self.after.keys() - self.before.keys() - _crds(self.rendered),
            "warnings": self.said - WARNINGS,
        }
        return {name: found for name, found in facts.items() if found}


def _identity(document: dict[str, Tree]) -> Identity:
    group, _, _ = str(document["apiVersion"]).rpartition("/")
    metadata = document["metadata"]
    assert isinstance(metadata, dict)
    namespace, name = str(metadata.get("namespace", "")), str(metadata["name"])
    return Identity(kind=str(document["kind"]), namespace=namespace, name=name, group=group)


def objects_of(text: str) -> Render:
    """Return the objects of a render or of a manifest that helm keeps."""
    return {_identity(document): document for document in load_documents(text, "the render")}


def _is_record(one: Identity) -> bool:
    return one.kind == "Secret" and one.name.startswith("sh.helm.release.v1.")


def _differing(first: Held | Render, second: Held | Render) -> set[Identity]:
    """Return what is not the same in both, the records that helm keeps of the release apart."""
    changed = {one for one in first.keys() | second.keys() if first.get(one) != second.get(one)}
    return {one for one in changed if not _is_record(one)}


def _kept(render: Render) -> set[Identity]:
    return {one for one, tree in render.items() if "'helm.sh/resource-policy': 'keep'" in str(tree["metadata"])}


def lines_said(text: str) -> frozenset[str]:
    """Return what helm wrote to standard error, warnings of the server included, without times and process ids."""
    return frozenset(_KLOG.sub("", line) for line in text.splitlines())


def _live(program: Helm, cluster: Cluster, before: Held, release: Install, other: Install) -> Life:
    """Install, upgrade with the same values, upgrade with others, roll back, uninstall, reinstall and uninstall."""
    kubeconfig, said = cluster.kubeconfig, set[str]()

    def step(act: Callable[[], Output]) -> Held:
        said.update(lines_said(act().stderr))
        finish_namespaces(cluster)
        return kubeapi.settle(cluster.server)

    installed = step(lambda: install(program, release, kubeconfig))
    upgraded = step(lambda: upgrade(program, release, kubeconfig))
    moved = step(lambda: upgrade(program, other, kubeconfig))
    rolled_back = step(lambda: installs.rollback(program, release, kubeconfig, 1))
    manifest = installs.manifest(program, release, kubeconfig)
    uninstalled = step(lambda: installs.uninstall(program, release, kubeconfig))
    reinstalled = step(lambda: install(program, release, kubeconfig))
    assert step(lambda: installs.uninstall(program, release, kubeconfig)).keys() == uninstalled.keys()
    return Life(
        first=objects_of(RENDERERS.template(program.name, release)),
        second=objects_of(RENDERERS.template(program.name, other)),
        manifest=objects_of(manifest),
        before=before,
        installed=installed,
        upgraded=upgraded,
        moved=moved,
        rolled_back=rolled_back,
        uninstalled=uninstalled,
        reinstalled=reinstalled,
        said=frozenset(said),
    )


def _crds(render: Render) -> set[Identity]:
    return {one for one in render if one.kind == CRD}


def stay(program: Helm, cluster: Cluster, variant: str) -> Stay:
    """Install a variant, look, and uninstall it; its CRDs stay for the next one."""
    release = Install(chart=CHART, values=(CHART / "ci" / f"{variant}-values.yaml",))
    before = kubeapi.objects(cluster.server)
    arrived = helm.install(program, release, cluster.kubeconfig)
    during = kubeapi.objects(cluster.server)
    left = installs.uninstall(program, release, cluster.kubeconfig)
    finish_namespaces(cluster)
    return Stay(
        rendered=objects_of(RENDERERS.template(program.name, release)),
        before=before,
        during=during,
        after=kubeapi.objects(cluster.server),
        said=lines_said(arrived.stderr) | lines_said(left.stderr),
    )


@contextmanager
def lives(name: str, tools: ServerTools, folder: Path) -> Iterator[Callable[[str], Life]]:
    """A server for one helm; each variant lives there once, when it is first asked for.

    CRDs are made by the first of those that render the same, and taken over by the others.
    """
    moved, program = folder / "moved.yaml", helm.located(name)
    moved.write_text("podCIDR: 172.20.0.0/16\n", encoding="utf-8")
    with shared_cluster(tools) as cluster:
        before, left = kubeapi.settle(cluster.server), Render()

        @functools.cache
        def live(variant: str) -> Life:
            nonlocal left
            release = Install(chart=CHART, values=(CHART / "ci" / f"{variant}-values.yaml",))
            rendered = objects_of(RENDERERS.template(name, release))
            crds = {one: rendered[one] for one in _crds(rendered)}
            if crds != left:
                remove(cluster, before)
            left = crds
            return _live(program, cluster, before, release, replace(release, values=(*release.values, moved)))

        yield live


# What was seen, and what should have been.
Facts = tuple[object, object]
CHECKS: dict[str, Callable[[Life], Facts]] = {
    "an install makes what is rendered and one record": lambda life: (
        sorted(life.installed.keys() - life.before.keys()),
        sorted([*life.first, Identity(kind="Secret", namespace="default", name="sh.helm.release.v1.cni.v1", group="")]),
    ),
    "the same values change nothing": lambda life: (_differing(life.installed, life.upgraded), set()),
    "another podCIDR changes the objects that hold it": lambda life: (
        _differing(life.upgraded, life.moved),
        _differing(life.first, life.second),
    ),
    "another podCIDR changes something": lambda life: (bool(_differing(life.first, life.second)), True),
    "a rollback brings the first manifest back": lambda life: (life.manifest, life.first),
    "a rollback changes the same objects again": lambda life: (
        _differing(life.moved, life.rolled_back),
        _differing(life.first, life.second),
    ),
    "an uninstall leaves the CRDs and nothing else": lambda life: (
        _differing(life.before, life.uninstalled),
        _crds(life.first),
    ),
    "CRDs are what the chart says is kept": lambda life: (_kept(life.first), _crds(life.first)),
    "a reinstall takes the kept CRDs over": lambda life: (life.reinstalled.keys(), life.installed.keys()),
    "the server warns of what is listed only": lambda life: (life.said - WARNINGS, set()),
}
