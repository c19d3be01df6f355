"""Settings of PodDisruptionBudgets: how many pods of a Deployment may be down, or must stay up."""

from generator.features.conditions import given
from generator.settings.actions.assigning import Sets
from generator.settings.kind import Kind, Schema, Shape
from generator.settings.setting import Row, Section, Setting, Target, setting
from generator.settings.targets import guards

PERCENTAGE = "^(100|[1-9]?[0-9])%$"
_TYPES: Schema = {"type": ["integer", "string", "null"], "minimum": 0, "maximum": 1000, "maxLength": 4}
COUNT = Kind(
    what="a number of pods, 0 to 1000, or a percentage",
    schema={**_TYPES, "pattern": PERCENTAGE},
    strict=_TYPES,
    unset=None,
    shape=Shape.TREE,
    is_set='not (kindIs "invalid" {value})',
    legal=(0, 1, 1000, "0%", "50%", "100%"),
    illegal=(-1, 1001, "101%", "1", "", "-5%", True, 0.5),
)


def budget_rows(path: str, people: str, name: str) -> tuple[Row, ...]:
    """The rows of a PodDisruptionBudget, which has one of the two."""
    at = f"PodDisruptionBudget/{name} spec"
    least = f"{path}.podDisruptionBudget.minAvailable"
    most = f"{path}.podDisruptionBudget.maxUnavailable"

    def row(key: str, value: str, doc: str, *targets: Target) -> Setting:
        since = {"calico": "v3.24.0"} if name == "calico-kube-controllers" else {}
        own = Target(at=(at,), action=Sets(key=key))
        return setting(value, COUNT, doc, own, *targets, since=since)

    none = given(f'kindIs "invalid" .Values.{least}')
    return (
        Section(path=f"{path}.podDisruptionBudget", doc=f"The PodDisruptionBudget of {people}. Set one of the two."),
        row(
            "maxUnavailable",
            most,
            f"How many pods of {people} may be down while nodes are drained, as a number or a percentage. Default: {{upstream}}.",
        ),
        row(
            "minAvailable",
            least,
            f"How many pods of {people} must stay up while nodes are drained, as a number or a percentage, in place of "
            "maxUnavailable. Default: null, none.",
            guards(f"{at}.maxUnavailable", when=none),
        ),
    )
