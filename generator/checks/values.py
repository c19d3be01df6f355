"""Checks that the chart's schema is a schema, and that the chart's values and those of every scenario keep it."""

from collections.abc import Iterator
from pathlib import Path

from generator.base import yamltree
from generator.base.files import read_text
from generator.base.findings import Finding, Outcome
from generator.base.trees import Tree
from generator.checks.subject import Subject
from generator.schemas.validation import metaschema_problems, schema_problems, with_defaults

SCHEMA = "values.schema.json"


def _values(path: Path) -> Tree:
    """Return the values in a file; an empty file holds none."""
    documents = yamltree.load(read_text(path), str(path))
    return documents[0] if documents else {}


def _refused(subject: Subject, schema: str) -> Iterator[Finding]:
    """Yield what the schema refuses. A schema that is invalid itself refuses nothing."""
    if broken := metaschema_problems(schema):
        yield from (Finding(where=SCHEMA, message=message) for message in broken)
        return
    defaults = _values(subject.chart / "values.yaml")
    given = {name: with_defaults(defaults, _values(path)) for name, path in subject.scenarios.items()}
    for where, values in {"values.yaml": defaults, **given}.items():
        yield from (Finding(where=where, message=message) for message in schema_problems(schema, values))


def check_values(subject: Subject) -> Outcome:
    """Check the schema against draft 07, and values.yaml, with each scenario's values laid over it, against the
    schema.
    """
    findings = tuple(_refused(subject, read_text(subject.chart / SCHEMA)))
    return Outcome(findings=findings, counts={"values": 1 + len(subject.scenarios)})
