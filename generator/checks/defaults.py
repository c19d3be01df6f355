"""Checks that nothing which the chart refuses holds at upstream's own defaults, for which the chart does not look."""

import re
import shutil
from pathlib import Path

from generator.base.files import read_text
from generator.base.findings import Finding, Outcome
from generator.base.process import scratch
from generator.checks.renderings import render_all
from generator.checks.subject import Subject
from generator.refusals.parts import DIGITS
from generator.values.strict_schema import LIBRARY

# The files by which the chart knows defaults, and how a digest stands in each.
_DIGESTS = {
    f"charts/{LIBRARY}/files/sections.txt": (rf"( [0-9a-f]{{{DIGITS}}})+$", ""),
    f"charts/{LIBRARY}/templates/_refusals.tpl": (rf'"[0-9a-f]{{{DIGITS}}}"', '"none"'),
}


def looking(chart: Path, copy: Path) -> Path:
    """Copy the chart, and make the copy take every section of values for one that differs from its defaults."""
    shutil.copytree(chart, copy)
    for path, (pattern, text) in _DIGESTS.items():
        blind = re.sub(pattern, text, read_text(copy / path), flags=re.MULTILINE)
        (copy / path).write_text(blind, encoding="utf-8")
    return copy


def check_defaults(subject: Subject) -> Outcome:
    """Render each variant and add-on with everything looked at that the chart refuses."""
    plain = {name: subject.scenarios[name] for name in (*subject.variants, *subject.addons)}
    with scratch("cni-defaults-") as folder:
        chart, newest = looking(subject.chart, folder / "cni"), subject.kubernetes[-1]
        renders = render_all(chart, plain, subject.renders.helms[:1], kubernetes=newest)
    findings = tuple(Finding(where=one.scenario, message=one.message) for one in renders.refused)
    return Outcome(findings=findings, counts={"variants": len(plain)})
