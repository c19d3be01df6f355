"""What helm lint says of the chart is found."""

from pathlib import Path

from generator.checks.lint import check_lint
from tests.subjects import changed, copied, messages, of


def test_the_chart_in_the_repository_is_clean() -> None:
    outcome = check_lint(of())
    assert (messages(outcome), outcome.counts) == ([], {"lints": 2})


def test_what_helm_lint_says_is_found_for_each_helm(tmp_path: Path) -> None:
    outcome = check_lint(changed(copied(tmp_path), "Chart.yaml", "version: ", "version: x."))
    assert [finding.where for finding in outcome.findings] == ["calico with helm4", "calico with helm3"]
    assert all("[ERROR] Chart.yaml: version 'x." in finding.message for finding in outcome.findings)
