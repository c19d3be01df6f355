"""Defines the machine that a bundle is for by options, which are checked."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from generator.base.errors import misuse

# Paths that need quotes neither in a shell nor in systemd, and no escapes in a volume of a container.
_PATH = re.compile(r"(?:/[A-Za-z0-9@_+-][A-Za-z0-9._@+-]*)+")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_ENDPOINT = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")

# The place of the kubeconfig of what runs on the machine, by plugin; an option can change it.
KUBECONFIGS: Mapping[str, str] = {
    "calico": "/etc/calico/kubeconfig",
    "canal": "/etc/calico/kubeconfig",
    "flannel": "/etc/flannel/kubeconfig",
}


class Runtime(Struct, frozen=True, kw_only=True):
    """A container runtime: the path of its program, and its service, which is empty if it has none."""

    program: str
    service: str = ""


RUNTIMES: Mapping[str, Runtime] = {
    "docker": Runtime(program="/usr/bin/docker", service="docker.service"),
    "podman": Runtime(program="/usr/bin/podman"),
    "nerdctl": Runtime(program="/usr/local/bin/nerdctl", service="containerd.service"),
}


class EtcdFiles(Struct, frozen=True, kw_only=True):
    """The machine's files for etcd: the CA certificate, the client certificate and the client key."""

    ca: str = "/etc/calico/etcd/ca.pem"
    cert: str = "/etc/calico/etcd/cert.pem"
    key: str = "/etc/calico/etcd/key.pem"

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them."""
        return self.ca, self.cert, self.key


class Machine(Struct, frozen=True, kw_only=True):
    """A machine. Its address and its node's name are empty if they are not known in advance, its kubeconfig if it has
    the plugin's usual place. `etcd` has the endpoints for flannel, since the chart runs flannel on its own without
    etcd.
    """

    runtime: str = "docker"
    ip: str = ""
    name: str = ""
    arch: str = "amd64"
    etcd: str = ""
    files: EtcdFiles = EtcdFiles()
    kubeconfig: str = ""
    public_ip: str = ""
    public_ipv6: str = ""


def address(option: str) -> Callable[[str], str]:
    """Return the parser of an IP address."""

    def read(text: str) -> str:
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            raise misuse(option, expected="an address such as 192.168.10.101", found=repr(text)) from None

    return read


def _matching(option: str, pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise misuse(option, expected=expected, found=repr(text))
        return text

    return read


def path(option: str) -> Callable[[str], str]:
    """Return the parser of the path of a file on the machine."""
    expected = "an absolute path of letters, digits and the signs . _ - + @, whose names do not begin with a dot"
    return _matching(option, _PATH, expected)


def arch(option: str) -> Callable[[str], str]:
    """Return the parser of an architecture."""
    return _matching(option, re.compile("[a-z0-9]+"), "an architecture as images have it, such as amd64")


def node_name(option: str) -> Callable[[str], str]:
    """Return the parser of the name of a node."""
    return _matching(option, _NAME, "a node's name in Kubernetes such as node-1.example.com")


def endpoints(option: str) -> Callable[[str], str]:
    """Return the parser of the endpoints of etcd."""

    def read(text: str) -> str:
        urls = text.split(",")
        if not all(map(_ENDPOINT.fullmatch, urls)) or len({url.partition(":")[0] for url in urls}) > 1:
            expected = "client URLs such as https://192.168.10.102:2379 with commas between them, all http or all https"
            raise misuse(option, expected=expected, found=repr(text))
        return text

    return read


def machine(runtime: str, options: Mapping[str, str | None]) -> Machine:
    """Return a machine with a runtime and options by name; None for an option that is not given."""
    given = {name: text for name, text in options.items() if text is not None}
    own = {field: given[f"etcd_{field}"] for field in ("ca", "cert", "key") if f"etcd_{field}" in given}
    known = {"node_ip": "ip", "node_name": "name", "arch": "arch", "etcd_endpoints": "etcd", "kubeconfig": "kubeconfig"}
    known |= {"public_ip": "public_ip", "public_ipv6": "public_ipv6"}
    fields = {field: given[name] for name, field in known.items() if name in given}
    return Machine(runtime=runtime, files=EtcdFiles(**own), **fields)
