"""Makes objects of Kubernetes' types agree with themselves: else nearly all would be refused by everybody."""

from collections.abc import Callable, Mapping, Sequence

from generator.base.trees import Tree

Schema = dict[str, Tree]


def _without(value: Schema, *names: str) -> Schema:
    return {key: one for key, one in value.items() if key not in names}


def _operator(value: Schema) -> Schema:
    """A requirement with as many values as its operator takes."""
    operator, values = value.get("operator"), value.get("values") or ["a"]
    assert isinstance(values, list)
    if operator in {"Exists", "DoesNotExist"}:
        return _without(value, "values")
    return {**value, "values": values[:1] if operator in {"Gt", "Lt"} else values}


def _name_of_node(value: Schema) -> Schema:
    """A term whose fields are those that nodes have."""
    field: Schema = {"key": "metadata.name", "operator": "In", "values": ["node-a"]}
    return {**value, "matchFields": [field]} if value.get("matchFields") else value


def _toleration(value: Schema) -> Schema:
    of_all = value.get("operator") == "Exists"
    needed: Schema = {} if of_all else {"key": value.get("key", "a")}
    seconds: Schema = {"effect": "NoExecute"} if "tolerationSeconds" in value else {}
    return {**(_without(value, "value") if of_all else value), **needed, **seconds}


def _profile(value: Schema) -> Schema:
    if value.get("type") == "Localhost":
        return {**value, "localhostProfile": value.get("localhostProfile", "a")}
    return _without(value, "localhostProfile")


def _selecting(value: Schema) -> Schema:
    return _without(value, "matchLabelKeys", "mismatchLabelKeys", "minDomains")


def _strategy(value: Schema) -> Schema:
    return _without(value, "rollingUpdate") if value.get("type") in {"Recreate", "OnDelete"} else value


def _is_none(value: Tree) -> bool:
    return value in {0, "0%"}


def _daemons(value: Schema) -> Schema:
    if not _is_none(value.get("maxSurge", 0)):
        return {**value, "maxUnavailable": 0}
    return {"maxUnavailable": 1} if _is_none(value.get("maxUnavailable", 1)) else {**value, "maxSurge": 0}


def _pods(value: Schema) -> Schema:
    return _without(value, "maxSurge") if _is_none(value.get("maxUnavailable", 1)) else value


def _container(value: Schema) -> Schema:
    ports = value.get("ports")
    kept = _without(value, "restartPolicy", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
    return {"image": "a", **kept, **({"ports": ports[:1]} if isinstance(ports, list) else {})}


def _amounts(value: Schema) -> Schema:
    return {"requests": value["requests"]} if {"requests", "limits"} <= value.keys() else value


def _file(value: Schema) -> Schema:
    """A file of a field that volumes have, too."""
    selector: Schema = {"fieldPath": "metadata.labels['a']"}
    whole: Schema = {"containerName": "a", "resource": "limits.cpu"}
    return {
        **value,
        **({"fieldRef": selector} if "fieldRef" in value else {}),
        **({"resourceFieldRef": whole} if "resourceFieldRef" in value else {}),
    }


def _sources(value: Schema) -> Schema:
    sources = value.get("sources")
    return {**value, "sources": sources[:1]} if isinstance(sources, list) else value


def _with(**least: Tree) -> Callable[[Schema], Schema]:
    return lambda value: {**least, **value}


def _less(*names: str) -> Callable[[Schema], Schema]:
    return lambda value: _without(value, *names)


_NAMED = "ConfigMapKeySelector SecretKeySelector ConfigMapEnvSource SecretEnvSource ConfigMapVolumeSource "
_NAMED += "ConfigMapProjection SecretProjection PodDNSConfigOption LocalObjectReference"
SETTLED: Mapping[str, Callable[[Schema], Schema]] = {
    "NodeSelectorRequirement": _operator,
    "LabelSelectorRequirement": _operator,
    "NodeSelectorTerm": _name_of_node,
    "Toleration": _toleration,
    "SeccompProfile": _profile,
    "AppArmorProfile": _profile,
    "PodAffinityTerm": _selecting,
    "TopologySpreadConstraint": _selecting,
    "DaemonSetUpdateStrategy": _strategy,
    "DeploymentStrategy": _strategy,
    "RollingUpdateDaemonSet": _daemons,
    "RollingUpdateDeployment": _pods,
    "Container": _container,
    "ContainerPort": _less("hostPort"),
    "VolumeMount": _less("subPathExpr"),
    "SecurityContext": _less("allowPrivilegeEscalation"),
    "ResourceRequirements": _amounts,
    "ResourceFieldSelector": _less("divisor"),
    "DownwardAPIVolumeFile": _file,
    "ProjectedVolumeSource": _sources,
    **dict.fromkeys(_NAMED.split(), _with(name="a")),
    "SecretVolumeSource": _with(secretName="a"),
    "ExecAction": _with(command=["a"]),
    "ServiceAccountTokenProjection": _with(expirationSeconds=600),
}
# What tells the items of lists apart.
_OWN = ("mountPath", "containerPort", "topologyKey", "name", "path")


def different(items: Sequence[Tree]) -> list[Tree]:
    """The items without those that have the name, the path or the port of another."""
    kept: dict[str, Tree] = {}
    for number, item in enumerate(items):
        named = [str(item[key]) for key in _OWN if key in item] if isinstance(item, dict) else []
        kept.setdefault(next(iter(named), f"{number}."), item)
    return [*kept.values()]
