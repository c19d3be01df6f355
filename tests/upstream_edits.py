"""Makes edits of upstream's manifests by chance, as a new release or a slip might bring them."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from generator.releases.release import identity
from tests.upstream import ALL, CANAL, FLANNELS, OWN, Manifests, document, node, node_pod

# An edit changes the manifests and returns the texts in them that no mirror and no namespaceOverride may leave.
Edit = Callable[[Manifests, Random], Sequence[str]]
# Where a value stands: what holds it, and its key there.
Spot = tuple[Any, Any]

IMAGES = (
    *("calico/node:latest", "busybox:1.36", "quay.io/calico/node", "localhost:5000/x:latest", "ghcr.io/a/b:v1"),
    *("nginx:stable", "registry.k8s.io/pause:3.9", f"quay.io/x@sha256:{'0' * 64}", "docker.io/library/busybox"),
)
NAMESPACES = ("kube-system", "calico-typha.kube-system.svc", "system:serviceaccount:kube-system:calico-node")
TEXTS = ("yes", "1e3", "0o17", "~", "a: b", "a\nb\n", " a", "é", "{{ x }}", "#a", "", "{}", "null", "a\tb", "-")
VALUES: tuple[Any, ...] = (None, 0, True, "x", [], {}, ["x"], {"x": "y"}, 1.5, [["x"]])
LABELS = ("app.kubernetes.io/name", "app.kubernetes.io/version", "helm.sh/chart", "new", "k8s-app")
ANNOTATIONS = ("helm.sh/hook", "helm.sh/resource-policy", "new", "checksum/config", "prometheus.io/scrape")
NO_METADATA: tuple[Any, ...] = (None, [], ["a"], {}, "a")
ODD_IMAGES = ("busybox", "busybox:", "bar_baz.qux", "localhost/x:v1", "QUAY.io/x:v1")


def some(random: Random) -> tuple[str, ...]:
    """All of Calico's manifests, those that are not canal's, or one."""
    return random.choice((ALL, ALL, OWN, CANAL, (random.choice(ALL),)))


def containers(changed: Manifests, stem: str) -> list[dict[str, Any]]:
    """Return the containers of a manifest's DaemonSet, those that run first before the others."""
    pod = node_pod(changed, stem)
    return [*pod.get("initContainers", []), *pod["containers"]]


def everywhere(tree: Any) -> Iterator[Spot]:
    """Yield every value below a tree."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in list(items):
        yield tree, key
        yield from everywhere(value)


def anywhere(changed: Manifests, random: Random, *, leaf: bool = False) -> Spot:
    """Return a value of a manifest's objects, CRDs apart."""
    stem = random.choice([*ALL, "kube-flannel"])
    found = random.choice([one for one in changed[stem] if one["kind"] != "CustomResourceDefinition"])
    spots = [(held, key) for held, key in everywhere(found) if not leaf or not isinstance(held[key], dict | list)]
    return random.choice(spots)


def named_everywhere(changed: Manifests, random: Random) -> list[dict[str, Any]]:
    """One object in each manifest that has it."""
    name = identity(random.choice(changed[random.choice([*ALL, "kube-flannel"])]))
    return [one for documents in changed.values() for one in documents if identity(one) == name]


def variable(names: Sequence[str], values: Sequence[str], *, planted: bool) -> Edit:
    """Return a new variable of calico-node."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        value = random.choice(values)
        for stem in some(random):
            node(changed, stem)["env"].append({"name": random.choice(names), "value": value})
        return [value] if planted else []

    return edit


def argument(texts: Sequence[str], *, planted: bool) -> Edit:
    """Return a new argument of flanneld or calico-node."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        text = random.choice(texts)
        if random.random() < 0.5:
            node_pod(changed, "kube-flannel")["containers"][0]["args"].append(text)
        else:
            for stem in ALL:
                node(changed, stem)["args"] = [text]
        return [text.partition("=")[2]] if planted else []

    return edit


def metadata(key: str, names: Sequence[str], values: Sequence[Any] = ("own",)) -> Edit:
    """Return a label or an annotation of an object, in each manifest that has it or in one."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        objects, name = named_everywhere(changed, random), random.choice(names)
        for one in random.choice((objects, objects, objects[:1])):
            one["metadata"].setdefault(key, {})[name] = random.choice(values)
        return []

    return edit


def replaced_metadata(changed: Manifests, random: Random) -> Sequence[str]:
    """Labels or annotations of an object or its pods that are none."""
    key, value = random.choice(("labels", "annotations")), random.choice(NO_METADATA)
    for one in named_everywhere(changed, random):
        one["metadata"][key] = value
        if "template" in one.get("spec", {}) and random.random() < 0.5:
            one["spec"]["template"]["metadata"][key] = value
    return []


def image(images: Sequence[str]) -> Edit:
    """Another image of a container."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        number, value = random.randrange(2), random.choice(images)
        for stem in some(random):
            containers(changed, stem)[number]["image"] = value
        return []

    return edit


def retagged(suffixes: Sequence[str]) -> Edit:
    """Upstream's images with another tag, or with a digest."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        suffix = random.choice(suffixes)
        for stem in some(random):
            for one in containers(changed, stem):
                one["image"] = one["image"].rpartition(":")[0] + suffix
        return []

    return edit


def volume(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a new volume, of the host or an image, mounted."""
    picture = random.choice(IMAGES)
    source: Mapping[str, Any] = random.choice(
        ({"hostPath": {"path": "/run/new"}}, {"emptyDir": {}}, {"image": {"reference": picture}})
    )
    for stem in some(random):
        node_pod(changed, stem)["volumes"].append({"name": "new", **source})
        node(changed, stem)["volumeMounts"].append({"name": "new", "mountPath": "/run/new"})
    return [picture] if "image" in source else []


def sidecar(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a new container, with an image of upstream's or of somebody else."""
    picture = random.choice((*IMAGES, node(changed, "calico")["image"], "quay.io/calico/envoy-gateway:v1.2.3"))
    for stem in some(random):
        random.choice((node_pod(changed, stem)["containers"], node_pod(changed, stem)["initContainers"])).append(
            {"name": random.choice(("new", "bar_baz.qux")), "image": picture}
        )
    return [picture]


def renamed_container(changed: Manifests, random: Random) -> Sequence[str]:
    """Another name of a container."""
    number = random.randrange(3)
    for stem in some(random):
        containers(changed, stem)[number]["name"] = "renamed"
    return []


def rule(changed: Manifests, random: Random) -> Sequence[str]:
    """Return an RBAC rule more or less."""
    more = random.random() < 0.5
    number = random.randrange(3)
    for stem in some(random):
        for one in (one for one in changed[stem] if identity(one) in {"ClusterRole/calico-node", "ClusterRole/canal"}):
            rules = one["rules"]
            rules.append({"apiGroups": [""], "resources": ["new"], "verbs": ["get"]}) if more else rules.pop(number)
    return []


def new_object(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a new object, in a namespace of its own or upstream's."""
    namespace = random.choice(("kube-system", "calico-system", "new"))
    kind, body = random.choice((("ConfigMap", {"data": {"a": "b"}}), ("ServiceAccount", {})))
    for stem in some(random):
        metadata_ = {"name": "calico-new", "namespace": namespace}
        changed[stem].append({"apiVersion": "v1", "kind": kind, "metadata": metadata_, **body})
    return []


def new_kind(changed: Manifests, random: Random) -> Sequence[str]:
    """Return an object of a kind that nobody knows, with an image or a namespace in it."""
    body = random.choice(({"spec": {"image": "busybox"}}, {"ref": {"namespace": "kube-system"}}, {"spec": {"a": 1}}))
    for stem in ALL:
        changed[stem].append({"apiVersion": "x.io/v1", "kind": "New", "metadata": {"name": "new"}, **body})
    return []


def dropped_object(changed: Manifests, random: Random) -> Sequence[str]:
    """Return an object less, in one manifest or in all."""
    stems = some(random)
    name = identity(random.choice(changed[stems[0]]))
    for stem in stems:
        changed[stem] = [one for one in changed[stem] if identity(one) != name]
    return []


def doubled_object(changed: Manifests, random: Random) -> Sequence[str]:
    """Return an object twice."""
    stem = random.choice(ALL)
    changed[stem].append(copy.deepcopy(random.choice(changed[stem])))
    return []


def copied_manifest(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a manifest that is a copy of another."""
    source, stem = random.sample(ALL, 2)
    changed[stem] = copy.deepcopy(changed[source])
    return []


def replicas(changed: Manifests, random: Random) -> Sequence[str]:
    """Other replicas of Typha or of kube-controllers."""
    name = random.choice(("Deployment/calico-typha", "Deployment/calico-kube-controllers"))
    for one in (one for stem in ALL for one in changed[stem] if identity(one) == name):
        one["spec"]["replicas"] = random.choice((0, 2, 3, None))
    return []


def configuration(edits: Sequence[tuple[str, str]]) -> Edit:
    """Another text in Calico's configuration, in one manifest or in all."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        old, new = random.choice(edits)
        for stem in some(random):
            for one in (one for one in changed[stem] if identity(one).startswith("ConfigMap/")):
                one["data"] = {key: str(text).replace(old, new) for key, text in one["data"].items()}
        return []

    return edit


def network(edits: Sequence[tuple[str, str]]) -> Edit:
    """Another text in the network of flannel or of canal."""

    def edit(changed: Manifests, random: Random) -> Sequence[str]:
        old, new = random.choice(edits)
        flannels = tuple((one, "ConfigMap/kube-flannel-cfg") for one in FLANNELS)
        canals = (("canal", "ConfigMap/canal-config"),)
        for stem, name in random.choice(((*flannels, *canals), flannels, canals)):
            data = document(changed, stem, name)["data"]
            data["net-conf.json"] = data["net-conf.json"].replace(old, new)
        return []

    return edit
