"""Assembles the chart's files: templates, values, schema, the variants' values and the chart's own texts."""

import json
from collections.abc import Mapping, Sequence

from generator.base.trees import Tree, digest
from generator.base.version import numbers
from generator.chart.build import Chart, Parts
from generator.chart.layout import lay_out
from generator.chart.metadata import chart_metadata, flannel_versions
from generator.chart.own_objects import own_objects
from generator.chart.static_texts import render_static, static_sources
from generator.chart.template_files import BANNER
from generator.features.combinations import TemplateRule
from generator.features.feature_table import FeatureTable
from generator.refusals.applicability import applicabilities
from generator.refusals.names_taken import extended_workloads, variables
from generator.refusals.parts import (
    DIGITS,
    Entry,
    Reader,
    default_digests,
    definitions,
    malformed,
    misspelt,
    section,
    section_lines,
    unread,
    workloads,
)
from generator.refusals.parts import parts as cut
from generator.refusals.rules import (
    ARCHITECTURE,
    addon_unread,
    backend_unread,
    by_architecture,
    idle_values,
    plain_rules,
    rule_text,
    rules_across,
    unread_values,
)
from generator.refusals.text_formats import format_rules
from generator.releases.images import parse_reference
from generator.releases.lines import earlier_lines
from generator.releases.upgrade_steps import steps_to
from generator.rows.calico import NODE
from generator.rows.calicoctl import program_of
from generator.rows.canal import CANAL, ETCD_3_SINCE
from generator.rows.felix import OWNED
from generator.rows.flannel_releases import OF_VALUES, manifest_rules
from generator.rows.general_rules import VARIABLES
from generator.rows.healthz import HEALTHZ_SINCE
from generator.rows.kinds import SELECTOR
from generator.rows.line_rows import WORKLOADS
from generator.rows.locations import BINARY_SINCE, NO_BASE_PLUGINS_SINCE
from generator.rows.net_conf import OVERHEADS
from generator.rows.node_ports import NODE_PORTS
from generator.rows.own_arguments import own_arguments
from generator.rows.parameter_tables import chart_types, parameter_lines
from generator.rows.patterns import NEEDED, NOT_REPEATED, short, short_pieces
from generator.rows.policy_rules import POLICIES, RULE_RULES
from generator.rows.pool_rules import CIDR
from generator.rows.resource_forms import ANNOTATION_KEYS, FORMS, FREE, KEYS, LABEL_VALUES, PORT_NAME, WITHOUT_FORMS
from generator.rows.resource_rules import MATCHING, RESOURCE_RULES, SHARED
from generator.rows.resource_schemas import AS_NUMBERS
from generator.rows.resources import CRD_GROUP, GROUP_VERSION, REFLECTOR_LABEL
from generator.rows.roles import OF_CALICO
from generator.rows.spellings import MISSHAPEN, SPELLINGS, known
from generator.rows.sysctls import OF_A_NAMESPACE
from generator.settings.catalogue import Catalogue
from generator.settings.ci_values import ci_values, values_text
from generator.settings.defaults import defaults
from generator.settings.setting import at_least
from generator.template import nodes
from generator.template.alternatives import alternatives
from generator.template.wrapping import folded
from generator.values.pod_fields import pod_fields, pod_values
from generator.values.strict_schema import LIBRARY, strict_schema
from generator.values.upstream_values import UpstreamValues
from generator.values.values_file import documentation, documented_values, values_file

# The folder of the schemas for people, below the folder of schemas.
VALUES_SCHEMAS = "values"


def _daemon_sets(templates: Sequence[nodes.Template], features: FeatureTable) -> list[dict[str, object]]:
    """Return the DaemonSets of all variants; those that exist together form one entry."""
    names: dict[str, list[str]] = {}
    for one in alternatives(templates, "DaemonSet/* metadata.name"):
        names.setdefault(one.condition.text(features), []).append(str(one.value))
    return [{"test": test, "names": found} for test, found in names.items()]


def _upstream_tags(catalogue: Catalogue) -> dict[str, str]:
    """The tag of each role in upstream's manifests, without architectures."""
    first = {role: parse_reference(references[0]).tag for role, references in catalogue.roles.items()}
    return {role: ARCHITECTURE.sub("", tag) for role, tag in first.items()}


def _refusals(parts: Parts, values: dict[str, Tree]) -> dict[str, object]:
    """What the chart refuses: other spellings, the forms of texts, values without an effect, and rules, in parts."""
    catalogue, named = parts.catalogue, definitions([*static_sources(), parts.printed["templates/_learned.tpl"]])
    reader = Reader(values=values, named={**named, **VARIABLES})  # it tells which sections of values a rule reads
    found = applicabilities(parts.plan, parts.learned.templates, catalogue.features)
    spellings = known(SPELLINGS, catalogue.paths)
    groups = [
        *unread_values(catalogue, found),
        *idle_values(catalogue),
        *backend_unread(catalogue),
        *addon_unread(catalogue, parts.plan, parts.learned.templates),
    ]

    taken = variables(parts.plan, catalogue.programs, parts.printed.values())
    arguments = own_arguments(catalogue.paths)
    own = list(workloads(extended_workloads(WORKLOADS, lay_out(parts.learned.templates))))

    def ruled(rules: Sequence[TemplateRule]) -> str:
        return cut(Entry(sections=reader.deciding(one.test), text=rule_text(one)) for one in rules)

    return {
        "spellings": spellings,
        "misspelt": cut(misspelt(spellings, catalogue.paths)),
        "text_formats": cut(malformed(format_rules(catalogue.settings))),
        "pieces": short_pieces(),
        "not_repeated": NOT_REPEATED,
        "needed": {name: NEEDED.get(name, "") for name in short_pieces()},
        "unread": cut(unread(groups)),
        "extended_workloads": cut(own),
        "own_arguments": arguments,
        "arguments_sections": " ".join(sorted({section(path) for path in arguments})),
        "workload_sections": " ".join(sorted({name for one in own for name in one.sections})),
        "variables": json.dumps(taken, indent=2, sort_keys=True),
        "parameters": catalogue.programs,
        "parameter_lines": {one.path: parameter_lines(one) for one in catalogue.programs},
        "parameter_types": chart_types([one for program in catalogue.programs for one in program.accepted]),
        "shared_values": VARIABLES,
        "rules": ruled([*plain_rules(catalogue), *manifest_rules(parts.learned.templates, catalogue.features)]),
        "releases_of_values": [
            (path, fact) for path, fact in OF_VALUES.items() if path.partition("=")[0] in catalogue.paths
        ],
        "roles_of_calico": [role for role in OF_CALICO if role in catalogue.roles],
        "calico_minor": ".".join(map(str, (*numbers(parts.line.calico)[:2], 0))),
        "upstream_tags": _upstream_tags(catalogue),
        "rules_across": ruled(rules_across(catalogue)),
        "resource_sections": " ".join(sorted(reader.read('include "cni.resources.used" .'))),
        "node_ports": NODE_PORTS,
        "digits": DIGITS,
        "default_digests": default_digests(values),
    }


def _resources(parts: Parts) -> dict[str, object]:
    """Return what the templates need for Calico's resources and for calicoctl, which applies them."""
    files = lay_out(parts.learned.templates)
    nodes_of = {one.path: one.file for one in extended_workloads((NODE, CANAL), files)}
    calicoctl = parts.catalogue.roles["calicoctl"][0]
    rules = {kind.name: [*map(rule_text, RESOURCE_RULES.get(kind.name, ()))] for kind in parts.catalogue.resources}
    return {
        "resources": parts.catalogue.resources,
        "resource_rules": rules,
        "shared_of": {kind.name: SHARED.get(kind.name, ()) for kind in parts.catalogue.resources},
        "policies": [kind.name for kind in parts.catalogue.resources if kind.name in POLICIES],
        "rule_rules": [*map(rule_text, RULE_RULES)],
        "resource_forms": [(name, short(form.pattern), form) for name, form in FORMS.items()],
        "port_name": PORT_NAME,
        "free_fields": FREE,
        "without_forms": WITHOUT_FORMS,
        "metadata_forms": {"labels": short(KEYS), "annotations": short(ANNOTATION_KEYS)},
        "label_values": LABEL_VALUES,
        "community_pattern": short(FORMS["communities.value"].pattern),
        "resource_matching": MATCHING,
        "as_numbers": AS_NUMBERS,
        "felix_owned": OWNED,
        "cidr_pattern": short(CIDR),
        "selector_pattern": short(str(SELECTOR.schema["pattern"])),
        "has_schemas": parts.catalogue.resource_schemas,
        "group_version": GROUP_VERSION,
        "crd_group": CRD_GROUP,
        "reflector_label": REFLECTOR_LABEL,
        "calicoctl_image": calicoctl,
        "calicoctl_program": program_of(calicoctl),
        "node_files": {"calico": nodes_of[NODE.path], "canal": nodes_of[CANAL.path]},
    }


def _context(parts: Parts, docs: Mapping[str, str], values: dict[str, Tree]) -> dict[str, object]:
    line, features, templates = parts.line, parts.catalogue.features, parts.learned.templates
    pods = pod_values(parts.catalogue.settings)
    return {
        "short": BANNER,
        "library": LIBRARY,
        "line": line,
        "metadata": chart_metadata(line, parts.releases),
        "flannel": flannel_versions(parts.releases, parts.catalogue),
        "app_version": f"{line.calico.removeprefix('v')}-flannel.{line.flannel.removeprefix('v')}",
        "source_digest": digest("".join(release.digest for release in parts.releases))[:16],
        "settings": parts.catalogue.paths,
        "daemon_sets": _daemon_sets(templates, features),
        "overheads": OVERHEADS,
        "tested": line.tested_range,
        "sysctls": OF_A_NAMESPACE,
        "own_objects": own_objects(templates, features),
        "writes_etcd_2": at_least({"canalFlannel": ETCD_3_SINCE}, parts.catalogue.versions),
        "has_healthz": at_least(HEALTHZ_SINCE, parts.catalogue.versions),
        "brings_binary": at_least(BINARY_SINCE, parts.catalogue.versions),
        "brings_plugins": not at_least(NO_BASE_PLUGINS_SINCE, parts.catalogue.versions),
        "upgrade_steps": steps_to(line, earlier_lines(line)),
        "makes_namespace": any(one.kind == "Namespace" and one.project == "flannel" for one in templates),
        "config_files": [
            path for path, template in lay_out(templates).items() if template.kind in {"ConfigMap", "Secret"}
        ],
        **_refusals(parts, values),
        **_resources(parts),
        **pods,
        "pod_value_sections": " ".join(
            sorted({section(one.path) for one in parts.catalogue.settings if one.kind.walked})
        ),
        "roles": sorted(parts.catalogue.roles),
        "roles_by_architecture": by_architecture(parts.catalogue),
        "values": documented_values(parts.catalogue, docs),
    }


def _is_read(path: str) -> bool:
    """Whether a file is a template that people read: the specs of CRDs are upstream's, one long line a schema."""
    return ("templates/" in path or path.endswith(".tpl")) and not path.endswith("/_crds.tpl")


def assemble(parts: Parts) -> Chart:
    """Return the chart's files."""
    features = parts.catalogue.features
    present = [one for one in features.manifests if one.stem in parts.published]
    docs = documentation(parts.catalogue, UpstreamValues(parts.plan, parts.learned.templates, features))
    names = " and ".join(release.name for release in parts.releases)
    banner = f"Generated from {names} by python -m generator build; edit the generator, not this file."
    schema = f"../../schemas/{VALUES_SCHEMAS}/{parts.line.version}.json"
    values = values_file(parts.catalogue, docs, (f"yaml-language-server: $schema={schema}", banner))
    unset = defaults(parts.catalogue, nulls=True)
    templates = {**render_static({**_context(parts, docs, unset), "banner": banner}), **parts.printed}
    refusals = templates[f"charts/{LIBRARY}/files/refusals.tpl"]
    files = {
        f"charts/{LIBRARY}/files/sections.txt": section_lines(unset, refusals),
        **{path: folded(text) if _is_read(path) else text for path, text in templates.items()},
        **{f"ci/{one.stem}-values.yaml": values_text(ci_values(one, features)) for one in present},
        "values.yaml": values,
        "values.schema.json": strict_schema(
            parts.catalogue.settings, known(SPELLINGS, parts.catalogue.paths), MISSHAPEN
        ),
        f"charts/{LIBRARY}/files/pod-fields.json": pod_fields(parts.catalogue.settings, parts.catalogue.types, BANNER),
    }
    return Chart(files=dict(sorted(files.items())), docs=docs)
