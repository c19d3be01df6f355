"""Upstream's values at an address are known with the conditions that they stand under."""

import pytest

from generator.base.errors import ProblemsError
from generator.features.conditions import NOT_FLANNEL, Condition, given, when
from generator.features.manifests import FEATURES
from generator.template.alternatives import alternatives, value_at
from generator.template.nodes import Choice, Entry, ListNode, MapNode, Node, Option, Scalar, Template
from tests.trees import document

CANAL, CALICO = when(plugin="canal"), when(plugin="calico")
ETCD, KUBERNETES = when(datastore="etcd"), when(datastore="kubernetes")
BPF, VXLAN = when(dataplane="bpf"), when(backend="vxlan")
TEXT = 'data: {net: \'{"Network": "n", "Backend": {"Type": "t"}}\', conf: "{\\n  \\"mtu\\": 1500,\\n  x\\n"}'


def template(name: str, condition: Condition, node: Node, own: Condition) -> Template:
    """An object with a node at `spec.a`, which stands under a condition of its own."""
    spec = MapNode((Entry("a", node, own), Entry("b", Scalar("b"))))
    return Template(project="calico", name=name, condition=condition, body=MapNode((Entry("spec", spec),)))


def test_the_conditions_of_object_ancestors_and_option_add_up() -> None:
    node = Choice((Option(Scalar(1), BPF), Option(Scalar(2), otherwise=True)))
    found = alternatives([template("Job/a", CALICO, node, KUBERNETES)], "Job/a spec.a")
    assert [(one.value, one.condition, one.unless) for one in found] == [
        (1, CALICO & KUBERNETES & BPF, ()),
        (2, CALICO & KUBERNETES, (BPF,)),
    ]


def test_an_earlier_alternative_takes_precedence_where_both_hold() -> None:
    node = Choice((Option(Scalar("x"), VXLAN), Option(Scalar("y"), BPF)))
    found = alternatives([template("Job/a", CALICO, node, KUBERNETES)], "Job/a spec.a")
    both = {"plugin": "calico", "datastore": "kubernetes", "backend": "vxlan", "dataplane": "bpf"}
    assert [value_at(found, {**both, **change}) for change in ({}, {"backend": "bird"}, {"dataplane": "iptables"})] == [
        '"x"',
        '"y"',
        '"x"',
    ]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("data[net].Network", "n"),
        ("data[net].Backend.Type", "t"),
        ('data[conf]["mtu": *]', '"mtu": 1500,'),
        ("data[none]", None),
    ],
    ids=["a member of a JSON text", "a member of an object in it", "a line of a text", "a place that is not there"],
)
def test_values_stand_in_texts(at: str, value: str | None) -> None:
    found = alternatives([document("Job/a", TEXT, CANAL)], f"Job/a {at}")
    assert [one.value for one in found] == ([] if value is None else [value])


def test_alternatives_are_entered() -> None:
    texts = [Scalar('{"Type": "x"}'), Scalar('{"Type": "y"}')]
    node = Choice((Option(texts[0], KUBERNETES), Option(texts[1], ETCD)))
    found = alternatives([template("Job/a", CANAL, node, Condition())], "Job/a spec.a.Type")
    assert [(one.value, one.condition) for one in found] == [("x", CANAL & KUBERNETES), ("y", CANAL & ETCD)]


@pytest.mark.parametrize("node", [MapNode((Entry("x", Scalar(1)),)), ListNode((Entry("x", Scalar(1)),))])
def test_a_mapping_and_a_list_are_no_value(node: Node) -> None:
    with pytest.raises(ProblemsError) as caught:
        alternatives([template("Job/a", CANAL, node, KUBERNETES)], "Job/a spec.a")
    assert str(caught.value) == "Job/a > spec.a: expected a value, found a mapping or a list; mend the address"


def test_two_values_at_one_point_stop() -> None:
    same = [template(f"Job/{name}", CANAL, Scalar(name), KUBERNETES) for name in ("a", "b")]
    with pytest.raises(ProblemsError) as caught:
        value_at(alternatives(same, "Job/* spec.a"), {"plugin": "canal", "datastore": "kubernetes"})
    assert str(caught.value) == (
        "Job/a > spec.a and Job/b > spec.a: expected one value where plugin=canal, datastore=kubernetes, "
        'found "a" and "b"; narrow the address'
    )


def test_what_calico_and_canal_share_is_not_flannels() -> None:
    found = alternatives([template("Job/a", given(NOT_FLANNEL), Scalar("x"), Condition())], "Job/a spec.a")
    assert {value_at(found, point) for point in FEATURES.supported() if point["plugin"] != "flannel"} == {'"x"'}
    assert {value_at(found, point) for point in FEATURES.supported() if point["plugin"] == "flannel"} == {None}
