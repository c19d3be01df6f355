"""A tree becomes a record of exactly its keys and types, and whatever is wrong in it is a problem with its path."""

from typing import Annotated

import pytest
from msgspec import Struct

from generator.base.errors import ProblemsError
from generator.base.records import record_of_json, records, some, text
from generator.base.trees import Tree


class Port(Struct, frozen=True, kw_only=True):
    """A nested record."""

    name: str
    number: int = 0


class Pod(Struct, frozen=True, kw_only=True):
    """A record with words of its own, with a default and with records in it."""

    name: Annotated[str, text("[a-z]+", "a name such as node")]
    hosts: Annotated[tuple[str, ...], some("a list of hosts")] = ("here",)
    ports: tuple[Port, ...] = ()


def test_a_tree_is_read() -> None:
    tree: Tree = {"name": "node", "ports": [{"name": "http", "number": 80}, {"name": "bgp"}]}
    ports = (Port(name="http", number=80), Port(name="bgp"))
    assert records([("here", tree)], Pod)["here"] == Pod(name="node", hosts=("here",), ports=ports)


WRONG: dict[str, tuple[Tree, str]] = {
    "nothing": (None, "x: expected the keys name, hosts, ports, found null"),
    "a list": ([], "x: expected the keys name, hosts, ports, found []"),
    "no key": ({}, "x: expected the keys name, hosts, ports, found none"),
    "a key that is not known": (
        {"name": "a", "host": "b"},
        "x: expected the keys name, hosts, ports, found name, host",
    ),
    "a number for a text": ({"name": 1}, "x > name: expected a name such as node, found 1"),
    "a text of another form": ({"name": "node\n"}, 'x > name: expected a name such as node, found "node\\n"'),
    "a text for a list": ({"name": "a", "hosts": "b"}, 'x > hosts: expected a list of hosts, found "b"'),
    "an empty list": ({"name": "a", "hosts": []}, "x > hosts: expected a list of hosts, found []"),
    "null for a list": ({"name": "a", "ports": None}, "x > ports: expected array, found null"),
    "true for a number": (
        {"name": "a", "ports": [{"name": "b", "number": True}]},
        'x > ports[0].number: expected int, found [{"name":"b","number":true}]',
    ),
    "a nested key that is not known": (
        {"name": "a", "ports": [{"name": "b"}, {"name": "c", "port": 1}]},
        "x > ports[1].port: expected no such key, found one",
    ),
}


@pytest.mark.parametrize(("tree", "message"), WRONG.values(), ids=WRONG.keys())
def test_another_tree_is_refused(tree: Tree, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        records([("x", tree)], Pod)
    assert str(caught.value) == message


def test_a_nested_field_that_is_missing_is_named() -> None:
    with pytest.raises(ProblemsError, match=r"^x > ports\[0\]: expected the key name, found "):
        records([("x", {"name": "a", "ports": [{}]})], Pod)


def test_all_that_is_wrong_is_shown_at_once() -> None:
    rows: list[tuple[str, Tree]] = [("a", {"name": 1, "hosts": []}), ("b", {"name": "b"}), ("c", None)]
    with pytest.raises(ProblemsError) as caught:
        records(rows, Pod)
    assert [one.where for one in caught.value.problems] == ["a > name", "a > hosts", "c"]


def test_records_keep_the_names_of_where_they_stand() -> None:
    assert records([("b", {"name": "x"}), ("a", {"name": "y"})], Pod) == {"b": Pod(name="x"), "a": Pod(name="y")}


def test_json_of_a_program_may_say_more() -> None:
    assert record_of_json('{"name": "http", "more": []}', Port, "x", "a port") == Port(name="http")
