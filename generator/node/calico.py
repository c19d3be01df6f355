"""Turns calico-node's container into kube-calico.service, the unit that runs it on a machine without a kubelet."""

import ipaddress

from generator.base.errors import misuse, problem
from generator.base.trees import Map, submaps
from generator.node.cluster_access import Datastore, datastore, reaching
from generator.node.environment import Variable, Variables, environment
from generator.node.machine import Machine
from generator.node.pod import NodePod
from generator.node.run import Ran, texts, unit
from generator.node.systemd import Unit
from generator.node.volumes import file_mount, mounts

NAME = "calico-node"
UNIT = "kube-calico.service"

# Prepares the file systems that the bpf dataplane needs and that nothing else prepares.
BOOTSTRAP = ("mount-bpffs", "ebpf-bootstrap")
# Volumes of Secrets: the machine has files of its own for them, or does not need them.
_SECRETS = ("etcd-certs", "calico-typha-tls")
# calico-node finds Typha only through the API of its cluster; without Typha it asks the API server itself.
_TYPHA = "FELIX_TYPHA"
# calico-node accepts several words for no encapsulation; units have always used this one.
_IPIP, _WORDS = "CALICO_IPV4POOL_IPIP", {"Never": "off"}
# What refreshes the CNI plugin's kubeconfig asks the API server as a pod does; releases that have it mount that folder.
_CNI_FOLDER, _MANAGE_CNI = "/host/etc/cni/net.d", "CALICO_MANAGE_CNI"
_ADDRESSES = {4: ("IP", "IP_AUTODETECTION_METHOD"), 6: ("IP6", "IP6_AUTODETECTION_METHOD")}


def _with_address(variables: Variables, machine: Machine) -> Variables:
    """Return the variables with the machine's address in place of the one that detects it."""
    if not machine.ip:
        return variables
    name, method = _ADDRESSES[ipaddress.ip_address(machine.ip).version]
    if (found := variables.get(name)) is None or found.text != "autodetect":
        expected = f"an address of a family in which the values have calico-node detect one, with {name}=autodetect"
        remedy = "leave it out, or give the address of the other family"
        raise misuse("--node-ip", expected=expected, found=machine.ip, remedy=remedy)
    kept = {key: one for key, one in variables.items() if key != method}
    return {**kept, name: Variable(name=name, text=machine.ip)}


def _variables(node: NodePod, container: Map) -> tuple[Variables, Datastore]:
    found = {name: one for name, one in environment(node, container).items() if not name.startswith(_TYPHA)}
    store = datastore(found, node.machine)
    if (ipip := found.get(_IPIP)) and ipip.text in _WORDS:
        found[_IPIP] = Variable(name=_IPIP, text=_WORDS[ipip.text])
    if any(one.get("mountPath") == _CNI_FOLDER for one in submaps(container, "volumeMounts")):
        found.setdefault(_MANAGE_CNI, Variable(name=_MANAGE_CNI, text="false"))
    own_address = node.plugin == "calico"
    return reaching(_with_address(found, node.machine) if own_address else found, store), store


def _bootstrap(node: NodePod, variables: Variables) -> list[Ran]:
    """Return the container that runs before calico-node with the bpf dataplane."""
    container = node.container(*BOOTSTRAP)
    enabled = variables.get("FELIX_BPFENABLED")
    if container is None or enabled is None or enabled.text != "true":
        return []
    name = str(container["name"])
    return [
        Ran(
            name=f"{NAME}-{name}",
            container=container,
            variables=environment(node, container),
            mounts=mounts(node, container),
            arguments=texts(container, "args"),
        )
    ]


def calico_unit(node: NodePod, heading: str) -> tuple[Unit, Datastore]:
    """Return the unit of calico-node, and its datastore."""
    container = node.container(NAME)
    if container is None:
        raise problem(node.pod.owner, expected=f"a container {NAME}", found="none")
    variables, store = _variables(node, container)
    every = [*mounts(node, container, _SECRETS), *map(file_mount, store.paths)]
    arguments = texts(container, "args")
    ran = Ran(name=NAME, container=container, variables=variables, mounts=every, arguments=arguments)
    return unit(node, heading, ran, _bootstrap(node, variables)), store
