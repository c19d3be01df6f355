"""An address names places by keys, into alternatives and texts, and its longest matching part is known."""

import pytest

from generator.features.conditions import ALWAYS, when
from generator.template.addresses import Place, find_places, longest_prefix, matches, parse_address
from generator.template.nodes import Choice, Entry, MapNode, Option, Template
from tests.trees import document, node

POD = """
spec:
  containers:
  - name: node
    env: [{name: A, value: a}, {name: B.C, value: b}]
  - {name: other, env: [{name: A, value: c}]}
  command: ["--x=1"]
data:
  net-conf.json: '{"Network": "n", "Backend": {"Type": "t"}}'
  cni.conf: "{\\n  \\"mtu\\": 1500,\\n  \\"a\\": __B__\\n}"
"""
DOCUMENTS = (
    document("DaemonSet/node", POD),
    document("DaemonSet/canal", "spec: {containers: [{name: node}]}"),
    document("Job/node", "spec: {a: 1}"),
    document("CustomResourceDefinition/pools", "spec: {a: 1}", crd=True),
)


@pytest.mark.parametrize(
    ("at", "document_pattern", "steps"),
    [
        ("Job/a", "Job/a", ()),
        ("Job/a spec.b", "Job/a", ("spec", "b")),
        ("Job/a|b|Pod/c spec", "Job/a|Job/b|Pod/c", ("spec",)),
        ("* a[b.c].d", "*", ("a", "b.c", "d")),
        ('Job/a data[x.json]["mtu": 1*]', "Job/a", ("data", "x.json", '"mtu": 1*')),
        ('Job/a rules[[""] ["pods"]].verbs', "Job/a", ("rules", '[""] ["pods"]', "verbs")),
    ],
    ids=["an object", "a path", "several objects", "a key with dots", "a line", "an RBAC rule"],
)
def test_an_address_is_parsed(at: str, document_pattern: str, steps: tuple[str, ...]) -> None:
    assert parse_address(at) == (document_pattern, steps)


@pytest.mark.parametrize(
    ("pattern", "key", "found"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("a*", "ab", True),
        ("a|b", "b", True),
        ("a|b", "a|b", False),
        ("[x]*", "[x]y", True),
        ("[x]*", "xy", False),
        ("A*", "ab", False),
    ],
    ids=["a word", "a part", "a star", "one of two", "both", "brackets", "no class of letters", "another case"],
)
def test_a_step_matches(pattern: str, key: str, found: bool) -> None:
    assert matches(pattern, key) is found


@pytest.mark.parametrize(
    ("at", "places"),
    [
        pytest.param("Job/node", ["Job/node"], id="an object"),
        pytest.param("Job/* spec.a", ["Job/node > spec.a"], id="objects of a kind"),
        pytest.param("*/node spec", ["DaemonSet/node > spec", "Job/node > spec"], id="objects of a name, CRDs apart"),
        pytest.param(
            "DaemonSet/node|canal spec.containers[node]",
            ["DaemonSet/node > spec.containers[node]", "DaemonSet/canal > spec.containers[node]"],
            id="either object",
        ),
        pytest.param(
            "DaemonSet/node spec.containers[*].env[A].value",
            [
                "DaemonSet/node > spec.containers[node].env[A].value",
                "DaemonSet/node > spec.containers[other].env[A].value",
            ],
            id="every item",
        ),
        pytest.param(
            "DaemonSet/node spec.containers[node].env[B.C].value",
            ["DaemonSet/node > spec.containers[node].env[B.C].value"],
            id="an item with dots",
        ),
        pytest.param("* spec.command[--x=*]", ["DaemonSet/node > spec.command[--x=1]"], id="a text in a list"),
        pytest.param(
            "* data[net-conf.json].Backend.Type",
            ["DaemonSet/node > data[net-conf.json].Backend.Type"],
            id="a member of a JSON text",
        ),
        pytest.param("* data[net-conf.json].Network.x", [], id="behind a member's end"),
        pytest.param("* data[net-conf.json].Backend.key", [], id="no member's name"),
        pytest.param(
            '* data[cni.conf]["mtu": *]', ['DaemonSet/node > data[cni.conf]["mtu": 1500,]'], id="a line of a text"
        ),
        pytest.param('* data[cni.conf]["mtu": *].x', [], id="nothing in a line"),
        pytest.param(
            "CustomResourceDefinition/* spec.a",
            ["CustomResourceDefinition/pools > spec.a"],
            id="CRDs, by their kind only",
        ),
        pytest.param("Job/node spec.b", [], id="a key that is not there"),
    ],
)
def test_places_are_found(at: str, places: list[str]) -> None:
    assert [str(place) for place in find_places(DOCUMENTS, at)] == places


def test_alternatives_are_entered_by_number() -> None:
    options = (Option(node({"v": 1}), when(datastore="etcd")), Option(node({"w": 1})), Option(node({"v": 2})))
    body = MapNode((Entry("a", Choice(options)),))
    documents = [Template(project="calico", name="Job/a", condition=ALWAYS, body=body)]
    assert [place.steps for place in find_places(documents, "Job/a a.v")] == [("a", "#0", "v"), ("a", "#2", "v")]
    assert find_places(documents, "Job/a a") == [Place("calico", "Job/a", ("a",))]


def test_alternatives_that_are_json_texts_are_entered() -> None:
    options = (Option(node('{"v": 1}'), when(datastore="etcd")), Option(node('{"w": 1}')))
    body = MapNode((Entry("a", Choice(options)),))
    documents = [Template(project="calico", name="Job/a", condition=ALWAYS, body=body)]
    assert [place.steps for place in find_places(documents, "Job/a a.v")] == [("a", "#0", "v")]
    assert [place.steps for place in find_places(documents, "Job/a a")] == [("a", "#0"), ("a", "#1")]


@pytest.mark.parametrize(
    ("at", "prefix"),
    [
        ("Job/none spec", "no object of that name"),
        ("Job/node spec.b.c", "Job/node spec"),
        ("DaemonSet/* spec.containers[none].env", "DaemonSet/* spec.containers"),
        ("Job/node data", "Job/node"),
    ],
    ids=["another object", "another key", "another item", "the object alone"],
)
def test_the_longest_part_that_matches(at: str, prefix: str) -> None:
    assert longest_prefix(DOCUMENTS, at) == prefix
