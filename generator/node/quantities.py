"""Turns the limits of a container into options of a container runtime: processors and bytes."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from generator.base.errors import problem
from generator.base.trees import Map

_SUFFIXES = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_QUANTITY = re.compile(r"\+?([0-9]+\.?[0-9]*|\.[0-9]+)(?:([eE][+-]?[0-9]+)|([numkMGTPE]|[KMGTPE]i))?")


def amount(quantity: str) -> Fraction:
    """Return the number that a quantity of Kubernetes stands for."""
    found = _QUANTITY.fullmatch(quantity)
    if not found:
        raise problem(f"the quantity {quantity!r}", expected="one such as 250m or 128Mi", found="another")
    number = Fraction(found[1])
    if found[2]:
        return number * Fraction(10) ** int(found[2][1:])
    suffix = found[3] or ""
    return number * (2 ** _BINARY[suffix] if suffix in _BINARY else Fraction(10) ** _SUFFIXES[suffix])


def limits(where: str, resources: Map) -> Iterator[str]:
    """Yield the options of a container runtime for the limits of a container, whose name errors mention."""
    for name, quantity in resources.items():
        value = amount(str(quantity))
        if name == "cpu":
            yield f"--cpus={math.ceil(value * 1000) / 1000:g}"
        elif name == "memory":
            yield f"--memory={math.ceil(value)}"
        else:
            remedy = "leave it out in a further file with -f"
            raise problem(
                f"{where} > resources.limits.{name}", expected="cpu or memory", found=str(quantity), remedy=remedy
            )
