"""What a template prints for a value that is set, `false` and 0 among them, and for one that is not, by helm itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.trees import Tree
from generator.settings.actions.expressions import Printed, expression, go_literal, style_of
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.apply import apply_plan
from generator.settings.kind import Kind, several, switch, whole
from generator.settings.setting import Setting
from generator.template.nodes import Template
from tests.catalogues import TEXT, planned, printed, row
from tests.rendering import HELMS, mapping, rendered
from tests.trees import document, node

SWITCH = switch("true or false")
FROM_ZERO = whole("a number", 0, 9)
ZERO_IS_UNSET = whole("a number", 1, 9, unset=0)
MINUS_ONE_IS_UNSET = whole("a number", 0, 9, unset=-1)
LIST = several(TEXT)


class Case(Struct, frozen=True, kw_only=True):
    """A value of a kind, what upstream has at its place, and what is there in the end."""

    kind: Kind
    upstream: Tree
    value: Tree
    expected: Tree


CASES = {
    "a switch keeps false": Case(kind=SWITCH, upstream=True, value=False, expected=False),
    "a switch keeps true": Case(kind=SWITCH, upstream=False, value=True, expected=True),
    "a switch that is null is upstream's": Case(kind=SWITCH, upstream=True, value=None, expected=True),
    "a number keeps 0": Case(kind=FROM_ZERO, upstream=5, value=0, expected=0),
    "a number that is null is upstream's": Case(kind=FROM_ZERO, upstream=5, value=None, expected=5),
    "a number whose 0 means upstream's": Case(kind=ZERO_IS_UNSET, upstream=5, value=0, expected=5),
    "a number that is set": Case(kind=ZERO_IS_UNSET, upstream=5, value=9, expected=9),
    "a number whose -1 means upstream's": Case(kind=MINUS_ONE_IS_UNSET, upstream=5, value=-1, expected=5),
    "a number keeps 0 where -1 is unset": Case(kind=MINUS_ONE_IS_UNSET, upstream=5, value=0, expected=0),
    "a text with quotes": Case(kind=TEXT, upstream="n", value='a"\\b', expected='a"\\b'),
    "upstream's text with quotes": Case(kind=TEXT, upstream="it's \"n\\", value="", expected="it's \"n\\"),
    "a text where upstream has null": Case(kind=TEXT, upstream=None, value="a", expected="a"),
    "null where nothing is set": Case(kind=TEXT, upstream=None, value="", expected=None),
    "a list where upstream has null": Case(kind=LIST, upstream=None, value=["a: b"], expected=["a: b"]),
    "a list that is empty": Case(kind=LIST, upstream=None, value=[], expected=None),
}
# Where upstream has a list, or a scalar as a text, outside of JSON texts.
YAML_ONLY = {
    "a list": Case(kind=LIST, upstream=["u"], value=["a: b"], expected=["a: b"]),
    "upstream's list": Case(kind=LIST, upstream=["u"], value=[], expected=["u"]),
    "false as text": Case(kind=SWITCH, upstream="true", value=False, expected="false"),
    "upstream's true as text": Case(kind=SWITCH, upstream="true", value=None, expected="true"),
    "0 as text": Case(kind=FROM_ZERO, upstream="5", value=0, expected="0"),
}


def key(name: str) -> str:
    """A name as the key of a value."""
    return "v" + "".join(letter for letter in name.title() if letter.isalnum() or letter == "-").replace("-", "minus")


def made(setting: Setting, upstream: Tree) -> Template:
    """An object with upstream's tree at its place, after a setting's edit."""
    body = node({"kind": "A", "at": upstream})
    templates = (document("A/a", "", body=body),)
    return apply_plan(templates, planned(templates, setting))[0]


def templates() -> Iterator[tuple[str, Template]]:
    """Every case overridden in YAML and in JSON, and inserted into both."""
    for name, case in {**CASES, **YAML_ONLY}.items():
        path, kind, new = key(name), case.kind, Inserts(key="new", before="m")
        yield f"{name}, in YAML", made(row("A/a at", Overrides(), path=path, kind=kind), case.upstream)
        if name in CASES:
            text = json.dumps({"m": case.upstream})
            yield f"{name}, in JSON", made(row("A/a at.m", Overrides(), path=path, kind=kind), text)
            yield f"{name}, new in YAML", made(row("A/a at", new, path=path, kind=kind), {"m": 1})
            yield f"{name}, new in JSON", made(row("A/a at", new, path=path, kind=kind), text)


TEMPLATES = dict(templates())


@pytest.fixture(scope="module", name="chart")
def _chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chart with an object for each case."""
    folder = tmp_path_factory.mktemp("chart")
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: x\nversion: 1.0.0\n", encoding="utf-8")
    for name, template in TEMPLATES.items():
        text = f"metadata: {{name: {json.dumps(name)}}}\n{printed(template)}"
        (folder / "templates" / f"{key(name)}.yaml").write_text(text, encoding="utf-8")
    return folder


def found(chart: Path, helm: str) -> dict[str, Tree]:
    """What each object has, JSON read."""
    values = {key(name): case.value for name, case in {**CASES, **YAML_ONLY}.items()}
    places: dict[str, Tree] = {}
    for one in rendered(values, helm, chart):
        at = one["at"]
        is_text = isinstance(at, str) and at.startswith("{")
        places[str(mapping(one, "metadata")["name"])] = json.loads(str(at)) if is_text else at
    return places


def expected(name: str) -> Tree:
    """What a case has in the end: where it is new, itself, if it is set."""
    case, _, where = name.rpartition(", ")
    wanted = {**CASES, **YAML_ONLY}[case]
    if where == "in YAML":
        return wanted.expected
    if where == "in JSON":
        return {"m": wanted.expected}
    is_set = wanted.expected == wanted.value and wanted.value not in (None, "")
    upstream = wanted.upstream if where == "new in JSON" else 1
    return {"new": wanted.value, "m": upstream} if is_set else {"m": upstream}


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_value_is_printed_as_it_is(name: str, helm: str, chart: Path) -> None:
    assert json.dumps(found(chart, helm)[name], sort_keys=True) == json.dumps(expected(name), sort_keys=True)


LITERALS = [
    pytest.param('a"b\\c\nd\x01', '"a\\"b\\\\c\\nd\\u0001"', id="a text"),
    pytest.param("ü", '"ü"', id="a letter beyond ASCII"),
    pytest.param(5, "5", id="a number"),
    pytest.param(True, "true", id="a boolean"),
    pytest.param(None, "nil", id="null"),
]


@pytest.mark.parametrize(("value", "literal"), LITERALS)
def test_a_scalar_is_a_literal_of_the_template_language(value: Tree, literal: str) -> None:
    assert go_literal(value) == literal


@pytest.mark.parametrize(("value", "name"), [("1", "TEXT"), (1, "NATIVE"), (True, "NATIVE"), ([], "NATIVE")])
def test_a_place_is_a_text_where_upstream_has_one(value: Tree, name: str) -> None:
    assert style_of(value).name == name


CONDITIONS = [
    pytest.param(Printed(value=".Values.x"), ".Values.x", id="its value"),
    pytest.param(expression("f .", is_set="eq .Values.x 1"), "eq .Values.x 1", id="its own test"),
]


@pytest.mark.parametrize(("by", "test"), CONDITIONS)
def test_a_value_is_set_when(by: Printed, test: str) -> None:
    assert by.condition.tests == (test,)
