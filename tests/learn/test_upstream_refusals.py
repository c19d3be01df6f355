"""A change of upstream's that nothing explains stops the build with the path, the variants and what to do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.base.errors import ProblemsError
from generator.commands.named_lines import build_line
from tests import upstream
from tests.upstream import ALL, CALICO, FLANNELS, LINE, OWN, Change, Manifests, document, node, node_pod

NODE = "DaemonSet/calico-node"
CONTAINER = f"{NODE} > spec.template.spec.containers[calico-node]"
BY_NUMBER = f"{NODE} > spec.template.spec.containers[0]"


def set_env(changed: Manifests, stems: tuple[str, ...], name: str, value: str) -> None:
    """A new variable of calico-node, at its end."""
    for stem in stems:
        node(changed, stem)["env"].append({"name": name, "value": value})


def set_all(key: str, value: Any) -> Change:
    """Another value of the container calico-node in every manifest."""

    def change(changed: Manifests) -> None:
        for stem in ALL:
            node(changed, stem)[key] = value

    return change


def add_object(kind: str, body: Mapping[str, Any]) -> Change:
    """A new object in every manifest."""

    def change(changed: Manifests) -> None:
        for stem in ALL:
            changed[stem].append({"apiVersion": "v1", "kind": kind, "metadata": {"name": "new"}, **body})

    return change


def drop_rule(changed: Manifests) -> None:
    """An RBAC rule less in a manifest that no single feature tells from the others."""
    rules = document(changed, "calico-typha", "ClusterRole/calico-node")["rules"]
    rules[:] = [rule for rule in rules if rule["resources"] != ["endpoints", "services"]]


def rename_node(*stems: str) -> Change:
    """Another name for the container calico-node."""

    def change(changed: Manifests) -> None:
        for stem in stems:
            node(changed, stem)["name"] = "agent"

    return change


def swap_env(changed: Manifests) -> None:
    """Two variables in another order in one manifest."""
    env = node(changed, "calico-bpf")["env"]
    at = [one["name"] for one in env].index("IP")
    env[at - 1], env[at] = env[at], env[at - 1]


def change_crd(changed: Manifests) -> None:
    """A CRD that differs in one manifest."""
    changed["calico-vxlan"][-1]["spec"]["scope"] = "Galaxy"


def braces_in_key(changed: Manifests) -> None:
    """Template text in a key."""
    document(changed, "canal", "ConfigMap/canal-config")["data"]["{{ x }}"] = "1"


def braces_in_crd(changed: Manifests) -> None:
    """Template text in a CRD."""
    changed["calico"][-1]["spec"]["names"]["kind"] = "{{"


def add_container(changed: Manifests) -> None:
    """One more container of kube-controllers in the bpf manifest."""
    deployment = document(changed, "calico-bpf", "Deployment/calico-kube-controllers")
    containers = deployment["spec"]["template"]["spec"]["containers"]
    containers.append({"name": "bpf-controllers", "image": containers[0]["image"]})


def rename_network(changed: Manifests) -> None:
    """Another name for flannel's network in its JSON."""
    for stem in FLANNELS:
        data = document(changed, stem, "ConfigMap/kube-flannel-cfg")["data"]
        data["net-conf.json"] = data["net-conf.json"].replace('"Network"', '"Net"')


def drop_secret(changed: Manifests) -> None:
    """No Secret for etcd's certificates anywhere."""
    for stem in ALL:
        changed[stem] = [one for one in changed[stem] if one["kind"] != "Secret"]


def add_annotations(changed: Manifests) -> None:
    """Annotations of the pods in one manifest."""
    document(changed, "calico-bpf", NODE)["spec"]["template"]["metadata"]["annotations"] = {"a": "b"}


def add_pull_secrets(changed: Manifests) -> None:
    """Pull secrets of upstream's own."""
    for stem in OWN:
        node_pod(changed, stem)["imagePullSecrets"] = [{"name": "own"}]


def both_names(changed: Manifests) -> None:
    """canal-etcd's DaemonSet under both names that canal's have."""
    changed["canal-etcd"].append(document(changed, "canal", "DaemonSet/canal"))


STOPS = [
    pytest.param(
        lambda found: upstream.add_env(found, ["calico-vxlan", "calico-bpf"]),
        f"{CALICO} > {CONTAINER}.env[NEW_ENV]: expected a condition of at most 3 features that explains where it is, "
        "found it in calico-bpf, calico-vxlan but not in calico, calico-etcd, calico-policy-only, calico-typha; "
        "if upstream means it, add a feature that tells these variants apart to generator/features/manifests.py",
        id="a variable in two variants that only a disjunction explains",
    ),
    pytest.param(
        drop_rule,
        f'{CALICO} > ClusterRole/calico-node > rules[[""] ["endpoints","services"]]: '
        "expected a condition of at most 3 features that explains where it is, found it in calico, calico-bpf, "
        "calico-etcd, calico-policy-only, calico-vxlan, canal, canal-etcd but not in calico-typha; ",
        id="an RBAC rule removed where no feature explains it",
    ),
    pytest.param(
        lambda found: set_env(found, ("calico-vxlan",), "CALICO_IPV4POOL_CIDR", "192.168.0.0/16"),
        f"{CONTAINER}.env: expected CALICO_IPV4POOL_CIDR in all variants or in none, "
        "found one only where backend=vxlan; give each case a row of its own",
        id="a variable that a setting sets in one variant only",
    ),
    pytest.param(
        rename_node("calico-bpf"),
        f"setting podCIDR, podCIDRv6 > {CONTAINER}.env: expected it in all variants of the object, "
        "found it only where dataplane=iptables; "
        "say in the row's address what it is called in the others",
        id="calico-node renamed in one variant",
    ),
    pytest.param(
        rename_node(*ALL),
        "setting podCIDR, podCIDRv6 > DaemonSet/calico-node|canal spec.template.spec.containers[calico-node].env: "
        "expected 2 matches, found 0; the longest prefix that matches is "
        "'DaemonSet/calico-node|DaemonSet/canal spec.template.spec.containers'; correct the row's address",
        id="calico-node renamed in all variants",
    ),
    pytest.param(
        swap_env,
        f"{CALICO} > {CONTAINER}.env: expected one order of the list in calico, calico-typha, calico-vxlan, "
        "calico-bpf, calico-etcd, calico-policy-only, found orders that contradict each other at CLUSTER_TYPE, IP; "
        "give the list a key in LIST_KEYS or render the variants apart",
        id="a list in another order in one variant",
    ),
    pytest.param(
        change_crd,
        f"{CALICO} > CustomResourceDefinitions: expected the same in every manifest that has them, as in calico, "
        "found others in calico-vxlan; merge them like other documents",
        id="a CRD that differs in one variant",
    ),
    pytest.param(
        lambda found: set_env(found, ("calico-bpf",), "NEW", "a{{b"),
        f"{CALICO} > calico-bpf.yaml > {BY_NUMBER}.env[",
        id="template text in a value",
    ),
    pytest.param(
        braces_in_key,
        f"{CALICO} > canal.yaml > ConfigMap/canal-config > data[{{{{ x }}}}]: expected a finished manifest, "
        "found template text '1'; take the manifest from upstream's release, not from its sources",
        id="template text in a key",
    ),
    pytest.param(
        braces_in_crd,
        "> spec.names.kind: expected a finished manifest, found template text '{{'",
        id="template text in a CRD",
    ),
    pytest.param(
        lambda found: found["calico"].append(found["calico"][0]),
        "expected one object of that kind and name, found a second one",
        id="an object twice",
    ),
    pytest.param(
        both_names,
        f"{CALICO} > canal-etcd > DaemonSet/canal: expected no DaemonSet/canal beside it, found one; "
        "take the name out of SAME_OBJECT",
        id="an object under both of its names",
    ),
    pytest.param(
        lambda found: found["calico-typha"].clear(),
        f"{CALICO} > calico-typha.yaml: expected objects, found none",
        id="a manifest without objects",
    ),
    pytest.param(
        add_container,
        "calico > Deployment/calico-kube-controllers > spec.template.spec.containers[bpf-controllers].image: "
        "expected a setting for an image reference, found 'quay.io/calico/kube-controllers:",
        id="a container without a role",
    ),
    pytest.param(
        set_all("args", ["--pause=registry.k8s.io/pause:3.9"]),
        f"calico > {CONTAINER}.args[--pause=registry.k8s.io/pause:3.9]: expected a setting for an image reference, "
        "found '--pause=registry.k8s.io/pause:3.9' in calico, calico-typha, calico-vxlan, calico-bpf, calico-etcd, "
        "calico-policy-only, which no setting changes; "
        "add a role to generator/rows/roles.py, or the mirror will miss it",
        id="an image among the arguments",
    ),
    pytest.param(
        lambda found: set_env(found, ALL, "SIDECAR", "calico/node:v3.14.2"),
        f"calico > {CONTAINER}.env[SIDECAR].value: expected a setting for an image reference, "
        "found 'calico/node:v3.14.2'",
        id="an image in a variable",
    ),
    pytest.param(
        add_object("Pod", {"spec": {"containers": [{"name": "a", "image": "busybox"}]}}),
        "calico > Pod/new > spec.containers[a].image: expected a setting for an image reference, found 'busybox'",
        id="an image in a kind of its own",
    ),
    pytest.param(
        add_object("Hook", {"clientConfig": {"service": {"namespace": "kube-system"}}}),
        "calico > Hook/new > clientConfig.service.namespace: expected a setting for a namespace, found 'kube-system'",
        id="a namespace in a place of its own",
    ),
    pytest.param(
        lambda found: set_env(found, ALL, "CLUSTER_CIDR", "pods=10.244.0.0/16,fd00::/48"),
        f"calico > {CONTAINER}.env[CLUSTER_CIDR].value: expected a setting for a pod network, "
        "found 'pods=10.244.0.0/16,fd00::/48'",
        id="the pod network in a place of its own",
    ),
    pytest.param(
        lambda found: set_env(found, ALL, "ETCD", "http://<ETCD_IP>:1"),
        f"calico > {CONTAINER}.env[ETCD].value: expected a setting for an etcd placeholder, found 'http://<ETCD_IP>:1'",
        id="the etcd placeholder in a place of its own",
    ),
    pytest.param(
        rename_network,
        "setting podCIDR > ConfigMap/kube-flannel-cfg|canal-config data[net-conf.json].Network: "
        "expected 2 matches, found 1; the longest prefix that matches is "
        "'ConfigMap/kube-flannel-cfg|ConfigMap/canal-config data[net-conf.json].Network'; correct the row's address",
        id="flannel's network under another name",
    ),
    pytest.param(
        drop_secret,
        "setting calico.etcd.tls.existingSecret > Secret/calico-etcd-secrets: expected 1 match, found 0; "
        "the longest prefix that matches is 'no object of that name'; correct the row's address",
        id="an object removed that settings change",
    ),
    pytest.param(
        add_annotations,
        f"{NODE} > spec.template.metadata: expected annotations in all variants or in none, "
        "found one only where dataplane=bpf; give each case a row of its own",
        id="annotations in one variant only",
    ),
    pytest.param(
        add_pull_secrets,
        f"{NODE} > spec.template.spec: expected no imagePullSecrets, found one; override it instead of adding one",
        id="pull secrets of upstream's own",
    ),
]


@pytest.mark.parametrize(("change", "message"), STOPS)
def test_it_stops(change: Change, message: str, tmp_path: Path) -> None:
    assert message in upstream.stopped(change, tmp_path)


def test_one_run_shows_all_that_is_wrong(tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        upstream.add_env(changed, ["calico-vxlan", "calico-bpf"])
        drop_rule(changed)

    objects = [line.split(" > ")[1] for line in upstream.stopped(change, tmp_path).splitlines()]
    assert objects == ["ClusterRole/calico-node", NODE]


def test_a_duplicate_key_stops_with_the_file_and_the_line(tmp_path: Path) -> None:
    folder = upstream.write(upstream.current(), tmp_path)
    path = folder / "flannel" / LINE.flannel / "kube-flannel.yml"
    before, found, behind = path.read_text(encoding="utf-8").partition("\nkind: ServiceAccount\n")
    path.write_text(f"{before}{found}kind: Role\n{behind}", encoding="utf-8")
    line = before.count("\n") + 3
    with pytest.raises(ProblemsError) as caught:
        build_line(LINE, folder)
    assert str(caught.value) == (
        f"flannel {LINE.flannel} > kube-flannel.yml line {line}: "
        f"expected valid YAML, found duplicate key 'kind', first on line {line - 1}"
    )
