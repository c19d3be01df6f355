"""Turns the drift between two sides into the report of the form that is chosen."""

from collections.abc import Mapping

from generator.drift.change import Drift
from generator.report.drift_html import drift_html
from generator.report.drift_json import drift_json
from generator.report.drift_markdown import drift_markdown
from generator.report.drift_text import drift_text


def in_format(drift: Drift, chosen: Mapping[str, object]) -> str:
    """The report in the form that is chosen by its name, as text without one."""
    forms = {"json": drift_json, "markdown": drift_markdown, "html": drift_html}
    return next((shown for name, shown in forms.items() if chosen.get(name)), drift_text)(drift)
