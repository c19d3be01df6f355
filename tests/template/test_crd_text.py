"""CRDs print as JSON that shares its repeated parts by name and comes back whole."""

import json
import re
from collections.abc import Mapping

from generator.base.trees import Tree, canonical
from generator.pipeline import take_in
from generator.template.crd_text import share
from tests.upstream import LINE

INCLUDE = re.compile(r'\{\{ include "([^"]+)" \. \}\}')
LONG: Tree = {"type": "object", "properties": {f"property{number}": {"type": "string"} for number in range(10)}}
LONGER: Tree = {"properties": {"selector": LONG, **{f"other{number}": {"type": "integer"} for number in range(10)}}}


def whole(text: str, definitions: Mapping[str, str]) -> str:
    """The text with every include replaced by what it includes."""
    while INCLUDE.search(text):
        text = INCLUDE.sub(lambda found: definitions[found[1]], text)
    return text


def unquoted(text: str) -> Tree:
    """The tree of a text of JSON in YAML's flow style with plain words."""
    quoted = re.sub(r'"(?:[^"\\]|\\.)*"|[^\s{}\[\],:"]+(?::[^\s{}\[\],:"]+)*', lambda found: _word(found[0]), text)
    tree: Tree = json.loads(quoted)
    return tree


def _word(word: str) -> str:
    try:
        json.loads(word)
    except ValueError:
        return json.dumps(word)
    return word


def spec(**properties: Tree) -> Tree:
    """A CRD's spec."""
    schema: Tree = {"properties": {"spec": {"properties": dict(properties)}}}
    return {"group": "x.org", "versions": [{"name": "v1", "served": True, "schema": {"openAPIV3Schema": schema}}]}


def test_short_and_single_parts_are_not_shared() -> None:
    short: Tree = {"type": "string", "pattern": "^[a-z]+$"}
    found = share([spec(a=short, b=short), spec(c=LONG)])
    assert found.definitions == {}
    assert not any("include" in text for text in found.texts)


def test_a_part_that_repeats_is_shared_under_the_name_of_its_place() -> None:
    found = share([spec(egress=LONG, ingress=LONG), spec(egress=LONG)])
    assert list(found.definitions) == ["crd.spec.egress"]
    assert [text.count('{{ include "crd.spec.egress" . }}') for text in found.texts] == [2, 1]


def test_a_part_that_only_repeats_inside_a_shared_one_is_not_shared_itself() -> None:
    found = share([spec(a=LONGER), spec(b=LONGER), spec(c=LONGER)])
    assert list(found.definitions) == ["crd.spec.a"]


def test_a_shared_part_may_include_another() -> None:
    found = share([spec(a=LONGER, b=LONG), spec(c=LONGER, d=LONG)])
    assert len(found.definitions) == 2
    assert INCLUDE.search(found.definitions["crd.spec.a"])


def test_two_parts_of_one_place_have_two_names() -> None:
    other: Tree = {"type": "object", "properties": {f"other{number}": {"type": "integer"} for number in range(40)}}
    found = share([spec(a=LONG), spec(a=other), spec(b=LONG, c=other), spec(d=LONG, e=other)])
    assert list(found.definitions) == ["crd.spec.a", "crd.spec.a2"]


def test_the_crds_of_the_current_line_come_back_whole() -> None:
    specs = [crd["spec"] for crd in take_in(LINE)[1].crds]
    found = share(specs)
    for text, tree in zip(found.texts, specs, strict=True):
        assert canonical(unquoted(whole(text, found.definitions))) == canonical(tree)


def test_sharing_takes_a_third_out_of_the_crds() -> None:
    specs = [crd["spec"] for crd in take_in(LINE)[1].crds]
    found = share(specs)
    length = sum(map(len, [*found.texts, *found.definitions.values()]))
    assert length < 0.67 * sum(len(canonical(tree)) for tree in specs)


def test_a_property_and_a_validation_stand_on_lines_of_their_own() -> None:
    rules: Tree = [{"rule": "self > 0"}, {"rule": "self < 9"}]
    port: Tree = {"properties": {"end": {"type": "integer"}, "start": {"type": "integer"}}, "type": "object"}
    size: Tree = {"type": "integer", "x-kubernetes-validations": rules}
    [text] = share([spec(port=port, size=size)]).texts
    assert text.split("\n")[1:] == [
        " spec: {properties: {",
        " port: {properties: {",
        " end: {type: integer},",
        " start: {type: integer}},type: object},",
        " size: {type: integer,x-kubernetes-validations: [",
        ' {rule: "self > 0"},',
        ' {rule: "self < 9"}]}}}}}}}]}',
    ]


def test_another_property_of_a_schema_changes_its_line_only() -> None:
    properties: dict[str, Tree] = {f"property{number}": {"type": "string"} for number in range(9)}
    before, after = (share([spec(**one)]).texts[0] for one in (properties, {"more": {"type": "string"}, **properties}))
    assert set(after.split("\n")) - set(before.split("\n")) == {" more: {type: string},"}


def test_no_line_of_the_current_crds_holds_two_properties() -> None:
    found = share([crd["spec"] for crd in take_in(LINE)[1].crds])
    nested = re.compile(r"properties: \{[^\n{]")
    assert [text[:100] for text in (*found.texts, *found.definitions.values()) if nested.search(text)] == []
