"""What every workload takes: the rows of its pods and of their containers, made for each workload by one function."""

from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from generator.rows import pod_kinds as kinds
from generator.settings.actions.assigning import Appends, FieldAction, Merges, Sets
from generator.settings.kind import Kind, Versions, whole
from generator.settings.setting import SOME, Row, Section, Setting, Target, setting

_UPSTREAMS = "Default: {upstream}."
_INSTEAD = f"A value replaces the whole default. {_UPSTREAMS}"
_NONE = "Default: none."


class Container(Struct, frozen=True, kw_only=True):
    """A container that takes values: the path of its rows, what it is called in the manifests and by people.

    `places` is how many containers have that name, `probes` the releases that brought each probe, and `further` are rows
    of this container alone.
    """

    path: str
    name: str
    people: str
    places: int = 1
    probes: Mapping[str, Versions] = field(default_factory=lambda: {"livenessProbe": {}, "readinessProbe": {}})
    arguments: bool = False
    further: tuple[Row, ...] = ()


class Workload(Struct, frozen=True, kw_only=True):
    """A DaemonSet, Deployment or Pod: the path of its rows, its address, what its pods are to people, its containers.

    `places` is how many objects the address matches, `account` the ServiceAccount's address where it is the
    workload's own, `recreated` a Deployment that must never run two pods, and `affinity` the releases in which the
    affinity does not tell objects of one workload apart.
    """

    path: str
    at: str
    people: str
    containers: tuple[Container, ...]
    places: int = 1
    account: str = ""
    init: bool = True
    recreated: bool = False
    affinity: Versions = {}


class Field(Struct, frozen=True, kw_only=True):
    """A field of a pod, a container or what holds pods: its value's name and kind, what it does, and its action.

    `doc` says `{people}` for the workload; `at` is the address below the workload's or container's.
    """

    name: str
    kind: Kind
    doc: str
    action: FieldAction
    at: str = ""


def _set(name: str, kind: Kind, doc: str, *, at: str = "", key: str = "") -> Field:
    """A field that takes the value in the place of upstream's."""
    return Field(name=name, kind=kind, doc=doc, action=Sets(key=key or name), at=at)


def _kubernetes(default: str) -> str:
    """The default of a field that Kubernetes gives one where upstream has none."""
    return f"Default: {{upstream else Kubernetes' own default, {default}}}."


_POD, _TEMPLATE, _SPEC = " spec.template.spec", " spec.template.metadata", " spec"

_CONTAINER = (
    _set(
        "resources",
        kinds.RESOURCES,
        f"What {{people}} requests and may use at most, as requests and limits. {_UPSTREAMS}",
    ),
    _set(
        "securityContext",
        kinds.SECURITY,
        f"The security context of {{people}}'s container. {_INSTEAD}",
    ),
    Field(
        name="extraEnv",
        kind=kinds.ENVIRONMENT,
        doc=f"Further environment variables of {{people}}; one that the chart sets itself is refused. {_NONE}",
        action=Appends(key="env"),
    ),
    Field(
        name="extraVolumeMounts",
        kind=kinds.VOLUME_MOUNTS,
        doc=f"Further volume mounts of {{people}}, of volumes that are there or in extraVolumes. {_NONE}",
        action=Appends(key="volumeMounts"),
    ),
)
_ARGUMENTS = Field(
    name="extraArgs",
    kind=kinds.ARGUMENTS,
    doc=f"Further arguments of {{people}}, behind those that the chart gives. {_NONE}",
    action=Appends(key="args"),
)
_SCHEDULING = (
    _set(
        "tolerations",
        kinds.TOLERATIONS,
        f"The taints that {{people}}'s pods tolerate. {_INSTEAD}",
        at=_POD,
    ),
    Field(
        name="nodeSelector",
        kind=kinds.NODE_SELECTOR,
        doc=f"The labels of the nodes that run {{people}}. A value comes beside the default. {_UPSTREAMS}",
        action=Merges(key="nodeSelector"),
        at=_POD,
    ),
    _set("affinity", kinds.AFFINITY, f"The affinity of {{people}}'s pods. {_INSTEAD}", at=_POD),
    _set(
        "topologySpreadConstraints",
        kinds.SPREAD,
        f"How {{people}}'s pods are spread over nodes and zones. {_NONE}",
        at=_POD,
    ),
    _set("priorityClassName", kinds.PRIORITY_CLASS, f"The PriorityClass of {{people}}'s pods. {_UPSTREAMS}", at=_POD),
)
_DAEMON_SET = _set(
    "updateStrategy",
    kinds.DAEMON_SET_STRATEGY,
    f"How {{people}}'s pods are replaced: RollingUpdate with maxUnavailable or maxSurge, or OnDelete. "
    f"{_kubernetes('RollingUpdate with maxUnavailable 1')}",
    at=_SPEC,
)
_DEPLOYMENT = _set(
    "updateStrategy",
    kinds.DEPLOYMENT_STRATEGY,
    f"How {{people}}'s pods are replaced: RollingUpdate with maxUnavailable and maxSurge, or Recreate. "
    f"{_kubernetes('RollingUpdate with 25 % for both')}",
    at=_SPEC,
    key="strategy",
)
_PODS = (
    Field(
        name="podLabels",
        kind=kinds.LABELS,
        doc=f"Further labels of {{people}}'s pods. {_NONE}",
        action=Merges(key="labels", kept=kinds.SELECTED),
        at=_TEMPLATE,
    ),
    Field(
        name="podAnnotations",
        kind=kinds.POD_ANNOTATIONS,
        doc=f"Further annotations of {{people}}'s pods. {_NONE}",
        action=Merges(key="annotations", kept=kinds.CHECKSUM),
        at=_TEMPLATE,
    ),
    _set(
        "podSecurityContext",
        kinds.POD_SECURITY,
        f"The security context of {{people}}'s pods. {_INSTEAD}",
        at=_POD,
        key="securityContext",
    ),
    _set(
        "terminationGracePeriodSeconds",
        kinds.SECONDS,
        f"How many seconds {{people}}'s pods have to end. {_kubernetes('30')}",
        at=_POD,
    ),
    _set(
        "minReadySeconds",
        kinds.SECONDS,
        f"How many seconds one of {{people}}'s pods must be ready before the next is replaced. {_kubernetes('0')}",
        at=_SPEC,
    ),
    _set(
        "revisionHistoryLimit",
        kinds.REVISIONS,
        f"How many old revisions of {{people}} Kubernetes keeps. {_kubernetes('10')}",
        at=_SPEC,
    ),
    _set(
        "dnsPolicy",
        kinds.DNS_POLICY,
        f"Where {{people}}'s pods look names up: {{choices}}. {_kubernetes('ClusterFirst')}",
        at=_POD,
    ),
    _set(
        "dnsConfig", kinds.DNS, f"The name servers, search domains and options of {{people}}'s pods. {_NONE}", at=_POD
    ),
    _set("hostAliases", kinds.HOST_ALIASES, f"Further lines of /etc/hosts in {{people}}'s pods. {_NONE}", at=_POD),
    Field(
        name="extraVolumes",
        kind=kinds.VOLUMES,
        doc=f"Further volumes of {{people}}'s pods, for extraVolumeMounts and the containers below. {_NONE}",
        action=Appends(key="volumes"),
        at=_POD,
    ),
    Field(
        name="extraInitContainers",
        kind=kinds.INIT_CONTAINERS,
        doc=f"Further init containers of {{people}}'s pods, which run after the others, with their images as they are. {_NONE}",
        action=Appends(key="initContainers"),
        at=_POD,
    ),
    Field(
        name="extraContainers",
        kind=kinds.CONTAINERS,
        doc=f"Further containers of {{people}}'s pods, with their images as they are. {_NONE}",
        action=Appends(key="containers"),
        at=_POD,
    ),
)
_INIT = _set(
    "initResources",
    kinds.RESOURCES,
    f"What each init container of {{people}}'s pods requests and may use at most. {_UPSTREAMS}",
    at=" spec.template.spec.initContainers[*]",
    key="resources",
)


# Kubernetes gives a Deployment up that is not ready after so many seconds, and takes no longer wait for its pods.
_DEADLINE = 600


def _ready_seconds(workload: Workload, one: Field) -> Field:
    """The field with what a Deployment takes less of than a DaemonSet."""
    waits = one.name == "minReadySeconds" and workload.at.startswith("Deployment/")
    return replace(one, kind=whole(f"seconds, 0 to {_DEADLINE - 1}", 0, _DEADLINE - 1)) if waits else one


def _within(at: str) -> str:
    """Return the address in a workload. A Pod has its own metadata and spec, where others have those of a template."""
    return at.replace(" spec.template.", " ") if at.startswith("Pod/") else at


def _row(path: str, at: str, people: str, one: Field, places: int) -> Setting:
    """The row of a field of the objects or containers at an address."""
    target = Target(at=(_within(f"{at}{one.at}"),), action=one.action, places=places)
    return setting(f"{path}.{one.name}", one.kind, one.doc.replace("{people}", people), target)


def _probe(container: Container, at: str, name: str) -> tuple[Row, ...]:
    """The row of a probe's timings, where the container has it."""
    since = container.probes.get(name)
    if since is None:
        return ()
    doc = f"The timings of {container.people}'s {name.removesuffix('Probe')} probe: {', '.join(kinds.TIMINGS)}. A timing that is set replaces that of the default. {_UPSTREAMS}"
    target = Target(at=(f"{at}.{name}",), action=Merges(members=kinds.TIMINGS), places=container.places)
    return (setting(f"{container.path}.{name}", kinds.PROBE, doc, target, since=since),)


def _container_rows(workload: Workload, container: Container) -> Iterator[Row]:
    """The rows of a container."""
    at = _within(f"{workload.at}{_POD}.containers[{container.name}]")
    if container.path != workload.path:
        yield Section(path=container.path, doc=f"The container of {container.people}.")
    for one in (*_CONTAINER, *((_ARGUMENTS,) if container.arguments else ())):
        yield _row(container.path, at, container.people, one, container.places)
    yield from (*_probe(container, at, "livenessProbe"), *_probe(container, at, "readinessProbe"), *container.further)


def _fields(workload: Workload) -> Iterator[Field]:
    """The fields of a workload's pods and of what holds them; nothing holds a Pod, whose labels are the object's."""
    yield from _SCHEDULING
    if workload.at.startswith("Pod/"):
        yield from (one for one in _PODS if one.at == _POD)
        return
    if workload.at.startswith("DaemonSet/"):
        yield _DAEMON_SET
    elif not workload.recreated:
        yield _DEPLOYMENT
    yield from _PODS


def workload_rows(workload: Workload) -> tuple[Row, ...]:
    """All rows of a workload, those of its containers first."""
    path, at, people = workload.path, workload.at, workload.people
    rows = [row for container in workload.containers for row in _container_rows(workload, container)]
    for one in _fields(workload):
        row = _row(path, at, people, _ready_seconds(workload, one), workload.places)
        rows.append(replace(row, since=workload.affinity) if one.name == "affinity" else row)
    if workload.init:
        rows.append(_row(path, at, people, _INIT, SOME))
    if workload.account:
        doc = f"Annotations of {people}'s ServiceAccount. {_NONE}"
        target = Target(at=(f"{workload.account} metadata",), action=Merges(key="annotations"), places=SOME)
        rows.append(setting(f"{path}.serviceAccount.annotations", kinds.ANNOTATIONS, doc, target))
    return tuple(rows)
