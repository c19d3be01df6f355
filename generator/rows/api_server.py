"""Settings of Calico's API server, which serves projectcalico.org/v3 beside Calico and canal."""

from generator.features.conditions import given
from generator.features.manifests import API_SERVER as SWITCH
from generator.rows import kinds, pem_kinds
from generator.rows.budgets import COUNT
from generator.rows.workloads import Container, Workload, workload_rows
from generator.settings.actions.assigning import Sets
from generator.settings.actions.inserting import Inserts
from generator.settings.kind import BOOLEAN, whole
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import affects, overrides
from generator.template.nodes import Expression

_PATH = "calico.apiServer"
_AT = "Deployment/calico-apiserver"
_PODS = f"{_AT} spec.template.spec"
_PEOPLE = "Calico's API server"
_CA = f".Values.{_PATH}.tls.caBundle"

API_SERVER = Workload(
    path=_PATH,
    at=_AT,
    people=_PEOPLE,
    containers=(
        Container(path=_PATH, name="calico-apiserver", people=_PEOPLE, probes={"readinessProbe": {}}, arguments=True),
    ),
    account="ServiceAccount/calico-apiserver",
    init=False,
)

_TLS: tuple[Row, ...] = (
    Section(
        path=f"{_PATH}.tls",
        doc="The certificate that the API server of Kubernetes checks Calico's by, for the name of the Service: "
        "calico-api.calico-apiserver.svc, or with namespaceOverride calico-api.NAMESPACE.svc. It is in a Secret of yours, or "
        "in the values: Helm stores those in the Secret of every revision; prefer a Secret.",
    ),
    setting(
        f"{_PATH}.tls.existingSecret",
        kinds.SECRET_NAME,
        "The name of a Secret in the namespace of Calico's API server with the keys apiserver.crt and apiserver.key, for "
        "which its pods wait. Default: {upstream}.",
        overrides(f"{_PODS}.volumes[calico-apiserver-certs].secret.secretName"),
    ),
    setting(
        f"{_PATH}.tls.caBundle",
        pem_kinds.CERTIFICATE,
        "The certificates of the authority that signed the certificate, as PEM text, for the APIService. Default: none; then "
        "the API server of Kubernetes trusts Calico's only once spec.caBundle of the APIService is there.",
        Target(
            at=("APIService/v3.projectcalico.org spec",),
            action=Inserts(key="caBundle", node=Expression(f"b64enc {_CA} | quote"), when=given(_CA)),
        ),
    ),
    setting(
        f"{_PATH}.tls.cert",
        pem_kinds.CERTIFICATE,
        "The certificate as PEM text, instead of existingSecret: the release makes the Secret of it. Default: none.",
        affects(_PODS),
    ),
    setting(
        f"{_PATH}.tls.key", pem_kinds.KEY, "The private key of tls.cert as PEM text. Default: none.", affects(_PODS)
    ),
)

_BUDGET: tuple[Row, ...] = (
    Section(
        path=f"{_PATH}.podDisruptionBudget",
        doc=f"The PodDisruptionBudget of {_PEOPLE}. Upstream has none; set one of the two to have one.",
    ),
    *(
        setting(
            f"{_PATH}.podDisruptionBudget.{name}",
            COUNT,
            f"{doc}, as a number or a percentage. Default: null, none.",
            affects(_PODS),
        )
        for name, doc in (
            ("maxUnavailable", f"How many pods of {_PEOPLE} may be down while nodes are drained"),
            ("minAvailable", f"How many pods of {_PEOPLE} must stay up while nodes are drained"),
        )
    ),
)

ROWS: tuple[Row, ...] = (
    Section(
        path=_PATH,
        doc="Calico's API server, which lets kubectl read and write the kinds of projectcalico.org/v3, with the Kubernetes "
        "datastore. It is in a namespace of its own, calico-apiserver, unless namespaceOverride is set.",
    ),
    setting(
        SWITCH,
        BOOLEAN,
        "Whether Calico's API server is installed: its Deployment, Service, RBAC, NetworkPolicy, and the APIService that "
        "registers it with the API server of Kubernetes.",
        affects(_PODS),
    ),
    setting(
        f"{_PATH}.replicas",
        whole("a number, 1 to 100", 1, 100),
        f"How many replicas of {_PEOPLE} run. Default: {{upstream}}.",
        overrides(f"{_AT} spec.replicas"),
    ),
    setting(
        f"{_PATH}.hostNetwork",
        kinds.SWITCH,
        "Whether its pods use the network of their nodes, and port 5443 there: for control planes that do not reach pods. "
        "Default: null, false.",
        Target(at=(_PODS,), action=Sets(key="hostNetwork")),
    ),
    *_TLS,
    *workload_rows(API_SERVER),
    *_BUDGET,
)
