"""Puts the chart together: templates, values, schema, the variants' values and the chart's own texts, as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.base.trees import Tree, canonical, digest
from generator.chart.layout import lay_out
from generator.chart.static_texts import render_static
from generator.chart.variant_values import ci_values, values_text
from generator.features.refusals import UNREAD, refusal_rules
from generator.features.table import FeatureTable
from generator.learn.documents import Learned
from generator.releases.images import image_name, image_references
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release
from generator.settings.value import Row
from generator.settings.values.images import image_rows
from generator.settings.values_schema import (
    defaults,
    documented_values,
    only_values,
    value_rows,
    values_file,
    values_schema,
)
from generator.template import nodes
from generator.template.printing import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart as files: relative path to text."""

    line: ReleaseLine
    files: Mapping[str, str]


def chart_images(releases: Sequence[Release], table: FeatureTable) -> dict[str, list[str]]:
    """The images of all variants: upstream's references by name."""
    images: dict[str, list[str]] = {}
    for release in releases:
        for stem, documents in release.documents.items():
            if stem in table.variants:
                for reference in image_references([*documents]):
                    found = images.setdefault(image_name(reference), [])
                    found += [reference] if reference not in found else []
    return images


def chart_rows(releases: Sequence[Release], table: FeatureTable) -> list[Row]:
    """The rows of the values of a chart of these releases."""
    return value_rows(image_rows(chart_images(releases, table)))


def _home(documents: Sequence[nodes.Template], project: str) -> str:
    """The namespace upstream puts a project's objects into: its DaemonSets'."""
    for document in documents:
        if document.project == project and document.kind == "DaemonSet":
            metadata = next(entry.node for entry in document.body.entries if entry.key == "metadata")
            assert isinstance(metadata, nodes.MapNode)
            [node] = [entry.node for entry in metadata.entries if entry.key == "namespace"]
            assert isinstance(node, nodes.Scalar)
            return str(node.value)
    raise AssertionError(f"{project} has no DaemonSet")


def _usual(rows: Sequence[Row]) -> str:
    """The defaults of what only some plugins read, by path, as JSON; none is empty, too."""
    values = [value for value in only_values(rows) if value.path.startswith(("calico.", "flannel."))]
    return canonical({value.path: "" if value.default is None else value.default for value in values})


def _configure_defaults(rows: Sequence[Row]) -> str:
    """What the Job of canal-etcd is made from, as Helm prints it, when nothing is set."""
    tree = defaults(rows)
    images, flannel, calico = tree["images"], tree["flannel"], tree["calico"]
    assert isinstance(images, dict)
    assert isinstance(flannel, dict)
    assert isinstance(calico, dict)
    etcd = images.get("etcd", None)
    parts: list[Tree] = ["", "", flannel["backend"], flannel["mtu"], tree["imageMirror"], etcd, [], ""]
    return canonical(parts)


def assemble(
    line: ReleaseLine,
    releases: Sequence[Release],
    learned: Learned,
    applied: Sequence[nodes.Template],
    table: FeatureTable,
) -> Chart:
    """The chart's files."""
    rows = chart_rows(releases, table)
    source = digest("".join(release.digest for release in releases))[:16]
    names = " and ".join(release.name for release in releases)
    banner = f"Generated from {names} ({source}) by python -m generator build; edit the generator, not this file."
    short = f"Generated ({source}); edit the generator, not this file."
    laid_out = lay_out(applied)
    config_files = [path for path, document in laid_out.items() if document.kind in {"ConfigMap", "Secret"}]
    context = {
        "banner": banner,
        "line": line,
        "app_version": f"{line.calico.removeprefix('v')}-flannel.{line.flannel.removeprefix('v')}",
        "source_digest": source,
        "namespaces": {project: _home(learned.documents, project) for project in ("flannel", "calico")},
        "config_files": config_files,
        "configure_defaults": _configure_defaults(rows),
        "usual": _usual(rows),
        "refusals": list(refusal_rules(table)),
        "unread": UNREAD,
        "shared": learned.shared,
        "image_names": sorted(chart_images(releases, table)),
        "values": documented_values(rows),
        "variants": list(table.variants),
    }
    files = {
        **render_static(context),
        **{f"templates/{path}": emit(document, short, table) for path, document in laid_out.items()},
        **{
            f"ci/{stem}-values.yaml": values_text(ci_values(manifest, table))
            for stem, manifest in table.variants.items()
        },
        "values.yaml": values_file(rows, banner),
        "values.schema.json": values_schema(rows),
    }
    return Chart(line=line, files=dict(sorted(files.items())))
