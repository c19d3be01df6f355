"""Says what is refused with the reason: combinations that upstream never publishes, values that nothing reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.features.table import FeatureTable, Refusal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Values, or all below a path, without effect where the template test holds; the first row that fits is told."""

    test: str
    where: str
    remedy: str
    paths: tuple[str, ...]


UNREAD: tuple[Unread, ...] = (
    *(
        Unread(
            test=f'eq .Values.plugin "{plugin}"',
            where=f"plugin: {plugin}",
            remedy="remove it, or choose the plugin that it is for",
            paths=(section,),
        )
        for plugin, section in (("flannel", "calico"), ("calico", "flannel"))
    ),
    Unread(
        test='or (eq .Values.plugin "canal") .Values.calico.policyOnly',
        where="plugin: canal or calico.policyOnly, where Calico makes no network of its own",
        remedy="remove it",
        paths=(
            "calico.ipip",
            "calico.vxlan",
            "calico.pool",
            "calico.ipAutodetectionMethod",
            "calico.ip6AutodetectionMethod",
        ),
    ),
    Unread(
        test='ne .Values.calico.dataplane "bpf"',
        where="calico.dataplane: iptables",
        remedy="remove it, or set calico.dataplane: bpf",
        paths=("calico.kubernetesServiceHost", "calico.kubernetesServicePort"),
    ),
    Unread(
        test='ne .Values.calico.datastore "etcd"',
        where="calico.datastore: kubernetes",
        remedy="remove it, or set calico.datastore: etcd",
        paths=("calico.etcd",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRule:
    """A template test and the message that the chart fails with where it holds."""

    test: str
    message: str


def refusal_rules(table: FeatureTable) -> Iterator[TemplateRule]:
    """A rule for each combination of features that is refused."""
    for refusal in table.refusals:
        names = " with ".join(f"{table.feature(name).path}: {value}" for name, value in refusal.literals)
        tests = [table.test(literal) for literal in refusal.literals]
        yield TemplateRule(
            test="and " + " ".join(test if test.startswith(".") else f"({test})" for test in tests),
            message=f"{names}: {refusal.reason}; {refusal.remedy}",
        )
