"""Chooses what a line's releases decide: the settings that they can honour, and the roles of their images."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from generator.base.errors import odd_upstream, raise_problems
from generator.base.trees import Tree
from generator.base.version import RELEASE, numbers
from generator.features.conditions import ALWAYS
from generator.features.deviations import FIX_CANAL_ETCD
from generator.features.feature_table import FeatureTable, Manifest
from generator.releases.images import parse_reference
from generator.releases.lines import ReleaseLine, oldest_kubernetes
from generator.releases.parameters import Parameter
from generator.releases.snapshot import known_parameters
from generator.rows import api_server, calico, calicoctl, canal, flannel
from generator.rows.additions import ADDITIONS
from generator.rows.felix import felix_parameters, felix_row
from generator.rows.first_install import FIRST_INSTALL
from generator.rows.pod_rules import with_rules
from generator.rows.resource_rows import bgp_rows, resource_rows
from generator.rows.resource_schemas import plurals, specs
from generator.rows.resources import known_kinds
from generator.rows.roles import ROLES, Role, image_rows
from generator.rows.typha import typha_parameters, typha_row
from generator.rows.values_order import LAST, TABLES
from generator.schemas.types import read_types
from generator.settings.catalogue import Catalogue
from generator.settings.setting import Row, Setting, Target, at_least, of_releases, sections_of
from generator.template import nodes
from generator.template.addresses import find_places
from generator.template.alternatives import values_of

# Older than any release.
_NONE = "v0.0.0"

# Every workload that takes values.
WORKLOADS = (
    *(flannel.FLANNEL, calico.TYPHA, calico.NODE, calico.KUBE_CONTROLLERS, canal.CANAL),
    *(calicoctl.CALICOCTL, api_server.API_SERVER),
)


def _stands(templates: Sequence[nodes.Template], role: Role) -> bool:
    """Report whether a manifest has a container of the role."""
    return any(find_places(templates, at) for at in role.at)


def _role_references(templates: Sequence[nodes.Template], role: Role) -> tuple[str, ...]:
    bodies = {(template.project, template.name): template.body for template in templates}
    found: dict[str, None] = dict.fromkeys(
        role.references if role.beside and find_places(templates, role.beside) else ()
    )
    stands = _stands(templates, role)
    containers = role.at if stands or not role.like else (role.like,)
    for place in (place for at in containers for place in find_places(templates, f"{at}.image")):
        for one in values_of(bodies[place.project, place.document], place, ALWAYS):
            reference = parse_reference(str(one.value))
            found[str(reference if stands or not role.name else reference.renamed(role.name))] = None
    return tuple(found)


def _sharing(role: Role, references: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the other roles that have an image of a role."""
    mine = {*references[role.key]}
    return [key for key, others in references.items() if key != role.key and not mine.isdisjoint(others)]


def _marked(row: Row) -> Row:
    """Return the row, marked if only the first install reads its value."""
    if not isinstance(row, Setting):
        return row
    first = next((one for one in FIRST_INSTALL if one.holds(row.path)), None)
    return replace(row, first=first) if first else row


def _after(rows: Sequence[Row], path: str, *more: Row) -> list[Row]:
    """Return the rows with further ones behind that of a path."""
    at = next(number for number, other in enumerate(rows, 1) if other.path == path)
    return [*rows[:at], *more, *rows[at:]]


def _unpublished(templates: Sequence[nodes.Template], features: FeatureTable) -> list[Manifest]:
    """The manifests of add-ons that the releases do not publish."""
    return [
        addon
        for addon in features.addons.values()
        if not any(one.switch == addon.switch and one.condition.holds(addon.point) for one in templates)
    ]


def _published(targets: Sequence[Target], absent: Sequence[Manifest]) -> tuple[Target, ...]:
    """The targets without those in manifests that the releases do not publish."""
    stems = {manifest.stem for manifest in absent}
    return tuple(target for target in targets if target.addon not in stems)


def _of_published(rows: Sequence[Row], absent: Sequence[Manifest], features: FeatureTable) -> Iterator[Row]:
    """The rows without the sections of add-ons that the releases do not publish, and without targets in those; and
    without features that have one value in these releases.
    """
    there = {addon.switch for addon in features.addons.values() if addon not in absent}
    sections = {addon.switch.rpartition(".")[0] for addon in absent if addon.switch not in there}
    sections |= {feature.path for feature in features.features if len(feature.domain) == 1}
    for row in rows:
        if sections.isdisjoint((*sections_of(row.path), row.path)):
            yield replace(row, targets=_published(row.targets, absent)) if isinstance(row, Setting) else row


def _canal_flannel(line: ReleaseLine, references: Sequence[str]) -> str:
    """The oldest of canal's flannels by the tags of their images. Raise ProblemsError for those that cannot be told."""
    tags = {reference: re.match(RELEASE, parse_reference(reference).tag) for reference in references}
    where = f"calico {line.calico} > canal > the image of flannel"
    expected = "a tag with flannel's release, which decides on its values"
    raise_problems(odd_upstream(where, expected, one, "name it in") for one, tag in tags.items() if not tag)
    return min((tag.group() for tag in tags.values() if tag), key=numbers, default=_NONE)


def choose_settings(
    line: ReleaseLine,
    templates: Sequence[nodes.Template],
    features: FeatureTable,
    parameters: Sequence[Parameter] = (),
    crds: Sequence[Mapping[str, Tree]] = (),
) -> Catalogue:
    """Return the catalogue of a line, for the templates that were learned from its releases. `parameters` and `crds`
    are those of the releases.
    """
    releases = dict(line.releases())
    felix = felix_parameters(known_parameters("calico"), line.calico, parameters)
    typha = typha_parameters(releases)
    known = [role for role in ROLES if at_least(role.since, releases)]
    references = {role.key: _role_references(templates, role) for role in known}
    kinds = known_kinds(plurals(crds), releases)
    present = [role for role in known if references[role.key] and (kinds or not role.like or _stands(templates, role))]
    releases["canalFlannel"] = _canal_flannel(line, references["canalFlannel"])
    rows = [row for role in present for row in image_rows(role, references[role.key], _sharing(role, references))]
    absent = _unpublished(templates, features)
    known_specs = specs(crds, kinds)
    own = _after(_after(TABLES, "calico.mtu", felix_row(felix)), "calico.typha.replicas", typha_row(typha))
    own = _after(own, FIX_CANAL_ETCD, *canal.mtu_rows(felix))
    if kinds:
        own = _after(own, "calico.bgp.logSeverity", *bgp_rows(known_specs))
        own = _after(own, "calico.autodetectPollInterval", *resource_rows(kinds, known_specs))
    there = tuple(map(_marked, _of_published(of_releases((*own, *rows, *LAST), releases), absent, features)))
    paths = {row.path for row in there}
    return Catalogue(
        versions=releases,
        features=replace(features, deviations=tuple(one for one in features.deviations if one.value in paths)),
        rows=there,
        roles={role.key: references[role.key] for role in present},
        images=tuple(role.target for role in present if _stands(templates, role)),
        additions=_published(ADDITIONS, absent),
        types=with_rules(read_types(oldest_kubernetes(line)), oldest_kubernetes(line)),
        programs=(felix, typha),
        resources=kinds,
        resource_schemas=any(known_specs.values()),
    )
