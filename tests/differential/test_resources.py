"""The chart and calicoctl take the same of Calico's resources, over resources changed by chance."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.trees import submap
from generator.tools.helm import GO
from tests.calicoctl import calicoctl as call
from tests.calicoctl import kubernetes
from tests.differential.calicoctl import Calicoctl, asked
from tests.differential.figures import BOTH_REFUSE, BOTH_TAKE, figures
from tests.differential.resource_cases import Case
from tests.differential.resource_deliberate import RESOURCES
from tests.differential.resources import kinds, resource_cases, verdicts, wrong
from tests.paths import CHART

pytestmark = pytest.mark.cluster

COUNT, SEED = 300, 1
# Each of so many cases is applied by calicoctl itself.
STEP = 50
CHECKS = "charts/cni-library/files/resource-checks.tpl"


@pytest.fixture(scope="module")
def calicoctl() -> Iterator[Calicoctl]:
    """What answers for calicoctl."""
    with asked() as running:
        yield running


@pytest.fixture(scope="module")
def cases(calicoctl: Calicoctl) -> list[Case]:
    """Resources of every kind."""
    return resource_cases(calicoctl, SEED, COUNT)


def test_both_take_and_refuse_the_same(calicoctl: Calicoctl, cases: list[Case]) -> None:
    found = figures([*verdicts(calicoctl, cases)], RESOURCES)
    assert wrong(found) == []
    assert found.counts.keys() == {*kinds()}
    few = {kind: one for kind, one in found.counts.items() if not (one[BOTH_TAKE] and one[BOTH_REFUSE])}
    assert few == {}


@pytest.mark.parametrize("name", ["formed", "ruled"])
def test_a_chart_without_a_part_of_its_checks_takes_too_much(
    calicoctl: Calicoctl, cases: list[Case], name: str, tmp_path: Path
) -> None:
    copy = shutil.copytree(CHART, tmp_path / "cni")
    text = (copy / CHECKS).read_text(encoding="utf-8")
    asks = f'{{{{- $told = include "cni.resources.{name}" '
    assert text.count(asks) == 1
    (copy / CHECKS).write_text(text.replace(asks, asks.replace("$told =", "$_ :=")), encoding="utf-8")
    assert wrong(figures([*verdicts(calicoctl, cases, copy)], RESOURCES)) != []


def test_calicoctl_itself_says_the_same(calicoctl: Calicoctl, cases: list[Case], tmp_path: Path) -> None:
    environment = {**GO, **kubernetes(tmp_path, calicoctl.cluster.kubeconfig)}
    path = tmp_path / "resource.json"
    for case in cases[::STEP]:
        path.write_text(json.dumps(case.resource), encoding="utf-8")
        expected = calicoctl.refusal(case.resource)
        done = call(environment, "apply", f"--filename={path}")
        assert bool(done.returncode) == bool(expected), (str(case), expected, done.stdout + done.stderr)
        if done.returncode == 0:
            assert call(environment, "delete", f"--filename={path}").returncode == 0, submap(case.resource, "metadata")
