"""What helm lint says of the chart is found."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.files import write_tree
from generator.checks.lint import check_lint
from generator.checks.subject import Subject
from tests.subjects import changed, copied, messages, of, with_values


def test_the_chart_in_the_repository_is_clean() -> None:
    outcome = check_lint(of())
    assert (messages(outcome), outcome.counts) == ([], {"lints": 2, "waived": 0})


def test_what_helm_lint_says_is_found_for_each_helm(tmp_path: Path) -> None:
    outcome = check_lint(changed(copied(tmp_path), "Chart.yaml", "version: ", "version: x."))
    said = "[ERROR] Chart.yaml: version 'x.0.1.0' is not a valid SemVer"
    assert [finding.where for finding in outcome.findings if finding.message == said] == [
        "calico with helm4",
        "calico with helm3",
    ]


@pytest.fixture
def old(tmp_path: Path) -> Subject:
    """A chart with an API that is old in Kubernetes 1.21, the version that it is for."""
    text = "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: a}}\n"
    about = "{apiVersion: v2, name: old, version: 0.0.1}\n"
    write_tree(tmp_path / "old", {"Chart.yaml": about, "values.yaml": "{}\n", "templates/old.yaml": text})
    one = with_values(of(), tmp_path, "{}\n", "calico")
    return replace(one, chart=tmp_path / "old", kubernetes=("1.18.0", "1.21.0"))


def test_an_api_that_is_old_for_the_newest_version_is_waived_and_counted(old: Subject) -> None:
    outcome = check_lint(old)
    assert (messages(outcome), outcome.counts) == ([], {"lints": 2, "waived": 2})
    assert check_lint(replace(old, kubernetes=("1.20.0",))).counts["waived"] == 0


def test_nothing_else_is_waived_beside_it(old: Subject) -> None:
    (old.chart / "templates" / "wrong.yaml").write_text("a: [\n", encoding="utf-8")
    assert {finding.where for finding in check_lint(old).findings} == {"calico with helm4", "calico with helm3"}
