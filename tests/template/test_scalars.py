"""A scalar prints as YAML that every reader takes for the same value."""

import pytest

from generator.base.trees import Tree
from generator.template.scalars import scalar


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        ("10.244.0.0/16", "10.244.0.0/16"),
        ("no", '"no"'),
        ("a b", '"a b"'),
        (256, "256"),
        (True, "true"),
        (None, "null"),
        ({}, "{}"),
        ([], "[]"),
        ("\x7f", '"\\U0000007f"'),
    ],
    ids=[
        "a word",
        "a network",
        "a switch",
        "two words",
        "a number",
        "a boolean",
        "a null",
        "no key",
        "no item",
        "a control",
    ],
)
def test_a_scalar_prints(value: Tree, text: str) -> None:
    assert scalar(value) == text
