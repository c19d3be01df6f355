"""Chooses the format of a report of drift."""

from collections.abc import Mapping

from generator.drift.change import Drift
from generator.report.drift_html import drift_html
from generator.report.drift_json import drift_json
from generator.report.drift_markdown import drift_markdown
from generator.report.drift_text import drift_text


def in_format(drift: Drift, chosen: Mapping[str, object]) -> str:
    """Return the report in the format whose option is set; by default, as text."""
    forms = {"json": drift_json, "markdown": drift_markdown, "html": drift_html}
    return next((shown for name, shown in forms.items() if chosen.get(name)), drift_text)(drift)
