"""Checks that all readers take every object for the same: lists have no doubles, nothing is null, texts stand where
texts belong.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.base.findings import Finding, Outcome
from generator.base.trees import Map, Tree, leaves, show_path, sublist, submap, submaps
from generator.checks.subject import Subject
from generator.releases.pod_specs import containers, namespace_of, pods
from generator.releases.release import Document, identity

# Where upstream has null, in one object or in all of a kind, and what it means.
NULLS: Mapping[tuple[str, str], str] = {
    ("Secret/calico-etcd-secrets", "data"): "empty until TLS material is given",
    ("Pod", "spec.volumes"): "calicoctl's, whose name may have a hash behind it: empty until TLS material is given",
    ("Namespace/calico-apiserver", "spec"): "left empty by upstream",
    ("CustomResourceDefinition", "metadata.creationTimestamp"): "left by upstream's generator",
    ("CustomResourceDefinition", "status.conditions"): "left by upstream's generator",
    ("CustomResourceDefinition", "status.storedVersions"): "left by upstream's generator",
}

# The lists that the API server merges by a key, in a pod and in a container.
_POD_LISTS = (("volumes", "name"), ("imagePullSecrets", "name"))
_CONTAINER_LISTS = (("env", "name"), ("ports", "name"), ("volumeMounts", "mountPath"))
# What a template leaves that printed a wrong value.
_LEFT = re.compile(r"\{\{|<no value>|<nil>|%!|map\[")

Objects = Sequence[Document]
Rule = Callable[[Objects], Iterator[tuple[str, str]]]


def _repeated(items: Sequence[Map], key: str) -> list[str]:
    counts = Counter(str(item[key]) for item in items if key in item)
    return [name for name, count in counts.items() if count > 1]


def _doubles(documents: Objects) -> Iterator[tuple[str, str]]:
    for pod in pods(documents):
        for name in _repeated(containers(pod), "name"):
            yield pod.owner, f"two containers {name}"
        for field, key in _POD_LISTS:
            yield from ((pod.owner, f"two {field} {name}") for name in _repeated(submaps(pod.spec, field), key))
        for container in containers(pod):
            where = f"{pod.owner} > {container.get('name')}"
            for field, key in _CONTAINER_LISTS:
                yield from ((where, f"two {field} {name}") for name in _repeated(submaps(container, field), key))


def _doubled_objects(documents: Objects) -> Iterator[tuple[str, str]]:
    counts = Counter((identity(document), namespace_of(document)) for document in documents)
    yield from ((name, "two objects of that name") for (name, _), count in counts.items() if count > 1)


def _nulls(documents: Objects) -> Iterator[tuple[str, str]]:
    for document in documents:
        for place in (show_path(path) for path, leaf in leaves(document) if leaf is None):
            if not {(identity(document), place), (str(document["kind"]), place)} & set(NULLS):
                yield identity(document), f"{place} is null"


def _not_texts(values: Mapping[str, Tree], what: str) -> Iterator[str]:
    yield from (
        f"{what} {name} is {value!r}, not a text" for name, value in values.items() if not isinstance(value, str)
    )


def _texts(documents: Objects) -> Iterator[tuple[str, str]]:
    for document in documents:
        where, metadata = identity(document), submap(document, "metadata")
        fields = {"label": submap(metadata, "labels"), "annotation": submap(metadata, "annotations")}
        if document["kind"] in {"ConfigMap", "Secret"}:
            fields["key"] = submap(document, "data")
        for what, values in fields.items():
            yield from ((where, message) for message in _not_texts(values, what))


def _container_texts(documents: Objects) -> Iterator[tuple[str, str]]:
    for pod in pods(documents):
        for container in containers(pod):
            variables = {str(one.get("name")): one["value"] for one in submaps(container, "env") if "value" in one}
            words = {
                f"{field} {number}": word
                for field in ("command", "args")
                for number, word in enumerate(sublist(container, field))
            }
            image: dict[str, Tree] = {"image": container.get("image")}
            for values in (variables, words, image):
                yield from (
                    (f"{pod.owner} > {container.get('name')}", message) for message in _not_texts(values, "the")
                )


def _left_over(documents: Objects) -> Iterator[tuple[str, str]]:
    for document in documents:
        for path, leaf in leaves(document):
            if isinstance(leaf, str) and (left := _LEFT.search(leaf)):
                yield identity(document), f"{show_path(path)} has {left[0]!r} of a template"


RULES: Mapping[str, Rule] = {
    "no doubles in lists": _doubles,
    "no object twice": _doubled_objects,
    "no null": _nulls,
    "texts in metadata and configuration": _texts,
    "texts in containers": _container_texts,
    "nothing left of a template": _left_over,
}


def misshapen(documents: Objects) -> list[tuple[str, str]]:
    """Return what is wrong in the objects of one render, and where."""
    return [fault for rule in RULES.values() for fault in rule(documents)]


def check_wellformed(subject: Subject) -> Outcome:
    """Check the objects of every scenario as the first helm renders them."""
    rendered = subject.renders.objects
    findings = tuple(
        Finding(where=f"{scenario} > {where}", message=message)
        for scenario, documents in rendered.items()
        for where, message in misshapen(documents)
    )
    counts = {"objects": sum(map(len, rendered.values())), "waived": len(NULLS)}
    return Outcome(findings=findings, counts=counts)
