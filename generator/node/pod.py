"""Finds in a render the pod whose containers become units of one machine, and the objects that the pod reads."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import problem
from generator.base.trees import Map, submap, submaps
from generator.node.machine import KUBECONFIGS, Machine
from generator.releases.pod_specs import Pod, namespace_of, pods
from generator.releases.release import Document
from generator.tools.helm import Install
from generator.tools.renderer import renderers

# How the names of the DaemonSets begin that run the plugins' pods on nodes.
_PLUGINS = {"calico-node": "calico", "canal": "canal", "kube-flannel-ds": "flannel"}


class NodePod(Struct, frozen=True, kw_only=True):
    """The plugin's pod on each node: its plugin, the ConfigMaps of its namespace, and the ServiceAccounts."""

    plugin: str
    pod: Pod
    configs: Mapping[str, Mapping[str, str]]
    accounts: Sequence[str]
    machine: Machine

    def container(self, *names: str) -> Map | None:
        """Return the container with one of the names, which may be an init container."""
        every = [*submaps(self.pod.spec, "containers"), *submaps(self.pod.spec, "initContainers")]
        return next((one for one in every if one.get("name") in names), None)

    def config(self, name: str) -> Mapping[str, str]:
        """Return the data of a ConfigMap; empty if the chart does not render it."""
        return self.configs.get(name, {})


def rendered(chart: Path, values: Sequence[Path], kubernetes: str | None) -> tuple[Document, ...]:
    """Render the chart with values. Raise HelmError if helm refuses them."""
    with renderers() as helms:
        text = helms.template("helm4", Install(chart=chart, values=tuple(values)), kube_version=kubernetes)
    return tuple(yamltree.load_documents(text, "helm4 template"))


def _plugin(pod: Pod) -> str:
    kind, _, name = pod.owner.partition("/")
    found = [plugin for start, plugin in _PLUGINS.items() if name.startswith(start)]
    return found[0] if kind == "DaemonSet" and found else ""


def _of_arch(found: Sequence[Pod], machine: Machine) -> Pod:
    """Return the pod for the machine's architecture, if each architecture has one."""
    if len(found) == 1:
        return found[0]
    fitting = [pod for pod in found if pod.owner.endswith(f"-{machine.arch}")]
    if not fitting:
        known = ", ".join(pod.owner.rpartition("-")[2] for pod in found)
        raise problem("--arch", expected=f"an architecture that flannel's manifest has: {known}", found=machine.arch)
    return fitting[0]


def node_pod(objects: Sequence[Document], machine: Machine) -> NodePod:
    """Return the pod of the plugin in a render."""
    found = [pod for pod in pods(objects) if _plugin(pod)]
    if not found:
        raise problem("the values", expected="a DaemonSet of flannel, calico or canal in their render", found="none")
    pod = _of_arch(found, machine)
    configs = {
        str(submap(each, "metadata").get("name")): {key: str(text) for key, text in submap(each, "data").items()}
        for each in objects
        if each["kind"] == "ConfigMap" and namespace_of(each) == pod.namespace
    }
    accounts = [str(submap(each, "metadata").get("name")) for each in objects if each["kind"] == "ServiceAccount"]
    plugin = _plugin(pod)
    known = replace(machine, kubeconfig=machine.kubeconfig or KUBECONFIGS[plugin])
    return NodePod(plugin=plugin, pod=pod, configs=configs, accounts=accounts, machine=known)
