"""Says which upstream manifests exist, which features each stands for, and which combinations a chart may render."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

Literal = tuple[str, str]
Point = Mapping[str, str]

# Every feature with its closed domain; the first value is the default. The order is the order conditions are read in.
FEATURES: Mapping[str, tuple[str, ...]] = {
    "plugin": ("calico", "canal"),
    "datastore": ("kubernetes", "etcd"),
    "policyOnly": ("false", "true"),
    "backend": ("bird", "vxlan"),
    "dataplane": ("iptables", "bpf"),
    "typha": ("false", "true"),
}

# The value that each feature is chosen by.
VALUE_PATHS: Mapping[str, str] = {
    "plugin": "plugin",
    "datastore": "calico.datastore",
    "policyOnly": "calico.policyOnly",
    "backend": "calico.backend",
    "dataplane": "calico.dataplane",
    "typha": "calico.typha.enabled",
}

# The template test for each literal, in the words of values.yaml.
TESTS: Mapping[Literal, str] = {
    ("plugin", "flannel"): 'eq .Values.plugin "flannel"',
    ("plugin", "calico"): 'eq .Values.plugin "calico"',
    ("plugin", "canal"): 'eq .Values.plugin "canal"',
    ("datastore", "kubernetes"): 'eq .Values.calico.datastore "kubernetes"',
    ("datastore", "etcd"): 'eq .Values.calico.datastore "etcd"',
    ("policyOnly", "true"): ".Values.calico.policyOnly",
    ("policyOnly", "false"): "not .Values.calico.policyOnly",
    ("backend", "bird"): 'eq .Values.calico.backend "bird"',
    ("backend", "vxlan"): 'eq .Values.calico.backend "vxlan"',
    ("dataplane", "iptables"): 'eq .Values.calico.dataplane "iptables"',
    ("dataplane", "bpf"): 'eq .Values.calico.dataplane "bpf"',
    ("typha", "true"): ".Values.calico.typha.enabled",
    ("typha", "false"): "not .Values.calico.typha.enabled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One manifest file of an upstream release and the point of the feature table it stands for."""

    project: str
    file: str
    point: Point | None  # None: kept in the snapshot, not part of the chart

    @property
    def stem(self) -> str:
        """The file's name without its ending: the variant's name everywhere."""
        return self.file.rsplit(".", 1)[0]


def _calico(stem: str, **chosen: str) -> Manifest:
    defaults = {feature: domain[0] for feature, domain in FEATURES.items()}
    return Manifest(project="calico", file=f"{stem}.yaml", point={**defaults, **chosen})


MANIFESTS: tuple[Manifest, ...] = (
    Manifest(project="flannel", file="kube-flannel.yml", point={"plugin": "flannel"}),
    _calico("calico"),
    _calico("calico-typha", typha="true"),
    _calico("calico-vxlan", backend="vxlan"),
    _calico("calico-bpf", dataplane="bpf"),
    _calico("calico-etcd", datastore="etcd"),
    _calico("calico-policy-only", policyOnly="true", typha="true"),
    _calico("canal", plugin="canal"),
    _calico("canal-etcd", plugin="canal", datastore="etcd"),
    Manifest(project="calico", file="calicoctl.yaml", point=None),
    Manifest(project="calico", file="calicoctl-etcd.yaml", point=None),
)

PROJECTS: tuple[str, ...] = ("flannel", "calico")
VARIANTS: Mapping[str, Manifest] = {manifest.stem: manifest for manifest in MANIFESTS if manifest.point is not None}


def points(project: str) -> dict[str, Point]:
    """The feature point of each of a project's variants, by stem."""
    return {
        stem: manifest.point for stem, manifest in VARIANTS.items() if manifest.project == project and manifest.point
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A combination upstream never publishes and that would not work: all literals hold; why; what to do instead."""

    literals: tuple[Literal, ...]
    reason: str
    remedy: str


_TYPHA_ON, _POLICY_ONLY = ("typha", "true"), ("policyOnly", "true")
_ETCD, _BPF, _VXLAN, _CANAL = ("datastore", "etcd"), ("dataplane", "bpf"), ("backend", "vxlan"), ("plugin", "canal")

REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        literals=(_ETCD, _TYPHA_ON),
        reason="Typha serves the Kubernetes datastore only",
        remedy="set calico.typha.enabled: false",
    ),
    Refusal(
        literals=(_ETCD, _POLICY_ONLY),
        reason="policy-only Calico takes its policy from the Kubernetes datastore",
        remedy="set calico.datastore: kubernetes",
    ),
    Refusal(
        literals=(_ETCD, _BPF),
        reason="upstream publishes the bpf dataplane for the Kubernetes datastore only",
        remedy="set calico.datastore: kubernetes",
    ),
    Refusal(
        literals=(_CANAL, _TYPHA_ON),
        reason="upstream publishes no canal with Typha",
        remedy="set calico.typha.enabled: false",
    ),
    Refusal(
        literals=(_CANAL, _BPF),
        reason="flannel's part of canal needs the iptables dataplane",
        remedy="set calico.dataplane: iptables",
    ),
    Refusal(
        literals=(_CANAL, _POLICY_ONLY),
        reason="canal is policy-only Calico beside flannel already",
        remedy="set calico.policyOnly: false",
    ),
    Refusal(
        literals=(_CANAL, _VXLAN),
        reason="in canal flannel makes the network, calico.backend has no effect",
        remedy="set flannel.backend.type: vxlan instead",
    ),
    Refusal(
        literals=(_BPF, _TYPHA_ON),
        reason="Typha reaches the API server through kube-proxy, which the bpf dataplane replaces",
        remedy="set calico.typha.enabled: false",
    ),
    Refusal(
        literals=(_POLICY_ONLY, ("typha", "false")),
        reason="upstream publishes policy-only Calico with Typha only",
        remedy="set calico.typha.enabled: true",
    ),
    Refusal(
        literals=(_POLICY_ONLY, _VXLAN),
        reason="policy-only Calico makes no network of its own",
        remedy="set calico.backend: bird",
    ),
    Refusal(
        literals=(_POLICY_ONLY, _BPF),
        reason="upstream publishes policy-only Calico for the iptables dataplane only",
        remedy="set calico.dataplane: iptables",
    ),
)


def every_point() -> Iterator[Point]:
    """Every point of the feature table of calico and canal, published or not."""
    for values in product(*FEATURES.values()):
        yield dict(zip(FEATURES, values, strict=True))


def supported() -> list[Point]:
    """The points that the chart renders: those that no refusal covers."""
    return [
        point
        for point in every_point()
        if not any(all(point[feature] == value for feature, value in refusal.literals) for refusal in REFUSALS)
    ]
