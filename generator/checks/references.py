"""Checks that every name in an object leads somewhere: keys, volumes, accounts, roles, selectors, ports, Services."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.findings import Finding, Outcome
from generator.base.trees import Map, submap, submaps
from generator.checks.subject import Subject
from generator.releases.pod_specs import Pod, containers, namespace_of, pods
from generator.releases.release import Document, identity

# The Secrets that the chart makes; users make all others, which no render has.
OWN_SECRETS = frozenset({"calico-etcd-secrets", "cni-image-credentials"})

# The roles that Kubernetes makes for itself.
_KUBERNETES_ROLES = frozenset({"ClusterRole system:auth-delegator"})

# References that lead nowhere in upstream's manifests, either: where, to what, and why they stay.
WAIVERS: Mapping[tuple[str, str], str] = {
    ("ClusterRoleBinding/canal-flannel", "ServiceAccount canal"): "canal-etcd binds an account that it never makes",
    ("ClusterRoleBinding/canal-calico", "ServiceAccount canal"): "canal-etcd binds an account that it never makes",
}

# The kinds that hold configuration, and where an environment names a key of one or a whole one.
_SOURCES = (("ConfigMap", "configMapKeyRef", "configMapRef"), ("Secret", "secretKeyRef", "secretRef"))
# The kind that selects Services, where others select pods.
_MONITOR = "ServiceMonitor"
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


class Reference(Struct, frozen=True, kw_only=True):
    """A name in an object, what it should lead to, and whether that is there."""

    where: str
    to: str
    found: bool


Objects = Sequence[Document]
Rule = Callable[[Objects], Iterator[Reference]]


def _get(documents: Objects, kind: str, namespace: str, name: object) -> Document | None:
    named = (one for one in documents if submap(one, "metadata").get("name") == name)
    return next((one for one in named if (one["kind"], namespace_of(one)) == (kind, namespace)), None)


def _source(documents: Objects, pod: Pod, kind: str, reference: Map) -> Reference:
    """Return the reference of a pod to a ConfigMap or Secret, or to a key of one. It may be optional, or the user may
    have to make the object.
    """
    name, key = reference.get("name", reference.get("secretName")), reference.get("key")
    held = _get(documents, kind, pod.namespace, name)
    elsewhere = reference.get("optional") is True or (kind == "Secret" and name not in OWN_SECRETS)
    return Reference(
        where=pod.owner,
        to=f"{kind} {name}" + (f" with {key}" if key else ""),
        found=elsewhere or (held is not None and (key is None or str(key) in submap(held, "data"))),
    )


def _environment(documents: Objects) -> Iterator[Reference]:
    for pod in pods(documents):
        for container in containers(pod):
            for kind, of_key, of_all in _SOURCES:
                named = [submap(variable, "valueFrom", of_key) for variable in submaps(container, "env")]
                named += [submap(source, of_all) for source in submaps(container, "envFrom")]
                yield from (_source(documents, pod, kind, reference) for reference in named if reference)


def _mounts(documents: Objects) -> Iterator[Reference]:
    for pod in pods(documents):
        volumes = {str(volume.get("name")) for volume in submaps(pod.spec, "volumes")}
        for container in containers(pod):
            for mount in submaps(container, "volumeMounts"):
                name = str(mount.get("name"))
                yield Reference(where=pod.owner, to=f"volume {name}", found=name in volumes)


def _volumes(documents: Objects) -> Iterator[Reference]:
    for pod in pods(documents):
        for volume in submaps(pod.spec, "volumes"):
            for kind, field in (("ConfigMap", "configMap"), ("Secret", "secret")):
                if reference := submap(volume, field):
                    yield _source(documents, pod, kind, reference)


def _pull_secrets(documents: Objects) -> Iterator[Reference]:
    for pod in pods(documents):
        for reference in submaps(pod.spec, "imagePullSecrets"):
            yield _source(documents, pod, "Secret", reference)


def _account(documents: Objects, where: str, namespace: str, name: object) -> Reference:
    found = _get(documents, "ServiceAccount", namespace, name) is not None
    return Reference(where=where, to=f"ServiceAccount {name}", found=found)


def _accounts(documents: Objects) -> Iterator[Reference]:
    for pod in pods(documents):
        if name := pod.spec.get("serviceAccountName"):
            yield _account(documents, pod.owner, pod.namespace, name)


def _bindings(documents: Objects) -> Iterator[Reference]:
    for document in documents:
        where = identity(document)
        if role := submap(document, "roleRef"):
            kind, name = str(role.get("kind")), role.get("name")
            namespace = namespace_of(document) if kind == "Role" else ""
            found = f"{kind} {name}" in _KUBERNETES_ROLES or _get(documents, kind, namespace, name) is not None
            yield Reference(where=where, to=f"{kind} {name}", found=found)
        for subject in submaps(document, "subjects"):
            if subject.get("kind") == "ServiceAccount":
                yield _account(documents, where, str(subject.get("namespace")), subject.get("name"))


def _ports(of: Sequence[Map]) -> list[object]:
    return [port.get("name") for container in of for port in submaps(container, "ports")]


def _monitors(documents: Objects) -> Iterator[Reference]:
    """Yield references from a ServiceMonitor to the Services that it selects, and to their ports."""
    services = [document for document in documents if document["kind"] == "Service"]
    for document in (document for document in documents if document["kind"] == _MONITOR):
        where, spec = identity(document), submap(document, "spec")
        labels = submap(spec, "selector", "matchLabels")
        selected = [
            service
            for service in services
            if namespace_of(service) == namespace_of(document)
            and labels.items() <= submap(service, "metadata", "labels").items()
        ]
        yield Reference(where=where, to=f"Service of {labels}", found=bool(labels and selected))
        ports = [port.get("name") for service in selected for port in submaps(submap(service, "spec"), "ports")]
        for target in (endpoint.get("port") for endpoint in submaps(spec, "endpoints")):
            yield Reference(where=where, to=f"port {target}", found=target in ports)


def _selectors(documents: Objects) -> Iterator[Reference]:
    every = list(pods(documents))
    for document in (document for document in documents if document["kind"] != _MONITOR):
        where, spec = identity(document), submap(document, "spec")
        selector = submap(spec, "selector", "matchLabels") or submap(spec, "selector")
        selector = selector or submap(spec, "podSelector", "matchLabels")
        candidates = [pod for pod in every if pod.owner == where] or every
        selected = [
            pod
            for pod in candidates
            if pod.namespace == namespace_of(document) and selector.items() <= pod.labels.items()
        ]
        if selector:
            yield Reference(where=where, to=f"pod of {selector}", found=bool(selected))
        ports = _ports([container for pod in selected for container in containers(pod)])
        for target in (port.get("targetPort") for port in submaps(spec, "ports")):
            yield Reference(where=where, to=f"port {target}", found=isinstance(target, int) or target in ports)


def _api_services(documents: Objects) -> Iterator[Reference]:
    """Yield the reference from an APIService to its Service and port."""
    for document in (document for document in documents if document["kind"] == "APIService"):
        service = submap(document, "spec", "service")
        name, port = service.get("name"), service.get("port", 443)
        held = _get(documents, "Service", str(service.get("namespace")), name) or {}
        ports = [one.get("port") for one in submaps(submap(held, "spec"), "ports")]
        yield Reference(where=identity(document), to=f"Service {name} with port {port}", found=port in ports)


def _probes(documents: Objects) -> Iterator[Reference]:
    for pod in pods(documents):
        for container in containers(pod):
            targets = [submap(container, probe, "httpGet").get("port", 0) for probe in _PROBES]
            for target in targets:
                found = isinstance(target, int) or target in _ports([container])
                yield Reference(where=pod.owner, to=f"port {target}", found=found)


RULES: Mapping[str, Rule] = {
    "environment": _environment,
    "mounts": _mounts,
    "volumes": _volumes,
    "pull secrets": _pull_secrets,
    "accounts": _accounts,
    "bindings": _bindings,
    "selectors": _selectors,
    "monitors": _monitors,
    "API services": _api_services,
    "probes": _probes,
}


def references(documents: Objects) -> list[Reference]:
    """Return every reference in the objects of one render."""
    return [reference for rule in RULES.values() for reference in rule(documents)]


def dangling(documents: Objects) -> list[Reference]:
    """Return the references that lead nowhere, including upstream's own."""
    return [reference for reference in references(documents) if not reference.found]


def check_references(subject: Subject) -> Outcome:
    """Check the references of every scenario as the first helm renders it. Upstream's own defects are waived."""
    findings: list[Finding] = []
    rendered = subject.renders.objects
    for scenario, documents in rendered.items():
        findings += [
            Finding(where=f"{scenario} > {one.where}", message=f"names a {one.to} that is not there")
            for one in dangling(documents)
            if (one.where, one.to) not in WAIVERS
        ]
    count = sum(len(references(documents)) for documents in rendered.values())
    return Outcome(findings=tuple(findings), counts={"references": count, "waived": len(WAIVERS)})
