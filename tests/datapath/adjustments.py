"""Does what the owner of a cluster does beside the chart, by the name that a case gives."""

from collections.abc import Callable, Mapping, Sequence

from tests.datapath.hosts import Host

_KUBECONFIG = "/etc/cni/net.d/calico-kubeconfig"


def _own_routes(hosts: Sequence[Host]) -> None:
    """Route pods' networks as a cloud does, and take the brackets off the API server's address.

    v3.28's installer writes `https://[10.96.0.1]:443`, which Go 1.26 refuses. That of v3.32 writes none.
    """
    for host in hosts:
        for other in hosts:
            if other is not host:
                host.run("ip", "route", "add", other.machine.pod_cidrs[0], "via", other.address)
        host.shell(f"sed -i 's#//\\[\\([0-9.]*\\)\\]#//\\1#' {_KUBECONFIG}")


def _drop_all_but_pods(hosts: Sequence[Host]) -> None:
    """Drop what is forwarded, as Docker does, and accept the pods' network, as the chart's notes say."""
    for host in hosts:
        host.run("iptables", "-P", "FORWARD", "DROP")
        for way in ("-s", "-d"):
            host.run("iptables", "-I", "FORWARD", way, "10.244.0.0/16", "-j", "ACCEPT")


ADJUSTMENTS: Mapping[str, Callable[[Sequence[Host]], None]] = {
    "own routes": _own_routes,
    "FORWARD drops all but pods": _drop_all_but_pods,
}
