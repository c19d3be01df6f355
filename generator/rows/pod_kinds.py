"""The kinds of values that go into pods as Kubernetes defines them; their schemas are Kubernetes' own."""

from collections.abc import Sequence

from msgspec.structs import replace

from generator.base.trees import Tree, submap
from generator.settings.kind import Kind, Schema, Shape, one_of, text, whole

# How many items a list or mapping has at most, and how many characters a text in a mapping.
_MOST, _LONGEST = 64, 4096


def _type(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _walked(what: str, schema: Schema, *, legal: Sequence[Tree], illegal: Sequence[Tree]) -> Kind:
    """A list or mapping that the chart checks where one is set; an empty one keeps upstream's, or adds nothing."""
    unset: Tree = [] if schema.get("type") == "array" else {}
    return Kind(
        what=what,
        schema=schema,
        unset=unset,
        shape=Shape.TREE,
        walked=True,
        legal=tuple(legal),
        illegal=tuple(illegal),
    )


def _object(name: str, what: str, *, legal: Sequence[Tree], illegal: Sequence[Tree]) -> Kind:
    """An object of a type of Kubernetes."""
    wrong: tuple[Tree, ...] = ("x", ["x"], {"misspelt": 1}, *illegal)
    return _walked(what, _type(name), legal=legal, illegal=wrong)


def _list(name: str, what: str, *, legal: Sequence[list[Tree]], illegal: Sequence[Tree]) -> Kind:
    """A list of objects of a type of Kubernetes."""
    schema: Schema = {"type": "array", "items": _type(name), "maxItems": _MOST}
    wrong: tuple[Tree, ...] = ("x", {"misspelt": 1}, [{"misspelt": 1}], ["x"], legal[0] * (_MOST + 1), *illegal)
    return _walked(what, schema, legal=legal, illegal=wrong)


def _names(what: str, keys: str, values: Schema, *, legal: Sequence[Tree]) -> Kind:
    """A mapping of names of a form to texts: labels, annotations, a selector of nodes."""
    schema: Schema = {
        "type": "object",
        "additionalProperties": values,
        "maxProperties": _MOST,
        "propertyNames": _type(keys),
    }
    key = "a.example.com/b"
    many: Tree = {f"{key}{number}": "c" for number in range(_MOST + 1)}
    of_values: tuple[Tree, ...] = ({key: 1}, {key: True}, {key: ["c"]}, {key: "c" * (_LONGEST + 1)})
    of_keys: tuple[Tree, ...] = ({"a..b/c": "c"}, {"net ops": "c"}, {"": "c"}, {"a" * 64: "c"}, {"a/b/c": "c"})
    return _walked(what, schema, legal=legal, illegal=("x", ["x"], *of_values, *of_keys, many))


def labels(what: str, *, legal: Sequence[Tree]) -> Kind:
    """A mapping of labels."""
    kind = _names(what, "LabelKey", _type("LabelValue"), legal=legal)
    wrong: tuple[Tree, ...] = ({"a": "net ops"}, {"a": "-b"}, {"a": "b" * 64}, {"Example.com/a": "b"})
    return replace(kind, illegal=(*kind.illegal, *wrong))


TOLERATIONS = _list(
    "Toleration",
    "a list of tolerations",
    legal=[
        [{"operator": "Exists"}],
        [{"key": "a", "operator": "Equal", "value": "true", "effect": "NoExecute", "tolerationSeconds": 0}],
    ],
    illegal=[[{"operator": "exists"}], [{"effect": "noSchedule"}], [{"tolerationSeconds": "60"}], [{"value": True}]],
)
NODE_SELECTOR = labels(
    "a mapping of node labels", legal=[{"pool": "a"}, {"example.com/rack": "1", "a.example.com/b": "true"}]
)


def without(kind: Kind, names: Sequence[str], told: str) -> Kind:
    """The kind without names that the chart sets itself, and what to do about them."""
    refused: Schema = {name: {"const": f"left out: {told}"} for name in names}
    illegal: tuple[Tree, ...] = tuple({name: "x"} for name in names)
    properties = {**submap(kind.schema, "properties"), **refused} if "properties" in kind.schema else refused
    return replace(kind, schema={**kind.schema, "properties": properties}, illegal=(*kind.illegal, *illegal))


# The labels that upstream's selectors use, and the annotation that restarts pods.
SELECTED, CHECKSUM = ("k8s-app", "app", "apiserver"), ("checksum/config",)
LABELS = without(
    labels("a mapping of labels", legal=[{"a.example.com/team": "net"}, {"a.example.com/b": "1e3"}]),
    SELECTED,
    "the selector needs upstream's",
)
ANNOTATIONS = _names(
    "a mapping of annotations",
    "AnnotationKey",
    {"type": "string", "maxLength": _LONGEST},
    legal=[{"a.example.com/note": "{{ x }}: 'y' \"z\""}, {"a.example.com/b": "no"}],
)
# Annotations by which Kubernetes says something of pods, or once took what is a field by now.
RESERVED = ("kubernetes.io/config.mirror", "scheduler.alpha.kubernetes.io/tolerations")
POD_ANNOTATIONS = without(
    without(ANNOTATIONS, CHECKSUM, "rolloutOnConfigChange sets it"),
    RESERVED,
    "Kubernetes sets it, or has a field for it",
)
AFFINITY = _object(
    "Affinity",
    "an Affinity",
    legal=[
        {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {
                    "nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}]
                }
            }
        }
    ],
    illegal=[{"nodeAffinity": ["a"]}, {"podAffinity": {"required": []}}],
)
SPREAD = _list(
    "TopologySpreadConstraint",
    "a list of topology spread constraints",
    legal=[[{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway"}]],
    illegal=[[{"maxSkew": 1}], [{"maxSkew": "1", "topologyKey": "a", "whenUnsatisfiable": "DoNotSchedule"}]],
)
RESOURCES = _object(
    "ResourceRequirements",
    "requests and limits",
    legal=[{"requests": {"cpu": "100m", "memory": "50Mi"}}, {"limits": {"cpu": 1}}],
    illegal=[{"cpu": "100m"}, {"requests": ["cpu"]}, {"limits": {"cpu": True}}],
)
POD_SECURITY = _object(
    "PodSecurityContext",
    "a PodSecurityContext",
    legal=[{"seccompProfile": {"type": "RuntimeDefault"}}, {"fsGroup": 1000000}],
    illegal=[{"privileged": True}, {"fsGroup": "0"}],
)
SECURITY = _object(
    "SecurityContext",
    "a SecurityContext",
    legal=[{"privileged": False}, {"capabilities": {"add": ["NET_ADMIN"]}, "runAsUser": 0}],
    illegal=[{"privileged": "true"}, {"capabilities": ["NET_ADMIN"]}],
)
DAEMON_SET_STRATEGY = _object(
    "DaemonSetUpdateStrategy",
    "an update strategy of DaemonSets",
    legal=[{"type": "OnDelete"}, {"rollingUpdate": {"maxUnavailable": "20%", "maxSurge": 0}, "type": "RollingUpdate"}],
    illegal=[{"type": "Recreate"}, {"maxUnavailable": 1}],
)
DEPLOYMENT_STRATEGY = _object(
    "DeploymentStrategy",
    "an update strategy of Deployments",
    legal=[{"type": "Recreate"}, {"rollingUpdate": {"maxSurge": "100%", "maxUnavailable": 1}}],
    illegal=[{"type": "OnDelete"}, {"maxSurge": 1}],
)
ENVIRONMENT = _list(
    "EnvVar",
    "a list of environment variables",
    legal=[
        [{"name": "A_B", "value": "$(C) {{ d }} \"e\" 'f'"}],
        [{"name": "A_B", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}}],
    ],
    illegal=[[{"value": "a"}], [{"name": "A", "value": 1}], [{"name": "A", "value": True}]],
)
VOLUMES = _list(
    "Volume",
    "a list of volumes",
    legal=[[{"name": "extra", "hostPath": {"path": "/extra"}}], [{"name": "extra", "emptyDir": {}}]],
    illegal=[[{"hostPath": {"path": "/extra"}}], [{"name": "extra", "hostPath": "/extra"}]],
)
VOLUME_MOUNTS = _list(
    "VolumeMount",
    "a list of volume mounts",
    legal=[[{"name": "extra", "mountPath": "/extra", "readOnly": True}]],
    illegal=[[{"name": "extra"}], [{"name": "extra", "mountPath": "/extra", "readOnly": "true"}]],
)


def _containers(name: str) -> Kind:
    """A list of containers."""
    image = "registry.example.com/extra:v1"
    return _list(
        "Container",
        "a list of containers",
        legal=[[{"name": name, "image": image, "args": ["--a=b"]}]],
        illegal=[
            [{"image": image}],
            [{"name": name}],
            [{"name": name, "image": ""}],
            [{"name": name, "image": image, "args": "--a"}],
            [{"name": name, "image": image, "imagePullPolicy": "always"}],
        ],
    )


CONTAINERS, INIT_CONTAINERS = _containers("extra"), _containers("extra-init")
DNS = _object(
    "PodDNSConfig",
    "a PodDNSConfig",
    legal=[{"nameservers": ["10.0.0.10"], "options": [{"name": "ndots", "value": "2"}]}],
    illegal=[{"nameservers": "10.0.0.10"}],
)
HOST_ALIASES = _list(
    "HostAlias",
    "a list of lines for /etc/hosts",
    legal=[[{"ip": "10.0.0.1", "hostnames": ["api.example.com"]}]],
    illegal=[[{"ip": "10.0.0.1", "hostnames": "api.example.com"}]],
)
DNS_POLICY = one_of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
PRIORITY_CLASS = text(
    "the name of a PriorityClass",
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*",
    legal=["my-critical"],
    illegal=["System-critical", "-a", "a..b"],
)
SECONDS = whole("seconds, 0 to 86400", 0, 86400)
REVISIONS = whole("a number, 0 to 100", 0, 100)
ARGUMENTS = _walked(
    "a list of arguments",
    {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 1024}, "maxItems": 64},
    legal=(["--v=4"], ["-v=4", "--a={{ b }}", "--c=\"d\" 'e'"]),
    illegal=("--v=4", {"v": 4}, [4], [""], [True]),
)


# What a value can change of a probe; the probe itself stays upstream's.
TIMINGS = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold")
_LEAST = {"initialDelaySeconds": 0}
PROBE = _walked(
    "the timings of a probe",
    {
        "type": "object",
        "properties": {name: {"type": "integer", "minimum": _LEAST.get(name, 1), "maximum": 86400} for name in TIMINGS},
        "additionalProperties": False,
    },
    legal=({"periodSeconds": 1, "failureThreshold": 6}, {"initialDelaySeconds": 0, "timeoutSeconds": 86400}),
    illegal=("x", [1], {"periodSeconds": 0}, {"periodSeconds": "10"}, {"exec": {}}, {"timeoutSeconds": 86401}),
)
