"""Checks that the generated files are what the generator makes of its sources."""

from generator.base.files import diff_tree
from generator.base.findings import Finding, Outcome
from generator.chart.assemble import VALUES_SCHEMAS
from generator.checks.subject import Subject


def check_fresh(subject: Subject) -> Outcome:
    """Compare a committed chart, and every schema of values for people, with what was just generated."""
    made = subject.build
    schema = subject.schemas / VALUES_SCHEMAS / f"{made.line.version}.json"
    committed = made.chart.files if subject.committed else {}
    differing = [*diff_tree(subject.chart, committed)] if committed else []
    if not schema.is_file() or schema.read_text(encoding="utf-8") != made.people_schema:
        differing.append((schema, "differs" if schema.is_file() else "missing"))
    findings = (Finding(where=str(path), message=f"{how}; run nox -s generate") for path, how in differing)
    return Outcome(findings=tuple(findings), counts={"files": len(committed) + 1})
