"""Prints the applied templates as the files below `templates/`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.chart.layout import lay_out
from generator.features.table import FeatureTable
from generator.learn.templates import Learned
from generator.template import nodes
from generator.template.crd_text import share
from generator.template.named_texts import NamedText, name_texts
from generator.template.printing import emit

# In each of the files, and with them in the Secret of every release: short.
_BANNER = "Generated from upstream's manifests; change generator/ instead."


def _fixed(template: nodes.Template) -> nodes.Fixed:
    [fixed] = [entry.node for entry in template.body.entries if isinstance(entry.node, nodes.Fixed)]
    return fixed


def _with_text(template: nodes.Template, text: str) -> nodes.Template:
    entries = (
        replace(entry, node=nodes.Raw(text)) if isinstance(entry.node, nodes.Fixed) else entry
        for entry in template.body.entries
    )
    return replace(template, body=nodes.MapNode(tuple(entries)))


def _with_component(node: nodes.Node, component: str) -> nodes.Node:
    """The metadata whose labels name the object's component."""
    if not isinstance(node, nodes.MapNode):
        return node
    entries = tuple(replace(entry, node=_with_component(entry.node, component)) for entry in node.entries)
    return replace(node, entries=entries, spread=node.spread.replace("{component}", component))


def _emitted(path: str, template: nodes.Template, table: FeatureTable) -> str:
    """The template's text; the folder that it is in is the object's component."""
    component = path.split("/")[1]
    entries = tuple(
        replace(entry, node=_with_component(entry.node, component)) if entry.key == "metadata" else entry
        for entry in template.body.entries
    )
    return emit(replace(template, body=replace(template.body, entries=entries)), _BANNER, table)


def _definitions(about: str, definitions: Iterable[str]) -> str:
    """Named templates as a file."""
    return "".join([f"{{{{- /* {_BANNER}\n{about} */ -}}}}\n", *definitions])


def print_templates(
    learned: Learned, applied: Sequence[nodes.Template], rows: Sequence[NamedText], table: FeatureTable
) -> dict[str, str]:
    """The text of each file by its path in the chart: one object a file, and what they include."""
    named = name_texts(learned.templates, applied, rows, table)
    crds = [template for template in named.templates if template.crd]
    shared = share([_fixed(template).tree for template in crds])
    texts = dict(zip((template.name for template in crds), shared.texts, strict=True))
    printed = [_with_text(template, texts[template.name]) if template.crd else template for template in named.templates]
    files = {f"templates/{path}": _emitted(path, template, table) for path, template in lay_out(printed).items()}
    about = "What upstream's manifests say, for the templates and the notes to include."
    files["templates/_learned.tpl"] = _definitions(about, named.definitions)
    if shared.definitions:
        about = "Parts of schemas that several CRDs have in common."
        definitions = (
            f'{{{{- define "{name}" -}}}}\n{text}\n{{{{- end }}}}\n' for name, text in shared.definitions.items()
        )
        files["templates/calico/crds/_shared.tpl"] = _definitions(about, definitions)
    return files
