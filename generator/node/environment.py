"""Turns the environment of a container into variables with the values that one machine has."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.base.errors import ProblemsError, problem
from generator.base.trees import Map, submap, submaps
from generator.node.pod import NodePod
from generator.node.systemd import HOST_NAME

_REFERENCE = re.compile(r"\$(?:(\$)|\(([^)]*)\))")
_FIELDS_OF_ADDRESS = frozenset({"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"})


class Variable(Struct, frozen=True, kw_only=True):
    """A variable and its value, which may end with a specifier of systemd."""

    name: str
    text: str = ""
    specifier: str = ""


Variables = dict[str, Variable]


def _missing(node: NodePod, name: str, found: str, remedy: str = "") -> ProblemsError:
    """Return the error for a variable whose value no machine has."""
    remedy = remedy or "give the value itself in a further file with -f"
    where = f"{node.pod.owner} > env[{name}]"
    return problem(where, expected="a value that a machine has without Kubernetes", found=found, remedy=remedy)


def expanded(text: str, known: Mapping[str, Variable]) -> str:
    """Return a text with `$(NAME)` replaced as Kubernetes does: unknown names stay, and `$$` is one sign."""

    def value(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        variable = known.get(found[2])
        if variable and variable.specifier:
            remedy = "give --node-name"
            expected = "a variable whose value is known now"
            raise problem(f"$({found[2]})", expected=expected, found="the host's name", remedy=remedy)
        return variable.text if variable else found[0]

    return _REFERENCE.sub(value, text)


def _field(node: NodePod, name: str, path: str) -> Variable:
    """Return a variable whose value Kubernetes knows of the pod."""
    if path == "spec.nodeName":
        own = node.machine.name
        return Variable(name=name, text=own) if own else Variable(name=name, specifier=HOST_NAME)
    if path in _FIELDS_OF_ADDRESS and node.machine.ip:
        return Variable(name=name, text=node.machine.ip)
    if path in _FIELDS_OF_ADDRESS:
        raise _missing(node, name, f"the field {path}", "give --node-ip")
    known = {
        "metadata.namespace": node.pod.namespace,
        "spec.serviceAccountName": node.pod.spec.get("serviceAccountName"),
    }
    if text := known.get(path):
        return Variable(name=name, text=str(text))
    raise _missing(node, name, f"the field {path}")


def _referred(node: NodePod, name: str, source: Map) -> Variable | None:
    """Return a variable with the value that it refers to; None if that is optional and does not exist."""
    if reference := submap(source, "fieldRef"):
        return _field(node, name, str(reference.get("fieldPath")))
    reference = submap(source, "configMapKeyRef")
    if not reference:
        kind = next(iter(source), "nothing")
        raise _missing(node, name, f"a {kind}")
    text = node.config(str(reference.get("name"))).get(str(reference.get("key")))
    if text is not None:
        return Variable(name=name, text=text)
    if reference.get("optional") is True:
        return None
    raise _missing(node, name, f"the key {reference.get('key')} of a ConfigMap {reference.get('name')} of yours")


def _from_maps(node: NodePod, container: Map) -> Iterator[Variable]:
    """Yield the variables that the container takes from whole ConfigMaps."""
    for source in submaps(container, "envFrom"):
        reference = submap(source, "configMapRef") or submap(source, "secretRef")
        name, prefix = str(reference.get("name")), str(source.get("prefix", ""))
        if "configMapRef" in source and name in node.configs:
            yield from (Variable(name=f"{prefix}{key}", text=text) for key, text in node.config(name).items())
        elif reference.get("optional") is not True:
            raise _missing(node, "*", f"an envFrom of {name}")


def environment(node: NodePod, container: Map) -> Variables:
    """Return the variables of a container by name, in its order. Raise ProblemsError if only Kubernetes has a value."""
    found = {each.name: each for each in _from_maps(node, container)}
    for item in submaps(container, "env"):
        name, source = str(item["name"]), submap(item, "valueFrom")
        said = Variable(name=name, text=expanded(str(item.get("value", "")), found))
        if made := _referred(node, name, source) if source else said:
            found[name] = made
    return found
