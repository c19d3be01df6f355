"""Says since which release flannel's image has what manifests and values need, where upstream shows it, and the rules."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.features.combinations import TemplateRule
from generator.features.conditions import joined
from generator.features.feature_table import FeatureTable
from generator.rows.locations import FLANNELD
from generator.settings.kind import Versions
from generator.template import nodes
from generator.template.alternatives import alternatives


class Fact(Struct, frozen=True, kw_only=True):
    """What flannel's image has, the first release that has it, and the file of flannel's repository that shows it there
    and not in the release before.
    """

    what: str
    since: str
    source: str


def _fact(what: str, since: str, source: str = "main.go") -> Fact:
    return Fact(what=what, since=since, source=source)


# By the value that needs it; a member of an enumeration stands behind `=`.
OF_VALUES: Mapping[str, Fact] = {
    "podCIDRv6": _fact("EnableIPv6", "v0.15.0"),
    "flannel.setNodeNetworkUnavailable": _fact("--set-node-network-unavailable", "v0.15.0"),
    "flannel.backend.type=wireguard": _fact("the backend wireguard", "v0.16.0"),
    "flannel.ifaceCanReach": _fact("--iface-can-reach", "v0.18.0"),
    "flannel.eventQueueDepth": _fact("EVENT_QUEUE_DEPTH", "v0.18.0", "Documentation/kube-flannel.yml"),
    "flannel.enableNFTables": _fact("EnableNFTables", "v0.25.0", "pkg/subnet/config.go"),
    "flannel.ipBlackholeRoute": _fact("--ip-blackhole-route", "v0.27.1"),
    "flannel.contWhenCacheNotReady": _fact("CONT_WHEN_CACHE_NOT_READY", "v0.27.1"),
    "flannel.ipMasqFullyRandomDisable": _fact("--ip-masq-fully-random-disable", "v0.27.4"),
}
INSTALL_CONF = _fact("/opt/bin/install-conf", "v0.28.6", "images/Dockerfile")
READYZ = _fact("/readyz", "v0.28.9")


class ManifestNeed(Struct, frozen=True, kw_only=True):
    """What a manifest needs: where it says so, if which other values hold, and what to set instead."""

    fact: Fact
    at: str
    given: tuple[str, ...]
    instead: str = ""


_INIT = FLANNELD.replace("containers[kube-flannel]", "initContainers[install-cni]")
# What a release counts as that cannot be told.
_NEWEST = "999.0.0"
_OF_MANIFESTS = (
    ManifestNeed(fact=INSTALL_CONF, at=f"{_INIT}.command[*]", given=(".Values.cni.install",)),
    ManifestNeed(
        fact=READYZ,
        at=f"{FLANNELD}.readinessProbe.httpGet.path",
        given=("not .Values.flannel.healthz.enabled", 'include "cni.flannel.healthz" .'),
        instead="flannel.healthz.enabled: true, which asks /healthz, or ",
    ),
)


def known_since(path: str) -> Versions:
    """Return the release of flannel that brought what a value needs; none if all have it."""
    return {"flannel": OF_VALUES[path].since} if path in OF_VALUES else {}


def older(since: str, unknown: str) -> str:
    """Return the template test for an image of flannel before a release; `unknown` is what counts if none can be told."""
    known = f'include "cni.flannel.release" . | default "{unknown}"'
    return f'semverCompare "<{since.removeprefix("v")}" ({known})'


def manifest_rules(templates: Sequence[nodes.Template], features: FeatureTable) -> Iterator[TemplateRule]:
    """Yield a rule for what flannel's manifests need of its image, with the manifests that need it."""
    points = features.points("flannel").values()
    for need in _OF_MANIFESTS:
        found = [one for one in alternatives(templates, need.at) if one.value == need.fact.what]
        needing = {str(point.get("manifest")) for point in points if any(one.holds(point) for one in found)}
        for manifest in sorted(needing):
            others = [f"flannel.manifest: {one['manifest']}, or " for one in points if one["manifest"] not in needing]
            tests = (
                ".Values.images.flannel.tag",
                "not .Values.allowOtherImageReleases",
                'eq .Values.plugin "flannel"',
                features.test(("manifest", manifest)),
                *need.given,
                older(need.fact.since, _NEWEST),
            )
            yield TemplateRule(
                test=joined(tests),
                message=f"images.flannel.tag: {{.Values.images.flannel.tag}} has no {need.fact.what}, which the manifest "
                f"uses and images have since {need.fact.since}; set {need.instead}{''.join(others)}"
                f"images.flannel.tag: {need.fact.since} or later",
            )
