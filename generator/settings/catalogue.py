"""Chooses what a line's releases decide: the settings they can honour, the roles of their images, what is refused."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.base.trees import Tree
from generator.base.version import RELEASE, numbers
from generator.features.conditions import ALWAYS
from generator.features.table import FeatureTable, Manifest
from generator.releases.images import parse_reference
from generator.releases.lines import ReleaseLine, oldest_kubernetes
from generator.releases.parameters import Parameter
from generator.releases.snapshot import known_parameters
from generator.schemas.types import read_types
from generator.settings.kind import Schema
from generator.settings.parameters import Parameters
from generator.settings.resource_schemas import plurals, specs
from generator.settings.setting import Row, Setting, Target, of_releases, reached, sections_of
from generator.settings.tables import (
    api_server,
    base_plugins,
    bgp,
    calico,
    calicoctl,
    canal,
    cni,
    credentials,
    etcd,
    flannel,
    flanneld,
    general,
    kubelet_access,
    metrics,
    namespaces,
    net_conf,
    netpol,
    objects,
)
from generator.settings.tables.additions import ADDITIONS
from generator.settings.tables.felix import felix_parameters, felix_row
from generator.settings.tables.first_install import FIRST_INSTALL
from generator.settings.tables.resource_rows import bgp_rows, resource_rows
from generator.settings.tables.resources import ResourceKind, known_kinds
from generator.settings.tables.roles import ROLES, Role, image_rows
from generator.settings.tables.typha import typha_parameters, typha_row
from generator.template import nodes
from generator.template.addresses import find_places
from generator.template.alternatives import values_of

# The rows of the tables, whatever a release has of them.
TABLES: tuple[Row, ...] = (
    *general.NETWORKS,
    *flannel.ROWS,
    *net_conf.ROWS,
    *flanneld.ROWS,
    *netpol.ROWS,
    *calico.ROWS,
    *bgp.ROWS,
    *metrics.ROWS,
    *etcd.ROWS,
    *calicoctl.ROWS,
    *api_server.ROWS,
    *canal.ROWS,
    *cni.ROWS,
    *base_plugins.ROWS,
    *general.IMAGES,
    *credentials.ROWS,
)
# What stands behind the images.
LAST: tuple[Row, ...] = (*general.OBJECTS, *namespaces.ROWS, *kubelet_access.ROWS, *objects.ROWS)

# Older than any release.
_NONE = "v0.0.0"

# Every workload that takes values.
WORKLOADS = (
    *(flannel.FLANNEL, calico.TYPHA, calico.NODE, calico.KUBE_CONTROLLERS, canal.CANAL),
    *(calicoctl.CALICOCTL, api_server.API_SERVER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything about values that a line's releases decide, handed along instead of being read from tables.

    `versions` are the releases by project, and as canalFlannel that of the flannel in canal; `types` are the schemas of
    Kubernetes' types that values take, by name, `roles` those that have a container, with upstream's references,
    `programs` the parameters of Felix and of Typha, `resources` the kinds of Calico's resources, and
    `resource_schemas` whether their CRDs have schemas.
    """

    versions: Mapping[str, str]
    features: FeatureTable
    rows: tuple[Row, ...]
    roles: Mapping[str, tuple[str, ...]]
    images: tuple[Target, ...]
    additions: tuple[Target, ...]
    types: Mapping[str, Schema]
    programs: tuple[Parameters, ...] = ()
    resources: tuple[ResourceKind, ...] = ()
    resource_schemas: bool = True

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings among the rows."""
        return tuple(row for row in self.rows if isinstance(row, Setting))

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all settings."""
        return frozenset(setting.path for setting in self.settings)

    def variants_of(self, template: nodes.Template) -> list[str]:
        """The variants, or an add-on's manifests, that have a template."""
        points = self.features.points(template.project, template.switch)
        return [stem for stem, point in points.items() if template.condition.holds(point)]


def _role_references(templates: Sequence[nodes.Template], role: Role) -> tuple[str, ...]:
    bodies = {(template.project, template.name): template.body for template in templates}
    found: dict[str, None] = dict.fromkeys(
        role.references if role.beside and find_places(templates, role.beside) else ()
    )
    containers = [*role.at, *([role.like] if role.like else [])]
    for place in (place for at in containers for place in find_places(templates, f"{at}.image")):
        for one in values_of(bodies[place.project, place.document], place, ALWAYS):
            reference = parse_reference(str(one.value))
            found[str(reference.renamed(role.name) if role.name else reference)] = None
    return tuple(found)


def _stands(templates: Sequence[nodes.Template], role: Role) -> bool:
    """Whether a manifest has a container of the role."""
    return any(find_places(templates, at) for at in role.at)


def _marked(row: Row) -> Row:
    """The row with what is to be known of it where only the first install reads it."""
    if not isinstance(row, Setting):
        return row
    first = next((one for one in FIRST_INSTALL if one.holds(row.path)), None)
    return replace(row, first=first) if first else row


def _after(rows: Sequence[Row], path: str, *more: Row) -> list[Row]:
    """The rows with more of them behind that of a path."""
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
    """The rows without the sections of add-ons that the releases do not publish, and without targets in those."""
    there = {addon.switch for addon in features.addons.values() if addon not in absent}
    sections = {addon.switch.rpartition(".")[0] for addon in absent if addon.switch not in there}
    for row in rows:
        if sections.isdisjoint((*sections_of(row.path), row.path)):
            yield replace(row, targets=_published(row.targets, absent)) if isinstance(row, Setting) else row


def _oldest(references: Sequence[str]) -> str:
    """The lowest version in the tags of references; one without a version is older than any."""
    found = [re.match(RELEASE, parse_reference(reference).tag) for reference in references]
    return min((match.group() if match else _NONE for match in found), key=numbers, default=_NONE)


def choose_settings(
    line: ReleaseLine,
    templates: Sequence[nodes.Template],
    features: FeatureTable,
    parameters: Sequence[Parameter] = (),
    crds: Sequence[Mapping[str, Tree]] = (),
) -> Catalogue:
    """The catalogue of a line and of the templates learned from its releases, which `parameters` and `crds` are of."""
    releases = dict(line.releases())
    felix = felix_parameters(known_parameters("calico"), line.calico, parameters)
    typha = typha_parameters(releases)
    known = [role for role in ROLES if reached(role.since, releases)]
    references = {role.key: _role_references(templates, role) for role in known}
    kinds = known_kinds(plurals(crds), releases)
    present = [role for role in known if references[role.key] and (kinds or not role.like or _stands(templates, role))]
    releases["canalFlannel"] = _oldest(references["canalFlannel"])
    rows = [row for role in present for row in image_rows(role, references[role.key])]
    absent = _unpublished(templates, features)
    known_specs = specs(crds, kinds)
    own = _after(_after(TABLES, "calico.mtu", felix_row(felix)), "calico.typha.replicas", typha_row(typha))
    if kinds:
        own = _after(own, "calico.bgp.logSeverity", *bgp_rows(known_specs))
        own = _after(own, "calico.autodetectPollInterval", *resource_rows(kinds, known_specs))
    return Catalogue(
        versions=releases,
        features=features,
        rows=tuple(map(_marked, _of_published(of_releases((*own, *rows, *LAST), releases), absent, features))),
        roles={role.key: references[role.key] for role in present},
        images=tuple(role.target for role in present if _stands(templates, role)),
        additions=_published(ADDITIONS, absent),
        types=read_types(oldest_kubernetes(line)),
        programs=(felix, typha),
        resources=kinds,
        resource_schemas=any(known_specs.values()),
    )


def nested(values: Mapping[str, Tree]) -> dict[str, Tree]:
    """Values by path in dots as a tree."""
    tree: dict[str, Tree] = {}
    for path, value in values.items():
        node = tree
        *parents, last = path.split(".")
        for key in parents:
            child = node.setdefault(key, {})
            assert isinstance(child, dict)
            node = child
        node[last] = value
    return tree
