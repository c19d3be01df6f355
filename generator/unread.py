"""Says which values the chosen kind of Calico does not read: they are refused instead of being ignored in silence."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.features import REFUSALS, TESTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Values below `calico` that have no effect where the template test holds, and what to do about it."""

    test: str
    where: str
    remedy: str
    paths: tuple[str, ...]


UNREAD: tuple[Unread, ...] = (
    Unread(
        test='or (eq .Values.plugin "canal") .Values.calico.policyOnly',
        where="with plugin canal or calico.policyOnly, where Calico makes no network of its own",
        remedy="remove it",
        paths=(
            "ipip",
            "vxlan",
            "pool.blockSize",
            "pool.natOutgoing",
            "pool.nodeSelector",
            "ipAutodetectionMethod",
            "ip6AutodetectionMethod",
        ),
    ),
    Unread(
        test='ne .Values.calico.dataplane "bpf"',
        where="with calico.dataplane iptables",
        remedy="remove it, or set calico.dataplane: bpf",
        paths=("kubernetesServiceHost", "kubernetesServicePort"),
    ),
    Unread(
        test='ne .Values.calico.datastore "etcd"',
        where="with calico.datastore kubernetes",
        remedy="remove it, or set calico.datastore: etcd",
        paths=("etcd.endpoints", "etcd.tls.existingSecret", "etcd.tls.ca", "etcd.tls.cert", "etcd.tls.key"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A template test and the message that the chart fails with where it holds."""

    test: str
    message: str


_NAMES = {"typha": "calico.typha.enabled", "plugin": "plugin"}


def refusal_rules() -> Iterator[Rule]:
    """A rule for each combination of features that is refused."""
    for refusal in REFUSALS:
        names = " with ".join(
            f"{_NAMES.get(feature, f'calico.{feature}')}: {value}" for feature, value in refusal.literals
        )
        tests = [TESTS[literal] for literal in refusal.literals]
        yield Rule(
            test="and " + " ".join(test if test.startswith(".") else f"({test})" for test in tests),
            message=f"{names}: {refusal.reason}; {refusal.remedy}",
        )
