"""Lists the arguments that values or the manifests give to programs, which further arguments must not repeat."""

from collections.abc import Collection, Mapping

from generator.rows.knobs import read_knobs

_FLANNELS = ("flannel.extraArgs", "canal.flannel.extraArgs")
# Addresses that would be the same on all nodes.
_OF_ONE_NODE = {
    f"public-{name}": f"as an address would be the same on all nodes, set flannel's annotation public-{name}-overwrite of a node"
    for name in ("ip", "ipv6")
}
_API_SERVER = "calico.apiServer.extraArgs"
# Arguments of the manifests that no value has.
_OF_MANIFESTS: Mapping[str, Mapping[str, str]] = {
    **{path: {"kube-subnet-mgr": "remove it", **_OF_ONE_NODE} for path in _FLANNELS},
    _API_SERVER: {"secure-port": "its Service and probes ask that port; remove it"},
}


def _flags(paths: Collection[str]) -> dict[str, str]:
    """The flags of flanneld that values set, by name, with what to set instead. A flag of one letter does no harm."""
    known = [one for one in read_knobs() if one.source == "flags of flanneld" and one.name.startswith("--")]
    values = {one.name.removeprefix("--"): [path for path in one.paths if path in paths] for one in known}
    return {name: f"set {' or '.join(found)}" for name, found in values.items() if found and found[0] not in _FLANNELS}


def own_arguments(paths: Collection[str]) -> dict[str, dict[str, str]]:
    """The arguments by the path of the value that must not repeat them, as far as a line has it."""
    flags = _flags(paths)
    return {
        path: {**(flags if path in _FLANNELS else {}), **own} for path, own in _OF_MANIFESTS.items() if path in paths
    }
