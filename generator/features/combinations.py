"""Lists the combinations of features that upstream never publishes and the chart refuses, with the reason."""

from collections.abc import Iterator

from generator.features.conditions import joined
from generator.features.feature_table import FeatureTable, Refusal
from generator.features.rule import TemplateRule

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


def _test(table: FeatureTable, refusal: Refusal) -> str:
    """Return the test for all literals. Flannel alone has none of these features, whatever their values are."""
    tests = [table.test(literal) for literal in refusal.literals]
    if all(name != "plugin" for name, _ in refusal.literals):
        tests.insert(0, 'ne .Values.plugin "flannel"')
    return joined(tests)


def refusal_rules(table: FeatureTable) -> Iterator[TemplateRule]:
    """Yield a rule for each combination of features that is refused."""
    for refusal in table.refusals:
        names = " with ".join(f"{table.feature(name).path}: {value}" for name, value in refusal.literals)
        yield TemplateRule(test=_test(table, refusal), message=f"{names}: {refusal.reason}; {refusal.remedy}")
