"""Lists what is on a machine that a network plugin could leave there: links, routes, rules, sets, mounts and files."""

import re
from collections.abc import Iterator

from tests.datapath.hosts import Host

# The lab's own: its containers and pods, the pods' networks, what reads units, and overlays beside what they hold. The
# kernel makes the addresses of links itself, a moment after the links.
_OF_THE_LAB = re.compile(
    r"(path|mount) (/run/(containers|crun|netns|systemd|usr\.below)|/var/lib/kubelet)(/.*)?"
    r"|route .*\bfe80::.* dev eth[01] .*"
)
_SNAPSHOT = """
ip -o link | sed -E 's/^[0-9]+: ([^:@]*).*/link \\1/'
for version in 4 6; do
    ip -o -$version route show table all | sed "s/^/route /"
    ip -$version rule | sed "s/^/routing rule $version /"
done
for family in iptables ip6tables; do
    for kind in nft legacy; do
        $family-$kind-save 2> /dev/null | sed -nE "s/^(-A|:[^ ]+ -) ?/$family-$kind &/p"
    done
done
nft list tables | sed 's/^/nft /'
ipset list -n | sed 's/^/set /'
awk '{ print "mount", $2 }' /proc/self/mounts
find /run /var /opt | sed 's/^/path /'
"""
# What `cleanup -h` says that it leaves, and what its rule "whatever has another name" means for what units make.
_STAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"path /opt/cni/bin/.*",
        r"path /run/etc/(calico|flannel|kube-flannel)(/.*)?",
        r"path /run/etc/systemd(/system)?",
        r"path /run/usr/lib(/modules)?",
        r"path /var/log/calico(/.*)?",
        r"path (/run/xtables\.lock|/run/nodeagent|/var/lib/cni(/networks|/results|/cache)?)",
        # What a runtime remembers of a pod that it could not take off a network whose access is uninstalled.
        r"path /var/lib/cni/results/.*",
        # Chains of the portmap plugin, and the tables of iptables themselves.
        r".*\bCNI-.*",
        r"nft table ip6? (filter|nat|mangle|raw|cni_hostport)",
    )
)


def snapshot(host: Host) -> set[str]:
    """Return all that is on a machine, one line each, without what is the lab's."""
    lines = host.shell(_SNAPSHOT).replace(" linkdown", "").splitlines()
    return {line for line in lines if not _OF_THE_LAB.fullmatch(line)}


def left(host: Host, before: set[str]) -> Iterator[str]:
    """Yield what is on a machine now and was not there before, but for what may stay."""
    for line in sorted(snapshot(host) - before):
        if not any(stays.fullmatch(line) for stays in _STAYS):
            yield f"left on {host.name}: {line}"
