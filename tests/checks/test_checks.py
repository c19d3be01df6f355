"""Each check of `python -m generator check` turns red when its rule is broken, and counts what it saw."""

import json
import shutil
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.findings import Finding, Result
from generator.base.trees import Tree
from generator.checks.conformance import check_conformance
from generator.checks.fresh import check_fresh
from generator.checks.lint import check_lint
from generator.checks.rendered import check_equal
from generator.checks.renders import Render, Renders, render_all
from generator.releases.lines import read_lines
from generator.report.results import all_results_json, all_results_text, results_json, results_text
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
    assert {finding.where for finding in check_lint(odd_chart, values).findings} == {
        "calico with helm4",
        "calico with helm3",
    }


def test_lint_waives_and_counts_an_api_that_is_old_for_the_kubernetes_version_and_nothing_else(tmp_path: Path) -> None:
    chart, values = tmp_path / "cni", tmp_path / "values.yaml"
    old = "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: a}}\n"
    about = "{apiVersion: v2, name: cni, version: 0.0.1}\n"
    write_tree(chart, {"Chart.yaml": about, "values.yaml": "{}\n", "templates/old.yaml": old})
    values.write_text("{}\n", encoding="utf-8")
    result = check_lint(chart, {"calico": values}, "1.21.0")
    assert (messages(result), dict(result.counts)) == ([], {"lints": 2, "waived": 2})
    assert check_lint(chart, {"calico": values}, "1.20.0").counts["waived"] == 0
    (chart / "templates" / "wrong.yaml").write_text("a: [\n", encoding="utf-8")
    assert {finding.where for finding in check_lint(chart, {"calico": values}, "1.21.0").findings} == {
        "calico with helm4",
        "calico with helm3",
    }


def test_every_scenario_is_rendered_for_the_kubernetes_version(tmp_path: Path) -> None:
    chart, values = tmp_path / "cni", tmp_path / "values.yaml"
    text = "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {{ .Capabilities.KubeVersion.Version }}}\n"
    about = "{apiVersion: v2, name: cni, version: 0.0.1, kubeVersion: '<1.22.0-0'}\n"
    write_tree(chart, {"Chart.yaml": about, "values.yaml": "{}\n", "templates/a.yaml": text})
    values.write_text("{}\n", encoding="utf-8")
    renders = render_all(chart, {"calico": values}, kubernetes="1.18.0")
    assert [renders.objects(name)["calico"][0]["spec"] for name in renders.helms] == ["v1.18.0", "v1.18.0"]
    with pytest.raises(helm.HelmError, match="incompatible with Kubernetes"):
        render_all(chart, {"calico": values}, kubernetes="1.31.0")


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


def test_the_text_report_of_several_lines_has_each_with_its_version_and_a_sum() -> None:
    text = all_results_text({"0.1.0": RESULTS, "0.0.1": RESULTS})
    assert (
        text == f"line 0.1.0\n{results_text(RESULTS)}\n\nline 0.0.1\n{results_text(RESULTS)}\n\n2 findings in 2 lines"
    )


def test_the_json_report_of_several_lines_has_each_by_its_version() -> None:
    report = json.loads(all_results_json({"0.1.0": RESULTS, "0.0.1": RESULTS[1:]}))
    assert report["lines"]["0.1.0"] == json.loads(results_json(RESULTS))
    assert report["lines"]["0.0.1"]["findings"] == []
