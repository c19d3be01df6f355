"""Prints the applied templates as the files below `templates/`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.chart.layout import lay_out
from generator.features.table import FeatureTable
from generator.template import nodes
from generator.template.crd_text import share
from generator.template.printing import emit

# In each of the files, and with them in the Secret of every release: short.
_BANNER = "Generated from upstream's manifests: change generator/, not this file."


def _fixed(template: nodes.Template) -> nodes.Fixed:
    [fixed] = [entry.node for entry in template.body.entries if isinstance(entry.node, nodes.Fixed)]
    return fixed


def _with_text(template: nodes.Template, text: str) -> nodes.Template:
    entries = (
        replace(entry, node=nodes.Raw(text)) if isinstance(entry.node, nodes.Fixed) else entry
        for entry in template.body.entries
    )
    return replace(template, body=nodes.MapNode(tuple(entries)))


def _definitions(about: str, texts: Mapping[str, str]) -> str:
    """Named templates as a file."""
    blocks = [f'{{{{- define "{name}" -}}}}\n{text}\n{{{{- end }}}}\n' for name, text in texts.items()]
    return "".join([f"{{{{- /* {_BANNER}\n{about} */ -}}}}\n", *blocks])


def print_templates(applied: Sequence[nodes.Template], table: FeatureTable) -> dict[str, str]:
    """The text of each file by its path in the chart: one object a file, and the parts that CRDs have in common."""
    crds = [template for template in applied if template.crd]
    shared = share([_fixed(template).tree for template in crds])
    texts = dict(zip((template.name for template in crds), shared.texts, strict=True))
    printed = [_with_text(template, texts[template.name]) if template.crd else template for template in applied]
    files = {f"templates/{path}": emit(template, _BANNER, table) for path, template in lay_out(printed).items()}
    if shared.definitions:
        about = "Parts of schemas that several CRDs have in common."
        files["templates/calico/crds/_shared.tpl"] = _definitions(about, shared.definitions)
    return files
