"""Puts the chart together: templates, values, schema, the variants' values and the chart's own texts, as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.base.trees import canonical, digest
from generator.chart.learned_texts import daemon_sets, learned_texts
from generator.chart.static_texts import render_static
from generator.features.features import VARIANTS
from generator.features.unread import UNREAD, refusal_rules
from generator.releases.lines import ReleaseLine
from generator.releases.snapshot import Release
from generator.settings.catalogue import Catalogue
from generator.settings.people_schema import people_schema
from generator.settings.strict_schema import strict_schema
from generator.settings.values_file import documentation, documented_values, values_file
from generator.settings.variant_values import ci_values, values_text
from generator.template import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart as files, relative path to text, and the schema of its values for people."""

    line: ReleaseLine
    files: Mapping[str, str]
    people_schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a chart is put together from: what was learned from the releases, and the templates that were printed."""

    line: ReleaseLine
    releases: Sequence[Release]
    catalogue: Catalogue
    learned: Sequence[nodes.Template]
    shared: Mapping[str, str]
    printed: Mapping[str, str]


def _usual(catalogue: Catalogue) -> str:
    """The defaults of what only some plugins read, by path, as JSON; none is empty, too."""
    values = [one for one in catalogue.settings if one.path.startswith(("calico.", "flannel."))]
    return canonical({one.path: "" if one.default is None else one.default for one in values})


def _context(parts: Parts, docs: Mapping[str, str]) -> dict[str, object]:
    line = parts.line
    names = " and ".join(release.name for release in parts.releases)
    return {
        "banner": f"Generated from {names} by python -m generator build; edit the generator, not this file.",
        "line": line,
        "app_version": f"{line.calico.removeprefix('v')}-flannel.{line.flannel.removeprefix('v')}",
        "source_digest": digest("".join(release.digest for release in parts.releases))[:16],
        "settings": parts.catalogue.paths,
        "learned": learned_texts(parts.learned),
        "daemon_sets": daemon_sets(parts.learned),
        "config_files": [
            path.removeprefix("templates/")
            for path in parts.printed
            if path.rpartition("/")[2].startswith(("configmap", "secret"))
        ],
        "usual": _usual(parts.catalogue),
        "refusals": list(refusal_rules()),
        "unread": UNREAD,
        "shared": parts.shared,
        "roles": sorted(parts.catalogue.roles),
        "values": documented_values(parts.catalogue, docs),
        "variants": list(VARIANTS),
    }


def assemble(parts: Parts) -> Chart:
    """The chart's files."""
    docs = documentation(parts.catalogue, parts.learned)
    context = _context(parts, docs)
    schema = f"../../schemas/values/{parts.line.version}.json"
    heading = (f"yaml-language-server: $schema={schema}", str(context["banner"]))
    files = {
        **render_static(context),
        **parts.printed,
        **{f"ci/{stem}-values.yaml": values_text(ci_values(manifest)) for stem, manifest in VARIANTS.items()},
        "values.yaml": values_file(parts.catalogue, docs, heading),
        "values.schema.json": strict_schema(parts.catalogue.settings),
    }
    title = f"Values of the chart cni {parts.line.version}"
    return Chart(
        line=parts.line,
        files=dict(sorted(files.items())),
        people_schema=people_schema(parts.catalogue, docs, title),
    )
