"""Every illegal sample of every setting is refused, by both helms and by the Python jsonschema, with its path."""

from collections.abc import Mapping

import pytest

from generator.base.trees import Tree
from generator.settings.catalogue import nested
from tests.declared import VALUES
from tests.rendering import HELMS, names_path, problems, refusal

ROUNDS = max(len(setting.kind.illegal) for setting in VALUES.values())


def wrong(number: int) -> dict[str, Tree]:
    """An illegal sample for each setting that has so many."""
    return {
        path: setting.kind.illegal[number] for path, setting in VALUES.items() if number < len(setting.kind.illegal)
    }


def unnamed(message: str, values: Mapping[str, Tree]) -> list[str]:
    """The values that a message does not name, neither themselves nor an item of theirs."""
    items = (path for path in values if not names_path(message, path))
    return [path for path in items if f"'/{path.replace('.', '/')}/" not in message]


def test_every_setting_has_illegal_samples() -> None:
    assert [path for path, setting in VALUES.items() if not setting.kind.illegal] == []


@pytest.mark.parametrize("path", VALUES)
def test_python_refuses_the_illegal_samples_of(path: str) -> None:
    for sample in VALUES[path].kind.illegal:
        found = problems(nested({path: sample}))
        assert found, repr(sample)
        assert all(problem.startswith(path) for problem in found), found


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("number", range(ROUNDS))
def test_helm_refuses_the_illegal_samples_of_round(number: int, helm: str) -> None:
    values = wrong(number)
    assert unnamed(refusal(nested(values), helm), values) == []


@pytest.mark.parametrize("path", VALUES)
def test_python_takes_the_legal_samples_of(path: str) -> None:
    assert [problem for sample in VALUES[path].kind.legal for problem in problems(nested({path: sample}))] == []
