"""A setting is refused with exactly those features with which the plan reads it nowhere."""

import pytest

from generator.base.trees import Tree
from generator.features.manifests import FEATURES as TABLE
from generator.refusals.applicability import applicabilities, points
from generator.refusals.rules import unread_values
from generator.releases.lines import ReleaseLine, read_lines
from generator.settings.catalogue import nested
from tests.builds import built, current
from tests.declared import VALUES
from tests.later import Later
from tests.rendering import HELMS, overlay, refusal, scenario

REACHES = Later(lambda: applicabilities(current().plan, current().learned.templates, TABLE))
FEATURES = {feature.path for feature in TABLE.features}
VARIANTS = TABLE.variants
NO_EFFECT = ": has no effect with plugin:"


def unread(variant: str) -> list[str]:
    """The settings that a variant does not read, its own features apart."""
    point = VARIANTS[variant].point
    assert point
    return [
        path
        for path, applicability in REACHES.items()
        if path in VALUES
        and not all(point[name] in allowed for name, allowed in applicability.needs.items() if name in point)
    ]


def samples(variant: str, number: int) -> dict[str, Tree]:
    """A legal sample that is not the default for each setting that a variant does not read, features apart."""
    chosen: dict[str, Tree] = {}
    for path in (path for path in unread(variant) if path not in FEATURES):
        legal = [one for one in VALUES[path].kind.legal if one != VALUES[path].default]
        chosen[path] = legal[number % len(legal)]
    return chosen


def refused(message: str) -> list[str]:
    """The paths that a message refuses for want of an effect: values, or what is in them."""
    lines = (line.rpartition("): ")[2] for line in message.split("\n") if NO_EFFECT in line)
    return [line.partition(NO_EFFECT)[0] for line in lines]


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_not_read_is_refused_in(variant: str, number: int, helm: str) -> None:
    values = samples(variant, number)
    told = refused(refusal(overlay(scenario(variant), nested(values)), helm))
    assert [path for path in values if not any(f"{one}.".startswith(f"{path}.") for one in told)] == []
    assert [one for one in told if not any(f"{one}.".startswith(f"{path}.") for path in values)] == []


@pytest.mark.parametrize("path", sorted(FEATURES - {"plugin"}))
def test_a_feature_is_read_by_its_plugins_alone(path: str) -> None:
    feature = next(feature for feature in TABLE.features if feature.path == path)
    value = feature.domain[1] if feature.domain[0] != "false" else True
    others = "canal or calico" if feature.of else "flannel"
    values = nested({path: value, "plugin": others.split(maxsplit=1)[0]})
    assert f"{path}{NO_EFFECT} {others}" in refusal(values, "helm4")


EXPECTED = {
    "calico.ipip": {"plugin": ("calico",), "policyOnly": ("false",)},
    "calico.pool.blockSize": {"plugin": ("calico",), "policyOnly": ("false",)},
    "calico.ip6AutodetectionMethod": {"plugin": ("calico",), "policyOnly": ("false",)},
    "calico.typha.replicas": {"plugin": ("calico",), "typha": ("true",)},
    "calico.crds.install": {"plugin": ("calico", "canal"), "datastore": ("kubernetes",)},
    "calico.etcd.tls.key": {"plugin": ("calico", "canal"), "datastore": ("etcd",)},
    "calico.etcd.tls.ca": {"plugin": ("calico", "canal"), "datastore": ("etcd",)},
    "calico.apiServer.enabled": {"plugin": ("calico", "canal"), "datastore": ("kubernetes",)},
    "calico.calicoctl.enabled": {"plugin": ("calico", "canal")},
    "images.calicoctl.tag": {"plugin": ("calico", "canal")},
    "images.configureCanal.tag": {"plugin": ("canal",), "datastore": ("etcd",)},
    "images.flannel.digest": {"plugin": ("flannel",)},
    "flannel.mtu": {"plugin": ("canal", "flannel")},
    "kubernetesServicePort": {},
    "podCIDR": {},
}


@pytest.mark.parametrize("path", EXPECTED)
def test_the_reach_is_that_of(path: str) -> None:
    found = REACHES[path].needs
    assert {name: tuple(sorted(allowed)) for name, allowed in found.items()} == EXPECTED[path]


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_every_setting_of_every_line_is_read(line: ReleaseLine) -> None:
    made = built(line.version)
    found = applicabilities(made.plan, made.learned.templates, made.features)
    assert made.catalogue.paths - set(found) == {"plugin", "allowOtherImageReleases", "cni.allowOtherSysctls"}
    told = [path for group in unread_values(made.catalogue, found) for path in group.paths]
    assert len(told) == len(set(told)) > 30


def test_the_points_are_flannel_and_what_is_supported() -> None:
    found = points(TABLE)
    assert [point["manifest"] for point in found if point["plugin"] == "flannel"] == ["documentation", "release"]
    assert found[0]["plugin"] == found[1]["plugin"] == "flannel"
    assert len(found) == len(TABLE.supported())
