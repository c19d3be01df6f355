"""Prints drift as JSON for programs, by the schema in `schemas/drift.json`."""

import json

from msgspec.structs import asdict

from generator.base.trees import Tree
from generator.drift.change import Change, Drift, Side
from generator.drift.changelog import changelog
from generator.drift.proposed_version import proposed
from generator.report.drift_rows import counts_of


def _side(side: Side) -> dict[str, Tree]:
    line = side.line
    return {"name": side.name, "version": line.version, "flannel": line.flannel, "calico": line.calico}


def _change(name: str, change: Change) -> dict[str, Tree]:
    """Return one change. It has `before` and `after` if something stands there."""
    return {
        "class": name,
        "kind": change.rule.name,
        "where": change.where,
        **({"before": change.before[0]} if change.before else {}),
        **({"after": change.after[0]} if change.after else {}),
        "note": change.note,
        "variants": [*change.variants],
        "means": change.rule.means,
        "version": change.rule.bump.word,
        "unsafe": change.rule.unsafe,
    }


def drift_json(drift: Drift) -> str:
    """Return one object with all that the other formats print, and with each change on its own."""
    counts = {
        one.name: {"changes": one.changes, "unsafe": one.unsafe, "version": one.bump.word} for one in counts_of(drift)
    }
    return json.dumps(
        {
            "from": _side(drift.before),
            "to": _side(drift.after),
            "status": drift.status,
            "version": drift.bump.word,
            "proposed": proposed(drift),
            "classes": counts,
            "figures": [*map(asdict, drift.figures)],
            "unmapped": [*map(asdict, drift.unmapped)],
            "changelog": changelog(drift),
            "changes": [_change(name, change) for name, changes in drift.changes.items() for change in changes],
        },
        indent=2,
        ensure_ascii=False,
    )
