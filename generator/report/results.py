"""Turns the results of the checks into text for people or JSON for programs."""

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
    """A line for each finding, then a line for each line's check with its counts, then the sum."""
    findings = [f"{result.line} {result.check}: {finding}" for result in results for finding in result.outcome.findings]
    rows = [_row(result) for result in results]
    return "\n".join([*findings, *in_columns(rows), f"{len(findings)} findings"])


def _by_line(results: Sequence[Result]) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """The counts of each check of each line."""
    counts: defaultdict[str, dict[str, Mapping[str, int]]] = defaultdict(dict)
    for result in results:
        counts[result.line][result.check] = result.outcome.counts
    return counts


def _sums(results: Sequence[Result]) -> Mapping[str, Mapping[str, int]]:
    """The counts of each check, all lines together."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        sums[result.check].update(result.outcome.counts)
    return sums


def results_json(results: Sequence[Result]) -> str:
    """The same as one JSON object, of the same shape for one line and for several."""
    findings = [
        {"line": result.line, "check": result.check, "where": finding.where, "message": finding.message}
        for result in results
        for finding in result.outcome.findings
    ]
    return json.dumps({"findings": findings, "checks": _sums(results), "lines": _by_line(results)}, indent=2)
