"""Texts and numbers of pods by what they mean: good ones, near misses, and bad ones.

Nothing here is derived from the chart's own rules.
"""

from collections.abc import Sequence

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
