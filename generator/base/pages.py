"""Renders the template of a page as HTML, and escapes every text."""

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
        autoescape=True,
    )
    return environment.get_template(template.name).render(context)
