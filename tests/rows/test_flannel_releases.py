"""The release of flannel's image decides what it takes, and what it lacks is told with the value that mends it."""

import re

import pytest

from generator.releases.lines import ReleaseLine, read_lines
from generator.rows.flannel_releases import INSTALL_CONF, OF_VALUES, READYZ, Fact, manifest_rules
from generator.settings.catalogue import nested
from generator.settings.setting import at_least
from tests.builds import built, current
from tests.declared import VALUES
from tests.rendering import HELMS, Values, overlay, refusal, rendered, scenario
from tests.rows.test_flannel import named, net_conf, pod

LINES = read_lines()
FACTS: dict[str, Fact] = {**OF_VALUES, INSTALL_CONF.what: INSTALL_CONF, READYZ.what: READYZ}
PATH = re.compile(r"[\w./-]+\.go|Documentation/kube-flannel\.yml|images/Dockerfile")


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_a_fact_names_its_release_and_its_source(fact: Fact) -> None:
    assert re.fullmatch(r"v0\.[0-9]+\.[0-9]+", fact.since)
    assert PATH.fullmatch(fact.source)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.version)
def test_a_value_is_there_in_lines_whose_flannel_has_what_it_needs(line: ReleaseLine) -> None:
    paths = built(line.version).catalogue.paths
    for path, fact in OF_VALUES.items():
        if "=" not in path:
            assert (path in paths) == at_least({"flannel": fact.since}, {"flannel": line.flannel}), path


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.version)
def test_what_manifests_need_is_read_from_them(line: ReleaseLine) -> None:
    made = built(line.version)
    rules = [rule.message for rule in manifest_rules(made.learned.templates, made.catalogue.features)]
    needed = [
        fact.what for fact in (INSTALL_CONF, READYZ) if at_least({"flannel": fact.since}, made.catalogue.versions)
    ]
    assert [
        word for word in (INSTALL_CONF.what, READYZ.what) if any(f"has no {word}" in one for one in rules)
    ] == needed


def test_no_line_needs_what_its_own_image_lacks() -> None:
    for name in ("kube-flannel", "kube-flannel-release", "canal", "canal-etcd"):
        assert rendered(scenario(name))


ASKED = {
    "kube-flannel": ("kube-flannel-ds", "kube-flannel", "flannel"),
    "canal": ("canal", "kube-flannel", "canalFlannel"),
    "canal-etcd": ("canal-node", "flannel", "canalFlannel"),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize(
    ("tag", "path"), [("", ""), ("v0.28.8", "/healthz"), ("v0.28.9-amd64", "/readyz"), ("master", "/healthz")], ids=str
)
def test_readiness_asks_a_path_that_the_image_has(name: str, tag: str, path: str) -> None:
    workload, container, role = ASKED[name]
    values = overlay(scenario(name), {"flannel": {"healthz": {"enabled": True}}, "images": {role: {"tag": tag}}})
    found = named(pod(values, workload)["containers"], container)
    assert found["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert found["readinessProbe"]["httpGet"]["path"] == (path or ("/readyz" if name == "kube-flannel" else "/healthz"))


@pytest.mark.parametrize("probe", ["livenessProbe", "readinessProbe"])
@pytest.mark.parametrize("name", ["canal", "canal-etcd"])
def test_canals_probes_take_timings(name: str, probe: str) -> None:
    workload, container, _ = ASKED[name]
    timings: Values = {"flannel": {"healthz": {"enabled": True}}, "canal": {"flannel": {probe: {"periodSeconds": 7}}}}
    found = named(pod(overlay(scenario(name), dict(timings)), workload)["containers"], container)
    assert found[probe]["periodSeconds"] == 7
    assert found[probe]["initialDelaySeconds"] == {"livenessProbe": 10, "readinessProbe": 5}[probe]
    assert [one["containerPort"] for one in found["ports"]] == [8081]
    assert named(found["env"], "FLANNELD_HEALTHZ_PORT")["value"] == "8081"
    assert probe not in named(pod(scenario(name), workload)["containers"], container)


def test_canal_writes_what_a_newer_flannel_reads() -> None:
    newer: Values = {"flannel": {"enableNFTables": True}, "images": {"canalFlannel": {"tag": "v0.25.0"}}}
    assert '"EnableNFTables": true' in net_conf(overlay(scenario("canal"), dict(newer)), "canal-config")
    assert "EnableNFTables" not in net_conf(scenario("canal"), "canal-config")


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(
    "path", [path for path in OF_VALUES if path in VALUES and "IPv6" not in path and "v6" not in path]
)
def test_canal_names_the_image_that_would_read_a_value(path: str, helm: str) -> None:
    fact = OF_VALUES[path]
    row = next(one for one in current().catalogue.settings if one.path == path)
    given = overlay(scenario("canal"), nested({path: row.kind.legal[0]}))
    older = overlay(given, {"images": {"canalFlannel": {"tag": "v0.14.0"}}})
    assert f"set images.canalFlannel.tag: {fact.since} or later, or remove it" in refusal(older, helm)
    assert rendered(overlay(older, {"images": {"canalFlannel": {"tag": f"{fact.since}-amd64"}}}), helm)
    assert rendered(overlay(older, {"allowOtherImageReleases": True}), helm)


def test_the_facts_stand_in_files_that_are_parsed_on_demand() -> None:
    holding = [path for path, text in current().chart.files.items() if "v0.27.1 --ip-blackhole-route" in text]
    assert holding == ["charts/cni-library/files/refusals.tpl"]
