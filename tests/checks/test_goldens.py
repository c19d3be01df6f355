"""The chart's renders and the plan are what is under golden/: one file an object, CRDs as a list of digests."""

import re

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from generator import pipeline
from generator.base import yamltree
from generator.base.trees import canonical, digest
from generator.checks.renderings import Renders, render_all, scenario_values
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.release import Document, identity
from generator.report.explain import explain
from tests.paths import ROOT

GOLDEN = ROOT / "golden"
CHART = ROOT / "charts" / "cni"
SCENARIOS = scenario_values(CHART, GOLDEN / "values", (*FEATURES.variants, *FEATURES.addons))


@pytest.fixture(scope="module")
def renders() -> Renders:
    """Every scenario as helm 4 renders it."""
    renders = render_all(CHART, SCENARIOS, helms=("helm4",))
    assert renders.refused == ()
    return renders


def golden_files(objects: tuple[Document, ...]) -> dict[str, str]:
    """The golden files of a scenario: name to text."""
    files: dict[str, str] = {}
    crds: list[str] = []
    for document in objects:
        name = identity(document)
        if document["kind"] == "CustomResourceDefinition":
            crds.append(f"{digest(canonical(document))}  {name}\n")
        else:
            files[re.sub(r"[^a-z0-9.]+", "-", name.lower()) + ".yaml"] = yamltree.dump([document])
    return {**files, **({"crds.sha256": "".join(sorted(crds))} if crds else {})}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_renders_its_golden_files(
    scenario: str, renders: Renders, file_regression: FileRegressionFixture
) -> None:
    for name, text in golden_files(renders.objects[scenario]).items():
        file_regression.check(text, fullpath=GOLDEN / "render" / scenario / name, extension=".yaml", encoding="utf-8")


def test_no_golden_file_is_left_over(renders: Renders) -> None:
    expected = {f"{scenario}/{name}" for scenario, objects in renders.objects.items() for name in golden_files(objects)}
    found = {
        path.relative_to(GOLDEN / "render").as_posix() for path in (GOLDEN / "render").rglob("*") if path.is_file()
    }
    assert found == expected, "run nox -s golden"


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_the_plan_of_a_line_is_the_golden_one(line: ReleaseLine, file_regression: FileRegressionFixture) -> None:
    text = explain(pipeline.build(line))
    path = GOLDEN / "plan" / f"{line.version}.txt"
    file_regression.check(text, fullpath=path, extension=".txt", encoding="utf-8")


def test_no_golden_plan_is_left_over() -> None:
    found = {path.name for path in (GOLDEN / "plan").iterdir()}
    assert found == {f"{line.version}.txt" for line in read_lines()}, "run nox -s golden"


def test_every_variant_is_a_scenario() -> None:
    assert set(FEATURES.variants) <= set(SCENARIOS)
