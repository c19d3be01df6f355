"""Upstream's value where a setting goes, in words, with what it depends on where variants differ."""

from collections.abc import Mapping

import pytest

from generator.features.conditions import NOT_FLANNEL, given, when
from generator.features.manifests import FEATURES
from generator.refusals.applicability import points
from generator.settings.actions.action import Action
from generator.settings.actions.assigning import Appends, Merges, Sets
from generator.settings.actions.chaining import Chained, ChainsPlugins
from generator.settings.actions.environment import SetsEnv, SetsParameters
from generator.settings.actions.flags import SetsFlag
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.setting import Setting, Target, setting
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar, Template, Text, TextLine
from generator.values.upstream_values import UpstreamValues
from tests.catalogues import TEXT, planned, row
from tests.trees import document, node

CHAIN = ChainsPlugins(plugins=(Chained(type="portmap"), Chained(type="bandwidth")))
PLUGINS = """{
  "plugins": [
    {
      "type": TYPE
    },
    {
      "type": "portmap"
    }
  ]
}"""


def upstream(*templates: Template, rows: tuple[Setting, ...]) -> UpstreamValues:
    """What the templates have where the rows go."""
    return UpstreamValues(planned(templates, *rows), templates, FEATURES)


def parameters(**names: str) -> SetsParameters:
    """The action that takes the parameters of variables."""
    return SetsParameters(text="x", before="A", names=names)


CASES = [
    pytest.param("{a: b}", "a", Overrides(), "b", id="a text"),
    pytest.param("{a: ''}", "a", Overrides(), '""', id="an empty text"),
    pytest.param("{a: 5}", "a", Overrides(), "5", id="a number"),
    pytest.param("{a: false}", "a", Overrides(), "false", id="false"),
    pytest.param("{a: {b: c}}", "a", Overrides(), "{b: c}", id="a mapping"),
    pytest.param('{a: \'{"B": {"C": "d"}}\'}', "a.B.C", Overrides(), "d", id="a member of a JSON text"),
    pytest.param('{a: "x\\n\\"m\\": 5,"}', "a[*m*]", Overrides(), "5", id="a member on a line"),
    pytest.param("{a: {b: [{c: '1'}, d]}}", "a", Sets(key="b"), '[{c: "1"}, d]', id="a tree in a field"),
    pytest.param("{a: {b: c}}", "a", Sets(key="d"), "none", id="no such field"),
    pytest.param("{a: {b: {}}}", "a", Sets(key="b"), "none", id="an empty field"),
    pytest.param("{a: {b: {c: d}}}", "a", Merges(key="b"), "{c: d}", id="a field that is added to"),
    pytest.param("{a: {b: 1, c: 2}}", "a", Merges(members=("c", "d")), "{c: 2}", id="members of a mapping"),
    pytest.param('{a: \'{"b": 1, "c": 2}\'}', "a", Inserts(key="b", before="c"), "1", id="a member that is replaced"),
    pytest.param("{a: '{\"c\": 2}'}", "a", Inserts(key="b", before="c"), "none", id="a member that is added"),
    pytest.param("{env: [{name: A, value: b}]}", "env", SetsEnv(name="A", before=""), "b", id="a variable"),
    pytest.param("{env: [{name: B, value: b}]}", "env", SetsEnv(name="A", before=""), "none", id="no such variable"),
    pytest.param("{a: [--b=c, --d]}", "a", SetsFlag(name="b"), "c", id="a flag with a value"),
    pytest.param("{a: [--b=c, --d]}", "a", SetsFlag(name="d"), "true", id="a flag without one"),
    pytest.param("{a: [--b=c, --d]}", "a", SetsFlag(name="e"), "none", id="no such flag"),
    pytest.param(
        "{env: [{name: A, value: '5'}, {name: B, value: b}, {name: C, value: c}]}",
        "env",
        parameters(A="one", B="two"),
        "{one: 5, two: b}",
        id="parameters",
    ),
    pytest.param("{a: {b: [c]}}", "a", Appends(key="b"), "none", id="an action that replaces nothing"),
]


@pytest.mark.parametrize(("text", "at", "action", "words"), CASES)
def test_upstreams_value_is(text: str, at: str, action: Action, words: str) -> None:
    target = row(f"Job/a {at}", action)
    assert upstream(document("Job/a", text), rows=(target,)).text("x") == words


def test_what_is_said_of_nothing_is_the_rows() -> None:
    target = row("Job/a a", Sets(key="b"))
    assert upstream(document("Job/a", "{a: {c: d}}"), rows=(target,)).text("x", "its own") == "its own"


@pytest.mark.parametrize("text", [PLUGINS, PLUGINS.replace("TYPE", '"x"')])
def test_a_value_without_a_target_is_that_of_those_that_read_it(text: str) -> None:
    reading = Target(at=("Job/a a",), action=CHAIN, reads=("n.bandwidth",))
    rows = (setting("n.portmap", TEXT, "", reading), setting("n.bandwidth", TEXT, ""))
    found = upstream(document("Job/a", "", body=MapNode((Entry("a", node(text)),))), rows=rows)
    assert (found.text("n.portmap"), found.text("n.bandwidth")) == ("true", "false")


def alternatives(*options: Option) -> MapNode:
    """An object with alternatives at `a`."""
    return MapNode((Entry("a", Choice(options)),))


def words(body: MapNode) -> str:
    """Upstream's value at `a`."""
    return upstream(document("Job/a", "", given(NOT_FLANNEL), body=body), rows=(row("Job/a a", Overrides()),)).text("x")


def choice(**features: str) -> str:
    """Upstream's value where one with features has another."""
    return words(alternatives(Option(Scalar("x"), when(**features)), Option(Scalar("y"), otherwise=True)))


def test_a_value_that_depends_says_on_what() -> None:
    assert choice(plugin="canal") == "x if plugin is canal; otherwise y"
    assert choice(typha="true") == "x if calico.typha.enabled is true; otherwise y"
    assert choice(plugin="canal", datastore="etcd") == "x if plugin is canal and calico.datastore is etcd; otherwise y"


def test_what_calico_has_at_its_defaults_goes_last() -> None:
    assert choice(plugin="calico") == "y if plugin is canal; otherwise x"


def test_several_reasons_are_told_apart() -> None:
    either = (Option(Scalar("x"), when(backend="vxlan")), Option(Scalar("x"), when(dataplane="bpf")))
    body = alternatives(*either, Option(Scalar("y"), otherwise=True))
    assert words(body) == "x if calico.backend is vxlan or calico.dataplane is bpf; otherwise y"
    canals = Option(Scalar("x"), when(plugin="canal", datastore="etcd"))
    body = alternatives(canals, *either, Option(Scalar("y"), otherwise=True))
    assert words(body) == (
        "x if calico.backend is vxlan, or calico.dataplane is bpf, or plugin is canal and calico.datastore is etcd; "
        "otherwise y"
    )


def test_what_some_lack_is_said_of_a_field_and_not_of_a_place() -> None:
    lacking = MapNode((Entry("a", MapNode((Entry("b", Scalar("x"), when(plugin="canal")), Entry("c", Scalar(1))))),))
    body = MapNode((Entry("a", Scalar("x"), when(plugin="canal")), Entry("b", Scalar("y"))))
    found = upstream(document("Job/a", "", body=lacking), rows=(row("Job/a a", Sets(key="b")),))
    assert (found.text("x"), words(body)) == ("x if plugin is canal; otherwise none", "x")


def test_parts_of_a_tree_are_there_with_their_features() -> None:
    inner = MapNode((Entry("c", Scalar(1)), Entry("d", Scalar(2), when(datastore="etcd"))))
    body = MapNode((Entry("a", MapNode((Entry("b", inner),))),))
    found = upstream(document("Job/a", "", body=body), rows=(row("Job/a a", Sets(key="b")),))
    assert found.text("x") == "{c: 1, d: 2} if calico.datastore is etcd; otherwise {c: 1}"


def with_features(found: Mapping[str, frozenset[int]], words: str) -> list[Mapping[str, str]]:
    """The points that have a value."""
    return [points(FEATURES)[number] for number in sorted(found[words])]


def test_a_line_counts_where_it_is_rendered() -> None:
    lines = (TextLine("x", key="x"), TextLine('"m": 5', when(plugin="canal"), '"m": 5'))
    found = upstream(
        document("Job/a", "", body=MapNode((Entry("a", Text(lines)),))), rows=(row("Job/a a[*m*]", Overrides()),)
    )
    assert {point["plugin"] for point in with_features(found.values("x"), "5")} == {"canal"}


def test_an_object_counts_where_it_is_rendered() -> None:
    found = upstream(document("Job/a", "{a: b}", when(datastore="etcd")), rows=(row("Job/a a", Overrides()),))
    assert {point["datastore"] for point in with_features(found.values("x"), "b")} == {"etcd"}


def test_the_first_place_that_has_a_value_decides() -> None:
    templates = [document("Job/a", "{a: 1}", when(plugin="canal")), document("Job/b", "{a: 2}")]
    assert (
        upstream(*templates, rows=(row("Job/* a", Overrides(), places=2),)).text("x")
        == "1 if plugin is canal; otherwise 2"
    )
