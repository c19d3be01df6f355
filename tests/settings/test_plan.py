"""A row that matches too little or too much stops, and so do two rows for one place."""

import pytest
from msgspec.structs import replace

from generator.features.conditions import when
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.overriding import Overrides
from generator.settings.plan import plan_settings
from generator.settings.setting import SOME, Setting, Target
from generator.template.nodes import Choice, Entry, MapNode, Option
from tests.catalogues import TEXT, catalogue, planned, refused, row
from tests.trees import conditioned, document, node

POD = document("DaemonSet/a", "spec: {containers: [{name: n, env: [{name: A, value: x}]}, {name: m}]}")
JOB = document("Job/a", "spec: {containers: [{name: n}]}")
VARIABLE = SetsEnv(name="CIDR", before="A")


def at(address: str, places: int = 1) -> Setting:
    """A row that overrides at an address."""
    return row(address, Overrides(), places=places)


@pytest.mark.parametrize(
    ("address", "places", "count"),
    [
        ("DaemonSet/a spec.containers[n]", 1, 1),
        ("* spec.containers[*]", 3, 3),
        ("* spec.containers[*]", SOME, 3),
    ],
    ids=["one as expected", "three as expected", "at least one"],
)
def test_the_plan_has_every_place(address: str, places: int, count: int) -> None:
    [step] = planned((POD, JOB), at(address, places)).steps
    assert len(step.places) == count


def test_the_plan_has_the_places_of_all_addresses() -> None:
    found = at("DaemonSet/a spec.containers[n]")
    both = Target(at=("DaemonSet/a spec.containers[n]", "Job/a spec"), action=found.targets[0].action, places=2)
    [step] = planned((POD, JOB), replace(found, targets=(both,))).steps
    assert [str(place) for place in step.places] == ["DaemonSet/a > spec.containers[n]", "Job/a > spec"]


def test_json_texts_of_several_variants_count_as_one_place() -> None:
    options = (Option(node('{"v": 1}'), when(dataplane="bpf")), Option(node('{"v": 2}'), otherwise=True))
    templates = (document("Job/a", "", body=MapNode((Entry("a", Choice(options)),))),)
    [step] = planned(templates, at("Job/a a.v")).steps
    assert [place.steps for place in step.places] == [("a", "#0", "v"), ("a", "#1", "v")]
    assert refused(templates, at("Job/a a.v", 2)) == [
        (
            "setting x > Job/a a.v: expected 2 matches, found 1; the longest prefix that matches is 'Job/a a.v'; "
            "correct the row's address"
        )
    ]


def test_images_are_planned_first_and_additions_last() -> None:
    targets = [Target(at=(f"Job/a {key}",), action=Overrides(printed=None)) for key in "ab"]
    bound = [replace(target, action=at("Job/a a").targets[0].action) for target in targets]
    template = document("Job/a", "{a: 1, b: 2, c: 3}")
    found = plan_settings([template], replace(catalogue(at("Job/a c")), images=(bound[0],), additions=(bound[1],)))
    assert [step.target.at[0] for step in found.steps] == ["Job/a a", "Job/a c", "Job/a b"]
    assert [step.name for step in found.steps] == ["always", "x", "always"]


@pytest.mark.parametrize(
    ("address", "places", "message"),
    [
        pytest.param(
            "DaemonSet/a spec.containers[gone].env",
            1,
            "expected 1 match, found 0; the longest prefix that matches is 'DaemonSet/a spec.containers'",
            id="no match",
        ),
        pytest.param(
            "* spec.containers[*]",
            2,
            "expected 2 matches, found 3; the longest prefix that matches is '* spec.containers[*]'",
            id="too many",
        ),
        pytest.param(
            "Pod/a spec",
            SOME,
            "expected at least 1 match, found 0; the longest prefix that matches is 'no object of that name'",
            id="none of some",
        ),
    ],
)
def test_a_wrong_count_names_the_row_and_the_longest_prefix(address: str, places: int, message: str) -> None:
    found = replace(at(address, places), targets=tuple(replace(t, reads=("y.z",)) for t in at(address, places).targets))
    assert refused((POD, JOB), found) == [f"setting x, y.z > {address}: {message}; correct the row's address"]


def test_an_address_that_ends_with_the_object_stops() -> None:
    [problem] = refused((POD,), at("DaemonSet/a"))
    wanted = "expected a place at which it can print its value ahead of upstream's"
    assert f"DaemonSet/a: {wanted}, found the whole object; choose another" in problem


def test_every_wrong_row_is_shown() -> None:
    found = refused((POD, JOB), at("Job/b"), at("Job/a"), at("Job/a spec.c"))
    assert [line.split(":")[0] for line in found] == ["setting x > Job/b", "setting x > Job/a spec.c"]


def since(version: str, address: str, places: int = 1) -> Setting:
    """A row whose place calico has from a version on; the releases have v3.32.1."""
    found = at(address, places)
    return replace(found, targets=tuple(replace(target, since={"calico": version}) for target in found.targets))


def test_older_releases_need_not_have_the_place() -> None:
    [step] = planned((JOB,), since("v3.32.2", "Job/a gone")).steps
    assert step.places == ()


@pytest.mark.parametrize("version", ["v3.32.1", "v3.4.0", "v2.0.0"])
def test_releases_from_then_on_must_have_it(version: str) -> None:
    [problem] = refused((JOB,), since(version, "Job/a gone"))
    assert problem.startswith("setting x > Job/a gone: expected 1 match, found 0; ")


def test_older_releases_that_have_it_must_have_it_as_often() -> None:
    [problem] = refused((POD, JOB), since("v3.33.0", "* spec.containers[*]", 2))
    assert "expected 2 matches, found 3" in problem


def test_a_variable_must_reach_all_variants() -> None:
    body = node({"spec": {"n": {"env": [{"name": "A", "value": "x"}]}}})
    assert isinstance(body, MapNode)
    found = row("Job/a spec.n.env", VARIABLE)
    planned((replace(JOB, body=body),), found)
    narrow = conditioned(body, "spec.n", when(dataplane="bpf"))
    assert isinstance(narrow, MapNode)
    [problem] = refused((replace(JOB, body=narrow),), found)
    assert problem == (
        "setting x > Job/a > spec.n.env: expected it in all variants of the object, "
        "found it only where dataplane=bpf; say in the row's address what it is called in the others"
    )


TWICE = [
    pytest.param("{a: b}", "a", Overrides(), "a", Overrides(), id="two overrides"),
    pytest.param("{a: '{\"B\": 1}'}", "a.B", Overrides(), "a.B", Overrides(), id="two overrides in a JSON text"),
    pytest.param("{env: [{name: A, value: b}]}", "env", VARIABLE, "env", VARIABLE, id="a variable twice"),
    pytest.param(
        "{env: [{name: CIDR, value: b}]}",
        "env",
        VARIABLE,
        "env[CIDR].value",
        Overrides(),
        id="a variable and its value",
    ),
]


@pytest.mark.parametrize(("text", "one", "by", "other", "too"), TWICE)
def test_two_rows_for_one_place_stop(
    text: str, one: str, by: Overrides | SetsEnv, other: str, too: Overrides | SetsEnv
) -> None:
    rows = (row(f"Job/a {one}", by), row(f"Job/a {other}", too, path="y", kind=TEXT))
    [problem] = refused([document("Job/a", text)], *rows)
    assert problem == (
        f"setting y > Job/a > {other}: expected one row for one place, found setting x there, too; "
        "let one row's expression read both settings"
    )
