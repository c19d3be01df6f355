"""Every property with a wrong type, an unknown key in every section, null for every key: refused by all alike."""

from functools import cache

import pytest

from generator.base.trees import Tree
from tests.declared import NODES, VALUES
from tests.declared import SECTIONS as ALL_SECTIONS
from tests.rendering import DEFAULTS, HELMS, Values, names_path, nested, overlay, problems, problems_of, refusal
from tests.rendering import at as standing

# What other charts set, too, is open and may be missing.
OPEN = "global"
SECTIONS = tuple(section for section in ALL_SECTIONS if section != OPEN)
REQUIRED = [path for path in VALUES if standing(DEFAULTS, path) is not None and not path.startswith(OPEN)]

PLACES = (*VALUES, *(section for section in SECTIONS if section))
EXAMPLES: dict[str, Tree] = {
    "string": "true",
    "boolean": True,
    "integer": 7,
    "number": 7.5,
    "array": ["x"],
    "object": {"x": "y"},
}


def accepted(at: str) -> set[str]:
    """The JSON types that the schema takes at a place."""
    taken: set[str] = set()
    for place, node in NODES.items():
        if place == at or place.startswith(f"{at} > anyOf"):
            types = node.get("type", [])
            taken |= {str(name) for name in types} if isinstance(types, list) else {str(types)}
    return taken


@cache
def wrong_types() -> tuple[tuple[str, str], ...]:
    """Each place with each type that it does not take."""
    return tuple((at, name) for at in PLACES for name in EXAMPLES if name not in accepted(at))


def with_wrong(name: str) -> tuple[list[str], Values]:
    """All values that do not take a type, with values of that type."""
    wrong = [at for at, other in wrong_types() if other == name and at in VALUES]
    values: Values = {}
    for at in wrong:
        values = overlay(dict(values), nested(at, EXAMPLES[name]))
    return wrong, values


def test_every_property_has_a_wrong_type() -> None:
    assert {at for at, _ in wrong_types()} == {*PLACES}
    assert len(wrong_types()) > 4 * len(VALUES)


@pytest.mark.parametrize("at", sorted(PLACES))
def test_python_refuses_a_wrong_type_of(at: str) -> None:
    for name in [name for place, name in wrong_types() if place == at]:
        found = problems_of(at, EXAMPLES[name])
        assert {problem.partition(": ")[0] for problem in found} == {at}, name


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_helm_refuses_wherever_it_does_not_belong_a(name: str, helm: str) -> None:
    wrong, values = with_wrong(name)
    message = refusal(values, helm)
    assert [at for at in wrong if f"at '/{at.replace('.', '/')}'" not in message] == []


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("section", [section for section in SECTIONS if section.count(".") < 2 and section])
def test_helm_refuses_a_text_in_place_of(section: str, helm: str) -> None:
    assert names_path(refusal(nested(section, "x"), helm), section)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section or "the top")
def test_python_refuses_an_unknown_key_in(section: str) -> None:
    key = f"{section}.unknown".removeprefix(".")
    assert problems(nested(key, "x")) == [
        f"{section or 'values'}: Additional properties are not allowed ('unknown' was unexpected)"
    ]


@pytest.mark.parametrize("helm", HELMS)
def test_helm_refuses_an_unknown_key_in_every_section(helm: str) -> None:
    values: Values = {}
    for section in SECTIONS:
        values = overlay(dict(values), nested(f"{section}.unknown".removeprefix("."), "x"))
    message = refusal(values, helm)
    places = [
        f"at '{section and '/'}{section.replace('.', '/')}': additional properties 'unknown'" for section in SECTIONS
    ]
    assert [place for place in places if place not in message] == []


@pytest.mark.parametrize("path", REQUIRED)
def test_python_refuses_null_for(path: str) -> None:
    section, _, key = path.rpartition(".")
    [problem] = problems_of(path, None)
    assert problem.startswith(f"{section or 'values'}: '{key}' is a required property; expected not empty: null, or")


@pytest.mark.parametrize("helm", HELMS)
def test_helm_refuses_null_for_every_key(helm: str) -> None:
    values: Values = {}
    for path in REQUIRED:
        values = overlay(dict(values), nested(path, None))
    message = refusal(values, helm)
    assert [path for path in REQUIRED if f"'{path.split('.')[-1]}'" not in message] == []
    assert [path for path in REQUIRED if not names_path(message, path)] == []
