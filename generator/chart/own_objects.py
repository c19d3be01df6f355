"""Says which objects the chart has of its own, by project, so that extraObjects do not bring them again."""

from collections.abc import Mapping, Sequence

from generator.learn.objects import SAME_OBJECT
from generator.template.nodes import Template


def own_objects(templates: Sequence[Template]) -> Mapping[str, str]:
    """The kinds and names of each project's objects in one line, and the `groups` of the CRDs."""
    names: dict[str, list[str]] = {"flannel": [], "calico": []}
    groups: dict[str, None] = {}
    for template in templates:
        if template.crd:
            groups[template.name.partition(".")[2]] = None
        elif template.kind != "Namespace":
            aliases = [alias for alias, merged in SAME_OBJECT.items() if merged == template.name]
            names[template.project] += [template.name, *aliases]
    lines = {project: " ".join(dict.fromkeys(found)) for project, found in names.items()}
    return {**lines, "groups": "|".join(groups)}
