"""Makes schemas of the Kubernetes types that values take, such as tolerations, volumes and resources."""

import json
from collections.abc import Mapping
from pathlib import Path

from generator.base.errors import problem
from generator.base.files import read_text
from generator.base.trees import Tree, submap
from generator.schemas.text import Schema, reached, schema_text

# The folder of the types of each Kubernetes version, which `nox -s schemas` makes and every build reads.
TYPES = Path(__file__).parent / "types"

# The types that values take, by the last part of their name in Kubernetes' definitions.
TYPES_OF_VALUES = (
    "Affinity",
    "Container",
    "DaemonSetUpdateStrategy",
    "DeploymentStrategy",
    "EnvVar",
    "HostAlias",
    "PodDNSConfig",
    "PodSecurityContext",
    "ResourceRequirements",
    "SecurityContext",
    "Toleration",
    "TopologySpreadConstraint",
    "Volume",
    "VolumeMount",
)

# The fields that values take of types whose others no pod of a network plugin on Linux needs: sources of volumes that
# clouds have replaced by CSI, terminals, Windows. They would be half of the values' schema, which every release Secret
# stores.
_FIELDS: Mapping[str, str] = {
    "Container": "name image imagePullPolicy command args workingDir env envFrom ports resources securityContext "
    "volumeMounts livenessProbe readinessProbe startupProbe lifecycle restartPolicy",
    "ResourceRequirements": "limits requests",
    "PodSecurityContext": "appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsNonRoot runAsUser "
    "seLinuxOptions seccompProfile supplementalGroups sysctls",
    "SecurityContext": "allowPrivilegeEscalation appArmorProfile capabilities privileged procMount "
    "readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile",
    "Volume": "name configMap csi downwardAPI emptyDir hostPath persistentVolumeClaim projected secret",
    "VolumeProjection": "configMap downwardAPI secret serviceAccountToken",
}

_PLAIN = frozenset({"type", "required", "additionalProperties", "items", "properties", "$ref"})


def _short(reference: str) -> str:
    return reference.rpartition("/")[2].rpartition(".")[2]


def _without_null(types: Tree) -> Tree:
    """Return the types of a value without null: in a manifest null means nothing, in values it removes a default."""
    kept: list[Tree] = [one for one in types if one != "null"] if isinstance(types, list) else [types]
    return kept[0] if len(kept) == 1 else kept


def _taken(schema: Tree, definitions: Mapping[str, Tree]) -> Tree:
    """Return a schema with short names in its references to types, and with scalars in place of references to them."""
    if isinstance(schema, list):
        return [_taken(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(reference := schema.get("$ref"), str):
        target = submap(definitions[reference.rpartition("/")[2]])
        return {"$ref": f"#/definitions/{_short(reference)}"} if "properties" in target else _taken(target, definitions)
    taken: Schema = {}
    for key, value in schema.items():
        if key == "properties" and isinstance(value, dict):
            taken[key] = {name: _taken(one, definitions) for name, one in value.items()}
        elif key == "type":
            taken[key] = _without_null(value)
        elif key in _PLAIN:
            taken[key] = value if key == "required" else _taken(value, definitions)
    return taken


def _chosen(name: str, definition: Tree) -> Tree:
    """Return the definition with only those fields that values take of it."""
    fields = _FIELDS.get(_short(name), "").split()
    properties = submap(definition, "properties")
    kept: Schema = {field: properties[field] for field in fields if field in properties}
    return {**submap(definition), "properties": kept} if fields else definition


def value_types(definitions: Mapping[str, Tree]) -> Schema:
    """Return the types, and those that they consist of, by short name. Every mapping is closed."""
    definitions = {name: _chosen(name, definition) for name, definition in definitions.items()}
    wanted: list[Tree] = [{"$ref": name} for name in definitions if _short(name) in TYPES_OF_VALUES]
    return {
        _short(name): submap(_taken(definitions[name], definitions))
        for name in sorted(reached(wanted, definitions.__getitem__), key=_short)
        if "properties" in submap(definitions[name])
    }


def types_text(definitions_text: str) -> str:
    """Return the file of a Kubernetes version's types, made of the text of its definitions."""
    return schema_text(value_types(json.loads(definitions_text)["definitions"]))


def types_file(version: str) -> str:
    """Return the name of a version's file."""
    return f"v{version}.json"


def read_types(version: str) -> Mapping[str, Schema]:
    """Return the types of a Kubernetes version `x.y.z`. Raise ProblemsError if there are none."""
    path = TYPES / types_file(version)
    found = json.loads(read_text(path))
    if not isinstance(found, dict):
        raise problem(str(path), expected="the types of Kubernetes", found="none", remedy="run nox -s schemas")
    return found


def with_types(root: Schema, types: Mapping[str, Schema]) -> Schema:
    """The schema with the types of Kubernetes that its values refer to, and those that these refer to."""
    definitions = submap(root, "definitions")
    found = reached(root, lambda name: types.get(name, {}))
    accepted = {name: types[name] for name in sorted(found) if name not in definitions}
    return {**root, "definitions": {**definitions, **accepted}} if accepted else root
