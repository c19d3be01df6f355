"""Each variant arrives and leaves under helm 4 in the oldest proven API server, and under helm 3 in the newest."""

from collections.abc import Callable, Iterator

import pytest

from generator.cluster.apiserver import NEWEST
from generator.tools import helm
from tests.lifecycle import VARIANTS, Stay, stay
from tests.servers import OLDEST, shared_cluster

pytestmark = pytest.mark.cluster

PAIRS = {"helm 4 with the oldest server": ("helm4", OLDEST), "helm 3 with the newest server": ("helm3", NEWEST)}


@pytest.fixture(scope="module", params=tuple(PAIRS.values()), ids=tuple(PAIRS))
def arrive(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Stay]]:
    """A server for a pair, and what a variant does there."""
    name, tools = request.param
    with shared_cluster(tools) as cluster:
        yield lambda variant: stay(helm.located(name), cluster, variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_arrives_and_leaves(variant: str, arrive: Callable[[str], Stay]) -> None:
    assert arrive(variant).faults() == {}
