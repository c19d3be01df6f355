"""Puts the bundle for one machine together: units, configuration of CNI and of calicoctl, scripts and a README."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.errors import Problem, UsageError, problem, raise_problems
from generator.base.files import read_text
from generator.base.trees import sublist, submap, submaps
from generator.base.version import numbers
from generator.node import calico, cni_files, controllers, flannel
from generator.node.bundle_output import Files
from generator.node.cluster_access import Datastore
from generator.node.confidential import has_secret, holds_secret
from generator.node.machine import Machine
from generator.node.pod import NodePod, node_pod
from generator.node.readme import PLAIN, PRIVATE, Binaries, Kubeconfig, Placed, readme
from generator.node.run import texts
from generator.node.systemd import HOST_NAME, Unit, unit_text
from generator.node.volumes import host_path
from generator.releases.lines import ReleaseLine
from generator.releases.release import Document

STATIC = Path(__file__).parent / "static"
_UNITS, _CALICOCTL = "/etc/systemd/system", "calicoctl.cfg"
# The init container that copies flannel's key from a Secret.
_PSK = "put-psk"
_NO_SECRETS_SINCE = "1.24.0"
_CNI_PLUGIN = "calico-cni-plugin"

_BINARIES = "/host/opt/cni/bin"
_BASE_PLUGINS = "install-base-cni-plugins"
# The argument by which an image with one program for all of Calico is told which part to run.
_ONE_PROGRAM = "component"
# The init containers of a pod that become no unit. The README says what replaces each.
_STAND_INS = ("install-cni", "install-cni-plugin", _BASE_PLUGINS, "upgrade-ipam", *calico.BOOTSTRAP, "flexvol-driver")


class _Made(Struct, frozen=True, kw_only=True):
    """The parts of a bundle that depend on the pod."""

    units: dict[str, Unit]
    store: Datastore | None
    network: flannel.Network | None
    conflist: cni_files.Conflist | None


def _heading(line: ReleaseLine) -> str:
    releases = f"flannel {line.flannel} and calico {line.calico}"
    return f"# Made for {releases} by python -m generator node; make it anew, do not edit it."


def _refuse_companions(node: NodePod) -> None:
    """Raise ProblemsError for containers of the pod that nothing on the machine replaces."""
    if node.container(_PSK):
        expected = "none for a machine, as only a pod takes the key from its Secret"
        raise problem("flannel.backend.psk.existingSecret", expected=expected, found="one")
    own = {calico.NAME, *flannel.CONTAINERS, *_STAND_INS}
    raise_problems(
        Problem(
            where=f"{node.pod.owner} > {kind}[{container['name']}]",
            expected="none beside the plugin's own, as a unit runs one container",
            found="one",
            remedy="leave it out in a further file with -f",
        )
        for kind in ("containers", "initContainers")
        for container in submaps(node.pod.spec, kind)
        if container["name"] not in own
    )


def _made(node: NodePod, line: ReleaseLine) -> _Made:
    """Turn the pod into the parts of a bundle."""
    _refuse_companions(node)
    units: dict[str, Unit] = {}
    store = network = None
    if node.plugin != "flannel":
        units[calico.UNIT], store = calico.calico_unit(node, _heading(line))
    if of_flannel := flannel.flannel_unit(node, _heading(line), line.flannel):
        units[flannel.UNIT], network = of_flannel
    conflist = cni_files.calico_conflist(node, store) if store else cni_files.flannel_conflist(node)
    return _Made(units=units, store=store, network=network, conflist=conflist)


def _kubeconfigs(node: NodePod, made: _Made) -> Iterator[Kubeconfig]:
    """Yield the kubeconfigs that the machine needs: one for what runs, one for the CNI plugin."""
    account = str(node.pod.spec.get("serviceAccountName", "default"))
    own = (made.store or made.network or Datastore()).kubeconfig
    if own:
        yield Kubeconfig(name="kubeconfig", target=own, namespace=node.pod.namespace, account=account)
    if made.conflist and (path := made.conflist.kubeconfig) and path != own:
        plugin = _CNI_PLUGIN if _CNI_PLUGIN in node.accounts else account
        yield Kubeconfig(name=path.rpartition("/")[2], target=path, namespace=node.pod.namespace, account=plugin)


def _binaries(node: NodePod) -> tuple[Binaries | None, str]:
    """Return the plugin's own binaries, and the folder of CNI plugins on the machine."""
    if container := node.container("install-cni-plugin"):
        *_, source, target = ("", "", *texts(container, "args"))
        folder = host_path(node, container, target.rpartition("/")[0])
        return Binaries(image=str(container["image"]), paths=[source], folder=folder), folder
    container, base = node.container("install-cni"), node.container(_BASE_PLUGINS)
    folder = host_path(node, container, _BINARIES) if container else ""
    if not container or not folder:
        return None, (host_path(node, base, _BINARIES) if base else "") or "/opt/cni/bin"
    source = "/usr/bin" if _ONE_PROGRAM in sublist(container, "args") else "/opt/cni/bin"
    paths = [f"{source}/{name}" for name in ("calico", "calico-ipam")]
    return Binaries(image=str(container["image"]), paths=paths, folder=folder), folder


def _placed(node: NodePod, made: _Made, kubeconfigs: Sequence[Kubeconfig]) -> Iterator[Placed]:
    """Yield the files of the bundle with their places, in the order of the installation."""
    for name, unit in made.units.items():
        what = f"The unit that runs {unit.description}."
        mode = PRIVATE if holds_secret(unit) else PLAIN
        yield Placed(name=name, target=f"{_UNITS}/{name}", what=what, text=unit_text(unit), mode=mode)
    if made.store:
        target, text = f"/etc/calico/{_CALICOCTL}", cni_files.calicoctl_config(made.store)
        yield Placed(name=_CALICOCTL, target=target, what="calicoctl's configuration.", text=text)
    if made.network and made.network.folder:
        target, text = f"{made.network.folder}/{flannel.NET_CONF}", made.network.text
        yield Placed(name=flannel.NET_CONF, target=target, what="flannel's network.", text=text)
    for one in kubeconfigs:
        what = "A kubeconfig without token and CA, to be filled in first."
        text = cni_files.kubeconfig_stub(node, one.account)
        yield Placed(name=one.name, target=one.target, what=what, text=text, mode=PRIVATE)
    if conflist := made.conflist:
        target, what = f"{conflist.folder}/{conflist.name}", "The CNI configuration of the container runtime of pods."
        mode = PRIVATE if has_secret(json.loads(conflist.text)) else PLAIN
        yield Placed(name=conflist.name, target=target, what=what, text=conflist.text, mode=mode, is_last=True)


def _ready(node: NodePod) -> list[str]:
    """Return the command by which the pod of Calico tells that it is ready; empty if it has none."""
    probe = submap(node.container(calico.NAME) or {}, "readinessProbe", "exec")
    return texts(probe, "command")


def _has_typha(node: NodePod, objects: Sequence[Document]) -> bool:
    typha = (each for each in objects if each["kind"] == "Deployment" and "typha" in str(each["metadata"]))
    return node.plugin != "flannel" and any(typha)


def _refuse_idle(machine: Machine, texts: dict[str, str]) -> None:
    """Raise UsageError for options that nothing in the bundle reads."""
    default = Machine()
    given = {
        "--node-ip": (machine.ip, default.ip),
        "--public-ip": (machine.public_ip, default.public_ip),
        "--public-ipv6": (machine.public_ipv6, default.public_ipv6),
        "--node-name": (machine.name, default.name),
        "--kubeconfig": (machine.kubeconfig, default.kubeconfig),
        "--etcd-endpoints": (machine.etcd, default.etcd),
        "--etcd-ca": (machine.files.ca, default.files.ca),
        "--etcd-cert": (machine.files.cert, default.files.cert),
        "--etcd-key": (machine.files.key, default.files.key),
    }
    every = "\n".join(texts.values())
    idle = [
        Problem(where=option, expected="none, as nothing of these values reads it", found=value, remedy="leave it out")
        for option, (value, unset) in given.items()
        if value != unset and not re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", every)
    ]
    if idle:
        raise UsageError(idle)


def _has_tokens_in_secrets(line: ReleaseLine) -> bool:
    """Report whether a line is only for Kubernetes before 1.24, which makes a Secret for every ServiceAccount."""
    newest = line.validated[-1] if line.validated else _NO_SECRETS_SINCE
    return numbers(newest) < numbers(_NO_SECRETS_SINCE)


def bundle(objects: Sequence[Document], machine: Machine, line: ReleaseLine) -> Files:
    """Return the bundle for a machine, made of a render. Raise ProblemsError if a machine cannot honour a value."""
    node = node_pod(objects, machine)
    made = _made(node, line)
    kubeconfigs = list(_kubeconfigs(node, made))
    placed = list(_placed(node, made, kubeconfigs))
    files = {one.name: one.text for one in placed}
    if made.network and made.network.text:
        files[flannel.NET_CONF] = made.network.text
    _refuse_idle(machine, files)
    binaries, folder = _binaries(node)
    paths = (made.store or Datastore()).paths or (made.network.paths if made.network else ())
    has_etcd = bool(made.store and made.store.endpoints)
    names = {str(container["name"]) for container in submaps(node.pod.spec, "initContainers")}
    story = {
        "plugin": node.plugin,
        "releases": f"flannel {line.flannel} and calico {line.calico}",
        "units": list(made.units),
        "kubeconfigs": kubeconfigs,
        "names_server": cni_files.api_server(node) != cni_files.SERVER,
        "tokens_in_secrets": _has_tokens_in_secrets(line),
        "needed": [path for path in paths if path not in {one.target for one in placed}],
        "host_name": any(HOST_NAME in text for name, text in files.items() if name in made.units),
        "binaries": binaries,
        "binaries_folder": folder,
        "network": made.network,
        "ready": _ready(node),
        "has_etcd": has_etcd,
        "controllers": controllers.components(objects) if has_etcd else [],
        "installs_cni": made.conflist is not None,
        "stand_ins": [name for name in _STAND_INS if name in names],
        "has_typha": _has_typha(node, objects),
    }
    scripts = {path.name: read_text(path) for path in sorted(STATIC.glob("*"))}
    return Files(
        texts={**files, "README.md": readme(machine, placed, story), **scripts},
        programs=frozenset(scripts),
        private=frozenset(one.name for one in placed if one.mode == PRIVATE),
    )
