"""Conditions print as template tests, and `else` stands only where it says exactly what the last one says."""

import pytest

from generator.features import conditions
from generator.features.conditions import ALWAYS, NOT_FLANNEL, Condition, completes, simplified, when
from generator.features.feature_table import points_of
from generator.features.manifests import FEATURES

BIRD, VXLAN = when(backend="bird"), when(backend="vxlan")
BPF, IPTABLES = when(dataplane="bpf"), when(dataplane="iptables")
ETCD = when(datastore="etcd")
MTU = conditions.given(".Values.calico.mtu")
# What Calico and canal share; without it, flannel's points are among those that count.
SHARED = conditions.given(NOT_FLANNEL)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        pytest.param(BPF, 'eq .Values.calico.dataplane "bpf"', id="a feature"),
        pytest.param(when(typha="true"), ".Values.calico.typha.enabled", id="a switch"),
        pytest.param(when(typha="false"), "not .Values.calico.typha.enabled", id="a switch that is off"),
        pytest.param(
            when(typha="true", datastore="etcd"),
            'and (eq .Values.calico.datastore "etcd") .Values.calico.typha.enabled',
            id="features in the order of the table",
        ),
        pytest.param(
            MTU & ETCD & conditions.given("not .Values.x"),
            'and (eq .Values.calico.datastore "etcd") .Values.calico.mtu (not .Values.x)',
            id="features ahead of tests",
        ),
        pytest.param(
            ETCD & conditions.given(NOT_FLANNEL),
            'and (ne .Values.plugin "flannel") (eq .Values.calico.datastore "etcd")',
            id="the edge of a file first",
        ),
        pytest.param(MTU & MTU, ".Values.calico.mtu", id="a test that is said twice"),
    ],
)
def test_a_condition_prints(condition: Condition, text: str) -> None:
    assert condition.text(FEATURES) == text


def test_every_feature_has_a_test_for_each_value() -> None:
    assert all(FEATURES.test(literal) for literal in FEATURES.literals())


@pytest.mark.parametrize(
    ("one", "two", "excluded"),
    [
        pytest.param(BIRD, VXLAN, True, id="two values of a feature"),
        pytest.param(BIRD & BPF, IPTABLES & ETCD, True, id="two values of one of several features"),
        pytest.param(BIRD, BPF, False, id="two features"),
        pytest.param(BIRD, BIRD & BPF, False, id="one inside the other"),
        pytest.param(conditions.given("a"), conditions.given("not a"), False, id="tests, which are not looked into"),
        pytest.param(ALWAYS, BIRD, False, id="always"),
    ],
)
def test_conditions_exclude_each_other(one: Condition, two: Condition, excluded: bool) -> None:
    assert one.excludes(two) is excluded
    assert two.excludes(one) is excluded


@pytest.mark.parametrize(
    ("earlier", "last", "within"),
    [
        pytest.param([BIRD], BPF, SHARED, id="another feature"),
        pytest.param([BIRD & IPTABLES], VXLAN, SHARED, id="one of two cases that are left"),
        pytest.param([BIRD], VXLAN & ETCD, SHARED, id="less than what is left"),
        pytest.param([BIRD], VXLAN & MTU, SHARED, id="what is left, where a value is set"),
        pytest.param([BIRD & MTU], VXLAN, SHARED, id="only a part of the first is taken"),
        pytest.param([BIRD], VXLAN, when(backend="none"), id="where nothing can hold"),
        pytest.param([], BIRD, SHARED, id="no other case"),
        pytest.param([BIRD], VXLAN, ALWAYS, id="where flannel has neither"),
    ],
)
def test_the_last_case_keeps_its_condition(earlier: list[Condition], last: Condition, within: Condition) -> None:
    assert not completes(FEATURES, earlier, last, within)


@pytest.mark.parametrize(
    ("earlier", "last", "within"),
    [
        pytest.param([BIRD], VXLAN, SHARED, id="the other value"),
        pytest.param([MTU, BIRD], VXLAN, SHARED, id="behind a value that takes precedence"),
        pytest.param([BIRD & IPTABLES, BIRD & BPF], VXLAN, SHARED, id="all that is left"),
        pytest.param([ETCD], BPF, when(datastore="kubernetes", dataplane="bpf"), id="all that is left here"),
        pytest.param(
            [when(manifest="release")], when(manifest="documentation"), when(plugin="flannel"), id="flannel's"
        ),
        pytest.param([BIRD & ETCD], VXLAN, ETCD, id="the other value, where one literal is given"),
    ],
)
def test_the_last_case_becomes_else(earlier: list[Condition], last: Condition, within: Condition) -> None:
    assert completes(FEATURES, earlier, last, within)


@pytest.mark.parametrize(
    ("condition", "earlier", "within", "found"),
    [
        pytest.param(BIRD & BPF, [], ALWAYS, BIRD & BPF, id="nothing to leave out"),
        pytest.param(BIRD, [], BIRD, BIRD, id="the last literal is kept"),
        pytest.param(BIRD & BPF, [], BPF, BIRD, id="what holds here already"),
        pytest.param(VXLAN & BPF, [BIRD], ALWAYS, BPF, id="what the case before says"),
        pytest.param(VXLAN & BPF, [BIRD & MTU], ALWAYS, VXLAN & BPF, id="a case before that a value decides"),
    ],
)
def test_a_condition_is_simplified(
    condition: Condition, earlier: list[Condition], within: Condition, found: Condition
) -> None:
    assert simplified(FEATURES, condition, earlier, within) == found


def test_a_simplified_chain_takes_the_same_case_at_every_point() -> None:
    chain = [BIRD & BPF, VXLAN & ETCD, BIRD & IPTABLES]
    short = [simplified(FEATURES, one, chain[:number], ALWAYS) for number, one in enumerate(chain)]
    for point in points_of(FEATURES.domains):
        taken = [next((at for at, one in enumerate(each) if one.holds(point)), None) for each in (chain, short)]
        assert taken[0] == taken[1]
