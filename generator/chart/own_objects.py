"""Lists the chart's own objects by project, so that extraObjects do not repeat them."""

from collections.abc import Iterator, Mapping, Sequence

from generator.features.feature_table import FeatureTable
from generator.learn.release_merge import SAME_OBJECT
from generator.template.nodes import Scalar, Template, entry_of


def _namespace(template: Template) -> str:
    """Return the namespace that upstream has an object in."""
    metadata = entry_of(template.body, "metadata")
    found = metadata and entry_of(metadata.node, "namespace")
    return str(found.node.value) if found and isinstance(found.node, Scalar) else ""


def _addon_objects(templates: Sequence[Template], table: FeatureTable) -> Iterator[Mapping[str, str]]:
    """Yield the objects of an add-on by the test for them and their namespace, empty for objects of the cluster."""
    names: dict[tuple[str, str], list[str]] = {}
    for one in (one for one in templates if one.switch):
        test = one.condition.text(table).removeprefix("and ").replace(".Values.", "$.Values.")
        names.setdefault((test, _namespace(one)), []).append(one.name)
    for (test, namespace), found in names.items():
        yield {"test": test, "namespace": namespace, "names": " ".join(found)}


def own_objects(templates: Sequence[Template], table: FeatureTable) -> Mapping[str, object]:
    """Return kinds and names of each project's objects in one line, the `groups` of the CRDs, and the objects of
    `addons`.
    """
    names: dict[str, list[str]] = {"flannel": [], "calico": []}
    groups: dict[str, None] = {}
    for template in (one for one in templates if not one.switch):
        if template.crd:
            groups[template.name.partition(".")[2]] = None
        elif template.kind != "Namespace":
            aliases = [alias for alias, merged in SAME_OBJECT.items() if merged == template.name]
            names[template.project] += [template.name, *aliases]
    lines = {project: " ".join(dict.fromkeys(found)) for project, found in names.items()}
    return {**lines, "groups": "|".join(groups), "addons": list(_addon_objects(templates, table))}
