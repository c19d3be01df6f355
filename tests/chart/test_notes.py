"""NOTES.txt tells what was installed and how to see that it works, and no secret."""

from pathlib import Path

import pytest

from generator.base.trees import Tree
from generator.releases.lines import read_lines
from tests.builds import built
from tests.notes import telling_chart
from tests.rendering import HELMS, SCENARIOS, Values, overlay, rendered, scenario
from tests.rows.test_etcd import CANARY, inline

# Both helms render this offline; only helm 4 would do the notes of an install without a cluster.

# Variant or scenario and change, and lines of its notes.
TOLD: dict[str, tuple[str, Tree, tuple[str, ...]]] = {
    "flannel": (
        "kube-flannel",
        {},
        (
            "flannel is installed in namespace kube-flannel (flannel v0.28.9).",
            "  pod CIDR       10.244.0.0/16 (upstream's default), requested\n",
            "  encapsulation  vxlan (flannel), requested\n",
            r"BACKEND:.metadata.annotations.flannel\.alpha\.coreos\.com/backend-type",
            "  interface      of the default route",
            "  images         from upstream's registries",
            "  kubectl -n kube-flannel rollout status daemonset/kube-flannel-ds",
            "flannel's image brings the binary flannel only.",
            "  ls /opt/cni/bin",
        ),
    ),
    "rules behind others": (
        "calico",
        {"calico": {"felix": {"chainInsertMode": "append"}}},
        ("no network policy denies.",),
    ),
    "flannel beside a drop in FORWARD": (
        "kube-flannel",
        {"podCIDR": "10.96.0.0/13", "flannel": {"enableNFTables": True, "iptablesForwardRules": False}},
        (
            "\nflannel.iptablesForwardRules: flannel accepts nothing there.\nWhere the first line of this is -P",
            "\n\n  iptables -S FORWARD\n  iptables -I FORWARD -s 10.96.0.0/13 -j ACCEPT\n",
        ),
    ),
    "flannel of another release": (
        "kube-flannel-release",
        {"images": {"flannel": {"tag": "v0.28.5"}}},
        (
            "flannel is installed in namespace kube-flannel (flannel v0.28.5).",
            (
                "\n\nImages and manifest differ, and nothing here tells whether they fit each other:\n\n"
                "  images.flannel.tag: v0.28.5; the manifest is for v0.28.9\n\n"
            ),
        ),
    ),
    "canal of other images": (
        "canal",
        {
            "allowOtherImageReleases": True,
            "images": {
                "canalFlannel": {"tag": "v0.27.4"},
                "calicoNode": {"tag": "v3.31.0"},
                "calicoCni": {"tag": "master"},
                "kubeControllers": {"digest": f"sha256:{'0' * 64}"},
            },
        },
        (
            "canal is installed in namespace kube-system (Calico v3.31.0 with flannel v0.27.4).",
            (
                "  images.calicoCni.tag: master, which names no release; the manifest is for v3.32.1\n"
                "  images.calicoNode.tag: v3.31.0; the manifest is for v3.32.1\n"
                "  images.canalFlannel.tag: v0.27.4; the manifest is for v0.24.4\n"
                "  images.kubeControllers.digest decides what runs; the manifest is for v3.32.1\n\n"
            ),
        ),
    ),
    "policy alone as upstream has it": (
        "calico-policy-only",
        {},
        ("connects no pod. calico.fixPolicyOnly: true mends that.",),
    ),
    "flannel with the base plugins": (
        "kube-flannel",
        {"cniPlugins": {"install": True}},
        ("The init container install-base-cni-plugins puts the base CNI plugins",),
    ),
    "flannel behind a mirror": (
        "mirror-flat",
        {},
        (
            "  pod CIDR       172.20.0.0/16",
            "  interface      eth1",
            "  images         mirrored (flat): registry.cn-shanghai.aliyuncs.com/gcr-k8s",
        ),
    ),
    "flannel in the release's namespace": (
        "kube-flannel",
        {"namespaceOverride": "default"},
        ("  kubectl label namespace default pod-security.kubernetes.io/enforce=privileged",),
    ),
    "calico": (
        "calico",
        {},
        (
            "  pod CIDR       detected from the cluster by Calico\n",
            "  encapsulation  IPIP Always, VXLAN Never, requested\n",
            "  interface      first-found",
            "  datastore      kubernetes",
            "  dataplane      iptables",
            "  kubectl -n kube-system rollout status daemonset/calico-node",
            "  kubectl get ippools.crd.projectcalico.org -o yaml",
            "calico.ipip, calico.vxlan or calico.pool alters no pool. This shows the pools that hold:",
        ),
    ),
    "images from the registry of a parent chart": (
        "kube-flannel",
        {"global": {"imageRegistry": "reg.example.com"}},
        ("  images         from reg.example.com",),
    ),
    "flannel in a namespace of Kubernetes'": (
        "kube-flannel",
        {"namespaceOverride": "kube-system"},
        ("  kubectl label namespace kube-system pod-security.kubernetes.io/enforce=privileged",),
    ),
    "calico on etcd": (
        "etcd-tls-secret",
        {},
        (
            "  encapsulation  IPIP Never, VXLAN Never",
            "  interface      interface=enp.*",
            "  datastore      etcd at https://192.168.10.102:2379, https://192.168.10.103:2379",
            "  images         mirrored (replace): docker.io -> docker.m.daocloud.io quay.io -> quay.m.daocloud.io",
        ),
    ),
    "calico in a namespace of its own": (
        "calico",
        {"namespaceOverride": "net"},
        ("  kubectl label namespace net pod-security.kubernetes.io/enforce=privileged",),
    ),
    "who writes into Calico's etcd": (
        "calico-etcd",
        {"namespaceOverride": "net"},
        ("and reach nobody", "  kubectl -n net rollout status deployment/calico-kube-controllers\n"),
    ),
    "who writes into canal's etcd": ("canal-etcd", {}, ("rollout status deployment/calico-kube-controllers\n",)),
    "the pools of calico on etcd": ("calico-etcd", {}, ("  calicoctl get ippools -o yaml",)),
    "replicas of Typha": (
        "calico-typha",
        {"calico": {"typha": {"replicas": 3}}},
        ("Typha must have fewer replicas than the cluster has nodes; 3 are requested.",),
    ),
    "calico with vxlan": ("calico-vxlan", {}, ("  encapsulation  IPIP Never, VXLAN CrossSubnet",)),
    "calico for policy only": (
        "calico-policy-only",
        {},
        ("  encapsulation  none: network policy only, the pod network is not this release's",),
    ),
    "dual stack": ("dual-stack", {}, ("  pod CIDR       10.42.0.0/16, fd00:10:42::/56",)),
    "bpf without a server": (
        "calico-bpf",
        {},
        ("nodes cannot reach the API server until kubernetesServiceHost is set.",),
    ),
    "canal": (
        "canal-iface",
        {},
        (
            "canal is installed in namespace kube-system (Calico v3.32.1 with flannel v0.24.4).",
            "  encapsulation  host-gw (flannel)",
            "  interface      eth1",
            "  kubectl -n kube-system rollout status daemonset/canal",
        ),
    ),
    "calicoctl": (
        "calicoctl",
        {},
        ("get pods -l app.kubernetes.io/component=calicoctl -o name) -- calicoctl version",),
    ),
    "Calico's API server": (
        "apiserver",
        {"imagePullSecrets": ["regcred"]},
        (
            "Calico's API server waits for the Secret calico-apiserver-certs in namespace calico-apiserver, with a",
            "for calico-api.calico-apiserver.svc as apiserver.crt and its key as apiserver.key.",
            "Kubernetes trusts that certificate once its authority is in calico.apiServer.tls.caBundle, or",
            "The Secrets in imagePullSecrets must be in namespace calico-apiserver, too.",
            "  kubectl get apiservices v3.projectcalico.org",
        ),
    ),
    "Calico's API server beside the plugin": (
        "apiserver-namespace",
        {"imagePullSecrets": ["regcred"]},
        (
            "waits for the Secret my-apiserver-certs in namespace network, with a certificate",
            "for calico-api.network.svc as apiserver.crt",
        ),
    ),
    "canal on etcd": ("canal-etcd", {}, ("  kubectl -n kube-system rollout status daemonset/canal-node",)),
}


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart with its notes as one more object."""
    return telling_chart(tmp_path_factory.mktemp("telling"))


def notes(chart: Path, values: Values, name: str = "helm4") -> str:
    """The notes that a helm renders for the values."""
    [found] = [document["notes"] for document in rendered(values, name, chart) if "notes" in document]
    return str(found)


@pytest.mark.parametrize(("name", "change", "lines"), TOLD.values(), ids=TOLD)
def test_the_notes_tell_of(name: str, change: Tree, lines: tuple[str, ...], telling: Path) -> None:
    told = notes(telling, overlay(scenario(name), change))
    assert [line for line in lines if line not in told] == [], told


@pytest.mark.parametrize("name", ["kube-flannel", "etcd-tls-secret", "canal", "bpf-vxlan"])
def test_both_helms_tell_the_same(name: str, telling: Path) -> None:
    first, second = (notes(telling, scenario(name), one) for one in HELMS)
    assert first == second


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_line_of_the_notes_is_left_open(name: str, telling: Path) -> None:
    told = notes(telling, scenario(name))
    assert [line for line in told.splitlines() if line != line.rstrip() or "<no value>" in line] == []
    assert "\n\n\n" not in told


def test_the_notes_tell_no_key(telling: Path) -> None:
    told = notes(telling, inline("canal-etcd"))
    assert "https://10.0.0.1:2379" in told
    assert CANARY not in told


def test_a_release_without_a_namespace_object_asks_for_no_label() -> None:
    old = built(read_lines()[-1].version)
    assert "pod-security" not in old.chart.files["templates/NOTES.txt"]
    assert "pod-security" in built(read_lines()[0].version).chart.files["templates/NOTES.txt"]


def test_policy_only_has_no_pod_network(telling: Path) -> None:
    assert "pod CIDR" not in notes(telling, scenario("calico-policy-only"))


def test_a_server_that_is_given_is_not_asked_for(telling: Path) -> None:
    assert "replaces kube-proxy" not in notes(telling, scenario("bpf-vxlan"))


SILENT: dict[str, tuple[str, Tree, str]] = {
    "who writes into an etcd that is not there": ("calico", {}, "deployment/calico-kube-controllers"),
    "the label of a namespace that the release makes": (
        "calico",
        {"namespaceOverride": "net", "namespace": {"create": True}},
        "pod-security",
    ),
    "the label of kube-system": ("calico", {}, "pod-security"),
    "pools of policy-only Calico": ("calico-policy-only", {}, "ippools"),
    "one replica of Typha": ("calico-typha", {"calico": {"typha": {"replicas": 1}}}, "fewer replicas"),
    "backends of flannel with Calico": ("calico", {}, "backend-type"),
    "a Secret that the release makes": ("apiserver-tls", {}, "waits for the Secret"),
    "an authority that is given": ("apiserver-tls", {}, "trusts that certificate"),
    "pull secrets of one namespace": (
        "apiserver-namespace",
        {"imagePullSecrets": ["regcred"]},
        "must be in namespace",
    ),
    "images as the manifest has them": (
        "calico",
        {"images": {"calicoNode": {"tag": "v3.32.1", "pullPolicy": "Always"}}},
        "Images and manifest",
    ),
    "policy alone that is mended": ("calico-policy-only", {"calico": {"fixPolicyOnly": None}}, "fixPolicyOnly"),
    "canal with etcd that is mended": ("canal-etcd", {"canal": {"fixEtcd": True}}, "fixEtcd"),
    "an API server that is off": ("calico", {}, "projectcalico.org/v3"),
    "rules before others": ("calico", {"calico": {"felix": {"chainInsertMode": "Insert"}}}, "no network policy denies"),
    "calicoctl that is off": ("calico", {}, "component=calicoctl"),
}


@pytest.mark.parametrize(("name", "change", "text"), SILENT.values(), ids=SILENT)
def test_the_notes_are_silent_on(name: str, change: Tree, text: str, telling: Path) -> None:
    assert text not in notes(telling, overlay(scenario(name), change))
