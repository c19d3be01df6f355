"""Settings of calicoctl as a Pod of the cluster, beside Calico and canal with either datastore."""

from generator.features.conditions import given, when
from generator.features.manifests import CALICOCTL as SWITCH
from generator.releases.images import parse_reference
from generator.rows.locations import ETCD_TLS
from generator.rows.workloads import Container, Workload, workload_rows
from generator.settings.actions.expressions import expression
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.kind import BOOLEAN
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import affects, of_addon, overrides
from generator.template.nodes import Entry, Expression, ListNode, MapNode, Node, Scalar

_PATH = "calico.calicoctl"
_POD = "Pod/calicoctl spec"
_CONTAINER = f"{_POD}.containers[calicoctl]"
_ENV = f"{_CONTAINER}.env"
# Upstream's Pod reads the endpoints where Calico's own manifest has them; canal has them elsewhere.
_CONFIG = 'include "cni.calico.configName" .'
_CANAL = expression(_CONFIG, is_set='eq .Values.plugin "canal"')
_TLS = when(datastore="etcd") & given(ETCD_TLS)
_VOLUME, _FOLDER = "etcd-certs", "/calico-secrets"

# The program in an image that has others beside it, and runs one of those unless it is told.
_PROGRAM, _ALONE = "/usr/bin/calicoctl", "ctl"

CALICOCTL = Workload(
    path=_PATH,
    at="Pod/calicoctl",
    people="calicoctl",
    containers=(Container(path=_PATH, name="calicoctl", people="calicoctl", probes={}),),
    init=False,
)


def program_of(reference: str) -> str:
    """Return what a container of the image must run to run calicoctl; empty if the image runs it by itself."""
    return "" if parse_reference(reference).name == _ALONE else _PROGRAM


def _map(**fields: Node) -> MapNode:
    return MapNode(tuple(Entry(key, node) for key, node in fields.items()))


def _file(name: str, key: str) -> Target:
    """A variable with the path of a file of the material, from the ConfigMap that says it to calico-node."""
    reference = _map(name=Expression(f"{_CONFIG} | quote"), key=Scalar(key))
    variable = _map(name=Scalar(name), valueFrom=_map(configMapKeyRef=reference))
    return Target(at=(_ENV,), action=Inserts(key=name, node=variable, when=_TLS))


def _material() -> tuple[Target, ...]:
    """The volume with the material, its mount, and the variables that lead to its files."""
    mount = _map(name=Scalar(_VOLUME), mountPath=Scalar(_FOLDER), readOnly=Scalar(value=True))
    secret = _map(
        secretName=Expression('.Values.calico.etcd.tls.existingSecret | default "calico-etcd-secrets" | quote')
    )
    volume = _map(name=Scalar(_VOLUME), secret=secret)
    return (
        _file("ETCD_CA_CERT_FILE", "etcd_ca"),
        _file("ETCD_KEY_FILE", "etcd_key"),
        _file("ETCD_CERT_FILE", "etcd_cert"),
        Target(
            at=(_CONTAINER,),
            action=Inserts(key="volumeMounts", node=ListNode((Entry(_VOLUME, mount),)), when=_TLS),
        ),
        Target(at=(f"{_POD}.volumes",), action=Inserts(key=_VOLUME, node=volume, when=_TLS, filled=ListNode)),
    )


# What the rows of etcd's material do to the Pod: upstream shows it as comments.
TLS_TARGETS = tuple(of_addon(target, "calicoctl-etcd") for target in _material())

# What is so whatever the values are: canal's ConfigMap has another name, and a Pod cannot change, its images apart.
ALWAYS = (
    of_addon(overrides(f"{_ENV}[ETCD_ENDPOINTS].valueFrom.configMapKeyRef.name", printed=_CANAL), "calicoctl-etcd"),
    Target(at=("Pod/calicoctl metadata.name",), action=RenamesByInput(pod=True), addon="calicoctl"),
)

ROWS: tuple[Row, ...] = (
    Section(path=_PATH, doc="calicoctl as a Pod beside Calico or canal, in which kubectl exec runs it."),
    setting(
        SWITCH,
        BOOLEAN,
        "Whether the Pod calicoctl is installed, with a ServiceAccount and RBAC if the datastore is kubernetes. Kubernetes "
        "lets nothing of a Pod change but its images: with other values that change the Pod it gets another name, with a "
        "hash behind it; before an upgrade to a chart with another release of Calico, delete the Pod.",
        affects(_POD),
    ),
    *workload_rows(CALICOCTL),
)
