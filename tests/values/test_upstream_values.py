"""Upstream's value where a setting goes, in words, variant by variant where they differ."""

import pytest

from generator.features.conditions import when
from generator.features.manifests import FEATURES
from generator.settings.actions.action import Action
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Guards
from generator.settings.actions.overriding import Overrides
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar, Text, TextLine
from generator.values.upstream_values import by_variant, upstream_text
from tests.catalogues import row
from tests.trees import document

CASES = [
    pytest.param("{a: b}", "a", Overrides(), "b", id="a text"),
    pytest.param("{a: ''}", "a", Overrides(), '""', id="an empty text"),
    pytest.param("{a: 5}", "a", Overrides(), "5", id="a number"),
    pytest.param("{a: false}", "a", Overrides(), "false", id="false"),
    pytest.param('{a: \'{"B": {"C": "d"}}\'}', "a.B.C", Overrides(), "d", id="a member of a JSON text"),
    pytest.param('{a: "x\\n\\"m\\": 5,"}', "a[*m*]", Overrides(), "5", id="a member on a line"),
    pytest.param("{env: [{name: A, value: b}]}", "env", SetsEnv(name="A", before=""), "b", id="a variable"),
    pytest.param("{env: [{name: B, value: b}]}", "env", SetsEnv(name="A", before=""), "", id="no such variable"),
    pytest.param("{a: {b: c}}", "a", Overrides(), "", id="a mapping"),
    pytest.param("{a: b}", "a", Guards(), "", id="an action that overrides nothing"),
]


@pytest.mark.parametrize(("text", "at", "action", "words"), CASES)
def test_upstreams_value_is(text: str, at: str, action: Action, words: str) -> None:
    assert upstream_text(row(f"Job/a {at}", action), [document("Job/a", text)], FEATURES) == words


def alternatives(*options: Option) -> MapNode:
    """An object with alternatives at `a`."""
    return MapNode((Entry("a", Choice(options)),))


def words(body: MapNode) -> str:
    """Upstream's value at `a`."""
    return upstream_text(row("Job/a a", Overrides()), [document("Job/a", "", body=body)], FEATURES)


def test_variants_that_differ_are_named_and_a_plugin_stands_for_all_of_its() -> None:
    body = alternatives(Option(Scalar("x"), when(plugin="canal")), Option(Scalar("y"), otherwise=True))
    assert words(body) == "y (calico), x (canal)"


def test_a_variant_that_differs_from_the_rest_of_its_plugin_is_named() -> None:
    body = alternatives(Option(Scalar("x"), when(dataplane="bpf")), Option(Scalar("y"), otherwise=True))
    assert words(body) == (
        "y (calico, calico-typha, calico-vxlan, calico-etcd, calico-policy-only, canal), x (calico-bpf)"
    )


def test_a_value_that_only_some_have_is_not_told_apart() -> None:
    body = MapNode((Entry("a", Scalar("x"), when(plugin="canal")), Entry("b", Scalar("y"))))
    assert words(body) == "x"


def test_a_line_counts_where_it_is_rendered() -> None:
    lines = (TextLine("x", key="x"), TextLine('"m": 5', when(plugin="canal"), '"m": 5'))
    body = MapNode((Entry("a", Text(lines)),))
    found = by_variant(row("Job/a a[*m*]", Overrides()), [document("Job/a", "", body=body)], FEATURES)
    assert found == {"canal": 5, "canal-etcd": 5}


def test_an_object_counts_where_it_is_rendered() -> None:
    template = document("Job/a", "{a: b}", when(datastore="etcd"))
    assert by_variant(row("Job/a a", Overrides()), [template], FEATURES) == {"calico-etcd": "b", "canal-etcd": "b"}


def test_the_first_target_that_a_variant_has_decides() -> None:
    templates = [document("Job/a", "{a: 1}", when(plugin="canal")), document("Job/b", "{a: 2}")]
    found = by_variant(row("Job/* a", Overrides()), templates, FEATURES)
    assert (found["canal"], found["calico"]) == (1, 2)
