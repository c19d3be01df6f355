"""A chart that is broken on purpose differs from upstream, and the finding names the object and the path."""

from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from generator.checks.parity import check_parity
from generator.checks.renderings import Refused
from generator.features.manifests import FEATURES
from generator.releases.release import identity
from tests import upstream
from tests.builds import current
from tests.rendering import mapping
from tests.subjects import messages, of, rendered

NODE = "calico/node/daemonset.yaml"
RULES = "calico/node/clusterrole.yaml"
CONFIG = "calico/config/configmap.yaml"
LABELS = '{{- include "cni.labels" . | nindent 4 }}'
POD = "DaemonSet/kube-flannel-ds: spec.template.spec"
FLANNELD = f"{POD}.containers[0]"
ENV = "spec.template.spec.containers[0].env"


class Canary(Struct, frozen=True, kw_only=True):
    """A text of a template, what it is broken to, the variant that shows it, and the findings."""

    file: str
    text: str
    broken: str
    variant: str = "calico"
    findings: tuple[str, ...] = ()


def parity_faults(canary: Canary, folder: Path) -> list[str]:
    """What the broken chart renders otherwise than upstream."""
    made = current()
    path = canary.file if canary.file.startswith("charts/") else f"templates/{canary.file}"
    text = made.chart.files[path]
    assert text.count(canary.text) == 1, f"{canary.text!r} occurs {text.count(canary.text)} times in {path}"
    files = {**made.chart.files, path: text.replace(canary.text, canary.broken)}
    return upstream.parity_faults(replace(made, chart=replace(made.chart, files=files)), folder, [canary.variant])


# Changes that render the same, or what the chart may add.
SAME = {
    "a quoted word": Canary(file=NODE, text="value: Always", broken='value: "Always"'),
    "keys in another order": Canary(
        file=NODE,
        text='- name: FELIX_HEALTHENABLED\n          value: "true"',
        broken='- value: "true"\n          name: FELIX_HEALTHENABLED',
    ),
    "a label of the chart's": Canary(
        file=CONFIG, text=LABELS, broken=f'{LABELS}\n    app.kubernetes.io/part-of: "cni"'
    ),
}

BROKEN = {
    "a boolean without its quotes": Canary(
        file=NODE,
        text='- name: FELIX_HEALTHENABLED\n          value: "true"',
        broken="- name: FELIX_HEALTHENABLED\n          value: true",
        findings=(f'DaemonSet/calico-node: {ENV}[15].value: expected "true", found true',),
    ),
    "a number without its quotes": Canary(
        file=CONFIG,
        text='.Values.calico.mtu | default "0" | int64 | quote',
        broken=".Values.calico.mtu | int64",
        findings=('ConfigMap/calico-config: data.veth_mtu: expected "0", found 0',),
    ),
    "a file mode in decimal digits": Canary(
        file=NODE,
        text="defaultMode: 256",
        broken="defaultMode: 400",
        variant="calico-etcd",
        findings=("DaemonSet/calico-node: spec.template.spec.volumes[10].secret.defaultMode: expected 256, found 400",),
    ),
    "a selector's label": Canary(
        file=NODE,
        text="matchLabels:\n      k8s-app: calico-node",
        broken="matchLabels:\n      k8s-app: calico",
        findings=('DaemonSet/calico-node: spec.selector.matchLabels.k8s-app: expected "calico-node", found "calico"',),
    ),
    "a label more on the pods": Canary(
        file=NODE,
        text="      labels:\n        k8s-app: calico-node",
        broken='      labels:\n        app.kubernetes.io/name: "cni"\n        k8s-app: calico-node',
        findings=('DaemonSet/calico-node: spec.template.metadata.labels[app.kubernetes.io/name]: unexpected "cni"',),
    ),
    "a label that is not the chart's": Canary(
        file=CONFIG,
        text=LABELS,
        broken=f"{LABELS}\n    team: network",
        findings=('ConfigMap/calico-config: metadata.labels: unexpected {"team":"network"}',),
    ),
    "a verb more": Canary(
        file=RULES,
        text="  - endpointslices\n  verbs:\n  - watch",
        broken='  - endpointslices\n  verbs:\n  - "*"\n  - watch',
        findings=('ClusterRole/calico-node: rules[2].verbs: expected ["watch","list"], found ["*","watch","list"]',),
    ),
    "another image": Canary(
        file="flannel/flannel/daemonset.yaml",
        text="ghcr.io/flannel-io/flannel-cni-plugin:",
        broken="docker.io/flannel/flannel-cni-plugin:",
        variant="kube-flannel",
        findings=(f'{POD}.initContainers[0].image: expected "ghcr.io/flannel-io/flannel-cni-plugin:',),
    ),
    "an alternative without its else": Canary(
        file=CONFIG,
        text="  {{- else }}\n  typha_service_name: none\n",
        broken="",
        findings=('ConfigMap/calico-config: data.typha_service_name: missing, expected "none"',),
    ),
    "an alternative under the other's condition": Canary(
        file=CONFIG,
        text='{{- else if eq .Values.calico.backend "bird" }}\n  calico_backend',
        broken='{{- else if eq .Values.calico.backend "vxlan" }}\n  calico_backend',
        variant="calico-vxlan",
        findings=('ConfigMap/calico-config: data.calico_backend: expected "vxlan", found "bird"',),
    ),
    "arguments in another order": Canary(
        file="flannel/flannel/daemonset.yaml",
        text='- "-f"\n        - /flannel\n',
        broken='- /flannel\n        - "-f"\n',
        variant="kube-flannel",
        findings=(
            f'{POD}.initContainers[0].args.0: expected "-f", found "/flannel"',
            f'{POD}.initContainers[0].args.1: expected "/flannel", found "-f"',
        ),
    ),
    "an object lost": Canary(
        file="calico/kube-controllers/poddisruptionbudget.yaml",
        text='ne .Values.plugin "flannel"',
        broken='eq .Values.plugin "flannel"',
        findings=("PodDisruptionBudget/calico-kube-controllers: missing",),
    ),
    "an object that others have": Canary(
        file="calico/typha/service.yaml",
        text='and (ne .Values.plugin "flannel") .Values.calico.typha.enabled',
        broken='ne .Values.plugin "flannel"',
        findings=("Service/calico-typha: upstream has no such object",),
    ),
    "an object twice": Canary(
        file=CONFIG,
        text="kind: ConfigMap\n",
        broken="kind: ConfigMap\napiVersion: v1\nmetadata: {name: calico-config}\n---\nkind: ConfigMap\n",
        findings=("two objects of the same kind and name",),
    ),
    "a line of a text": Canary(
        file=CONFIG,
        text='"type": "k8s"',
        broken='"type": "k9s"',
        findings=("ConfigMap/calico-config: data.cni_network_config: expected ",),
    ),
    "another space in a JSON text": Canary(
        file="charts/cni-library/files/canal.tpl",
        text='          "Backend": {',
        broken='          "Backend":  {',
        variant="canal-etcd",
        findings=("Job/configure-canal: spec.template.spec.containers[0].command.4: expected ",),
    ),
}

POD_OF_CALICOCTL, SERVER = (f"charts/cni-library/files/{name}.tpl" for name in ("calicoctl", "apiserver"))
# What is broken of an add-on, or of the variant beside it where the add-on is on.
BROKEN_ADDONS = {
    "a command": Canary(
        file=POD_OF_CALICOCTL,
        text='- "--poll=1m"',
        broken='- "--poll=2m"',
        variant="calicoctl",
        findings=('Pod/calicoctl: spec.containers[0].args.1: expected "--poll=1m", found "--poll=2m"',),
    ),
    "nothing where upstream has a null": Canary(
        file=POD_OF_CALICOCTL,
        text="volumes: null",
        broken="# volumes",
        variant="calicoctl-etcd",
        findings=("Pod/calicoctl: spec.volumes: missing, expected null",),
    ),
    "an account with the other datastore": Canary(
        file="calico/calicoctl/serviceaccount.yaml",
        text='(eq .Values.calico.datastore "kubernetes") ',
        broken="",
        variant="calicoctl-etcd",
        findings=("ServiceAccount/calicoctl: upstream has no such object",),
    ),
    "a selector": Canary(
        file=SERVER,
        text='  selector:\n    matchLabels:\n      apiserver: "true"',
        broken='  selector:\n    matchLabels:\n      apiserver: "false"',
        variant="apiserver",
        findings=('Deployment/calico-apiserver: spec.selector.matchLabels.apiserver: expected "true", found "false"',),
    ),
    "a Service elsewhere": Canary(
        file=SERVER,
        text='name: calico-api\n    namespace: {{ .Values.namespaceOverride | default "calico-apiserver"',
        broken='name: calico-api\n    namespace: {{ .Values.namespaceOverride | default "kube-system"',
        variant="apiserver",
        findings=(
            'APIService/v3.projectcalico.org: spec.service.namespace: expected "calico-apiserver", found "kube-system"',
        ),
    ),
    "an object of an add-on lost": Canary(
        file="calico/apiserver/networkpolicy.yaml",
        text='ne .Values.plugin "flannel"',
        broken='eq .Values.plugin "flannel"',
        variant="apiserver",
        findings=("NetworkPolicy/allow-apiserver: missing",),
    ),
    "an object of the variant lost": Canary(
        file="calico/kube-controllers/poddisruptionbudget.yaml",
        text='ne .Values.plugin "flannel"',
        broken='and (ne .Values.plugin "flannel") (not .Values.calico.apiServer.enabled)',
        variant="apiserver",
        findings=("PodDisruptionBudget/calico-kube-controllers: changed or missing beside the add-on",),
    ),
    "an object of the variant changed": Canary(
        file=RULES,
        text="  - endpointslices\n  verbs:\n  - watch",
        broken="  - endpointslices\n  verbs:\n  - {{ .Values.calico.calicoctl.enabled | ternary `*` `watch` | quote }}",
        variant="calicoctl",
        findings=(
            "ClusterRole/calico-node: changed or missing beside the add-on",
            "ClusterRole/calico-node: upstream has no such object",
        ),
    ),
}


@pytest.mark.parametrize("stem", FEATURES.addons)
def test_every_leaf_of_an_addon_counts(stem: str, tmp_path: Path) -> None:
    made = current()
    *others, release = made.releases
    last = release.documents[stem][-1]
    changed = {**last, "metadata": {**mapping(last, "metadata"), "name": "another"}}
    documents = {**release.documents, stem: (*release.documents[stem][:-1], changed)}
    found = upstream.parity_faults(
        replace(made, releases=[*others, replace(release, documents=documents)]), tmp_path, [stem]
    )
    assert found == [
        f"{stem} > {last['kind']}/another: missing",
        f"{stem} > {identity(last)}: upstream has no such object",
    ]


def test_an_addon_is_counted_beside_its_variant() -> None:
    outcome = check_parity(rendered(["calico", "apiserver"]))
    assert messages(outcome) == []
    assert (outcome.counts["variants"], outcome.counts["add-ons"]) == (1, 1)


def test_what_renders_upstream_is_counted() -> None:
    outcome = check_parity(rendered(["kube-flannel"]))
    assert (messages(outcome), outcome.counts) == ([], {"variants": 1, "objects": 6, "add-ons": 0})


def test_a_variant_that_is_not_rendered_is_not_judged() -> None:
    outcome = check_parity(of(Refused(helm="helm4", scenario="calico", message="no")))
    assert (messages(outcome), outcome.counts) == ([], {"variants": 0, "objects": 0, "add-ons": 0})


@pytest.mark.parametrize("canary", SAME.values(), ids=SAME.keys())
def test_it_is_still_the_same(canary: Canary, tmp_path: Path) -> None:
    assert parity_faults(canary, tmp_path) == []


@pytest.mark.parametrize("canary", [*BROKEN.values(), *BROKEN_ADDONS.values()], ids=[*BROKEN, *BROKEN_ADDONS])
def test_parity_finds(canary: Canary, tmp_path: Path) -> None:
    found = [line.removeprefix(canary.variant).lstrip(" >:") for line in parity_faults(canary, tmp_path)]
    assert [line[: len(expected)] for line, expected in zip(found, canary.findings, strict=True)] == [*canary.findings]
