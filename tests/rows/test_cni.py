"""The CNI configuration and binaries on nodes: what values make of upstream's, in every variant of every line."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.process import scratch
from generator.base.trees import Tree, canonical
from generator.chart.build import Build
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.release import Document, identity
from generator.tools.helm import Install
from tests.builds import built, current
from tests.conflists import TUNING, calicos, expected, filled_in, grid
from tests.helms import RENDERERS
from tests.paths import CHART
from tests.rendering import Values, at, by_identity, items, load, mapping, overlay, refusal, scenario, without_crds

# Where each plugin has its list, and what writes it.
CONFIGS = {
    "flannel": ("ConfigMap/kube-flannel-cfg", "cni-conf.json"),
    "calico": ("ConfigMap/calico-config", "cni_network_config"),
    "canal": ("ConfigMap/canal-config", "cni_network_config"),
}
PODS = {"flannel": "DaemonSet/kube-flannel-ds", "calico": "DaemonSet/calico-node", "canal": "DaemonSet/canal"}
# The variants of the current line, each list of plugins once, that the whole grid is tried with.
WHOLE = {"kube-flannel", "calico", "canal", "canal-etcd"}
LINES = read_lines()


class Subject(Struct, frozen=True, kw_only=True):
    """A line with its chart in a folder."""

    built: Build
    chart: Path

    def rendered(self, variant: str, values: Values) -> dict[str, Document]:
        """The objects of a variant but for its CRDs."""
        own = load(self.chart / "ci" / f"{variant}-values.yaml")
        with scratch("cni-values-") as folder:
            path = folder / "values.yaml"
            path.write_text(json.dumps(without_crds(overlay(own, dict(values)))), encoding="utf-8")
            install = Install(chart=self.chart, values=(path,))
            rendered = RENDERERS.template("helm4", install, kube_version=str(self.built.line.validated[-1]))
        return {identity(one): one for one in yamltree.load_documents(rendered, "the render")}

    @property
    def variants(self) -> list[str]:
        """The variants of the line."""
        return [
            stem
            for release in self.built.releases
            for stem in release.documents
            if stem in self.built.features.variants
        ]


def lists(subject: Subject) -> dict[str, dict[str, Tree]]:
    """Upstream's configurations, those that are alike once, each by a variant that has it."""
    found: dict[str, str] = {}
    for variant in subject.variants:
        found.setdefault(canonical(upstream(subject, variant)), variant)
    return {variant: upstream(subject, variant) for variant in found.values()}


def plugin_of(variant: str) -> str:
    """The plugin of a variant."""
    point = current().features.variants[variant].point
    return point["plugin"] if point else ""


def pod(objects: Mapping[str, Document], plugin: str) -> dict[str, Tree]:
    """What a plugin's DaemonSet, or the first of several that are alike, says of its pods."""
    return mapping(next(one for name, one in objects.items() if name.startswith(PODS[plugin])), "spec.template.spec")


def text(objects: Mapping[str, Document], plugin: str) -> str:
    """The configuration as the ConfigMap has it."""
    name, key = CONFIGS[plugin]
    return str(mapping(objects[name], "data")[key])


def upstream(subject: Subject, variant: str) -> dict[str, Tree]:
    """Upstream's configuration of a variant."""
    [documents] = (release.documents[variant] for release in subject.built.releases if variant in release.documents)
    return filled_in(text({identity(one): one for one in documents}, plugin_of(variant)))


@pytest.fixture(scope="module", params=LINES, ids=lambda line: line.version)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """Each line with its chart."""
    line = request.param
    assert isinstance(line, ReleaseLine)
    if line == LINES[0]:
        return Subject(built=current(), chart=CHART)
    made = built(line.version)
    chart = tmp_path_factory.mktemp("cni") / "chart"
    write_tree(chart, made.chart.files)
    return Subject(built=made, chart=chart)


def test_the_list_of_plugins_is_upstreams_with_the_changes_that_values_name(subject: Subject) -> None:
    few, every = (list(grid(subject.built.catalogue.paths, whole=whole)) for whole in (False, True))
    wrong: list[object] = []
    counted = 0
    for variant, before in lists(subject).items():
        plugin = plugin_of(variant)
        for values in every if subject.chart == CHART and variant in WHOLE else few:
            cni = {k: v for k, v in values.items() if plugin != "flannel" or k not in ("allowIPForwarding", "log")}
            found = filled_in(text(subject.rendered(variant, {"cni": cni}), plugin))
            counted += 1
            if canonical(found) != canonical(expected(before, cni)):
                wrong.append((variant, cni, found))
    assert wrong == []
    assert counted >= 4 * 6


@pytest.mark.parametrize("dual", [False, True], ids=["IPv4", "dual-stack"])
def test_host_local_takes_the_nodes_pod_cidrs(subject: Subject, dual: bool) -> None:
    if dual and "podCIDRv6" not in subject.built.catalogue.paths:
        pytest.skip("no dual stack in this line")
    values: dict[str, Tree] = {"calico": {"ipam": {"type": "host-local"}}}
    both: dict[str, Tree] = {"podCIDR": "10.42.0.0/16", "podCIDRv6": "fd00:10:42::/56"} if dual else {}
    ranges: Tree = [[{"subnet": "usePodCidr"}], [{"subnet": "usePodCidrIPv6"}]]
    for variant in ("calico", "calico-typha"):
        objects = subject.rendered(variant, {**values, **both})
        before = upstream(subject, variant)
        calico = calicos(before)
        assert calico
        calico["ipam"] = {"type": "host-local", **({"ranges": ranges} if dual else {"subnet": "usePodCidr"})}
        assert canonical(filled_in(text(objects, "calico"))) == canonical(before)
        told = {"name": "USE_POD_CIDR", "value": "true"}
        spec = pod(objects, "calico")
        assert told in items(spec, "containers.calico-node.env")
        assert "upgrade-ipam" not in [at(one, "name") for one in items(spec, "initContainers")]
        assert "host-local-net-dir" not in [at(one, "name") for one in items(spec, "volumes")]
        if variant == "calico-typha":
            typha = objects["Deployment/calico-typha"]
            assert told in items(typha, "spec.template.spec.containers.calico-typha.env")


def test_whoever_takes_pod_cidrs_upstream_says_so_once(subject: Subject) -> None:
    objects = subject.rendered("calico-policy-only", {})
    names = [at(one, "name") for one in items(pod(objects, "calico"), "containers.calico-node.env")]
    assert names.count("USE_POD_CIDR") == 1
    off = subject.rendered("calico-policy-only", {"cni": {"install": False}})
    variables = items(pod(off, "calico"), "containers.calico-node.env")
    assert [at(one, "value") for one in variables if at(one, "name") == "CALICO_MANAGE_CNI"] in ([], ["false"])


OWN: dict[str, Tree] = {
    "name": "own",
    "cniVersion": "1.0.0",
    "plugins": [
        {"type": "calico", "mtu": "__CNI_MTU__", "kubeconfig": "__KUBECONFIG_FILEPATH__", "a": "{{ '\"<&> }}\n%s\u00e9"}
    ],
}


def test_a_list_of_the_users_takes_the_place_of_upstreams(subject: Subject) -> None:
    number: Tree = [{**mapping(OWN, "plugins.0"), "mtu": 1440}]
    plain: Tree = [{**mapping(OWN, "plugins.0"), "mtu": 1400, "kubeconfig": "/etc/k"}]
    for variant in subject.variants:
        plugin = plugin_of(variant)
        config = {**OWN, "plugins": plain} if plugin == "flannel" else OWN
        found = text(subject.rendered(variant, {"cni": {"config": config}}), plugin)
        wanted = config if plugin == "flannel" else {**OWN, "plugins": number}
        assert canonical(filled_in(found)) == canonical(wanted)


def mounted(spec: dict[str, Tree]) -> set[Tree]:
    """The volumes that containers mount."""
    lists = [items(spec, kind) for kind in ("initContainers", "containers") if kind in spec]
    return {at(one, "name") for found in lists for each in found for one in items(each, "volumeMounts")}


def test_without_install_nothing_is_put_on_the_nodes(subject: Subject) -> None:
    for variant in subject.variants:
        plugin = plugin_of(variant)
        before = pod(subject.rendered(variant, {}), plugin)
        after = pod(subject.rendered(variant, {"cni": {"install": False}}), plugin)
        assert {"install-cni", "install-cni-plugin"} & {str(at(one, "name")) for one in items(before, "initContainers")}
        left = [at(one, "name") for one in (items(after, "initContainers") if "initContainers" in after else [])]
        assert not {"install-cni", "install-cni-plugin"} & {*map(str, left)}
        assert ("initContainers" in after) == (plugin != "flannel")
        assert mounted(after) <= {at(one, "name") for one in items(after, "volumes")}
        unused = {at(one, "name") for one in items(after, "volumes")} - mounted(after)
        assert unused <= {at(one, "name") for one in items(before, "volumes")} - mounted(before) | {"cni-net-dir"}
        if plugin != "flannel" and variant != "calico-policy-only":
            assert {"name": "CALICO_MANAGE_CNI", "value": "false"} in items(after, "containers.calico-node.env")


def test_further_init_containers_run_without_install_too() -> None:
    init: Tree = [{"name": "wait", "image": "a.io/b:c", "command": ["true"]}]
    values: dict[str, Tree] = {
        "cni": {"install": False},
        "flannel": {"extraInitContainers": init, "initResources": {"limits": {"cpu": "1"}}},
    }
    objects = by_identity(overlay(scenario("kube-flannel"), values))
    assert pod(objects, "flannel")["initContainers"] == init


def test_folders_and_the_name_of_the_file(subject: Subject) -> None:
    given: dict[str, Tree] = {"binDir": "/usr/lib/cni", "confDir": "/etc/k3s/net.d", "confName": "05-a.conflist"}
    for variant in subject.variants:
        plugin = plugin_of(variant)
        has_binaries = plugin != "flannel" or subject.built.line.flannel != "v0.12.0"
        cni = given if has_binaries else {**given, "binDir": ""}
        objects = subject.rendered(variant, {"cni": cni})
        for name, document in objects.items():
            if name.startswith(PODS[plugin]):
                spec = mapping(document, "spec.template.spec")
                volumes = {str(at(one, "name")): one for one in items(spec, "volumes")}
                folders = ("cni-plugin", "cni") if plugin == "flannel" else ("cni-bin-dir", "cni-net-dir")
                if has_binaries:
                    assert at(volumes[folders[0]], "hostPath.path") == "/usr/lib/cni"
                assert at(volumes[folders[1]], "hostPath.path") == "/etc/k3s/net.d"
                install = mapping(spec, "initContainers.install-cni")
                if plugin == "flannel":
                    assert items(install, "args")[-1] == "/etc/cni/net.d/05-a.conflist"
                else:
                    assert {"name": "CNI_CONF_NAME", "value": "05-a.conflist"} in items(install, "env")
                    assert {"name": "CNI_NET_DIR", "value": "/etc/k3s/net.d"} in items(install, "env")
        allowed = [
            one for name, one in objects.items() if name.startswith("PodSecurityPolicy/") and plugin == "flannel"
        ]
        assert all({"pathPrefix": "/etc/k3s/net.d"} in items(one, "spec.allowedHostPaths") for one in allowed)
        assert "/etc/cni/net.d/__" not in json.dumps(objects)


IDLE: list[tuple[str, dict[str, Tree], list[str]]] = [
    (
        "calico",
        {
            "config": OWN,
            "portmap": False,
            "bandwidth": True,
            "tuning": TUNING,
            "allowIPForwarding": True,
            "log": {"severity": "info"},
        },
        ["cni.portmap", "cni.bandwidth", "cni.tuning", "cni.allowIPForwarding", "cni.log.severity"],
    ),
    ("canal", {"install": False, "confName": "a.conflist", "binDir": "/a"}, ["cni.confName", "cni.binDir"]),
    ("kube-flannel", {"install": False, "confDir": "/a", "binDir": "/a"}, ["cni.confDir", "cni.binDir"]),
    ("calico", {"install": False, "config": OWN, "updateBinaries": False}, ["cni.config", "cni.updateBinaries"]),
]


@pytest.mark.parametrize(("variant", "cni", "paths"), IDLE)
def test_what_another_value_leaves_without_effect_is_refused(
    variant: str, cni: dict[str, Tree], paths: list[str]
) -> None:
    told = refusal(overlay(scenario(variant), {"cni": cni}), "helm4")
    assert all(re.search(rf"{re.escape(path)}\S*: has no effect with cni\.", told) for path in paths), told


def test_binaries_that_are_used_without_install_keep_their_folder() -> None:
    values: dict[str, Tree] = {"cni": {"install": False, "binDir": "/a"}}
    spec = pod(by_identity(overlay(scenario("calico"), values)), "calico")
    assert {"name": "cni-bin-dir", "hostPath": {"path": "/a", "type": "DirectoryOrCreate"}} in items(spec, "volumes")
