"""Every illegal sample of every setting is refused, by both helms and by the Python jsonschema, with its path.

What the schema in the chart leaves to the chart's rules, the schema for people refuses in Python.
"""

from collections.abc import Mapping, Sequence

import pytest

from generator.base.trees import Tree
from generator.schemas.validation import schema_problems
from generator.settings.catalogue import nested
from tests.declared import VALUES, people
from tests.later import Later
from tests.rendering import HELMS, names_path, problems, problems_of, refusal

BY_SCHEMA, BY_RULES = "by the schema", "by the rules"


def sample_round(samples: Mapping[str, Sequence[Tree]], number: int) -> dict[str, Tree]:
    """One sample for each setting that has so many, so that one look at the values tells of all of them."""
    return {path: listed[number] for path, listed in samples.items() if number < len(listed)}


def rounds(samples: Mapping[str, Sequence[Tree]]) -> range:
    """The numbers of rounds until every sample had its turn."""
    return range(max(map(len, samples.values())))


def told_of(found: Sequence[str], path: str) -> list[str]:
    """The problems of one value."""
    return [problem for problem in found if problem.startswith((f"{path}:", f"{path}."))]


LEGAL = Later(lambda: {path: setting.kind.legal for path, setting in VALUES.items()}, VALUES)
ILLEGAL = Later(lambda: {path: setting.kind.illegal for path, setting in VALUES.items()}, VALUES)


def _sorted() -> Mapping[str, dict[str, list[Tree]]]:
    """The illegal samples by what refuses them."""
    found = [problems(nested(sample_round(ILLEGAL, number))) for number in rounds(ILLEGAL)]
    return {
        who: {
            path: [
                sample for sample, told in zip(listed, found, strict=False) if bool(told_of(told, path)) == by_schema
            ]
            for path, listed in ILLEGAL.items()
        }
        for who, by_schema in ((BY_SCHEMA, True), (BY_RULES, False))
    }


# How many rounds there are of legal samples and of those that one refuses, which is known before anything is built.
ROUNDS = {"legal": 6, BY_SCHEMA: 11, BY_RULES: 27}
SAMPLES = Later(_sorted, (BY_SCHEMA, BY_RULES))
CASES = [
    pytest.param(who, number, id=f"{who}, round {number + 1}")
    for who in (BY_SCHEMA, BY_RULES)
    for number in range(ROUNDS[who])
]


# What the chart's own schema takes of these is asked of the CRDs, in test_resources.
BY_CRDS = {"calico.resources", "calico.ipPools", "calico.bgp.peers", "calico.bgp.filters"}


def unnamed(message: str, values: Mapping[str, Tree]) -> list[str]:
    """The values that a message does not name, neither themselves nor an item of theirs."""
    items = (path for path in values if not names_path(message, path))
    return [path for path in items if f"'/{path.replace('.', '/')}/" not in message]


def test_every_sample_has_its_round() -> None:
    counted = {who: len(rounds(samples)) for who, samples in SAMPLES.items()}
    assert {"legal": len(rounds(LEGAL)), **counted} == ROUNDS, "say so in ROUNDS"


def test_every_setting_has_illegal_samples() -> None:
    assert [path for path, setting in VALUES.items() if not setting.kind.illegal] == []


def test_rules_refuse_a_sample_of_every_setting_that_has_a_form() -> None:
    strict = {path for path, setting in VALUES.items() if setting.kind.strict or setting.kind.walked} - BY_CRDS
    formed = {path for path, setting in VALUES.items() if setting.kind.text_format} | strict
    # Names and types of plugins inside a whole list have forms of CNI's.
    assert {path for path, samples in SAMPLES[BY_RULES].items() if samples} == {*formed, "cni.config"}
    assert len(formed) > 30


@pytest.mark.parametrize("path", [*VALUES][::20])
def test_a_sample_alone_is_judged_as_among_all_values_of(path: str) -> None:
    samples: list[Tree] = [*VALUES[path].kind.legal, *VALUES[path].kind.illegal, None, {"x": "y"}]
    for sample in samples:
        assert problems_of(path, sample) == problems(nested({path: sample})), repr(sample)


@pytest.mark.parametrize("path", VALUES)
def test_python_refuses_the_illegal_samples_of(path: str) -> None:
    for sample in VALUES[path].kind.illegal:
        found = schema_problems(people(), nested({path: sample}))
        assert found, repr(sample)
        assert all(problem.startswith(path) for problem in found), found


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(("who", "number"), CASES)
def test_helm_refuses_the_illegal_samples(who: str, number: int, helm: str) -> None:
    values = sample_round(SAMPLES[who], number)
    message = refusal(nested(values), helm)
    assert unnamed(message, values) == []
    assert ("the specifications of the schema" in message) == (who == BY_SCHEMA)
    assert "does not match" not in message
    assert "CANARY" not in message


@pytest.mark.parametrize("number", range(ROUNDS["legal"]))
def test_python_takes_the_legal_samples(number: int) -> None:
    values = nested(sample_round(LEGAL, number))
    assert problems(values) == schema_problems(people(), values) == []
