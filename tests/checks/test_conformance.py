"""Objects that a version of Kubernetes refuses are found, and none is passed over."""

from generator.base.trees import Tree
from generator.checks.conformance import check_conformance
from tests.builds import current
from tests.subjects import messages, of, render

OBJECT: dict[str, Tree] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1"}}


def test_a_valid_object_conforms_in_every_version() -> None:
    outcome = check_conformance(of(render([OBJECT])))
    assert (messages(outcome), outcome.counts) == (
        [],
        {"objects": 1, "versions": len(current().line.validated), "skipped": 0},
    )


def test_a_misspelt_field_is_found_in_every_version() -> None:
    outcome = check_conformance(of(render([{**OBJECT, "dta": {}}])))
    assert [finding.where for finding in outcome.findings] == [
        f"Kubernetes {version} > calico > ConfigMap/a" for version in current().line.validated
    ]
    assert all("dta" in finding.message for finding in outcome.findings)


def test_what_several_scenarios_have_is_judged_once_and_told_of_each() -> None:
    wrong: dict[str, Tree] = {**OBJECT, "dta": {}}
    outcome = check_conformance(of(render([OBJECT, wrong]), render([wrong, OBJECT], scenario="canal")))
    newest = current().line.validated[-1]
    told = [finding.where for finding in outcome.findings if finding.where.startswith(f"Kubernetes {newest}")]
    assert told == [f"Kubernetes {newest} > {scenario} > ConfigMap/a" for scenario in ("calico", "canal")]
    assert outcome.counts["objects"] == 4
