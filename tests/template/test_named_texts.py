"""Upstream's values print as named templates, which stand in wherever a name alternates alike."""

from collections.abc import Sequence

import pytest

from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, Condition, given, when
from generator.features.manifests import FEATURES
from generator.template.addresses import Place
from generator.template.alternatives import Alternative
from generator.template.definitions import define
from generator.template.named_texts import Named, NamedText, name_texts
from generator.template.nodes import Choice, Entry, Expression, MapNode, Node, Option, Scalar, Template

CANAL, CALICO, FLANNEL = when(plugin="canal"), when(plugin="calico"), when(plugin="flannel")
ETCD, KUBERNETES = when(datastore="etcd"), when(datastore="kubernetes")
BPF, IPTABLES, BIRD, VXLAN = (
    when(dataplane="bpf"),
    when(dataplane="iptables"),
    when(backend="bird"),
    when(backend="vxlan"),
)
OWN = CALICO & when(policyOnly="false")


def alternative(value: Tree, condition: Condition, *unless: Condition) -> Alternative:
    """A value of an object that has the condition's plugin in its name."""
    plugin = dict(condition.literals)["plugin"]
    return Alternative(place=Place("calico", f"Job/{plugin}", ()), condition=condition, unless=unless, value=value)


DEFINED = [
    pytest.param([alternative("x", CANAL)], "x\n", id="one value"),
    pytest.param([alternative("x", FLANNEL), alternative("x", CANAL)], "x\n", id="the same value everywhere"),
    pytest.param([], "", id="no value"),
    pytest.param(
        [alternative("x", CANAL & KUBERNETES), alternative("y", CANAL & ETCD)],
        '{{- if eq .Values.calico.datastore "kubernetes" -}}\nx\n{{- else -}}\ny\n{{- end -}}\n',
        id="two values",
    ),
    pytest.param(
        [alternative("x", FLANNEL), alternative("y", CANAL & KUBERNETES), alternative("x", CANAL & ETCD)],
        '{{- if eq .Values.plugin "flannel" -}}\nx\n'
        '{{- else if eq .Values.calico.datastore "kubernetes" -}}\ny\n{{- else -}}\nx\n{{- end -}}\n',
        id="three of two objects",
    ),
    pytest.param(
        [alternative("Never", OWN, BIRD & IPTABLES), alternative("Always", OWN & BIRD & IPTABLES)],
        '{{- if and (eq .Values.calico.backend "bird") (eq .Values.calico.dataplane "iptables") -}}\nAlways\n'
        "{{- else -}}\nNever\n{{- end -}}\n",
        id="all that is left comes last",
    ),
    pytest.param(
        [alternative("", OWN & BPF), alternative(1440, OWN & IPTABLES)],
        '{{- if eq .Values.calico.dataplane "bpf" -}}\n\n{{- else -}}\n1440\n{{- end -}}\n',
        id="an empty value and a number",
    ),
    pytest.param([alternative(" x\n", CANAL)], '{{- " x\\n" -}}\n', id="white space at the ends"),
    pytest.param([alternative({}, CANAL)], "{}\n", id="an empty mapping"),
]


@pytest.mark.parametrize(("found", "text"), DEFINED)
def test_a_named_template_prints_the_value_for_what_is_chosen(found: Sequence[Alternative], text: str) -> None:
    assert define("cni.x", found, FEATURES) == f'{{{{- define "cni.x" -}}}}\n{text}{{{{- end }}}}\n'


def test_a_value_that_no_condition_tells_from_the_others_stops() -> None:
    found = [alternative("x", OWN, BPF), alternative("y", CANAL, KUBERNETES)]
    with pytest.raises(ProblemsError) as caught:
        define("cni.x", [*found, alternative("z", OWN & BPF, VXLAN), alternative("w", OWN & BPF & VXLAN)], FEATURES)
    assert str(caught.value) == (
        'Job/calico: expected a condition under which it is "x", found only what the others leave over; '
        "narrow the address"
    )


NAMES = Choice((Option(Scalar("canal"), KUBERNETES), Option(Scalar("canal-node"), ETCD)))
SWAPPED = Choice((Option(Scalar("canal-node"), ETCD), Option(Scalar("canal"), otherwise=True)))
OTHER = Choice((Option(Scalar("canal"), ETCD), Option(Scalar("canal-node"), KUBERNETES)))
NUMBERS = Choice((Option(Scalar(1), KUBERNETES), Option(Scalar(2), ETCD)))
BY_VALUE = Choice((Option(Expression(".v | quote"), given(".v")), *NAMES.options))
INCLUDE = Expression('include "cni.name" . | quote')
ROW = NamedText(name="cni.name", at="Job/a name", replaces=True)


def job(name: str, node: Node, condition: Condition = CANAL) -> Template:
    """An object with a name."""
    return Template(
        project="calico", name=f"Job/{name}", condition=condition, body=MapNode((Entry("name", node, ALWAYS),))
    )


def named(*applied: Template, row: NamedText = ROW) -> Named:
    """What the row makes of objects, of which the first, Job/a, is as it was learned."""
    return name_texts([job("a", NAMES)], [job("a", NAMES), *applied], [row], FEATURES)


@pytest.mark.parametrize(
    ("node", "condition", "replaced"),
    [
        pytest.param(NAMES, CANAL, True, id="the same alternatives"),
        pytest.param(NAMES, CANAL & given(".Values.rbac.create"), True, id="in an object that a value guards"),
        pytest.param(SWAPPED, CANAL, True, id="the same in another order"),
        pytest.param(OTHER, CANAL, False, id="the values the other way round"),
        pytest.param(NAMES, CALICO, False, id="the same values elsewhere"),
        pytest.param(Scalar("canal"), CANAL & KUBERNETES, False, id="one value alone"),
        pytest.param(BY_VALUE, CANAL, False, id="a value that decides first"),
    ],
)
def test_places_that_alternate_alike_include_the_name(node: Node, condition: Condition, replaced: bool) -> None:
    _, found = named(job("b", node, condition)).templates
    assert [entry.node for entry in found.body.entries] == [INCLUDE if replaced else node]


def test_numbers_that_alternate_are_not_replaced_by_a_text() -> None:
    with pytest.raises(ProblemsError, match="expected values that alternate, found none"):
        name_texts([job("a", NUMBERS)], [job("a", NUMBERS)], [ROW], FEATURES)


def test_a_row_that_does_not_replace_leaves_the_templates() -> None:
    row = NamedText(name="cni.name", at="Job/a name")
    assert named(row=row).templates == (job("a", NAMES),)
    assert named(row=row).definitions == named().definitions


@pytest.mark.parametrize("replaces", [True, False])
def test_a_row_whose_place_is_missing_stops(replaces: bool) -> None:
    with pytest.raises(ProblemsError) as caught:
        named(row=NamedText(name="cni.name", at="Job/none name", replaces=replaces))
    assert str(caught.value) == (
        "cni.name > Job/none name: expected a value, found none; mend the address, or say that not all releases have it"
    )


def test_a_row_that_replaces_nothing_stops() -> None:
    with pytest.raises(ProblemsError) as caught:
        name_texts([job("a", Scalar("canal"))], [job("a", Scalar("canal"))], [ROW], FEATURES)
    assert str(caught.value) == (
        "cni.name > Job/a name: expected values that alternate, found none; "
        "mend the address, or say that not all releases have it"
    )


def test_a_row_that_only_some_releases_have_is_empty_in_the_others() -> None:
    row = NamedText(name="cni.name", at="Job/none name", replaces=True, in_all_releases=False)
    assert named(row=row) == Named(
        templates=(job("a", NAMES),), definitions=('{{- define "cni.name" -}}\n{{- end }}\n',)
    )
