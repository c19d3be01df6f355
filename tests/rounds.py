"""Decides which samples settings get together in a variant, round by round, and where the plan puts them."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from generator.base.trees import Tree
from generator.features.manifests import FEATURES as TABLE
from generator.refusals.rules import addon_values
from generator.rows import pod_kinds
from generator.rows.line_rows import WORKLOADS
from generator.rows.net_conf import BACKENDS
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.text_lines import InsertsLine
from generator.settings.actions.uses_image import PARTS, UsesImage
from generator.settings.plan import Step
from generator.settings.setting import Setting
from generator.template.addresses import Place
from generator.template.ways import walk
from tests.builds import current
from tests.declared import TABLED, VALUES
from tests.later import Later

VARIANTS = TABLE.variants
TEMPLATES = Later(lambda: {(one.project, one.name): one for one in current().learned.templates})

# Settings that choose manifests, not places in them: the variants' parity is their test.
FEATURES = {feature.path for feature in TABLE.features}
# The values that an add-on reads, by the value that adds it; with features that the add-on knows.
ADDON_OF = Later(lambda: addon_values(current().catalogue, current().plan, current().learned.templates))
SWITCHES = {addon.switch for addon in TABLE.addons.values()}
_PROBES = ("liveness", "readiness")
# Settings that say something of other values or of whole objects: each has tests of its own, in the module named.
ELSEWHERE: Mapping[str, str] = {
    "namespaceOverride": "test_placement",
    "imageMirror.mode": "test_mirror",
    "imageMirror.registry": "test_mirror",
    "imageMirror.hosts": "test_mirror",
    "global.imageRegistry": "test_mirror",
    "global.systemDefaultRegistry": "test_mirror",
    "global.imagePullSecrets": "test_mirror",
    "namespace.create": "test_placement",
    "imageCredentials.registry": "test_credentials",
    "imageCredentials.username": "test_credentials",
    "imageCredentials.password": "test_credentials",
    "commonLabels": "test_objects",
    "commonAnnotations": "test_objects",
    "extraObjects": "test_objects",
    "imagePullSecrets": "test_mirror",
    "rbac.create": "test_placement",
    "rolloutOnConfigChange": "test_placement",
    "calico.crds.install": "test_placement",
    "calico.createPools": "test_pools",
    **dict.fromkeys(("calico.resources", "calico.ipPools"), "test_resources"),
    **{f"images.calicoctl.{part}": "test_resource_job" for part in PARTS},
    "calico.kubeControllers.enabledControllers": "test_kube_controllers",
    "calico.etcd.tls.existingSecret": "test_etcd",
    "calico.etcd.tls.ca": "test_etcd",
    "calico.etcd.tls.cert": "test_etcd",
    "calico.etcd.tls.key": "test_etcd",
    **dict.fromkeys(("calico.prepareBPF", "calico.mountBPF", "calico.upgradeIPAM"), "test_optional_parts"),
    "calico.kubeControllers.enabled": "test_optional_parts",
    "calico.ipam.type": "test_cni",
    "cni.install": "test_cni",
    "cni.config": "test_cni",
    "cni.confName": "test_cni",
    "cni.portmap": "test_cni",
    "cni.bandwidth": "test_cni",
    "cni.tuning": "test_cni",
    "cni.allowOtherSysctls": "test_bad_values",
    **dict.fromkeys(("flannel.backend.psk.existingSecret", "flannel.netpol.enabled", "canal.fixEtcd"), "test_flannel"),
    **dict.fromkeys(("calico.fixPolicyOnly", "canal.fixMtu"), "test_deviations"),
    "allowOtherImageReleases": "test_flannel_releases",
    **dict.fromkeys(
        ("flannel.healthz.enabled", "canal.flannel.livenessProbe", "canal.flannel.readinessProbe"),
        "test_flannel_releases",
    ),
    **dict.fromkeys(("flannel.subnetLen", "flannel.ipv6SubnetLen"), "test_flannel"),
    **dict.fromkeys(("flannel.backend.udpEncap", "flannel.backend.espProposal"), "test_flannel"),
    **{f"images.netpol.{part}": "test_flannel" for part in PARTS},
    **{f"images.cniPlugins.{part}": "test_base_plugins" for part in PARTS},
    **dict.fromkeys(("flannel.healthz.enabled", *(f"canal.flannel.{one}Probe" for one in _PROBES)), "test_healthz"),
    **dict.fromkeys(("cniPlugins.install", "cniPlugins.update"), "test_base_plugins"),
    **dict.fromkeys(("apiserverToKubelet.enabled", "apiserverToKubelet.user"), "test_kubelet_access"),
    **dict.fromkeys(SWITCHES, "test_addons"),
    **{f"calico.apiServer.tls.{name}": "test_addons" for name in ("existingSecret", "caBundle", "cert", "key")},
}
# Whole sections that have tests of their own: test_metrics, test_typha, test_budgets, test_resource_job.
SECTIONS = (
    r"^calico\.metrics\.|^calico\.typha\.tls\.|\.podDisruptionBudget\."
    r"|^calico\.bgp\.(nodeToNodeMesh|service|peers|filters|routeReflectors)"
)
ORDINARY = [path for path in VALUES if path not in {*ELSEWHERE, *FEATURES} and not re.search(SECTIONS, path)]
# ipsec needs a pre-shared key: test_flannel. udp needs a privileged container: a row of good values.
BACKEND = TABLED["flannel.backend.type"].kind
# Settings that exclude each other take turns: the one that is named is left out where the other is tried.
EXCLUDES = {"calico.ipip": "calico.vxlan", "calico.vxlan": "calico.ipip"}


# Where a setting has one of these samples, the other setting is left out: the chart refuses them together.
CONFLICTS: tuple[tuple[str, tuple[Tree, ...], str], ...] = (
    *(("flannel.backend.type", tuple({*BACKEND.legal} - {*backends}), path) for path, backends in BACKENDS.items()),
    ("flannel.backend.type", ("ipip", "udp"), "podCIDRv6"),
    *(("flannel.backend.type", ("ipip", "udp"), f"flannel.ipv6Subnet{part}") for part in ("Min", "Max")),
    ("flannel.backend.mode", ("auto", "ipv4", "ipv6"), "flannel.backend.listenPortV6"),
    ("flannel.mtu", (148,), "podCIDRv6"),
    ("calico.mtu", (68,), "podCIDRv6"),
    ("calico.felix.ipv6Support", (False,), "podCIDRv6"),
    ("canal.fixMtu", (True,), "calico.mtu"),
    ("flannel.enableNFTables", (True,), "flannel.iptablesResync"),
)
# Values of a setting that are taken without others; the rest of its kind is refused or needs them.
NARROWED: Mapping[str, tuple[Tree, ...]] = {
    "flannel.healthz.ip": ("127.0.0.1",),
    **dict.fromkeys(("calico.pool.disableBGPExport", "calico.poolv6.disableBGPExport"), (False,)),
}
_BOTH_FAMILIES: Mapping[str, Tree] = {"podCIDR": "10.244.0.0/16", "podCIDRv6": "fd00:10:42::/56"}
_ENDPOINT: Mapping[str, Tree] = {"flannel.healthz.port": 18081}
# A setting that is refused without another one.
_NEEDED: Mapping[str, Mapping[str, Tree]] = {
    "kubernetesServiceHost": {"kubernetesServicePort": 6443},
    "kubernetesServicePort": {"kubernetesServiceHost": "10.0.0.1"},
    **dict.fromkeys(("flannel.healthz.ip", *(f"canal.flannel.{one}Probe" for one in _PROBES)), _ENDPOINT),
    **{path: {"flannel.backend.type": backends[0]} for path, backends in BACKENDS.items()},
    **{f"flannel.ipv6Subnet{part}": {"podCIDRv6": "fd00:10:42::/56"} for part in ("Min", "Max")},
    **{
        f"flannel.backend.{name}": {"flannel.backend.type": "wireguard", **_BOTH_FAMILIES}
        for name in ("mode", "listenPortV6")
    },
    **{
        path: {"podCIDRv6": "fd00:10:42::/56"}
        for path in (
            "calico.ip6AutodetectionMethod",
            *(f"calico.poolv6.{name}" for name in ("blockSize", "natOutgoing", "nodeSelector", "disableBGPExport")),
        )
    },
    "calico.poolv6.vxlan": _BOTH_FAMILIES,
    **{f"images.calicoctl.{part}": {"calico.calicoctl.enabled": True} for part in PARTS},
}


def _volumes() -> Iterator[tuple[str, Mapping[str, Tree]]]:
    """Mounts need the volume that they are drawn with, and an add-on that has it."""
    for workload in WORKLOADS:
        own = (f"{workload.path}.extra{name}" for name in ("Containers", "InitContainers"))
        for path in (*own, *(f"{container.path}.extraVolumeMounts" for container in workload.containers)):
            switch: Mapping[str, Tree] = {ADDON_OF[path]: True} if path in ADDON_OF else {}
            yield path, {f"{workload.path}.extraVolumes": pod_kinds.VOLUMES.legal[0], **switch}


NEEDS = Later(lambda: {**{path: {switch: True} for path, switch in ADDON_OF.items()}, **_NEEDED, **dict(_volumes())})
# What a variant's values make of a setting, so that its samples would be refused.
REFUSED = {
    *(("calico-vxlan", "calico.ipip"), ("calico-vxlan", "calico.vxlan"), ("calico-vxlan", "calico.poolv6.vxlan")),
    *(("kube-flannel", "flannel.ipBlackholeRoute"), ("kube-flannel-release", "flannel.ipBlackholeRoute")),
}
ROUNDS = max(len(TABLED[path].kind.legal) for path in ORDINARY if path in TABLED)


def reached(variant: str, place: Place) -> bool:
    """Report whether a variant has the place."""
    manifest, template = VARIANTS[variant], TEMPLATES[place.project, place.document]
    if manifest.project != place.project or not template.condition.holds(manifest.point):
        return False
    return all(part.holds(manifest.point) for part in walk(template.body, place.steps))


def given(variant: str, step: Step, place: Place) -> bool:
    """Report whether a step puts anything into a variant that has its place."""
    action, point = step.target.action, VARIANTS[variant].point
    if isinstance(action, InsertsLine):
        *_, line = walk(TEMPLATES[place.project, place.document].body, (*place.steps, action.before))
        return line.holds(point)
    return not isinstance(action, SetsEnv) or action.when.holds(point)


def is_shared(step: Step) -> bool:
    """Whether all settings of a step are seen at its places."""
    action = step.target.action
    return isinstance(action, UsesImage) or (isinstance(action, Inserts) and action.kept)


@functools.cache
def places(variant: str, path: str) -> Sequence[tuple[Step, Place]]:
    """Return the places of a setting's own targets that a variant has."""
    return [
        (step, place)
        for step in current().plan.steps
        if step.settings[:1] == (path,) or (is_shared(step) and path in step.settings)
        for place in step.places
        if reached(variant, place) and given(variant, step, place)
    ]


def sample(setting: Setting, number: int) -> Tree:
    """One of the samples of a setting's kind, in turns."""
    legal = NARROWED.get(setting.path) or [one for one in setting.kind.legal if one not in ("ipsec", "udp")]
    return legal[number % len(legal)]


def tried(variant: str, number: int) -> dict[str, Tree]:
    """Return the samples that a round gives to the settings that a variant reads, whatever its images are of."""
    chosen: dict[str, Tree] = {}
    for path in ORDINARY:
        excluded = EXCLUDES.get(path, "")
        turn = not excluded or (number % 2 == 0) == (path < excluded)
        if places(variant, path) and turn and (variant, path) not in REFUSED:
            chosen[path] = sample(VALUES[path], number)
    left_out = {other for path, samples, other in CONFLICTS if chosen.get(path) in samples}
    chosen = {path: value for path, value in chosen.items() if path not in left_out}
    chosen |= {ADDON_OF[path]: True for path in chosen if path in ADDON_OF}
    found = {path: value for path, value in chosen.items() if NEEDS.get(path, {}).keys() <= chosen.keys()}
    return {**found, "allowOtherImageReleases": True}
