"""Reads the README of a bundle as a person does: its sections, and what is said before each block of commands."""

import re

from msgspec import Struct

INSTALL, SEE, REMOVE = "Install, in this order", "See that it works", "Remove it"


class Step(Struct, frozen=True, kw_only=True):
    """A block of commands, and the text before it."""

    text: str
    commands: tuple[str, ...]


def _section(readme: str, heading: str) -> str:
    _, _, rest = readme.partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0]


def steps(readme: str, heading: str) -> list[Step]:
    """Return the steps of a section in their order."""
    found = re.findall(r"(.*?)^```\n(.*?)^```$", _section(readme, heading), re.S | re.M)
    return [Step(text=text.strip(), commands=tuple(block.splitlines())) for text, block in found]


def needed(readme: str) -> list[str]:
    """Return the paths of files that the machine must have and that the bundle does not hold."""
    found = re.search(r"without them no unit starts: (.*)\.$", readme, re.M)
    return re.findall(r"`([^`]+)`", found[1]) if found else []


def filled(step: Step) -> tuple[str, list[str]]:
    """Return the file that a step fills in, and what stands there for the token, the CA and the API server."""
    [name] = re.findall(r"Fill in `([^`]+)`", step.text)
    return name, re.findall(r"in the place of `([^`]+)`", step.text)
