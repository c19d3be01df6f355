"""Turns results, problems and differences into text or JSON for people and programs."""

import json
from collections.abc import Mapping, Sequence

from generator.base.findings import Result


def results_text(results: Sequence[Result]) -> str:
    """A line for each finding, then a line for each check with its counts."""
    findings = [str(finding) for result in results for finding in result.findings]
    width = max(len(result.check) for result in results)
    lines = [
        f"{result.check:{width}}  {'ok' if not result.findings else f'{len(result.findings)} findings':12}  "
        + ", ".join(f"{name} {count}" for name, count in result.counts.items())
        for result in results
    ]
    return "\n".join([*findings, *lines, f"{len(findings)} findings"])


def _tree(results: Sequence[Result]) -> Mapping[str, object]:
    return {
        "findings": [
            {"check": finding.check, "where": finding.where, "message": finding.message}
            for result in results
            for finding in result.findings
        ],
        "checks": {result.check: dict(result.counts) for result in results},
    }


def results_json(results: Sequence[Result]) -> str:
    """The same as one JSON object."""
    return json.dumps(_tree(results), indent=2)


def all_results_text(results: Mapping[str, Sequence[Result]]) -> str:
    """The results of several lines, by chart version, one after the other, and the sum of their findings."""
    texts = [f"line {version}\n{results_text(of_line)}" for version, of_line in results.items()]
    findings = sum(len(result.findings) for of_line in results.values() for result in of_line)
    return "\n\n".join([*texts, f"{findings} findings in {len(results)} lines"])


def all_results_json(results: Mapping[str, Sequence[Result]]) -> str:
    """The same as one JSON object: the results of each line by chart version."""
    return json.dumps({"lines": {version: _tree(of_line) for version, of_line in results.items()}}, indent=2)
