"""Makes the files in /etc/cni/net.d for one machine of the containers that install them in pods, and
calicoctl's file.
"""

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from generator.base import yamltree
from generator.base.errors import problem
from generator.base.trees import Tree, sublist
from generator.node.cluster_access import Datastore
from generator.node.environment import Variable, environment
from generator.node.pod import NodePod
from generator.node.volumes import host_path

KUBECONFIG = "calico-kubeconfig"
CA, TOKEN, SERVER = "PUT-THE-CA-HERE", "PUT-THE-TOKEN-HERE", "https://PUT-THE-API-SERVER-HERE:6443"
"""What stands in a kubeconfig for what only the cluster knows. The CA is no path, which containers would not see."""

_PLACEHOLDER = re.compile(r"__[A-Z0-9_]+__")
# Members that only a pod can fill: on a machine, Calico's plugin reads its kubeconfig and calico-node's file instead.
_OF_PODS = re.compile(r"__(?:SERVICEACCOUNT_TOKEN|KUBERNETES_SERVICE_(?:HOST|PORT)|KUBERNETES_NODE_NAME)__")
_FLANNEL_CONF, _FLANNEL_TEXT = "10-flannel.conflist", "cni-conf.json"


class Conflist(Struct, frozen=True, kw_only=True):
    """The CNI configuration of a machine: its folder, its file, its text, and the kubeconfig that it names."""

    folder: str
    name: str
    text: str
    kubeconfig: str = ""


def _known(node: NodePod, store: Datastore, folder: str, variables: Mapping[str, Variable]) -> dict[str, str]:
    """Return the placeholders for which the machine has a text."""
    files = store.files
    known = {
        "__KUBECONFIG_FILEPATH__": f"{folder}/{KUBECONFIG}",
        "__KUBECONFIG_FILENAME__": KUBECONFIG,
        "__ETCD_ENDPOINTS__": store.endpoints,
        "__ETCD_CA_CERT_FILE__": files.ca if files else "",
        "__ETCD_CERT_FILE__": files.cert if files else "",
        "__ETCD_KEY_FILE__": files.key if files else "",
        "__LOG_LEVEL__": variables["LOG_LEVEL"].text if "LOG_LEVEL" in variables else "info",
    }
    if node.machine.name:
        known["__KUBERNETES_NODE_NAME__"] = node.machine.name
    return known


def _filled(tree: Tree, known: Mapping[str, str]) -> Tree:
    """Return the configuration with its placeholders filled, and without members that only a pod can fill."""
    if isinstance(tree, dict):
        filled = {key: _filled(value, known) for key, value in tree.items()}
        return {key: value for key, value in filled.items() if not (isinstance(value, str) and _OF_PODS.search(value))}
    if isinstance(tree, list):
        return [_filled(item, known) for item in tree]
    if isinstance(tree, str):
        return _PLACEHOLDER.sub(lambda found: known.get(found[0], found[0]), tree)
    return tree


def _loaded(text: str, mtu: str) -> Tree:
    """Parse the configuration, whose MTU is a number without quotes."""
    try:
        tree: Tree = json.loads(text.replace("__CNI_MTU__", mtu or "0"))
    except ValueError as error:
        expected = "JSON once the MTU is filled in"
        raise problem("cni_network_config", expected=expected, found=str(error), remedy="see cni.config") from error
    return tree


def calico_conflist(node: NodePod, store: Datastore) -> Conflist | None:
    """Return the configuration of Calico or canal; None if the pods install none."""
    container = node.container("install-cni")
    if container is None:
        return None
    variables = environment(node, container)
    folder = host_path(node, container, "/host/etc/cni/net.d")
    mtu = variables["CNI_MTU"].text if "CNI_MTU" in variables else ""
    tree = _filled(_loaded(variables["CNI_NETWORK_CONFIG"].text, mtu), _known(node, store, folder, variables))
    text = json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
    if left := _PLACEHOLDER.search(text):
        expected = "placeholders that Calico's installer fills in"
        raise problem("cni.config", expected=expected, found=left[0], remedy="write the value itself there")
    kubeconfig = f"{folder}/{KUBECONFIG}"
    return Conflist(
        folder=folder,
        name=variables["CNI_CONF_NAME"].text,
        text=text,
        kubeconfig=kubeconfig if kubeconfig in text else "",
    )


def flannel_conflist(node: NodePod) -> Conflist | None:
    """Return the configuration of flannel; None if the pods install none."""
    container = node.container("install-cni")
    if container is None:
        return None
    config = next((one for one in node.configs.values() if _FLANNEL_TEXT in one), {})
    target = str(next(reversed(sublist(container, "args")), ""))
    inside, _, name = target.rpartition("/")
    folder = host_path(node, container, inside)
    if not config or not folder:
        where = f"{node.pod.owner} > install-cni"
        raise problem(where, expected=f"a copy of {_FLANNEL_TEXT} into a folder of the host", found=target or "none")
    return Conflist(folder=folder, name=name or _FLANNEL_CONF, text=config[_FLANNEL_TEXT].rstrip("\n") + "\n")


def api_server(node: NodePod) -> str:
    """Return the URL of the API server that the values name, or a placeholder for it."""
    for config in node.configs.values():
        keys = {key.lower(): text for key, text in config.items()}
        host, port = keys.get("kubernetes_service_host"), keys.get("kubernetes_service_port")
        if host and port:
            return f"https://{f'[{host}]' if ':' in host else host}:{port}"
    return SERVER


def kubeconfig_stub(node: NodePod, user: str) -> str:
    """Return a kubeconfig without the token and the CA, and without the API server if the values do not name it."""
    cluster: Tree = {"server": api_server(node), "certificate-authority-data": CA}
    stub: Tree = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "kubernetes", "cluster": cluster}],
        "users": [{"name": user, "user": {"token": TOKEN}}],
        "contexts": [{"name": user, "context": {"cluster": "kubernetes", "user": user}}],
        "current-context": user,
    }
    return yamltree.dump([stub])


def calicoctl_config(store: Datastore) -> str:
    """Return the configuration of calicoctl."""
    spec: dict[str, Tree] = {"datastoreType": "etcdv3" if store.endpoints else "kubernetes"}
    if store.kubeconfig:
        spec["kubeconfig"] = store.kubeconfig
    else:
        spec["etcdEndpoints"] = store.endpoints
    if store.files:
        files = store.files
        spec |= {"etcdCACertFile": files.ca, "etcdCertFile": files.cert, "etcdKeyFile": files.key}
    about: Tree = {"apiVersion": "projectcalico.org/v3", "kind": "CalicoAPIConfig", "metadata": {}, "spec": spec}
    return yamltree.dump([about])
