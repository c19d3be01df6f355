"""Turns results, problems and differences into text or JSON for people and programs."""

import json
from collections.abc import Sequence

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


def results_json(results: Sequence[Result]) -> str:
    """The same as one JSON object."""
    return json.dumps(
        {
            "findings": [
                {"check": finding.check, "where": finding.where, "message": finding.message}
                for result in results
                for finding in result.findings
            ],
            "checks": {result.check: dict(result.counts) for result in results},
        },
        indent=2,
    )
