"""Says which values the chosen kind of Calico does not read: they are refused instead of being ignored in silence."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.features import REFUSALS, TESTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A template test and the message that the chart fails with where it holds."""

    test: str
    message: str


_NO_POOL = 'or (eq .Values.plugin "canal") .Values.calico.policyOnly'
_UNREAD: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        _NO_POOL,
        "with plugin canal or calico.policyOnly, where Calico makes no network of its own",
        "remove it",
        (
            "calico.ipip",
            "calico.vxlan",
            "calico.pool.blockSize",
            "calico.pool.natOutgoing",
            "calico.pool.nodeSelector",
            "calico.ipAutodetectionMethod",
            "calico.ip6AutodetectionMethod",
        ),
    ),
    (
        'ne .Values.calico.dataplane "bpf"',
        "with calico.dataplane iptables",
        "remove it, or set calico.dataplane: bpf",
        ("calico.kubernetesServiceHost", "calico.kubernetesServicePort"),
    ),
    (
        'ne .Values.calico.datastore "etcd"',
        "with calico.datastore kubernetes",
        "remove it, or set calico.datastore: etcd",
        (
            "calico.etcd.endpoints",
            "calico.etcd.tls.existingSecret",
            "calico.etcd.tls.ca",
            "calico.etcd.tls.cert",
            "calico.etcd.tls.key",
        ),
    ),
)
_SWITCHES = {"calico.pool.natOutgoing"}  # set when it is false, too


def unread_rules() -> Iterator[Rule]:
    """A rule for each value that would have no effect."""
    for test, where, remedy, paths in _UNREAD:
        for path in paths:
            given = f'kindIs "bool" .Values.{path}' if path in _SWITCHES else f".Values.{path}"
            given = f"({given})" if " " in given else given
            yield Rule(
                test=f'and (ne .Values.plugin "flannel") {given} ({test})',
                message=f"{path}: has no effect {where}; {remedy}",
            )


_NAMES = {"typha": "calico.typha.enabled", "plugin": "plugin"}


def refusal_rules() -> Iterator[Rule]:
    """A rule for each combination of features that is refused."""
    for refusal in REFUSALS:
        names = " with ".join(f"{_NAMES.get(feature, f'calico.{feature}')}: {value}" for feature, value in refusal.literals)
        tests = [TESTS[literal] for literal in refusal.literals]
        yield Rule(
            test="and " + " ".join(test if test.startswith(".") else f"({test})" for test in tests),
            message=f"{names}: {refusal.reason}; {refusal.remedy}",
        )
