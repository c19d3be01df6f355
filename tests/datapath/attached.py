"""Attaches pods to the network that the chart has made, by the CNI configuration that it has installed."""

import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.process import Output
from tests.datapath.commands import LabError, run
from tests.datapath.hosts import Host
from tests.datapath.images import binary
from tests.programs import SYSTEM_PATH

_CONFIGURATION = "/etc/cni/net.d"
_ECHO = Path(__file__).with_name("echo.py")
PORT = 8080
_PATIENCE = 15.0
# What opens a connection and prints what comes; it knows no proxy and resolves no name.
_ASK = (
    "import socket,sys; s=socket.create_connection((sys.argv[1],int(sys.argv[2])),3); "
    "print(s.makefile().read().strip())"
)


class Attached(Struct, frozen=True, kw_only=True):
    """A pod that a user could have: a network of its own on a machine, with the addresses that it got."""

    host: Host
    name: str
    namespace: str
    addresses: tuple[str, ...]
    ports: Sequence[Mapping[str, object]] = ()
    servers: list[subprocess.Popen[bytes]] = []

    def address(self, family: int = 4) -> str:
        """Return its address of a family, 4 or 6. Raise LabError if it has none."""
        for one in self.addresses:
            if (":" in one) == (family == 6):
                return one
        raise LabError(f"{self.name}: expected an IPv{family} address, found {', '.join(self.addresses)}")

    def inside(self, *command: object) -> tuple[str, ...]:
        """Return the command of the machine that runs one in the pod."""
        return ("ip", "netns", "exec", self.name, *(str(word) for word in command))

    def attempt(self, *command: object, timeout: float = 60.0) -> Output:
        """Run a command in the pod."""
        return self.host.attempt(*self.inside(*command), timeout=timeout)

    def mtu(self) -> int:
        """Return the MTU of its link."""
        [link] = json.loads(self.host.run(*self.inside("ip", "-json", "link", "show", "eth0")))
        return int(link["mtu"])


def configurations(host: Host) -> list[str]:
    """Return the names of the machine's CNI configurations, in the order in which a runtime looks at them."""
    names = host.shell(f"ls {_CONFIGURATION}").split()
    return sorted(name for name in names if name.endswith((".conflist", ".conf", ".json")))


def cnitool(host: Host, verb: str, pod: tuple[str, str], ports: Sequence[Mapping[str, object]] = ()) -> str:
    """Let the machine's first CNI configuration add or delete a pod, by namespace and name, as a runtime does."""
    found = configurations(host)
    if not found:
        raise LabError(f"{host.name}: expected a CNI configuration in {_CONFIGURATION}, found none")
    network = json.loads(host.run("cat", f"{_CONFIGURATION}/{found[0]}"))["name"]
    namespace, name = pod
    sandbox = hashlib.sha256(name.encode()).hexdigest()
    arguments = (
        f"IgnoreUnknown=1;K8S_POD_NAMESPACE={namespace};K8S_POD_NAME={name};K8S_POD_INFRA_CONTAINER_ID={sandbox}"
    )
    env = {"PATH": SYSTEM_PATH, "NETCONFPATH": _CONFIGURATION, "CNI_PATH": "/opt/cni/bin", "CNI_ARGS": arguments}
    if ports:
        env["CAP_ARGS"] = json.dumps({"portMappings": ports})
    return host.run(binary("cni-plugins", "cnitool"), verb, network, f"/run/netns/{name}", env=env)


def network_of(
    host: Host,
    namespace: str,
    name: str,
    ports: Sequence[Mapping[str, object]] = (),
    patience: float = _PATIENCE,
) -> tuple[str, ...]:
    """Make a pod's network, let it be attached, and return the pod's addresses. What fails is tried again for some
    seconds with a new network, as a kubelet does.
    """
    host.run("ip", "netns", "add", name)
    end = time.monotonic() + min(patience, host.machine.patience)
    while True:
        try:
            result = json.loads(cnitool(host, "add", (namespace, name), ports))
            return tuple(one["address"].partition("/")[0] for one in result["ips"])
        except LabError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
            host.run("ip", "netns", "del", name)
            host.run("ip", "netns", "add", name)


def attach(
    host: Host,
    name: str,
    labels: Mapping[str, str] | None = None,
    ports: Sequence[Mapping[str, object]] = (),
    patience: float = _PATIENCE,
) -> Attached:
    """Make a pod of the namespace `default` on a machine, and start a server in it that tells who connects."""
    metadata = {"name": name, "namespace": "default", "labels": labels or {}}
    spec = {"nodeName": host.name, "containers": [{"name": "server", "image": "none"}]}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    path = "/api/v1/namespaces/default/pods"
    host.plane.create(path, body)
    addresses = network_of(host, "default", name, ports, patience)
    status = {"phase": "Running", "podIP": addresses[0], "podIPs": [{"ip": one} for one in addresses]}
    host.plane.request("PATCH", f"{path}/{name}/status", {"status": {**status, "hostIP": host.address}})
    pod = Attached(host=host, name=name, namespace="default", addresses=addresses, ports=ports, servers=[])
    pod.servers.append(serve(*host.inside(*pod.inside())))
    return pod


def serve(*inside: str) -> subprocess.Popen[bytes]:
    """Start a server that tells who connects."""
    command = [*inside, sys.executable, "-I", "-S", str(_ECHO), str(PORT)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def detach(pod: Attached) -> None:
    """End a pod as a kubelet and a runtime do."""
    for server in pod.servers:
        server.kill()
        server.wait()
    cnitool(pod.host, "del", (pod.namespace, pod.name), pod.ports)
    pod.host.run("ip", "netns", "del", pod.name)
    path = f"/api/v1/namespaces/{pod.namespace}/pods/{pod.name}?gracePeriodSeconds=0"
    pod.host.plane.request("DELETE", path)


def forget(host: Host, name: str) -> None:
    """Take away a pod that got no network, or that no plugin can take off it."""
    host.attempt("ip", "netns", "del", name)
    host.plane.request("DELETE", f"/api/v1/namespaces/default/pods/{name}?gracePeriodSeconds=0")


def discard(pod: Attached) -> None:
    """End a pod on a network that may not work, so that its plugin cannot take it off."""
    try:
        detach(pod)
    except LabError:
        forget(pod.host, pod.name)


def asking(address: str, port: int = PORT) -> tuple[str, ...]:
    """Return the command that connects to a server and prints what it says."""
    return (sys.executable, "-I", "-S", "-c", _ASK, address, str(port))


def seen_by(pod: Attached, address: str, port: int = PORT) -> str:
    """Return the address that a server sees when the pod connects to it; empty if no answer comes."""
    return pod.attempt(*asking(address, port)).stdout.strip()


def received(pod: Attached, address: str, count: int = 20, *options: object) -> int:
    """Return how many of the pod's pings to an address were answered."""
    done = pod.attempt("ping", "-n", "-c", count, "-i", "0.02", "-W", "1", *options, address)
    found = re.search(r"(\d+) received", done.stdout)
    return int(found[1]) if found else 0


def passes(pod: Attached, address: str, size: int) -> bool:
    """Report whether a packet of this size, headers included, reaches an address in one piece."""
    headers = 48 if ":" in address else 28
    return any(received(pod, address, 1, "-M", "do", "-s", size - headers) for _ in range(2))


def route_outside(pods: Sequence[Attached]) -> None:
    """Let what is outside of the nodes find the way to pods, so that answers come where nothing is masqueraded."""
    for pod in pods:
        for address in pod.addresses:
            way = pod.host.machine.address6 if ":" in address else pod.host.address
            run("ip", "route", "replace", address, "via", way)
