"""Says which values the chosen kind of Calico does not read: they are refused instead of being ignored in silence."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.features.features import REFUSALS, TESTS, VALUE_PATHS


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
class Rule:
    """A template test and the message that the chart fails with where it holds."""

    test: str
    message: str


def refusal_rules() -> Iterator[Rule]:
    """A rule for each combination of features that is refused."""
    for refusal in REFUSALS:
        names = " with ".join(f"{VALUE_PATHS[feature]}: {value}" for feature, value in refusal.literals)
        tests = [TESTS[literal] for literal in refusal.literals]
        yield Rule(
            test="and " + " ".join(test if test.startswith(".") else f"({test})" for test in tests),
            message=f"{names}: {refusal.reason}; {refusal.remedy}",
        )
