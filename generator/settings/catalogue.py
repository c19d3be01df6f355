"""Chooses what a line's releases decide: the settings they can honour, the roles of their images, what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.base.trees import Tree
from generator.features.table import FeatureTable
from generator.releases.lines import ReleaseLine, oldest_kubernetes
from generator.schemas.types import read_types
from generator.settings.actions.action import Inside
from generator.settings.kind import Schema
from generator.settings.places import standing_at
from generator.settings.setting import Row, Setting, Target, of_releases
from generator.settings.tables import bgp, calico, canal, etcd, flannel, general, metrics
from generator.settings.tables.additions import ADDITIONS
from generator.settings.tables.roles import ROLES, Role, image_rows
from generator.template import nodes
from generator.template.addresses import find_places

_TABLES: tuple[Row, ...] = (
    *general.ROWS,
    *flannel.ROWS,
    *calico.ROWS,
    *bgp.ROWS,
    *metrics.ROWS,
    *etcd.ROWS,
    *canal.ROWS,
)

# Every workload that takes values.
WORKLOADS = (flannel.FLANNEL, calico.TYPHA, calico.NODE, calico.KUBE_CONTROLLERS, canal.CANAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything about values that a line's releases decide, handed along instead of being read from tables.

    `versions` are the releases by project, `types` the schemas of Kubernetes' types that values take, by name, `roles`
    those that have a container, with upstream's references.
    """

    versions: Mapping[str, str]
    features: FeatureTable
    rows: tuple[Row, ...]
    roles: Mapping[str, tuple[str, ...]]
    images: tuple[Target, ...]
    additions: tuple[Target, ...]
    types: Mapping[str, Schema]

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings among the rows."""
        return tuple(row for row in self.rows if isinstance(row, Setting))

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all settings."""
        return frozenset(setting.path for setting in self.settings)

    def variants_of(self, template: nodes.Template) -> list[str]:
        """The variants that render a template."""
        return [
            stem
            for stem, manifest in self.features.variants.items()
            if manifest.project == template.project and manifest.point and template.condition.holds(manifest.point)
        ]


def _references(node: nodes.Node | Inside) -> list[str]:
    """The image references of a container, its alternatives one by one."""
    if isinstance(node, nodes.Choice):
        return [reference for option in node.options for reference in _references(option.node)]
    return [str(node.value)] if isinstance(node, nodes.Scalar) else []


def _role_references(templates: Sequence[nodes.Template], role: Role) -> tuple[str, ...]:
    bodies = {(template.project, template.name): template.body for template in templates}
    found: dict[str, None] = {}
    for place in (place for at in role.at for place in find_places(templates, f"{at}.image")):
        _, standing = standing_at(bodies[place.project, place.document], place.steps)
        found |= dict.fromkeys(_references(standing))
    return tuple(found)


def choose_settings(line: ReleaseLine, templates: Sequence[nodes.Template], features: FeatureTable) -> Catalogue:
    """The catalogue of a line and of the templates learned from its releases."""
    releases = dict(line.releases())
    references = {role.key: _role_references(templates, role) for role in ROLES}
    present = [role for role in ROLES if references[role.key]]
    rows = [row for role in present for row in image_rows(role, references[role.key])]
    return Catalogue(
        versions=releases,
        features=features,
        rows=of_releases((*_TABLES, *rows), releases),
        roles={role.key: references[role.key] for role in present},
        images=tuple(role.target for role in present),
        additions=ADDITIONS,
        types=read_types(oldest_kubernetes(line)),
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
