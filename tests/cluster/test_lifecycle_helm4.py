"""Each variant lives its whole life in the newest proven API server, under helm 4; helm 3 has a file of its own.

xdist hands out whole files, so both helms live side by side; its groups do not work with pytest 9.2.
"""

from collections.abc import Callable, Iterator

import pytest

from generator.cluster.apiserver import NEWEST
from tests import lifecycle
from tests.lifecycle import CHECKS, VARIANTS, Facts, Life

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Life]]:
    """What was seen in the life of a variant."""
    with lifecycle.lives("helm4", NEWEST, tmp_path_factory.mktemp("values")) as live:
        yield live


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
@pytest.mark.parametrize("variant", VARIANTS)
def test_of_each_variant(variant: str, check: Callable[[Life], Facts], live: Callable[[str], Life]) -> None:
    seen, expected = check(live(variant))
    assert seen == expected
