"""What texts and numbers of pods are drawn from, by what a field means: good ones, near misses, and bad ones.

The key of a pool is `Type.field`, or a field's name where it means the same in every type. Nothing here is derived from
the chart's own rules.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.base.trees import Tree
from tests.properties.texts import NASTY

_LONG = "x" * 63


class Pool(Struct, frozen=True):
    """Values that an API server takes in most places, and others that it takes in few or none."""

    good: Sequence[Tree]
    bad: Sequence[Tree] = ()


LABEL_KEYS = Pool(
    ("a", "team", "a.example.com/b", "x-y_Z.0", "1e3", "app.kubernetes.io/part-of", _LONG),
    (
        *(
            "net ops",
            "a..b/c",
            "-a",
            "a-",
            "a/",
            "/a",
            "a/b/c",
            f"{_LONG}x",
            "Example.com/a",
            "",
            "é",
            "a_b/c",
            "a.",
            "a\n",
        ),
        *(f"{'b' * 250}/a", f"{'b' * 254}/a", f"{'b.' * 60}b/{_LONG}", "{{ a }}", "null", "~", "*", "a=b"),
    ),
)
LABEL_VALUES = Pool(
    ("net", "", "1e3", "true", _LONG, "A.b_C-0"),
    ("net ops", "-a", "a-", f"{_LONG}x", "a/b", "é", "a\n", "a=b", "_", ".a", "{{ a }}", "null"),
)
TEXTS = Pool(("a", "", *NASTY))
LABELS_OF_DNS = Pool(
    ("extra", "a", "1e3", "a-b", "1", _LONG),
    ("A", "a_b", "a.b", "-a", "a-", f"{_LONG}x", "", "a b", "é", "a/b"),
)
NAMES = Pool(
    ("my-name", "a", "1e3", "a.b", "a-b.c"),
    ("A", "a_b", "-a", "a..b", ".a", "a.", f"{'a' * 253}", f"{'a' * 254}", "", "a b", "a/b", "é"),
)
MODES = Pool((0, 420, 511), (-1, 512, 777, 2147483648))
SECONDS = Pool((0, 1, 30, 600), (-1, 86400, 86401, 2147483647, 2147483648, -2147483648))
COUNTS = Pool((1, 2, 30), (0, -1, 2147483647, 2147483648))
PORTS = Pool((1, 80, 8080, 65535), (0, -1, 65536, 2147483648))
PORT_NAMES = Pool(
    ("http", "a", "a-b", "x1", "abcdefghijklmno"),
    ("abcdefghijklmnop", "1", "80", "A", "a--b", "-a", "a_b", "", "http ", "a.b"),
)
USERS = Pool((0, 1, 1000, 2147483647), (-1, 2147483648, 4294967295))
QUANTITIES = Pool(
    ("100m", "1", "1Gi", "0.5", 1, 2, "250Mi", "1e3", 0, "0", "1k", "1E", "+1"),
    (
        *(
            "100Mbb",
            "1 Gi",
            "",
            "-1",
            -1,
            "1gi",
            "1K",
            ".5",
            "5.",
            "1e",
            "1e3Mi",
            "0.5m",
            0.5,
            "1u",
            "1n",
            "abc",
            "1,5",
        ),
        *(
            "1000000000000000000000",
            "0.0001",
            "1e-3",
            "1E3",
            "1.5Gi",
            "Mi",
            "1m",
            "1.5",
            1.5,
            "1e+3",
            "--1",
            "0x10",
            "1_0",
        ),
    ),
)
RELATIVE = Pool(("a", "a/b", "a..b", "./a"), ("/a", "..", "a/../b", "../a", "", "..a", "a/.."))
ABSOLUTE = Pool(("/extra", "/a/b", "/"), ("extra", "/a/../b", "", "..", "/..", "/a:b", "/a/..b", "C:\\a", "/extra/"))
ADDRESSES = Pool(
    ("10.0.0.10", "fd00::1"),
    (
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "a",
        "",
        "10.0.0.1/32",
        "::ffff:10.0.0.1",
        "fd00::g",
        "[::1]",
        "::",
        "255.255.255.255",
    ),
)
CONFIG_KEYS = Pool(
    ("a", "a.b", "A_b-c"), ("..a", "", "a b", "..", ".", "a/b", "a" * 254, "é", "...a", "a=b", "a" * 253)
)
VARIABLES = Pool(
    ("A", "A_B", "a1", "a.b-c", "_x", "FELIX_EXTRA"),
    ("A=B", "1A", "", "A B", "é", "A\n", ".", "..", "a/b", "-a", "A:B", "...", "A..B", "..A", "{{ A }}", ".a"),
)
PERCENTAGES = Pool(
    (1, 2, "25%", "100%", "0%", 0), ("101%", "-1%", -1, "1", "50", "a", "", "%", "1.5%", "1000%", "01%", "+1%")
)
HOSTS = Pool(("a", "api.example.com", "a-b"), ("A", "a b", "a_b", "-a", "", "10.0.0.1", "a..b", "a.", "é"))
FIELD_PATHS = Pool(
    ("status.hostIP", "metadata.name", "spec.nodeName", "status.podIP", "metadata.namespace"),
    (
        *(
            "metadata.labels",
            "metadata.annotations",
            "metadata.labels['a']",
            "metadata.annotations['A.b/c']",
            "spec.host",
        ),
        *("status.hostIPs", "status.podIPs", "spec.serviceAccountName", "metadata.uid", "", "metadata.labels['a b']"),
        *(
            "metadata",
            "status.phase",
            "spec.nodeName['a']",
            "metadata.labels[a]",
            "metadata.labels['']",
            "Status.hostIP",
        ),
    ),
)
RESOURCE_FIELDS = Pool(
    ("limits.cpu", "requests.memory", "limits.ephemeral-storage"),
    ("limits", "cpu", "", "limits.gpu", "requests.hugepages-2Mi", "limits.hugepages-", "Limits.cpu"),
)
RESOURCES = Pool(
    ("cpu", "memory", "ephemeral-storage"),
    (
        *(
            "example.com/gpu",
            "gpu",
            "storage",
            "pods",
            "hugepages-2Mi",
            "requests.cpu",
            "CPU",
            "kubernetes.io/gpu",
            "requests.example.com/a",
        ),
        *("", "a b", "a..b/c", "hugepages-", "hugepages-3Mi", "requests.hugepages-2Mi", "attachable-volumes-a"),
    ),
)
IMAGES = Pool(
    ("registry.example.com/extra:v1", "a", "a@sha256:" + "0" * 64), ("", " a", "a ", "a b", "A", "a:b:c", "\ta", "a\n")
)


def _words(*good: str) -> Pool:
    first = good[0]
    return Pool(good, (first.lower(), first.upper(), f"{first}x", "", "null"))


POOLS: Mapping[str, Pool] = {
    "podLabels keys": LABEL_KEYS,
    "podLabels values": LABEL_VALUES,
    "nodeSelector keys": LABEL_KEYS,
    "nodeSelector values": LABEL_VALUES,
    "commonLabels keys": LABEL_KEYS,
    "commonLabels values": LABEL_VALUES,
    "annotations keys": Pool(
        (*LABEL_KEYS.good, "Example.com/a"),
        (
            *LABEL_KEYS.bad,
            "seccomp.security.alpha.kubernetes.io/pod",
            "container.apparmor.security.beta.kubernetes.io/calico-node",
            "scheduler.alpha.kubernetes.io/tolerations",
            "scheduler.alpha.kubernetes.io/affinity",
            "kubernetes.io/config.mirror",
            "kubernetes.io/psp",
            "controller.kubernetes.io/pod-deletion-cost",
            "container.apparmor.security.beta.kubernetes.io/a",
            "container.seccomp.security.alpha.kubernetes.io/a",
            "security.alpha.kubernetes.io/sysctls",
            "pod.beta.kubernetes.io/init-containers",
        ),
    ),
    "annotations values": Pool(
        (*TEXTS.good, "runtime/default", "1"), ("localhost/a", "unconfined", "localhost/", "x" * 4096)
    ),
    "LabelSelector.matchLabels keys": LABEL_KEYS,
    "LabelSelector.matchLabels values": LABEL_VALUES,
    "CSIVolumeSource.volumeAttributes keys": Pool(("a", "b c"), ("",)),
    "CSIVolumeSource.volumeAttributes values": TEXTS,
    "ResourceRequirements.limits keys": RESOURCES,
    "ResourceRequirements.limits values": QUANTITIES,
    "ResourceRequirements.requests keys": RESOURCES,
    "ResourceRequirements.requests values": QUANTITIES,
    "Container.name": LABELS_OF_DNS,
    "Volume.name": LABELS_OF_DNS,
    "VolumeMount.name": Pool(("extra",), ("xtables-lock", "cni-net-dir", "missing", "", "Extra")),
    "ContainerPort.name": PORT_NAMES,
    "EnvVar.name": VARIABLES,
    "EnvFromSource.prefix": Pool(("", *VARIABLES.good), VARIABLES.bad),
    "ResourceClaim.name": LABELS_OF_DNS,
    "Sysctl.name": Pool(
        ("kernel.shm_rmid_forced", "fs.mqueue.msg_max", "kernel/sem"),
        (
            "net.core.somaxconn",
            "net.ipv4.tcp_rmem",
            "",
            "a b",
            "A.b",
            "a..b",
            "net/ipv4/ip_forward",
            "kernel.sem",
            "a" * 254,
            "net.ipv4.conf.eth0/100.x",
            "_a",
            "a-",
        ),
    ),
    "PodDNSConfigOption.name": Pool(("ndots", "edns0", "use-vc"), ("",)),
    "HTTPHeader.name": Pool(("X-A", "Host"), ("", "A B", "A:", "é", "A_b")),
    "ClusterTrustBundleProjection.name": NAMES,
    "name": NAMES,
    "value": TEXTS,
    "Toleration.value": LABEL_VALUES,
    "Toleration.key": LABEL_KEYS,
    "NodeSelectorRequirement.key": Pool(LABEL_KEYS.good, (*LABEL_KEYS.bad, "metadata.name")),
    "LabelSelectorRequirement.key": LABEL_KEYS,
    "NodeSelectorRequirement.values": Pool(
        ("b", "1", "7"), (*LABEL_VALUES.bad, "", "1.5", "-1", "node-a", "99999999999999999999")
    ),
    "LabelSelectorRequirement.values": LABEL_VALUES,
    "Toleration.operator": Pool(("Exists", "Equal"), ("exists", "", "Gt", "Lt")),
    "NodeSelectorRequirement.operator": Pool(("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"), ("in", "", "Ge")),
    "LabelSelectorRequirement.operator": Pool(("In", "NotIn", "Exists", "DoesNotExist"), ("in", "", "Gt")),
    "effect": Pool(("NoSchedule", "PreferNoSchedule", "NoExecute"), ("noSchedule", "", "NoAdmit")),
    "tolerationSeconds": SECONDS,
    "whenUnsatisfiable": Pool(("DoNotSchedule", "ScheduleAnyway"), ("doNotSchedule", "")),
    "nodeAffinityPolicy": _words("Honor", "Ignore"),
    "nodeTaintsPolicy": _words("Honor", "Ignore"),
    "topologyKey": LABEL_KEYS,
    "matchLabelKeys": LABEL_KEYS,
    "mismatchLabelKeys": LABEL_KEYS,
    "namespaces": LABELS_OF_DNS,
    "maxSkew": COUNTS,
    "minDomains": COUNTS,
    "weight": Pool((1, 50, 100), (0, -1, 101)),
    "DaemonSetUpdateStrategy.type": Pool(("RollingUpdate", "OnDelete"), ("Recreate", "rollingUpdate", "")),
    "DeploymentStrategy.type": Pool(("RollingUpdate", "Recreate"), ("OnDelete", "recreate", "")),
    "maxUnavailable": PERCENTAGES,
    "maxSurge": PERCENTAGES,
    "imagePullPolicy": Pool(("Always", "IfNotPresent", "Never"), ("always", "")),
    "restartPolicy": Pool(("Always",), ("Never", "OnFailure", "always", "")),
    "image": IMAGES,
    "command": Pool(("sh", "-c", "sleep 1"), ("",)),
    "args": Pool(("--a=b", "$(A)"), ("",)),
    "extraArgs": Pool(("--v=4", "-v=4"), ("",)),
    "workingDir": Pool(("/a", "a"), ("",)),
    "containerPort": PORTS,
    "hostPort": Pool((80, 8080), (0, -1, 65536)),
    "hostIP": ADDRESSES,
    "protocol": Pool(("TCP", "UDP", "SCTP"), ("tcp", "", "ICMP")),
    "port": Pool((80, 65535, "http"), (0, -1, 65536, "", "80", "-a", "a" * 16, "A")),
    "GRPCAction.port": PORTS,
    "host": Pool(("10.0.0.1", "a.example.com"), ("a b", "")),
    "HTTPGetAction.path": Pool(("/healthz", "/"), ("", "healthz", "/a b", "/%zz")),
    "scheme": Pool(("HTTP", "HTTPS"), ("http", "")),
    "service": Pool(("", "a"), ("a b",)),
    "successThreshold": Pool((1,), (0, -1, 2)),
    "failureThreshold": COUNTS,
    "periodSeconds": COUNTS,
    "timeoutSeconds": COUNTS,
    "initialDelaySeconds": SECONDS,
    "terminationGracePeriodSeconds": Pool((1, 30), (0, -1, 86400, 86401)),
    "SleepAction.seconds": Pool((1, 5), (0, -1, 31, 86400)),
    "user": TEXTS,
    "role": TEXTS,
    "level": TEXTS,
    "SELinuxOptions.type": TEXTS,
    "SeccompProfile.type": Pool(("RuntimeDefault", "Unconfined", "Localhost"), ("runtimeDefault", "")),
    "AppArmorProfile.type": Pool(("RuntimeDefault", "Unconfined", "Localhost"), ("runtimeDefault", "")),
    "SeccompProfile.localhostProfile": RELATIVE,
    "AppArmorProfile.localhostProfile": Pool(("a", "k8s-b"), ("", " a", "a ", "a" * 4096, "/a")),
    "capabilities": Pool(("NET_ADMIN",)),
    "add": Pool(("NET_ADMIN", "SYS_ADMIN", "CAP_NET_RAW", "ALL"), ("CAP_SYS_ADMIN", "net_admin", "", "a b")),
    "drop": Pool(("ALL", "NET_RAW"), ("", "a b")),
    "procMount": Pool(("Default",), ("Unmasked", "default", "")),
    "runAsUser": USERS,
    "runAsGroup": USERS,
    "fsGroup": USERS,
    "supplementalGroups": USERS,
    "fsGroupChangePolicy": Pool(("Always", "OnRootMismatch"), ("always", "")),
    "mountPath": ABSOLUTE,
    "mountPropagation": Pool(("None", "HostToContainer"), ("Bidirectional", "none", "")),
    "recursiveReadOnly": Pool(("Disabled",), ("Enabled", "IfPossible", "disabled", "")),
    "subPath": RELATIVE,
    "subPathExpr": RELATIVE,
    "HostPathVolumeSource.path": ABSOLUTE,
    "HostPathVolumeSource.type": Pool(
        ("", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice"),
        ("directory", "Fifo", "CharDev"),
    ),
    "path": RELATIVE,
    "mode": MODES,
    "defaultMode": MODES,
    "KeyToPath.key": CONFIG_KEYS,
    "key": CONFIG_KEYS,
    "secretName": NAMES,
    "claimName": NAMES,
    "driver": Pool(("csi.example.com", "a"), ("", "A.b", "a_b", "-a", "a" * 64, "a..b", "a.")),
    "fsType": TEXTS,
    "medium": Pool(("", "Memory"), ("HugePages", "HugePages-2Mi", "memory", "Disk", "HugePages-3")),
    "sizeLimit": QUANTITIES,
    "divisor": Pool(("1", "1m", "1Mi", 1, 0), ("2", "1Gi", "-1", "a", "", "1k")),
    "containerName": Pool(("calico-node", "extra"), ("", "a_b")),
    "ResourceFieldSelector.resource": RESOURCE_FIELDS,
    "fieldPath": FIELD_PATHS,
    "apiVersion": Pool(("v1",), ("", "v2", "apps/v1")),
    "expirationSeconds": Pool((600, 3600), (599, 0, -1, 4294967296, 4294967297)),
    "audience": TEXTS,
    "signerName": Pool(("example.com/a",), ("", "a", "a b/c", "example.com/", "Example.com/a")),
    "request": LABELS_OF_DNS,
    "ip": ADDRESSES,
    "hostnames": HOSTS,
    "nameservers": ADDRESSES,
    "searches": Pool(
        ("a.example.com", "cluster.local"), ("", "a b", "A", ".", "a_b.c", "a.", "a" * 254, "-a", "_tcp.a", "a..b")
    ),
    "dnsPolicy": Pool(("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"), ("clusterFirst",)),
    "priorityClassName": NAMES,
    "minReadySeconds": Pool((0, 1, 599), (600, 601, 86400, 86401, -1)),
    "revisionHistoryLimit": Pool((0, 1, 100), (101, -1, 2147483648)),
    "imagePullSecrets": NAMES,
}
