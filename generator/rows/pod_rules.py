"""What Kubernetes' validation asks of what values put into pods, by type and field, beyond the types themselves.

The types say which fields there are and of which type; what else API servers ask stands in their code
(`pkg/apis/core/validation`, `pkg/apis/apps/validation`). A line installs on many versions of Kubernetes: where later ones
ask for less, the table says what the oldest asks.
"""

from collections.abc import Mapping, Sequence

from generator.base.trees import Tree, sublist, submap
from generator.base.version import numbers
from generator.rows.patterns import IPV4, IPV6, LABEL, LABEL_KEY, OBJECT_NAME
from generator.settings.kind import Schema

_LARGEST, _LARGEST_64 = 2**31 - 1, 2**53
# A part of a path that is no step back, and the first one where two dots may not even begin it.
_FIRST = r"([^/.][^/]*|\.([^/.][^/]*)?)"
_STEP = rf"({_FIRST}|\.\.[^/]+)"
_REST = f"(/{_STEP}?)*"
_KEY = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_ANY_CASE = LABEL.replace("a-z", "A-Za-z")
_AMOUNT = r"\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?"


def _form(title: str, pattern: str, longest: int = 253) -> Schema:
    """A text of a form, and what people call it."""
    return {"type": "string", "title": title, "pattern": f"^{pattern}$", "maxLength": longest}


# Forms of texts; fields refer to them as to types.
FORMS: Mapping[str, Schema] = {
    "LabelKey": _form("the key of a label, such as team or example.com/team", LABEL_KEY),
    "AnnotationKey": _form(
        "the key of an annotation, such as note or example.com/note", rf"({_ANY_CASE}(\.{_ANY_CASE})*/)?{_KEY}"
    ),
    "LabelValue": _form(
        "the value of a label: letters, digits, hyphens, dots and underscores, at most 63",
        "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?",
        63,
    ),
    "DnsLabel": _form("a name of small letters, digits and hyphens, at most 63", LABEL, 63),
    "DnsName": _form("a name of small letters, digits, hyphens and dots", OBJECT_NAME),
    "PortName": _form(
        "a port's name: small letters, digits and single hyphens, a letter among them, at most 15",
        "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*",
        15,
    ),
    "DataKey": _form("a key of a ConfigMap or Secret", r"([-_A-Za-z0-9]|\.[-_A-Za-z0-9])[-._A-Za-z0-9]*"),
    "EnvName": _form(
        "the name of a variable: letters, digits, _, - and dots, no digit first",
        r"([-_A-Za-z]|\.[-_A-Za-z0-9])[-._A-Za-z0-9]*",
        4096,
    ),
    "EnvPrefix": _form(
        "a prefix of variables: letters, digits, _, - and dots, no digit first",
        r"(([-_A-Za-z]|\.[-_A-Za-z0-9])[-._A-Za-z0-9]*)?",
        4096,
    ),
    "Address": _form("an IPv4 or IPv6 address", f"({IPV4}|{IPV6})", 45),
    "PathBelow": _form("a path below another, without .. in it", f"({_STEP}{_REST})?", 4096),
    "FilePath": _form("a path of a file in the volume, without .. in it", f"{_FIRST}{_REST}", 4096),
    "HostPath": _form("a path without .. in it", f"(/|{_STEP}){_STEP}?{_REST}", 4096),
    "HeaderName": _form("the name of a header", "[-A-Za-z0-9]+", 4096),
    "SysctlName": _form(
        "the name of a kernel parameter", "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
    ),
    "DriverName": _form("the name of a CSI driver", rf"{_ANY_CASE}(\.{_ANY_CASE})*", 63),
    "ResourceName": _form(
        "cpu, memory, ephemeral-storage or an extended resource such as example.com/gpu",
        rf"(cpu|memory|ephemeral-storage|{OBJECT_NAME}/{_KEY})",
    ),
    "Quantity": {
        "type": ["number", "string"],
        "title": "a quantity of 0 or more, such as 100m, 0.5 or 50Mi",
        "minimum": 0,
        "maximum": _LARGEST_64,
        "pattern": f"^{_AMOUNT}$",
        "maxLength": 32,
    },
    "ImageName": _form("the name of an image", r"[^ \t\n\r]+", 4096),
    "Profile": _form("the name of a profile", "[^ \\t\\n\\r]([^\\n]*[^ \\t\\n\\r])?", 1024),
}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _each(name: str, **more: Tree) -> Schema:
    return {"type": "array", "items": _ref(name), **more}


def _whole(least: int, most: int = _LARGEST) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _words(*words: str) -> Schema:
    return {"type": "string", "enum": [*words]}


def _count(share: str, told: str = "") -> Schema:
    """A number of pods, or a share of them."""
    return {
        "type": ["integer", "string"],
        "title": f"a number of pods of 0 or more, or a percentage{told} such as 25%",
        "minimum": 0,
        "maximum": _LARGEST,
        "pattern": f"^{share}%$",
        "maxLength": 10,
    }


_TEXT: Schema = {"type": "string", "minLength": 1}
_LABELS: Schema = {"type": "object", "additionalProperties": _ref("LabelValue"), "propertyNames": _ref("LabelKey")}
_AMOUNTS: Schema = {"type": "object", "additionalProperties": _ref("Quantity"), "propertyNames": _ref("ResourceName")}
_MODE, _USER, _SECONDS = _whole(0, 0o777), _whole(0), _whole(0)
_PORT: Schema = {
    "type": ["integer", "string"],
    "title": "a port of 1 to 65535, or the name of one",
    "minimum": 1,
    "maximum": 65535,
    "pattern": str(FORMS["PortName"]["pattern"]),
    "maxLength": 15,
}
_SELECTING = ("In", "NotIn", "Exists", "DoesNotExist")
_PROFILES = _words("RuntimeDefault", "Unconfined", "Localhost")
_POLICY = _words("Honor", "Ignore")
_SHARE, _ALL = _count("0*(100|[0-9]{1,2})", " of 100% or less"), _count("[0-9]+")
_SUBSCRIPT = rf"(labels|annotations)\['{LABEL_KEY}'\]"
# The fields of a pod that variables take; the addresses of all families are there since 1.30.
_FIELDS = rf"metadata[.](name|namespace|uid|{_SUBSCRIPT})|spec[.](nodeName|host|serviceAccountName)|status[.]"
_ALL_HOST_IPS_SINCE = "1.30.0"
_RESOURCE = (
    "(limits|requests)[.](cpu|memory|ephemeral-storage|hugepages-.*)",
    "limits or requests with cpu, memory or ephemeral-storage, such as limits.cpu",
)

# What is asked of fields, by type.
FIELDS: Mapping[str, Mapping[str, Schema]] = {
    "Toleration": {
        "operator": _words("Exists", "Equal"),
        "effect": _words("NoSchedule", "PreferNoSchedule", "NoExecute"),
        "key": _ref("LabelKey"),
        "value": _ref("LabelValue"),
        "tolerationSeconds": _whole(-_LARGEST_64, _LARGEST_64),
    },
    "TopologySpreadConstraint": {
        "maxSkew": _whole(1),
        "minDomains": _whole(1),
        "topologyKey": _ref("LabelKey"),
        "whenUnsatisfiable": _words("DoNotSchedule", "ScheduleAnyway"),
        "nodeAffinityPolicy": _POLICY,
        "nodeTaintsPolicy": _POLICY,
        "matchLabelKeys": _each("LabelKey"),
    },
    "NodeSelector": {"nodeSelectorTerms": _each("NodeSelectorTerm", minItems=1)},
    "NodeSelectorTerm": {"matchFields": _each("NodeFieldRequirement")},
    "NodeSelectorRequirement": {
        "key": _ref("LabelKey"),
        "operator": _words(*_SELECTING, "Gt", "Lt"),
        "values": _each("LabelValue"),
    },
    "LabelSelectorRequirement": {
        "key": _ref("LabelKey"),
        "operator": _words(*_SELECTING),
        "values": _each("LabelValue"),
    },
    "LabelSelector": {"matchLabels": _LABELS},
    "PreferredSchedulingTerm": {"weight": _whole(1, 100)},
    "WeightedPodAffinityTerm": {"weight": _whole(1, 100)},
    "PodAffinityTerm": {
        "topologyKey": _ref("LabelKey"),
        "namespaces": _each("DnsLabel"),
        "matchLabelKeys": _each("LabelKey"),
        "mismatchLabelKeys": _each("LabelKey"),
    },
    "DaemonSetUpdateStrategy": {"type": _words("RollingUpdate", "OnDelete")},
    "DeploymentStrategy": {"type": _words("RollingUpdate", "Recreate")},
    "RollingUpdateDaemonSet": {"maxUnavailable": _SHARE, "maxSurge": _SHARE},
    "RollingUpdateDeployment": {"maxUnavailable": _SHARE, "maxSurge": _ALL},
    "Container": {
        "name": _ref("DnsLabel"),
        "image": _ref("ImageName"),
        "imagePullPolicy": _words("Always", "IfNotPresent", "Never"),
        "restartPolicy": _words("Always"),
    },
    "ContainerPort": {
        "containerPort": _whole(1, 65535),
        "hostPort": _whole(1, 65535),
        "hostIP": _ref("Address"),
        "name": _ref("PortName"),
        "protocol": _words("TCP", "UDP", "SCTP"),
    },
    "EnvVar": {"name": _ref("EnvName")},
    "EnvFromSource": {"prefix": _ref("EnvPrefix")},
    **{
        name: {"name": _ref("DnsName"), "key": _ref("DataKey")}
        for name in ("ConfigMapKeySelector", "SecretKeySelector", "ConfigMapEnvSource", "SecretEnvSource")
    },
    "ObjectFieldSelector": {"apiVersion": _words("v1")},
    "ResourceFieldSelector": {
        "resource": _form(_RESOURCE[1], f"({_RESOURCE[0]})"),
        "divisor": {
            "type": ["number", "string"],
            "title": "1, or a unit in quotes, such as 1m, 1k or 1Mi",
            "minimum": 0,
            "maximum": 1,
            "pattern": "^(0|1m|1([kMGTPE]|[KMGTPE]i)?)$",
        },
    },
    "ResourceRequirements": {"limits": _AMOUNTS, "requests": _AMOUNTS},
    "Probe": {
        "initialDelaySeconds": _SECONDS,
        **dict.fromkeys(("periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold"), _whole(1)),
        "terminationGracePeriodSeconds": _whole(1),
    },
    "ExecAction": {"command": {"type": "array", "items": {"type": "string"}, "minItems": 1}},
    "GRPCAction": {"port": _whole(1, 65535)},
    "HTTPGetAction": {"port": _PORT, "scheme": _words("HTTP", "HTTPS"), "path": _TEXT},
    "HTTPHeader": {"name": _ref("HeaderName")},
    "TCPSocketAction": {"port": _PORT},
    "SleepAction": {"seconds": _whole(1)},
    "Capabilities": {"add": {"type": "array", "items": _TEXT}, "drop": {"type": "array", "items": _TEXT}},
    "SeccompProfile": {"type": _PROFILES, "localhostProfile": _ref("PathBelow")},
    "AppArmorProfile": {"type": _PROFILES, "localhostProfile": _ref("Profile")},
    "SecurityContext": {"procMount": _words("Default"), "runAsUser": _USER, "runAsGroup": _USER},
    "PodSecurityContext": {
        "runAsUser": _USER,
        "runAsGroup": _USER,
        "fsGroup": _USER,
        "supplementalGroups": {"type": "array", "items": _USER},
        "fsGroupChangePolicy": _words("Always", "OnRootMismatch"),
    },
    "Sysctl": {"name": _ref("SysctlName")},
    "Volume": {"name": _ref("DnsLabel")},
    "VolumeMount": {
        "name": _ref("DnsLabel"),
        "mountPath": _TEXT,
        "subPath": _ref("PathBelow"),
        "subPathExpr": _ref("PathBelow"),
        "mountPropagation": _words("None", "HostToContainer", "Bidirectional"),
        "recursiveReadOnly": _words("Disabled", "IfPossible", "Enabled"),
    },
    "KeyToPath": {"key": _TEXT, "path": _ref("FilePath"), "mode": _MODE},
    "ConfigMapVolumeSource": {"name": _ref("DnsName"), "defaultMode": _MODE},
    "SecretVolumeSource": {"secretName": _ref("DnsName"), "defaultMode": _MODE},
    "ConfigMapProjection": {"name": _ref("DnsName")},
    "SecretProjection": {"name": _ref("DnsName")},
    "LocalObjectReference": {"name": _ref("DnsName")},
    "CSIVolumeSource": {"driver": _ref("DriverName")},
    "EmptyDirVolumeSource": {
        "medium": _form("nothing, Memory or HugePages", "(|Memory|HugePages(-[1-9][0-9]*([kMGTPE]|[KMGTPE]i)?)?)"),
        "sizeLimit": _ref("Quantity"),
    },
    "HostPathVolumeSource": {
        "path": _ref("HostPath"),
        "type": _words(
            *("", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice")
        ),
    },
    "PersistentVolumeClaimVolumeSource": {"claimName": _ref("DnsName")},
    "DownwardAPIVolumeSource": {"defaultMode": _MODE},
    "DownwardAPIVolumeFile": {
        "path": _ref("FilePath"),
        "mode": _MODE,
        "fieldRef": _ref("VolumeFieldSelector"),
        "resourceFieldRef": _ref("VolumeResourceSelector"),
    },
    "ProjectedVolumeSource": {"defaultMode": _MODE},
    "ServiceAccountTokenProjection": {"path": _ref("FilePath"), "expirationSeconds": _whole(600, 2**32)},
    "HostAlias": {"ip": _ref("Address"), "hostnames": _each("DnsName")},
    "PodDNSConfig": {"nameservers": _each("Address", maxItems=3), "searches": _each("DnsName", maxItems=32)},
    "PodDNSConfigOption": {"name": _TEXT},
}
# Fields that must be there, beside those of the types, which say it for the sake of other objects.
NEEDED: Mapping[str, Sequence[str]] = {
    "Container": ("image",),
    **dict.fromkeys(("ConfigMapKeySelector", "SecretKeySelector", "ConfigMapEnvSource", "SecretEnvSource"), ("name",)),
    **dict.fromkeys(("ConfigMapVolumeSource", "ConfigMapProjection", "SecretProjection"), ("name",)),
    "LocalObjectReference": ("name",),
    "SecretVolumeSource": ("secretName",),
    "PodDNSConfigOption": ("name",),
    "ExecAction": ("command",),
}
_HANDLERS = ("exec", "httpGet", "tcpSocket")
# Types of which exactly one of some fields must be there.
ONE_OF: Mapping[str, Sequence[str]] = {
    "Volume": (
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "hostPath",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ),
    "VolumeProjection": ("configMap", "downwardAPI", "secret", "serviceAccountToken"),
    "EnvVarSource": ("configMapKeyRef", "fieldRef", "resourceFieldRef", "secretKeyRef"),
    "EnvFromSource": ("configMapRef", "secretRef"),
    "Probe": (*_HANDLERS, "grpc"),
    "LifecycleHandler": (*_HANDLERS, "sleep"),
    "DownwardAPIVolumeFile": ("fieldRef", "resourceFieldRef"),
}
# Types that Kubernetes asks other things of in one place: what they are like, and what differs.
_ALIKE: Mapping[str, tuple[str, Mapping[str, Schema], Sequence[str]]] = {
    "NodeFieldRequirement": (
        "NodeSelectorRequirement",
        {
            "key": _words("metadata.name"),
            "operator": _words("In", "NotIn"),
            "values": _each("DnsName", minItems=1, maxItems=1),
        },
        ("values",),
    ),
    "VolumeFieldSelector": (
        "ObjectFieldSelector",
        {
            "fieldPath": _form(
                "a field that a file can have, such as metadata.name, metadata.labels or metadata.labels['team']",
                rf"metadata[.](name|namespace|uid|labels|annotations|{_SUBSCRIPT})",
                512,
            )
        },
        (),
    ),
    "VolumeResourceSelector": ("ResourceFieldSelector", {"containerName": _TEXT}, ("containerName",)),
}


def _asked(name: str, schema: Schema, fields: Mapping[str, Schema], needed: Sequence[str]) -> Schema:
    """The schema of a type with what is asked of its fields, as far as it has them."""
    properties = submap(schema, "properties")
    known: Schema = {field: asked for field, asked in fields.items() if field in properties}
    required = [*sublist(schema, "required"), *(one for one in needed if one not in sublist(schema, "required"))]
    choice = [field for field in ONE_OF.get(name, ()) if field in properties]
    return {
        **schema,
        "properties": {**properties, **known},
        **({"required": [*required]} if required else {}),
        **({"oneOf": [{"required": [field]} for field in choice]} if choice else {}),
    }


def _field_paths(version: str) -> Schema:
    """The fields of a pod that variables can have."""
    hosts = "hostIPs?" if numbers(version) >= numbers(_ALL_HOST_IPS_SINCE) else "hostIP"
    title = "a field that a variable can have, such as status.hostIP, spec.nodeName or metadata.labels['team']"
    return _form(title, f"({_FIELDS}({hosts}|podIPs?))", 512)


def with_rules(types: Mapping[str, Schema], version: str) -> dict[str, Schema]:
    """The types of a version of Kubernetes with what its validation asks, and the forms of texts beside them."""
    fields = {**FIELDS, "ObjectFieldSelector": {**FIELDS["ObjectFieldSelector"], "fieldPath": _field_paths(version)}}
    asked = {name: _asked(name, schema, fields.get(name, {}), NEEDED.get(name, ())) for name, schema in types.items()}
    alike = {
        name: _asked(name, asked[of], {**fields.get(of, {}), **further}, needed)
        for name, (of, further, needed) in _ALIKE.items()
        if of in asked
    }
    return {**FORMS, **asked, **alike}
