"""Makes machines out of namespaces: each has a network, mounts and a name of its own, and is a node of the cluster."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.process import Output
from tests.datapath.commands import attempt, run, until
from tests.datapath.control_plane import ControlPlane
from tests.datapath.images import BASE_PLUGINS, binary, system_files
from tests.datapath.isolation import BRIDGES, GATEWAY6
from tests.programs import SYSTEM_PATH, program

API_SERVICE = ("10.96.0.1", 443)
_PATH = {"PATH": SYSTEM_PATH}

_SETUP = """
mount --make-rshared /
hostname {name}
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/lock /run/crun /run/etc /run/usr /run/usr.below
cp -R --preserve=links {etc} /run/etc
mount --rbind /run/etc /etc
mount -t overlay overlay -o lowerdir=/usr,upperdir=/run/usr,workdir=/run/usr.below /usr
mount -t tmpfs tmpfs /var
mount -t tmpfs tmpfs /opt
mkdir -p /var/lib /var/log/pods /var/tmp /opt/cni/bin
ln -s ../run /var/run
mkdir -p /etc/cni/net.d
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /sys/fs/cgroup || true
mount -t bpf bpf /sys/fs/bpf || true
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
printf '127.0.0.1 localhost\\n{address} {name}\\n' > /etc/hosts
nft add table ip services
nft add chain ip services out '{{ type nat hook output priority -100; }}'
nft add chain ip services in '{{ type nat hook prerouting priority -100; }}'
"""


class Machine(Struct, frozen=True, kw_only=True):
    """What a machine is to be: its number, which of the lab's networks it is in, its pod networks, and its plugins.

    With `second_nic` it has another interface, which a network of its own connects with the others'. Its kubelet waits
    `patience` seconds for a pod to be ready.
    """

    number: int
    network: int = 0
    pod_cidrs: tuple[str, ...] = ()
    second_nic: bool = False
    has_plugins: bool = True
    patience: float = 60.0

    @property
    def name(self) -> str:
        """The machine's name as a node."""
        return f"node-{'abcdefgh'[self.number]}"

    @property
    def address(self) -> str:
        """Its address in the network of its first interface."""
        return f"10.77.{self.network}.{10 + self.number}"

    @property
    def address6(self) -> str:
        """Its IPv6 address there."""
        return f"fd77::{10 + self.number}"


class Host(Struct, frozen=True, kw_only=True):
    """A machine that runs, by the process that holds its namespaces."""

    machine: Machine
    plane: ControlPlane
    images: Path
    holder: subprocess.Popen[bytes]

    @property
    def name(self) -> str:
        """The machine's name as a node."""
        return self.machine.name

    @property
    def address(self) -> str:
        """The machine's address."""
        return self.machine.address

    def inside(self, *command: object) -> list[str]:
        """Return the command that runs one on the machine."""
        return ["nsenter", "-t", str(self.holder.pid), "-n", "-m", "-u", *(str(word) for word in command)]

    def attempt(self, *command: object, env: Mapping[str, str] = _PATH, timeout: float = 60.0) -> Output:
        """Run a command on the machine, and return its status with what it printed."""
        return attempt(*self.inside(*command), env=env, timeout=timeout)

    def run(self, *command: object, env: Mapping[str, str] = _PATH, stdin: str = "") -> str:
        """Run a command that must succeed on the machine, and return what it printed."""
        return run(*self.inside(*command), env=env, stdin=stdin)

    def shell(self, script: str) -> str:
        """Run a shell's commands on the machine, each of which must succeed."""
        return self.run("sh", "-euc", script)

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file on the machine, and the folders above it."""
        script = 'mkdir -p "$(dirname "$1")"; cat > "$1"; chmod "$2" "$1"'
        self.run("sh", "-euc", script, "sh", path, f"{mode:o}", stdin=text)

    def forward(self, service: tuple[str, int], target: tuple[str, int]) -> None:
        """Send what goes to a Service to one address, as kube-proxy does."""
        rule = f"ip daddr {service[0]} tcp dport {service[1]} dnat to {target[0]}:{target[1]}"
        for chain in ("out", "in"):
            self.run("nft", f"add rule ip services {chain} {rule}")


def _connect(host: Host) -> None:
    """Give a machine its interfaces, addresses and routes."""
    machine = host.machine
    wires = [(f"br{machine.network}", "eth0", machine.address)]
    if machine.second_nic:
        wires.append(("br9", "eth1", f"10.77.9.{10 + machine.number}"))
    for bridge, nic, address in wires:
        outer = f"v{machine.number}{nic}"
        run("ip", "link", "add", outer, "type", "veth", "peer", "name", nic, "netns", host.holder.pid)
        run("ip", "link", "set", outer, "master", bridge, "up")
        host.shell(f"ip address add {address}/24 dev {nic}; ip link set {nic} up")
    gateway = BRIDGES[f"br{machine.network}"]
    host.shell(f"ip route add default via {gateway}; ip -6 address add {machine.address6}/64 dev eth0 nodad")
    host.run("ip", "-6", "route", "add", "default", "via", GATEWAY6)


def register(host: Host) -> None:
    """Make the machine's Node as a kubelet and the controller manager do."""
    machine = host.machine
    labels = {"kubernetes.io/hostname": host.name, "kubernetes.io/os": "linux"}
    annotations = {"volumes.kubernetes.io/controller-managed-attach-detach": "true"}
    metadata = {"name": host.name, "labels": labels, "annotations": annotations}
    spec: dict[str, object] = {}
    if machine.pod_cidrs:
        spec = {"podCIDR": machine.pod_cidrs[0], "podCIDRs": list(machine.pod_cidrs)}
    host.plane.create("/api/v1/nodes", {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec})
    addresses = [{"type": "InternalIP", "address": one} for one in (machine.address, machine.address6)]
    addresses.append({"type": "Hostname", "address": host.name})
    status = {"addresses": addresses, "conditions": [{"type": "Ready", "status": "True"}]}
    host.plane.request("PATCH", f"/api/v1/nodes/{host.name}/status", {"status": status})


def start(plane: ControlPlane, images: Path, machine: Machine) -> Host:
    """Make a machine that is a node of the cluster. It is there as long as the lab."""
    unshare = program("unshare")
    holder = subprocess.Popen([unshare, "--net", "--mount", "--uts", "--propagation", "private", "sleep", "infinity"])
    until(lambda: Path(f"/proc/{holder.pid}/comm").read_text() == "sleep\n", "a machine", every=0.01)
    host = Host(machine=machine, plane=plane, images=images, holder=holder)
    etc = " ".join(str(path) for path in system_files())
    host.shell(_SETUP.format(name=machine.name, address=machine.address, etc=etc))
    if machine.has_plugins:
        host.run("cp", *(binary("cni-plugins", name) for name in BASE_PLUGINS), "/opt/cni/bin/")
    _connect(host)
    host.forward(API_SERVICE, (plane.cluster.server.host, plane.cluster.server.port))
    register(host)
    return host


def links(host: Host) -> set[str]:
    """The names of the machine's network links."""
    return {link["ifname"] for link in json.loads(host.run("ip", "-json", "link"))}


def routes(host: Host, family: str = "-4") -> Sequence[Mapping[str, str]]:
    """The machine's routes, as `ip` tells them."""
    found: Sequence[Mapping[str, str]] = json.loads(host.run("ip", "-json", family, "route") or "[]")
    return found
