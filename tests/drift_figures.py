"""Counts the differences between two releases of the snapshot from its files, and shares no code with the generator."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

SNAPSHOT = Path(__file__).parents[1] / "generator" / "upstream"

Tuple = tuple[str, str, str, str, str]


@cache
def manifest(project: str, version: str, stem: str) -> list[dict[str, Any]]:
    """Return the objects of a file of the snapshot."""
    text = (SNAPSHOT / project / version / f"{stem}.yaml").read_text(encoding="utf-8")
    return [one for one in yaml.load_all(text, yaml.CSafeLoader) if one]


def tuples(documents: list[dict[str, Any]]) -> set[Tuple]:
    """(role, group, resource or path, verb, object's name) of every role."""
    roles = [one for one in documents if one["kind"] in ("ClusterRole", "Role")]
    rules = [(f"{one['kind']}/{one['metadata']['name']}", rule) for one in roles for rule in one.get("rules") or []]
    found: set[Tuple] = set()
    for role, rule in rules:
        names, groups = rule.get("resourceNames") or [""], rule.get("apiGroups", [])
        found |= {(role, *one) for one in product(groups, rule.get("resources", []), rule["verbs"], names)}
        found |= {(role, "", path, verb, "") for path, verb in product(rule.get("nonResourceURLs", []), rule["verbs"])}
    return found


def pod_containers(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the containers of a workload, init containers too, by where they stand."""
    pod = document.get("spec", {}).get("template", {}).get("spec", {}) if isinstance(document.get("spec"), dict) else {}
    for key in ("initContainers", "containers"):
        for container in pod.get(key) or []:
            yield f"{document['kind']}/{document['metadata']['name']} {key} {container['name']}", container


def images(documents: list[dict[str, Any]]) -> dict[str, str]:
    """Return the image of each container."""
    return {where: one["image"] for document in documents for where, one in pod_containers(document)}


def fields(container: dict[str, Any]) -> dict[str, str]:
    """Return the fields of a container, its variables and mounts one by one, as texts; the image is counted
    elsewhere.
    """
    found: dict[str, str] = {}
    for key, value in container.items():
        if key == "env":
            found |= {f"env {one['name']}": repr(one) for one in value}
        elif key == "volumeMounts":
            found |= {f"volumeMounts {one['name']} {one['mountPath']}": repr(one) for one in value}
        elif key != "image":
            found[key] = repr(value)
    return found


def changed_fields(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return the containers that both have, each with its fields that differ."""
    left, right = (dict(pair for one in side for pair in pod_containers(one)) for side in (before, after))
    found: set[tuple[str, str]] = set()
    for where in left.keys() & right.keys():
        old, new = fields(left[where]), fields(right[where])
        found |= {(where, key.split(" ")[0]) for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return found


def crds(version: str) -> dict[str, dict[str, Any]]:
    """Return the definitions of a release of Calico, by name."""
    return {one["metadata"]["name"]: one for one in manifest("calico", version, "crds")}


def cel_rules(tree: Any) -> Iterator[str]:
    """Yield every validation rule below a tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "x-kubernetes-validations":
                yield from (one["rule"] for one in value)
            else:
                yield from cel_rules(value)
    elif isinstance(tree, list):
        for one in tree:
            yield from cel_rules(one)


def properties(tree: Any, at: str = "") -> Iterator[str]:
    """Yield every field that a schema describes, by its path."""
    for name, field in (tree.get("properties") or {}).items():
        yield f"{at}.{name}"
        yield from properties(field, f"{at}.{name}")
    for key, sign in (("items", "[]"), ("additionalProperties", "[*]")):
        if isinstance(tree.get(key), dict):
            yield from properties(tree[key], at + sign)


def removed_fields(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the fields that a definition has no longer, the topmost of each, in the versions that both have."""
    found: set[str] = set()
    versions = {one["name"]: one for one in after["spec"].get("versions", [])}
    for version in before["spec"].get("versions", []):
        if version["name"] in versions and "schema" in version:
            sides = (version, versions[version["name"]])
            old, new = ({*properties(side["schema"]["openAPIV3Schema"])} for side in sides)
            gone = old - new
            found |= {f"{version['name']}{one}" for one in gone if one.rpartition(".")[0].rstrip("[]*") not in gone}
    return found


def rule_counts(definitions: dict[str, dict[str, Any]]) -> Counter[tuple[str, str]]:
    """Return how often each definition says each validation rule."""
    return Counter((name, rule) for name, one in definitions.items() for rule in cel_rules(one))
