"""A scenario that helm refuses is a finding; the other scenarios and checks still run."""

from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.checks.registry import verify
from generator.checks.rendered import check_rendered
from generator.checks.renderings import HELMS, Refused, render_all
from tests.paths import CHART
from tests.rendering import SCENARIOS
from tests.subjects import messages, of, render, subject


@pytest.fixture
def scenarios(tmp_path: Path) -> dict[str, Path]:
    """A scenario that the chart refuses beside one that it takes."""
    path = tmp_path / "odd.yaml"
    path.write_text("plugin: weave\n", encoding="utf-8")
    return {"odd": path, "kube-flannel": SCENARIOS["kube-flannel"]}


def test_a_refusal_names_the_scenario_and_the_helm() -> None:
    outcome = check_rendered(of(render([]), Refused(helm="helm3", scenario="odd", message="Error: no")))
    assert (messages(outcome), outcome.counts) == (["odd with helm3: Error: no"], {"renders": 1, "left out": 0})


def test_what_both_helms_refuse_is_found_for_both(scenarios: dict[str, Path]) -> None:
    outcome = check_rendered(subject(render_all(CHART, scenarios), stems=["kube-flannel"]))
    assert [finding.where for finding in outcome.findings] == ["odd with helm4", "odd with helm3"]
    assert all("plugin" in finding.message and "\n" not in finding.message for finding in outcome.findings)
    assert outcome.counts == {"renders": 2, "left out": 0}


def test_the_other_scenarios_and_checks_still_run(scenarios: dict[str, Path]) -> None:
    one = subject(render_all(CHART, scenarios), stems=["kube-flannel"])
    results = {result.check: result.outcome for result in verify(one)}
    assert [label for label, outcome in results.items() if outcome.findings] == ["rendered"]
    assert results["parity"].counts["variants"] == 1
    assert results["helms"].counts == {"pairs": 1}
    assert results["conformance"].counts["objects"] == results["parity"].counts["objects"]


def test_no_render_at_all_is_no_error_of_another_check(scenarios: dict[str, Path]) -> None:
    one = subject(render_all(CHART, {"odd": scenarios["odd"]}), stems=[])
    assert [result.check for result in verify(one) if result.outcome.findings] == ["rendered"]


def test_a_render_that_cannot_be_read_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: odd\nversion: 0.1.0\n", encoding="utf-8")
    (tmp_path / "templates" / "a.yaml").write_text("kind: A\na: 1\na: 2\n", encoding="utf-8")
    renders = render_all(tmp_path, {"one": SCENARIOS["kube-flannel"]}, ["helm3"])
    [message] = messages(check_rendered(subject(renders)))
    assert message.startswith("one with helm3: one rendered by helm3 line ")
    assert "duplicate key 'a'" in message


def test_a_helm_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNI_HELM3", "/nowhere/helm")
    with pytest.raises(ProblemsError, match="CNI_HELM3=/nowhere/helm"):
        render_all(CHART, SCENARIOS, HELMS)


def test_every_scenario_is_rendered_for_the_kubernetes_version(tmp_path: Path) -> None:
    text = "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {{ .Capabilities.KubeVersion.Version }}}\n"
    about = "{apiVersion: v2, name: cni, version: 0.0.1, kubeVersion: '<1.22.0-0'}\n"
    write_tree(tmp_path / "cni", {"Chart.yaml": about, "values.yaml": "{}\n", "templates/a.yaml": text})
    values = {"calico": tmp_path / "cni" / "values.yaml"}
    renders = render_all(tmp_path / "cni", values, kubernetes="1.18.0")
    assert [renders.of(name)["calico"].objects[0]["spec"] for name in HELMS] == ["v1.18.0", "v1.18.0"]
    refused = render_all(tmp_path / "cni", values, kubernetes="1.31.0").refused
    assert ["incompatible with Kubernetes" in one.message for one in refused] == [True, True]
