"""Every example of values passes both schemas and renders with both helms, and says what it is for."""

import pytest

from generator.base import yamltree
from generator.schemas.validation import schema_problems
from tests.builds import current
from tests.paths import ROOT
from tests.rendering import HELMS, problems, rendered

EXAMPLES = sorted((ROOT / "examples").glob("*-values.yaml"))


def test_there_are_examples_and_nothing_else_beside_them() -> None:
    assert sorted(path for path in (ROOT / "examples").iterdir() if path.is_file()) == EXAMPLES
    assert EXAMPLES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_what_it_is_for_and_is_right(path: object) -> None:
    text = (ROOT / "examples" / str(path)).read_text(encoding="utf-8")
    [values] = yamltree.load(text, str(path))
    assert text.startswith("# ")
    assert isinstance(values, dict)
    assert problems(values) == []
    assert schema_problems(current().people_schema, values) == []
    renders = [rendered(values, helm) for helm in HELMS]
    assert renders[0]
    assert renders[0] == renders[1]
