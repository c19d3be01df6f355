"""Makes bundles of values as the command does, and of upstream's own manifests; has the cases of the goldens."""

import atexit
import functools
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from generator.base.files import write_tree
from generator.base.process import scratch
from generator.base.trees import Tree, canonical
from generator.node.bundle import STATIC, bundle
from generator.node.bundle_output import Files
from generator.node.machine import EtcdFiles, Machine
from generator.node.pod import rendered
from generator.releases.lines import named_line, read_lines
from generator.releases.release import Document
from tests.builds import built
from tests.paths import CHART

# Charts of lines, which are there until the tests end.
_FOLDER = Path(tempfile.mkdtemp(prefix="cni-node-charts-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
CURRENT, OLDEST = read_lines()[0].version, read_lines()[-1].version

GUIDE_ETCD = "https://192.168.10.102:2379"
GUIDE_FILES = EtcdFiles(
    ca="/etc/kubernetes/ca/ca.pem",
    cert="/etc/kubernetes/ca/calico/calico.pem",
    key="/etc/kubernetes/ca/calico/calico-key.pem",
)
GUIDE_MACHINE = Machine(runtime="docker", ip="192.168.10.101", files=GUIDE_FILES)
LIBNETWORK: Tree = {"name": "CALICO_LIBNETWORK_ENABLED", "value": "true"}
_TLS: Tree = {"existingSecret": "calico-etcd-secrets"}
GUIDE: dict[str, Tree] = {
    "plugin": "calico",
    "podCIDR": "172.20.0.0/16",
    "calico": {
        "datastore": "etcd",
        "ipip": "Off",
        "ipAutodetectionMethod": "interface=enp.*",
        "etcd": {"endpoints": [GUIDE_ETCD], "tls": _TLS},
        "node": {"extraEnv": [LIBNETWORK]},
    },
}
# What the oldest line's manifests have of their own, and later ones have not.
GUIDE_NOW: dict[str, Tree] = {
    **GUIDE,
    "calico": {
        "datastore": "etcd",
        "ipip": "Off",
        "mtu": 1440,
        "felix": {"logSeverityScreen": "Info"},
        "etcd": {"endpoints": [GUIDE_ETCD], "tls": _TLS},
    },
}
GUIDE_FLANNEL: dict[str, Tree] = {
    "plugin": "flannel",
    "podCIDR": "172.20.0.0/16",
    "flannel": {"backend": {"type": "vxlan"}, "iface": ["enp0s3"]},
    "imageMirror": {"mode": "flat", "registry": "registry.cn-shanghai.aliyuncs.com/gcr-k8s"},
}


class Case(Struct, frozen=True, kw_only=True):
    """A bundle: of a line, of values, for a machine."""

    line: str
    values: Mapping[str, Tree]
    machine: Machine = field(default_factory=Machine)


_HOST: dict[str, Tree] = {"kubernetesServiceHost": "10.0.0.1", "kubernetesServicePort": 6443}
CASES: Mapping[str, Case] = {
    "guide-calico": Case(line=OLDEST, values=GUIDE, machine=GUIDE_MACHINE),
    "guide-calico-now": Case(line=CURRENT, values=GUIDE_NOW, machine=GUIDE_MACHINE),
    "guide-flannel": Case(
        line=OLDEST, values=GUIDE_FLANNEL, machine=Machine(etcd=GUIDE_ETCD, files=GUIDE_FILES, runtime="docker")
    ),
    "guide-flannel-now": Case(
        line=CURRENT, values=GUIDE_FLANNEL, machine=Machine(etcd="http://192.168.10.102:2379", runtime="nerdctl")
    ),
    "calico": Case(
        line=CURRENT, values={**_HOST, "plugin": "calico"}, machine=Machine(runtime="podman", name="node-1")
    ),
    "calico-bpf-typha": Case(
        line=CURRENT,
        values={**_HOST, "plugin": "calico", "calico": {"dataplane": "bpf", "typha": {"enabled": True}}},
        machine=Machine(runtime="nerdctl", ip="10.0.0.7"),
    ),
    "canal-etcd": Case(
        line=CURRENT,
        values={"plugin": "canal", "calico": {"datastore": "etcd", "etcd": {"endpoints": [GUIDE_ETCD], "tls": _TLS}}},
    ),
    "canal": Case(line=CURRENT, values={"plugin": "canal"}, machine=Machine(runtime="podman")),
    "flannel": Case(line=CURRENT, values={"plugin": "flannel"}),
}


@functools.cache
def _chart(line: str) -> Path:
    """Return the chart of a line: the repository's own, or one in a folder that is there until the tests end."""
    if line == CURRENT:
        return CHART
    folder = _FOLDER / line
    write_tree(folder, built(line).chart.files)
    return folder


@functools.cache
def _objects(line: str, values: str) -> tuple[Document, ...]:
    with scratch("cni-node-") as folder:
        (folder / "values.yaml").write_text(values, encoding="utf-8")
        return rendered(_chart(line), [folder / "values.yaml"], named_line(line).validated[0])


def objects_of(case: Case) -> tuple[Document, ...]:
    """Return what helm renders of the values of a case."""
    return _objects(case.line, canonical(dict(case.values)))


def files_of(case: Case) -> Files:
    """Return the bundle of a case."""
    return bundle(objects_of(case), case.machine, named_line(case.line))


def own_texts(files: Files) -> dict[str, str]:
    """Return the files of a bundle but for the scripts that are the same in all, and the digests."""
    return {name: text for name, text in files.texts.items() if not (STATIC / name).exists()}


def manifest(line: str, stem: str) -> tuple[Document, ...]:
    """Return the objects of an upstream manifest, with etcd's endpoints in the place of their placeholders."""
    [documents] = [release.documents[stem] for release in built(line).releases if stem in release.documents]
    text = json.dumps(documents).replace("http://<ETCD_IP>:<ETCD_PORT>", GUIDE_ETCD)
    return tuple(json.loads(text))
