"""Every illegal sample of every setting is refused, by both helms and by the Python jsonschema, with its path.

What the schema in the chart leaves to the chart's rules, the schema for people refuses in Python.
"""

from collections.abc import Mapping

import pytest

from generator.base.trees import Tree
from generator.schemas.validation import schema_problems
from generator.settings.catalogue import nested
from tests.declared import BUILT, VALUES
from tests.rendering import HELMS, names_path, problems, refusal

PEOPLE = BUILT.chart.people_schema
BY_SCHEMA, BY_RULES = "by the schema", "by the rules"


def refused_by(path: str, sample: Tree) -> str:
    """Who refuses a sample, the schema of the chart or its rules."""
    return BY_SCHEMA if problems(nested({path: sample})) else BY_RULES


SAMPLES: dict[str, dict[str, list[Tree]]] = {
    who: {
        path: [sample for sample in setting.kind.illegal if refused_by(path, sample) == who]
        for path, setting in VALUES.items()
    }
    for who in (BY_SCHEMA, BY_RULES)
}
CASES = [
    pytest.param(who, number, id=f"{who}, round {number + 1}")
    for who, samples in SAMPLES.items()
    for number in range(max(map(len, samples.values())))
]


# What the chart's own schema takes of these is asked of the CRDs, in test_resources.
BY_CRDS = {"calico.resources", "calico.ipPools", "calico.bgp.peers", "calico.bgp.filters"}


def wrong(who: str, number: int) -> dict[str, Tree]:
    """An illegal sample for each setting that has so many."""
    return {path: samples[number] for path, samples in SAMPLES[who].items() if number < len(samples)}


def unnamed(message: str, values: Mapping[str, Tree]) -> list[str]:
    """The values that a message does not name, neither themselves nor an item of theirs."""
    items = (path for path in values if not names_path(message, path))
    return [path for path in items if f"'/{path.replace('.', '/')}/" not in message]


def test_every_setting_has_illegal_samples() -> None:
    assert [path for path, setting in VALUES.items() if not setting.kind.illegal] == []


def test_rules_refuse_a_sample_of_every_setting_that_has_a_form() -> None:
    strict = {path for path, setting in VALUES.items() if setting.kind.strict} - BY_CRDS
    formed = {path for path, setting in VALUES.items() if setting.kind.form} | strict
    # Names and types of plugins inside a whole list have forms of CNI's.
    assert {path for path, samples in SAMPLES[BY_RULES].items() if samples} == {*formed, "cni.config"}
    assert len(formed) > 30


@pytest.mark.parametrize("path", VALUES)
def test_python_refuses_the_illegal_samples_of(path: str) -> None:
    for sample in VALUES[path].kind.illegal:
        found = schema_problems(PEOPLE, nested({path: sample}))
        assert found, repr(sample)
        assert all(problem.startswith(path) for problem in found), found


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(("who", "number"), CASES)
def test_helm_refuses_the_illegal_samples(who: str, number: int, helm: str) -> None:
    values = wrong(who, number)
    message = refusal(nested(values), helm)
    assert unnamed(message, values) == []
    assert ("the specifications of the schema" in message) == (who == BY_SCHEMA)
    assert "does not match" not in message
    assert "CANARY" not in message


@pytest.mark.parametrize("path", VALUES)
def test_python_takes_the_legal_samples_of(path: str) -> None:
    for sample in VALUES[path].kind.legal:
        assert problems(nested({path: sample})) == schema_problems(PEOPLE, nested({path: sample})) == []
