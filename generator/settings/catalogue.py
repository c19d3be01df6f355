"""Defines what a line's releases decide about values: the record that all stages get, and its parts."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.base.trees import Tree, submap
from generator.features.conditions import Condition
from generator.features.feature_table import FeatureTable
from generator.releases.parameters import Parameter
from generator.settings.kind import Schema, Versions
from generator.settings.setting import Row, Setting, Target
from generator.template import nodes
from generator.template.alternatives import Alternative


class Parameters(Struct, frozen=True, kw_only=True):
    """The parameters of a program of a release: those that it accepts, and the explanation for names that it refuses,
    `!...` and words.

    `path` is the mapping that takes them, `program` what people call it, `prefix` that of its variables.
    """

    path: str
    program: str
    prefix: str
    accepted: tuple[Parameter, ...]
    refused: Mapping[str, str]
    elsewhere: tuple[str, ...] = ()  # accepted, and printed by other rows

    @property
    def variables(self) -> dict[str, str]:
        """The path of each parameter by its environment variable."""
        return {one.env: f"{self.path}.{one.name}" for one in self.accepted}

    @property
    def printed(self) -> tuple[Parameter, ...]:
        """The parameters whose variables are printed together."""
        return tuple(one for one in self.accepted if one.name not in self.elsewhere)


class ResourceKind(Struct, frozen=True, kw_only=True):
    """A kind of projectcalico.org/v3, the plural name of its CRD, and whether its objects have a namespace.

    `lists` and `gets` are the plurals that calicoctl lists and gets when it applies one of the kind, those in `before`
    with all that it does with them only in releases before the versions. `named` are the only names that it takes.
    """

    name: str
    plural: str
    namespaced: bool = False
    lists: tuple[str, ...] = ()
    gets: tuple[str, ...] = ()
    before: Mapping[str, Versions] = {}
    named: str = ""


class Catalogue(Struct, frozen=True, kw_only=True):
    """Everything about values that a line's releases decide. Stages get it as an argument and read no tables.

    `versions` are the releases by project, and as canalFlannel that of the flannel in canal; `types` are the schemas of
    Kubernetes' types that values take, by name, `roles` those that have a container, with upstream's references,
    `programs` the parameters of Felix and of Typha, `resources` the kinds of Calico's resources, and `resource_schemas`
    whether their CRDs have schemas.
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

    def variants_of(self, template: nodes.Template, found: Sequence[Condition | Alternative] = ()) -> list[str]:
        """The variants that have the object, or in which one of the values holds that were found in it."""
        points, holding = self.features.points(template.project, template.switch), found or [template.condition]
        return [stem for stem, point in points.items() if any(one.holds(point) for one in holding)]


def nested(values: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return values by path in dots as a tree."""
    tree: dict[str, Tree] = {}
    for path, value in values.items():
        node = tree
        *parents, last = path.split(".")
        for key in parents:
            node.setdefault(key, {})
            node = submap(node, key)
        node[last] = value
    return tree
