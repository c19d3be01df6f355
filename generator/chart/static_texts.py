"""Renders the chart's own texts, templates with [[ ]] delimiters; the only module that knows Jinja2 but for pages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2

from generator.template.wrapping import in_lines

STATIC = Path(__file__).parent / "static"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(STATIC),
        undefined=jinja2.StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # each is rendered once
        autoescape=False,  # noqa: S701 - YAML and Go templates, not HTML
    )
    environment.filters["laid_out"] = in_lines
    return environment


def static_sources() -> list[str]:
    """The texts as they are, to see what their named templates read."""
    return [path.read_text(encoding="utf-8") for path in sorted(STATIC.rglob("*.tpl.j2"))]


def render_static(context: Mapping[str, object]) -> dict[str, str]:
    """Render every file below `static/`, by its path in the chart, without the ending `.j2`. An unknown name is an
    error.
    """
    environment = _environment()
    names = sorted(name for name in environment.list_templates() if name.endswith(".j2"))
    return {name.removesuffix(".j2"): environment.get_template(name).render(context) for name in names}
