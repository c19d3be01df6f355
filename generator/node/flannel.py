"""Turns flannel's container into flanneld.service, the unit that runs flanneld on a machine without a kubelet."""

from collections.abc import Sequence

from msgspec import Struct

from generator.base.errors import misuse, problem
from generator.base.trees import Map, submap, submaps
from generator.node.cluster_access import FILES, secured
from generator.node.environment import Variable, Variables, environment
from generator.node.machine import EtcdFiles, Machine
from generator.node.pod import NodePod
from generator.node.run import Ran, texts, unit
from generator.node.systemd import HOST_NAME, Unit
from generator.node.volumes import A_FOLDER, Mount, file_mount, mounts
from generator.rows.canal import ETCD_3_SINCE
from generator.settings.setting import at_least

UNIT = "flanneld.service"
NAME = "flanneld"
NET_CONF = "net-conf.json"
CONTAINERS = ("kube-flannel", "flannel")

_ETCD, _KUBERNETES = "FLANNELD_ETCD_ENDPOINTS", "--kube-subnet-mgr"
_CERTIFICATES = "etcd-certs"
_CONF_FOLDER = "/etc/kube-flannel"
# Variables for the Kubernetes API, which flanneld does not need with etcd.
_KUBERNETES_FLAGS = (
    _KUBERNETES,
    "--kube-api-url",
    "--kubeconfig-file",
    "--kube-annotation-prefix",
    "--net-config-path",
    "--set-node-network-unavailable",
)
_POD_VARIABLES = ("POD_NAME", "POD_NAMESPACE", "EVENT_QUEUE_DEPTH", "CONT_WHEN_CACHE_NOT_READY")
_FILES = {"ca": "cafile", "cert": "certfile", "key": "keyfile"}
# The variables of canal's flannel that name etcd's files: its own, and further ones that upstream sets.
_CANAL_FILES = {**FILES, **{f"FLANNELD_ETCD_{name.upper()}FILE": name for name in ("ca", "cert", "key")}}


class Network(Struct, frozen=True, kw_only=True):
    """Where flanneld reads its network: the endpoints and files of etcd, or a folder of the machine and a
    kubeconfig.
    """

    text: str
    endpoints: str = ""
    files: EtcdFiles | None = None
    folder: str = ""
    kubeconfig: str = ""
    etcd_3: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the machine must have."""
        return tuple(filter(None, (*(self.files.paths if self.files else ()), self.kubeconfig)))


def _flag(text: str) -> str:
    return "--" + text.lstrip("-").partition("=")[0]


def _network_text(node: NodePod) -> str:
    """Return flannel's network as the chart renders it, net-conf.json."""
    texts = [config[NET_CONF] for config in node.configs.values() if NET_CONF in config]
    if not texts:
        expected = f"a ConfigMap with {NET_CONF} in the render"
        raise problem(node.pod.owner, expected=expected, found="none")
    return texts[0].rstrip("\n") + "\n"


def _with_etcd(network: Network, arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a flanneld that reads its networks from etcd."""
    files = {flag: getattr(network.files, name) for name, flag in _FILES.items()} if network.files else {}
    kept = [text for text in arguments if _flag(text) not in _KUBERNETES_FLAGS]
    return [*kept, f"--etcd-endpoints={network.endpoints}", *(f"--etcd-{flag}={path}" for flag, path in files.items())]


def _canal_etcd(found: Variables, network: Network) -> Variables:
    """Return the variables of canal's flannel with the machine's files of etcd."""
    named = {name: file for name, file in _CANAL_FILES.items() if network.files and name in found}
    own = {name: Variable(name=name, text=getattr(network.files, file)) for name, file in named.items()}
    return {**found, **own}


def _network(node: NodePod, found: Variables, version: str) -> Network:
    """Return where flanneld reads its network."""
    canal, own = found.get(_ETCD), node.machine.etcd
    if canal and own:
        wrong = "none, as calico.etcd.endpoints names etcd's endpoints for canal"
        raise misuse("--etcd-endpoints", expected=wrong, found=own, remedy="leave it out")
    endpoints = canal.text if canal else own
    text = "" if canal else _network_text(node)
    etcd_3 = at_least({"flannel": ETCD_3_SINCE}, {"flannel": version})
    if endpoints:
        return Network(text=text, endpoints=endpoints, files=secured(endpoints, node.machine), etcd_3=etcd_3)
    return Network(text=text, folder=_CONF_FOLDER, kubeconfig=node.machine.kubeconfig)


def _alone(node: NodePod, found: Variables, arguments: Sequence[str], network: Network) -> tuple[Variables, list[str]]:
    """Return the variables and arguments of a flanneld that runs outside of a pod."""
    kept = {name: one for name, one in found.items() if name not in _POD_VARIABLES[:2]}
    if _ETCD in found:
        return _canal_etcd(kept, network), list(arguments)
    if network.endpoints:
        without = {name: one for name, one in kept.items() if name not in _POD_VARIABLES}
        return without, _with_etcd(network, arguments)
    name = node.machine.name
    own = Variable(name="NODE_NAME", text=name) if name else Variable(name="NODE_NAME", specifier=HOST_NAME)
    return {**kept, "NODE_NAME": own}, [*arguments, f"--kubeconfig-file={network.kubeconfig}"]


def _addresses(machine: Machine) -> Variables:
    """Return the variables with the addresses at which other nodes reach a machine, if they are not its interface's."""
    known = {"FLANNELD_PUBLIC_IP": machine.public_ip, "FLANNELD_PUBLIC_IPV6": machine.public_ipv6}
    return {name: Variable(name=name, text=text) for name, text in known.items() if text}


def _readable(container: Map) -> Map:
    """Return the container without the variables that name its pod: no machine has them."""
    kept = [one for one in submaps(container, "env") if one.get("name") not in _POD_VARIABLES[:2]]
    return {**container, "env": [*kept]}


def _replaced(node: NodePod) -> set[str]:
    """Return the volumes that files of the machine replace: flannel's network, and etcd's certificates."""
    volumes = submaps(node.pod.spec, "volumes")
    networks = {name for name, config in node.configs.items() if NET_CONF in config}
    return {_CERTIFICATES} | {str(one["name"]) for one in volumes if submap(one, "configMap").get("name") in networks}


def flannel_unit(node: NodePod, heading: str, version: str) -> tuple[Unit, Network] | None:
    """Return the unit of flanneld, and where it reads its network; None for a pod without flannel."""
    container = node.container(*CONTAINERS)
    if container is None:
        return None
    container = _readable(container)
    found = environment(node, container)
    network = _network(node, found, version)
    variables, arguments = _alone(node, found, texts(container, "args"), network)
    variables = {**variables, **_addresses(node.machine)}
    every = [*mounts(node, container, _replaced(node)), *map(file_mount, network.paths)]
    if network.folder:
        every.append(Mount(source=network.folder, target=network.folder, options=("ro",), seen_to=A_FOLDER))
    ran = Ran(name=NAME, container=container, variables=variables, mounts=every, arguments=arguments)
    return unit(node, heading, ran), network
