"""The schema means the same to helm and to the Python jsonschema: both refuse the same ones of many random values."""

import random
import re

import pytest

from generator.base.trees import Tree
from tests.declared import VALUES
from tests.rendering import nested, overlay, problems, refusal

NUMBERS: tuple[Tree, ...] = (0, 1, 19, 20, 26, 32, 33, 67, 68, 9000, 9001, 65535, 65536, 1.0, 26.5, True, "26")
TEXTS = (
    "10.244.0.0/16",
    "fd00:10:42::/56",
    "::/16",
    "reg.example.com:5000/a/b",
    "v3.32.1",
    "sha256:" + "0" * 64,
    "interface=enp.*",
    "http://10.0.0.1:2379",
    "https://[::1]",
    "-----BEGIN A-----\nYQ==\n-----END A-----\n",
    "Always",
    "a",
    "",
)
INSERTED = "az09AZ./:-_@ \n\t\r%=[]()*+?é|^$\\\u2028\u00a0\x0b\x0c\x1c\x85"


def text(chance: random.Random) -> str:
    """A text that means something to some value, changed a little."""
    found = chance.choice(TEXTS)
    for _ in range(chance.randint(0, 2)):
        at = chance.randint(0, len(found))
        found = found[:at] + chance.choice((chance.choice(INSERTED), "")) + found[at + chance.randint(0, 1) :]
    return found


def some(default: Tree, chance: random.Random) -> Tree:
    """A value of about the type of the default."""
    if isinstance(default, str):
        return text(chance)
    if isinstance(default, list):
        return [text(chance) for _ in range(2)]
    if isinstance(default, dict):
        return {text(chance): text(chance) for _ in range(2)}
    return chance.choice(NUMBERS)


def declared(place: str) -> str:
    """The value that a place belongs to."""
    return next(path for path in VALUES if place == path or place.startswith(f"{path}."))


@pytest.mark.parametrize("seed", range(24))
def test_helm_and_python_refuse_the_same_of_round(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - values for a test
    values: dict[str, Tree] = {}
    for path, value in VALUES.items():
        values = overlay(values, nested(path, some(value.default, chance)))
    lines = re.findall(r"^ *- at '/(.*?)': (.*)$", refusal(values, "helm4"), re.MULTILINE)
    by_helm = {declared(place.replace("/", ".")) for place, told in lines if told != "validation failed"}
    by_python = {declared(line.partition(": ")[0]) for line in problems(values)}
    assert by_helm == by_python
    assert len(by_python) > 10
