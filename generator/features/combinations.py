"""Lists the combinations of features that upstream never publishes and the chart refuses, with the reason."""

from collections.abc import Iterator

from msgspec import Struct

from generator.features.conditions import joined
from generator.features.feature_table import FeatureTable, Refusal

_TYPHA_ON, _POLICY_ONLY = ("typha", "true"), ("policyOnly", "true")
_ETCD, _BPF, _VXLAN, _CANAL = ("datastore", "etcd"), ("dataplane", "bpf"), ("backend", "vxlan"), ("plugin", "canal")


REFUSALS: tuple[Refusal, ...] = (
    Refusal((_ETCD, _TYPHA_ON), "Typha serves the Kubernetes datastore only", "set calico.typha.enabled: false"),
    Refusal(
        (_ETCD, _POLICY_ONLY),
        "policy-only Calico takes its policy from the Kubernetes datastore",
        "set calico.datastore: kubernetes",
    ),
    Refusal(
        (_ETCD, _BPF),
        "upstream publishes the bpf dataplane for the Kubernetes datastore only",
        "set calico.datastore: kubernetes",
    ),
    Refusal((_CANAL, _TYPHA_ON), "upstream publishes no canal with Typha", "set calico.typha.enabled: false"),
    Refusal((_CANAL, _BPF), "flannel's part of canal needs the iptables dataplane", "set calico.dataplane: iptables"),
    Refusal(
        (_CANAL, _POLICY_ONLY), "canal is policy-only Calico beside flannel already", "set calico.policyOnly: false"
    ),
    Refusal(
        (_CANAL, _VXLAN),
        "in canal flannel makes the network, calico.backend has no effect",
        "set flannel.backend.type: vxlan instead",
    ),
    Refusal(
        (_POLICY_ONLY, ("typha", "false")),
        "upstream publishes policy-only Calico with Typha only",
        "set calico.typha.enabled: true",
    ),
    Refusal((_POLICY_ONLY, _VXLAN), "policy-only Calico makes no network of its own", "set calico.backend: bird"),
    Refusal(
        (_POLICY_ONLY, _BPF),
        "upstream publishes policy-only Calico for the iptables dataplane only",
        "set calico.dataplane: iptables",
    ),
)


class TemplateRule(Struct, frozen=True, kw_only=True):
    """A template test and the message that the chart fails with where it holds; `{...}` in it is an expression.

    `until` names the first releases of Calico that the rule does not concern, of a minor release each, and `since` the
    first that it concerns.
    """

    test: str
    message: str
    until: tuple[str, ...] = ()
    since: str = "v0"


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
