"""The reports hold every finding with its line and check, and what each check counted."""

import json

from generator.base.findings import Finding, Outcome, Result
from generator.report.results import results_json, results_text

WRONG = Outcome(findings=(Finding(where="here", message="wrong"),), counts={"objects": 2})
RESULTS = (
    Result(line="0.1.0", check="one", outcome=WRONG),
    Result(line="0.1.0", check="another", outcome=Outcome(counts={"skipped": 0})),
    Result(line="0.0.10", check="one", outcome=Outcome(counts={"objects": 3, "versions": 1})),
)


def test_the_text_has_findings_counts_and_a_sum() -> None:
    assert results_text(RESULTS).splitlines() == [
        "0.1.0 one: here: wrong",
        "0.1.0   one      1 findings  objects 2",
        "0.1.0   another  ok          skipped 0",
        "0.0.10  one      ok          objects 3, versions 1",
        "1 findings",
    ]


def test_the_json_has_the_same_and_sums_the_lines() -> None:
    assert json.loads(results_json(RESULTS)) == {
        "findings": [{"line": "0.1.0", "check": "one", "where": "here", "message": "wrong"}],
        "checks": {"one": {"objects": 5, "versions": 1}, "another": {"skipped": 0}},
        "lines": {
            "0.1.0": {"one": {"objects": 2}, "another": {"skipped": 0}},
            "0.0.10": {"one": {"objects": 3, "versions": 1}},
        },
    }
