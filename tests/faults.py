"""Breaks the objects of calico with Typha on purpose, as helm renders them."""

import copy
import json
from collections.abc import Callable, Mapping

from generator.base.trees import Tree
from generator.releases.release import Document, identity
from tests.rendering import items, mapping, rendered, scenario

Objects = dict[str, Document]
NODE, TYPHA = "DaemonSet/calico-node", "Deployment/calico-typha"


def variable(objects: Objects, number: int = 0) -> dict[str, Tree]:
    """Return a variable of calico-node that comes from its configuration."""
    found = [item for item in items(container(objects), "env") if "configMapKeyRef" in json.dumps(item)]
    return mapping(found, str(number))


def container(objects: Objects) -> dict[str, Tree]:
    """Return the container of calico-node."""
    return mapping(objects[NODE], "spec.template.spec.containers.calico-node")


def pod(objects: Objects, name: str = NODE) -> dict[str, Tree]:
    """Return the spec of an object's pods."""
    return mapping(objects[name], "spec.template.spec")


def drop(name: str) -> Callable[[Objects], object]:
    """Return a render without that object."""
    return lambda objects: objects.pop(name)


Fault = Callable[[Objects], object]
# What a fault is, how it is made, and what is said of it.
Faults = Mapping[str, tuple[Fault, str]]


def broken(breaks: Fault) -> list[Document]:
    """Return the objects of calico with Typha, broken."""
    objects = {identity(document): copy.deepcopy(document) for document in rendered(scenario("calico-typha"))}
    breaks(objects)
    return list(objects.values())
