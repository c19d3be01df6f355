"""What an action cannot do at a place is refused while planning, with setting, place, reason and remedy."""

import pytest

from generator.features.manifests import FEATURES
from generator.settings.actions.action import Action
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Guards
from generator.settings.actions.inserting import Inserts, Spreads
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.actions.text_lines import InsertsLine, SwitchesLine
from generator.settings.actions.uses_image import UsesImage
from generator.settings.kind import BOOLEAN, several
from generator.settings.setting import Setting
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar
from tests.catalogues import TEXT, planned, refused, row
from tests.trees import document

VARIABLE = SetsEnv(name="A", before="Z")
IN_JSON = "a place inside a JSON text, which this action cannot change"
FALSE = "a value whose false would be taken for not set: its kind must be a switch"
JSON = '{a: \'{"A": "n", "B": {"C": 1}, "D": []}\'}'
LAYOUT = "an object or a list in a JSON text, which would lose upstream's layout"
TEXT_OF_LINES = '{a: "x\\ny"}'

CASES = [
    pytest.param(
        TEXT_OF_LINES, "a[x]", Overrides(), """the line 'x', no `"member": value` of a JSON object""", id="line"
    ),
    pytest.param(JSON, "a.B", Overrides(), LAYOUT, id="override an object of a JSON text"),
    pytest.param(JSON, "a.D", Overrides(), LAYOUT, id="override a list of a JSON text"),
    pytest.param(JSON, "a", Overrides(), LAYOUT, id="override a whole JSON text"),
    pytest.param("{a: {b: c}}", "a", VARIABLE, "no list of variables", id="a variable in a mapping"),
    pytest.param("{a: []}", "a", VARIABLE, "no list of variables", id="a variable in an empty list"),
    pytest.param(
        "{env: [{name: A, valueFrom: {b: c}}]}",
        "env",
        VARIABLE,
        "a list whose A has its value from elsewhere",
        id="a variable with its value from elsewhere",
    ),
    pytest.param(JSON, "a.A", VARIABLE, IN_JSON, id="a variable in a JSON text"),
    pytest.param("{a: b}", "a", Inserts(key="k"), "no mapping and no list", id="insert into a scalar"),
    pytest.param("{a: null}", "a", Inserts(key="k"), "no mapping and no list", id="insert into nothing"),
    pytest.param("{a: [b]}", "a", Inserts(key="k", parent="p"), "no mapping", id="insert below a list"),
    pytest.param(
        "{a: {p: b}}", "a", Inserts(key="k", parent="p"), "a mapping whose p is no mapping", id="insert below a scalar"
    ),
    pytest.param(
        JSON, "a", Inserts(key="k", before="Z"), "no JSON object with a member 'Z' to put k before", id="no neighbour"
    ),
    pytest.param(
        JSON, "a.A", Inserts(key="k", before="A"), "no JSON object with a member 'A' to put k before", id="no object"
    ),
    pytest.param("{a: b}", "a", Spreads(parent="p", text="f ."), "no mapping", id="spread into a scalar"),
    pytest.param("{a: {p: [b]}}", "a", Spreads(parent="p", text="f ."), "a mapping whose p is no mapping", id="spread"),
    pytest.param(JSON, "a.B", Spreads(parent="p", text="f ."), IN_JSON, id="spread in a JSON text"),
    pytest.param(JSON, "a.A", Guards(), IN_JSON, id="guard a member of a JSON text"),
    pytest.param(TEXT_OF_LINES, "a[x]", Guards(), "a line of a text", id="guard a line"),
    pytest.param("{a: b}", "a", InsertsLine(text="n", before="x"), "no text of several lines", id="a line in a scalar"),
    pytest.param(
        TEXT_OF_LINES, "a[x]", InsertsLine(text="n", before="x"), "no text of several lines", id="a line in a line"
    ),
    pytest.param(
        TEXT_OF_LINES,
        "a",
        InsertsLine(text="n", before="z"),
        "a text without the line 'z' to put 'n' before",
        id="no such line",
    ),
    pytest.param(JSON, "a", InsertsLine(text="n", before="x"), IN_JSON, id="a line in a JSON text"),
    pytest.param("{a: b}", "a", SwitchesLine(text="n"), "no line of a text", id="switch a scalar"),
    pytest.param(TEXT_OF_LINES, "a", SwitchesLine(text="n"), "no line of a text", id="switch a whole text"),
    pytest.param(JSON, "a.A", SwitchesLine(text="n"), IN_JSON, id="switch in a JSON text"),
    pytest.param("{c: {name: n}}", "c", UsesImage(role="n"), "no container with an image", id="no image"),
    pytest.param(
        "{c: {image: {a: b}}}", "c", UsesImage(role="n"), "no container with an image", id="an image of parts"
    ),
    pytest.param("{c: b}", "c", UsesImage(role="n"), "no container with an image", id="no container"),
    pytest.param(JSON, "a.B", UsesImage(role="n"), IN_JSON, id="an image in a JSON text"),
    pytest.param("{a: {b: c}}", "a", RenamesByInput(), "no name that all variants agree on", id="rename a mapping"),
    pytest.param(JSON, "a.A", RenamesByInput(), IN_JSON, id="rename in a JSON text"),
]


def message(action: Action, at: str, reason: str) -> str:
    """The problem, without the setting's name."""
    shown = at.replace("[x]", ".x")
    if isinstance(action, UsesImage):
        remedy = "see what upstream means, and correct it in a copy of the manifest"
        found = f"{reason}, in {', '.join(FEATURES.points('calico'))}"
        return f"Job/a > {shown}: expected a container with an image that values can change, found {found}; {remedy}"
    return (
        f"Job/a > {shown}: expected a place at which it can {action.purpose}, found {reason}; "
        "choose another action in the setting's row"
    )


def refusal(text: str, setting: Setting) -> str:
    """The one problem of a setting, without its name, which is seen to be there."""
    [problem] = refused([document("Job/a", text)], setting)
    name, _, rest = problem.partition(" > ")
    assert name in ("setting x", "setting images.n")
    return rest


@pytest.mark.parametrize(("text", "at", "action", "reason"), CASES)
def test_a_place_is_refused(text: str, at: str, action: Action, reason: str) -> None:
    assert refusal(text, row(f"Job/a {at}", action)) == message(action, at, reason)


@pytest.mark.parametrize(
    ("text", "at", "action"),
    [
        pytest.param("{a: true}", "a", Overrides(), id="overridden"),
        pytest.param("{a: '{\"A\": true}'}", "a.A", Overrides(), id="in a JSON text"),
        pytest.param("{env: [{name: B, value: c}]}", "env", VARIABLE, id="in a variable"),
    ],
)
def test_a_boolean_whose_false_would_be_lost_is_refused(text: str, at: str, action: Action) -> None:
    assert refusal(text, row(f"Job/a {at}", action, kind=BOOLEAN)) == message(action, at, FALSE)


def test_a_list_in_a_variable_is_refused() -> None:
    found = refusal("{env: [{name: Z}]}", row("Job/a env", VARIABLE, kind=several(TEXT)))
    assert found == message(VARIABLE, "env", "a list or mapping, which no variable holds")


def test_alternatives_of_names_cannot_follow_the_input() -> None:
    body = MapNode((Entry("a", Choice((Option(Scalar("b")), Option(Scalar("c"), otherwise=True)))),))
    [problem] = refused([document("Job/a", "", body=body)], row("Job/a a", RenamesByInput()))
    assert problem == f"setting x > {message(RenamesByInput(), 'a', 'no name that all variants agree on')}"


def test_every_place_that_is_refused_is_shown() -> None:
    rows = (row("Job/a a", VARIABLE), row("Job/a c", VARIABLE, path="y"))
    found = refused([document("Job/a", "{a: b, c: d}")], *rows)
    assert [line.partition(":")[0] for line in found] == ["setting x > Job/a > a", "setting y > Job/a > c"]


def test_a_place_that_fits_is_planned() -> None:
    [step] = planned([document("Job/a", "{a: b}")], row("Job/a a", Overrides())).steps
    assert len(step.places) == 1
