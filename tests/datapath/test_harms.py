"""Tests that what is installed without a refusal, to see that it harms, is what the chart refuses."""

import pytest

from tests.datapath.harms import HARMS, Harm
from tests.rendering import refusal


def test_no_harm_is_another_one() -> None:
    assert len({harm.name for harm in HARMS}) == len(HARMS)


@pytest.mark.parametrize("harm", HARMS, ids=[harm.name for harm in HARMS])
def test_the_chart_refuses_what_harms(harm: Harm) -> None:
    assert refusal(harm.case.values, "helm4")
