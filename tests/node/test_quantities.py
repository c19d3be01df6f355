"""Quantities of Kubernetes become the processors and the bytes that a container runtime takes."""

from fractions import Fraction

import pytest

from generator.base.errors import ProblemsError
from generator.node.quantities import amount, limits

AMOUNTS = {
    "1": 1,
    "0.5": Fraction(1, 2),
    ".5": Fraction(1, 2),
    "250m": Fraction(1, 4),
    "128Mi": 128 * 2**20,
    "1.5Gi": 3 * 2**29,
    "1k": 1000,
    "1e3": 1000,
    "2E": 2 * 10**18,
    "5E-1": Fraction(1, 2),
}


@pytest.mark.parametrize(("quantity", "number"), AMOUNTS.items(), ids=AMOUNTS)
def test_a_quantity_is_a_number(quantity: str, number: Fraction) -> None:
    assert amount(quantity) == number


@pytest.mark.parametrize("quantity", ["", "a", "1 Mi", "1mi", "-1", "1KiB"])
def test_what_is_no_quantity_is_refused(quantity: str) -> None:
    with pytest.raises(ProblemsError, match=r"^the quantity '.*': expected one such as 250m or 128Mi, found another$"):
        amount(quantity)


def test_limits_are_rounded_up_to_what_a_runtime_takes() -> None:
    given = {"cpu": "1u", "memory": "0.5"}
    assert list(limits("here", {**given})) == ["--cpus=0.001", "--memory=1"]
    assert list(limits("here", {"cpu": 2, "memory": "1Gi"})) == ["--cpus=2", "--memory=1073741824"]
