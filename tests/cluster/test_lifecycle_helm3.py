"""Each variant lives its whole life in the oldest proven API server, under helm 3; helm 4 has a file of its own.

xdist hands out whole files, so both helms live side by side; its groups do not work with pytest 9.2.
"""

from collections.abc import Callable, Iterator

import pytest

from tests import lifecycle
from tests.lifecycle import CHECKS, VARIANTS, Facts, Life
from tests.servers import OLDEST

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Life]]:
    """What was seen in the life of a variant."""
    with lifecycle.lives("helm3", OLDEST, tmp_path_factory.mktemp("values")) as live:
        yield live


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
@pytest.mark.parametrize("variant", VARIANTS)
def test_of_each_variant(variant: str, check: Callable[[Life], Facts], live: Callable[[str], Life]) -> None:
    seen, expected = check(live(variant))
    assert seen == expected
