"""Turns a template of a page and what is known into HTML, in which every text is escaped, or into Markdown."""

from collections.abc import Mapping
from pathlib import Path

import jinja2


def render_page(template: Path, context: Mapping[str, object]) -> str:
    """Render a template file. A name that the context lacks is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=template.name.endswith(".html.j2"),
    )
    return environment.get_template(template.name).render(context)
