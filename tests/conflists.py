"""Reads CNI network configuration lists, and computes what values make of upstream's."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import product

from generator.base.trees import Tree
from tests.rendering import Values, at, items, mapping

TUNING: dict[str, Tree] = {"net.core.somaxconn": "500", "net.ipv4.tcp_rmem": '4096 "87380" <6291456>'}
LOGS: Mapping[str, tuple[str, Tree]] = {
    "severity": ("log_level", "debug"),
    "filePath": ("log_file_path", "/var/log/cni.log"),
    "fileMaxSize": ("log_file_max_size", 7),
    "fileMaxAge": ("log_file_max_age", 8),
    "fileMaxCount": ("log_file_max_count", 9),
}


def filled_in(configuration: str) -> dict[str, Tree]:
    """Return the configuration as JSON, numbers in the place of placeholders that stand for numbers."""
    tree = json.loads(re.sub(r"(?<!\")__CNI_MTU__(?!\")", "1440", configuration))
    assert isinstance(tree, dict)
    return tree


def calicos(configuration: dict[str, Tree]) -> dict[str, Tree] | None:
    """Return the members of Calico's own plugin, which flannel's may delegate to."""
    [first, *_] = items(configuration, "plugins")
    assert isinstance(first, dict)
    if first["type"] == "calico":
        return first
    delegate = first.get("delegate")
    return delegate if isinstance(delegate, dict) and delegate.get("type") == "calico" else None


def chained(plugins: list[Tree], cni: Values) -> Iterator[Tree]:
    """Yield the plugins of a list with the switches of values."""
    types = [at(plugin, "type") for plugin in plugins]
    off = {name for name in ("portmap", "bandwidth") if cni.get(name) is False}
    yield from (plugin for plugin in plugins if at(plugin, "type") not in off)
    if cni.get("bandwidth") is True and "bandwidth" not in types:
        yield {"type": "bandwidth", "capabilities": {"bandwidth": True}}
    if cni.get("tuning"):
        yield {"type": "tuning", "sysctl": cni["tuning"]}


def expected(configuration: dict[str, Tree], cni: Values) -> dict[str, Tree]:
    """Upstream's configuration with values below `cni`."""
    made = deepcopy(configuration)
    made["plugins"] = list(chained(items(made, "plugins"), cni))
    calico = calicos(made)
    if calico is None:
        return made
    if cni.get("allowIPForwarding"):
        calico["container_settings"] = {"allow_ip_forwarding": True}
    log = cni.get("log", {})
    assert isinstance(log, dict)
    for name, value in log.items():
        calico[LOGS[name][0]] = value
    if cni.get("confDir"):
        mapping(calico, "kubernetes")["kubeconfig"] = f"{cni['confDir']}/calico-kubeconfig"
    return made


def grid(paths: frozenset[str], *, whole: bool) -> Iterator[dict[str, Tree]]:
    """Values below `cni`, of those that a line has: a few of all combinations of switches, or the whole of it."""
    logs = {name: value for name, (_, value) in LOGS.items() if f"cni.log.{name}" in paths}
    switches: tuple[Tree, ...] = (None, False, True)
    tunings: tuple[Tree, ...] = ({}, TUNING)
    for number, (portmap, bandwidth, tuning) in enumerate(product(switches, switches, tunings)):
        if whole or number % 5 == 0:
            chosen: dict[str, Tree] = {"portmap": portmap, "bandwidth": bandwidth, "tuning": tuning}
            log: Tree = dict(list(logs.items())[: number // 2 % (len(logs) + 1)]) if number % 4 else logs
            own: dict[str, Tree] = {"allowIPForwarding": number % 4 == 0, "log": log}
            folder: dict[str, Tree] = {"confDir": "/etc/cni" if number % 3 else ""}
            yield chosen if number % 2 else {**chosen, **own, **folder}
