"""Checks that each knob of upstream's and each need of users has a value that exists, or a reason why it has none."""

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.base.findings import Finding, Outcome
from generator.checks.subject import Subject
from generator.releases.lines import read_lines
from generator.rows.knobs import Knob, read_knobs
from generator.settings.setting import with_sections


def uncovered(knobs: Sequence[Knob], there: frozenset[str]) -> Iterator[Finding]:
    """Yield rows without values or a reason, rows that appear twice, and values that do not exist."""
    twice = Counter((knob.source, knob.name) for knob in knobs)
    for knob in knobs:
        where = f"{knob.source} > {knob.name}"
        if not knob.paths and not knob.reason:
            yield Finding(where=where, message="neither a value nor a reason")
        if twice[knob.source, knob.name] > 1:
            yield Finding(where=where, message="two rows of that name")
        for path in knob.paths:
            if path not in there:
                yield Finding(where=where, message=f"{path} is no value and no section")


def check_coverage(subject: Subject) -> Outcome:
    """Compare the table of knobs with the values of the current line. Other lines lack what their releases lack."""
    knobs = read_knobs()
    there = with_sections(subject.build.catalogue.paths)
    made = subject.build
    is_current = made.line.releases() == read_lines()[0].releases() and set(made.features.addons) <= made.published
    named = frozenset(path for knob in knobs for path in knob.paths)
    return Outcome(
        findings=tuple(uncovered(knobs, there if is_current else there | named)),
        counts={
            "knobs": len(knobs),
            "met": sum(bool(knob.paths) and there >= set(knob.paths) for knob in knobs),
            "explained": sum(bool(knob.reason) for knob in knobs),
        },
    )
