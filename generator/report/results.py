"""Prints the results of the checks as text for people or as JSON for programs."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from generator.base.columns import in_columns
from generator.base.findings import Result


def _row(result: Result) -> tuple[str, str, str, str]:
    findings = len(result.outcome.findings)
    counts = ", ".join(f"{name} {count}" for name, count in result.outcome.counts.items())
    return result.line, result.check, f"{findings} findings" if findings else "ok", counts


def results_text(results: Sequence[Result]) -> str:
    """Return a line for each finding, a line for each check of each line with its counts, and the sum."""
    findings = [f"{result.line} {result.check}: {finding}" for result in results for finding in result.outcome.findings]
    rows = [_row(result) for result in results]
    return "\n".join([*findings, *in_columns(rows), f"{len(findings)} findings"])


def _by_line(results: Sequence[Result]) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """Return the counts of each check of each line."""
    counts: defaultdict[str, dict[str, Mapping[str, int]]] = defaultdict(dict)
    for result in results:
        counts[result.line][result.check] = result.outcome.counts
    return counts


def _sums(results: Sequence[Result]) -> Mapping[str, Mapping[str, int]]:
    """Return the counts of each check, all lines together."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        sums[result.check].update(result.outcome.counts)
    return sums


def results_json(results: Sequence[Result]) -> str:
    """Return the results as one JSON object, of the same shape for one line and for several."""
    findings = [
        {"line": result.line, "check": result.check, "where": finding.where, "message": finding.message}
        for result in results
        for finding in result.outcome.findings
    ]
    return json.dumps({"findings": findings, "checks": _sums(results), "lines": _by_line(results)}, indent=2)
