"""Each check of `python -m generator check` turns red when its rule is broken, and counts what it saw."""

import json
import shutil
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.findings import Finding, Result
from generator.base.trees import Tree
from generator.checks.conformance import check_conformance
from generator.checks.fresh import check_fresh
from generator.checks.lint import check_lint
from generator.checks.rendered import check_equal
from generator.checks.renders import Render, Renders
from generator.releases.lines import read_lines
from generator.report.results import results_json, results_text
from generator.tools import helm
from tests.paths import ROOT

LINE = read_lines()[0]
CHART = ROOT / "charts" / "cni"
OBJECT: dict[str, Tree] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1"}}


def rendered(**objects: dict[str, Tree]) -> Renders:
    """One object of one scenario as each helm renders it."""
    renders = {
        (name, "calico"): Render(helm=name, scenario="calico", text=yamltree.dump([document]), objects=(document,))
        for name, document in objects.items()
    }
    return Renders(by_key=renders, helms=tuple(objects), scenarios=("calico",))


def messages(result: Result) -> list[str]:
    """The findings as text."""
    return [str(finding) for finding in result.findings]


def test_equal_renders_are_equal() -> None:
    assert messages(check_equal(rendered(helm4=OBJECT, helm3=OBJECT))) == []


def test_helms_that_differ_are_found() -> None:
    result = check_equal(rendered(helm4=OBJECT, helm3={**OBJECT, "data": {"x": 1}}))
    assert messages(result) == [
        'helm 4 = helm 3: calico rendered by helm3: [ConfigMap/a].data.x: expected "1", found 1',
    ]


def test_a_valid_object_conforms_in_every_version() -> None:
    result = check_conformance(rendered(helm4=OBJECT), ROOT / "schemas", LINE)
    assert (messages(result), dict(result.counts)) == ([], {"objects": 1, "versions": 3, "skipped": 0})


def test_a_misspelt_field_is_found_in_every_version() -> None:
    result = check_conformance(rendered(helm4={**OBJECT, "dta": {}}), ROOT / "schemas", LINE)
    assert [finding.check for finding in result.findings] == [
        "kubeconform 1.31.0",
        "kubeconform 1.34.0",
        "kubeconform 1.37.0",
    ]


def test_a_stale_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    assert messages(check_fresh(tmp_path, {"a": "old"})) == []
    assert messages(check_fresh(tmp_path, {"a": "new"})) == [f"fresh: {tmp_path}/a: differs; run nox -s generate"]


@pytest.fixture
def odd_chart(tmp_path: Path) -> Path:
    """The chart with a version that is none."""
    chart = tmp_path / "cni"
    shutil.copytree(CHART, chart)
    about = chart / "Chart.yaml"
    about.write_text(about.read_text("utf-8").replace("version: 0.1.0", "version: x.y"), "utf-8")
    return chart


def test_what_helm_lint_says_is_found(odd_chart: Path) -> None:
    values = {"calico": CHART / "ci" / "calico-values.yaml"}
    assert messages(check_lint(CHART, values)) == []
    assert [finding.where for finding in check_lint(odd_chart, values).findings] == [
        "calico with helm4",
        "calico with helm3",
    ]


def test_a_chart_that_is_refused_is_an_error_of_helm(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("plugin: weave\n", encoding="utf-8")
    with pytest.raises(helm.HelmError, match="plugin"):
        helm.template(helm.located("helm4"), helm.Install(chart=CHART, values=(values,)))


RESULTS = (
    Result(check="one", findings=(Finding(check="one", where="here", message="wrong"),), counts={"objects": 2}),
    Result(check="another", counts={"skipped": 0}),
)


def test_the_text_report_has_findings_counts_and_a_sum() -> None:
    assert results_text(RESULTS).splitlines() == [
        "one: here: wrong",
        "one      1 findings    objects 2",
        "another  ok            skipped 0",
        "1 findings",
    ]


def test_the_json_report_has_the_same() -> None:
    report = json.loads(results_json(RESULTS))
    assert report["findings"] == [{"check": "one", "where": "here", "message": "wrong"}]
    assert report["checks"] == {"one": {"objects": 2}, "another": {"skipped": 0}}
