"""Every parameter of Felix and Typha, on every line: legal samples arrive as Felix reads them, others are refused."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree
from generator.releases.lines import named_line, read_lines
from generator.releases.parameters import Parameter
from generator.releases.release import Document, identity
from generator.rows.parameter_schemas import illegal, legal
from generator.rows.parameter_types import PARAMETER_TYPES
from generator.schemas.validation import schema_problems
from generator.settings.catalogue import Parameters
from generator.tools.helm import HelmError, Install
from tests.builds import built
from tests.helms import RENDERERS
from tests.rendering import HELMS, items

LINES = tuple(line.version for line in read_lines())
# How many parameters each line's Felix and Typha take.
COUNTS = {
    "0.1.0": (177, 8),
    "0.0.4": (167, 8),
    "0.0.3": (162, 8),
    "0.0.2": (122, 8),
    "0.0.1": (80, 7),
}
_UNITS = {
    unit: Decimal(many) for unit, many in {"h": "3600000", "m": "60000", "s": "1000", "ms": "1", "us": "0.001"}.items()
}
# Samples that other values or the probes exclude.
_EXCLUDED: dict[str, Tree] = {
    **dict.fromkeys(
        ("healthEnabled", "ipv6Support", "ipipEnabled", "vxlanEnabled", "useInternalDataplaneDriver"), True
    ),
    "bpfIpv6Support": True,
    "routeSyncDisabled": False,
    "iptablesFilterDenyAction": "Drop",
    "interfacePrefix": "cali",
    **dict.fromkeys(("iptablesMarkMask", "nftablesMarkMask"), 4294901760),
    "healthHost": "localhost",
    "wireguardListeningPort": 51830,
    "wireguardListeningPortV6": 51831,
}
# What needs certificates: test_precedence.
_WITH_TLS = {"flowLogsGoldmaneServer"}
_IN_CANAL: dict[str, Tree] = {"healthPort": 9099, "healthHost": "localhost"}
_ROUNDS = (0, 1, -1)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the chart of each line, by its version."""
    folder = tmp_path_factory.mktemp("charts")
    for version in LINES:
        write_tree(folder / version / "cni", built(version).chart.files)
    return folder


def program(version: str, number: int) -> Parameters:
    """Felix's parameters of a line, or Typha's."""
    return built(version).catalogue.programs[number]


def milliseconds(duration: str) -> Decimal:
    """A duration as Kubernetes writes it."""
    parts = re.findall(r"([0-9.]+)(ms|us|h|m|s)", duration)
    return sum((Decimal(number) * _UNITS[unit] for number, unit in parts), Decimal(0))


def item_text(one: Tree) -> str:
    """An item of a list as Felix reads it."""
    if isinstance(one, dict) and "min" in one:
        return f"{one['min']}-{one['max']}"
    if isinstance(one, dict):
        net = str(one.get("net", ""))
        return ":".join(part for part in (str(one.get("protocol", "tcp")).lower(), net, str(one["port"])) if part)
    return json.dumps(one) if isinstance(one, bool) else str(one)


def encoded(one: Parameter, sample: Tree) -> str:
    """The text of the variable that Felix reads as the sample."""
    if one.type in {"seconds", "milliseconds"}:
        found = milliseconds(str(sample)) / (1000 if one.type == "seconds" else 1)
        return f"{found.normalize():f}"
    if isinstance(sample, list):
        return ",".join(map(item_text, sample)) or "none"
    if isinstance(sample, dict) and PARAMETER_TYPES[one.type].shape == "map":
        names = dict(member.split("=") for member in one.members)
        return ",".join(f"{names.get(key, key)}={item_text(value)}" for key, value in sorted(sample.items())) or "none"
    return item_text(sample)


def chosen(parameters: Parameters, number: int, fixed: dict[str, Tree]) -> dict[str, Tree]:
    """A legal sample for each parameter."""
    samples = {one.name: legal(one) for one in parameters.accepted if legal(one) and one.name not in _WITH_TLS}
    found = {name: some[number if number < len(some) else 0] for name, some in samples.items()}
    return {**found, **{name: value for name, value in fixed.items() if name in found}}


def values(version: str, plugin: str, number: int) -> dict[str, Tree]:
    """The values of a round: all parameters, on eBPF in Calico, the others in canal."""
    felix, typha = program(version, 0), program(version, 1)
    catalogue = built(version).catalogue
    both: dict[str, Tree] = {"podCIDR": "10.42.0.0/16", "podCIDRv6": "fd00:10:42::/56"}
    network = both if "podCIDRv6" in catalogue.paths else {}
    if plugin == "canal":
        no_bpf = {name for one in felix.accepted if (name := one.name) and one.bpf}
        found = chosen(felix, number, {**_EXCLUDED, **_IN_CANAL})
        felix_values: Tree = {name: value for name, value in found.items() if name not in no_bpf}
        return {"plugin": plugin, **network, "calico": {"felix": felix_values}}
    config: Tree = chosen(typha, number, {})
    calico: Tree = {
        "dataplane": "bpf",
        "typha": {"enabled": True, "config": config},
        "felix": chosen(felix, number, _EXCLUDED),
    }
    return {"plugin": plugin, **network, "calico": calico}


def expected(parameters: Parameters, given: Tree) -> dict[str, str]:
    """The variables that values of parameters make."""
    assert isinstance(given, dict)
    return {one.env: encoded(one, given[one.name]) for one in parameters.accepted if one.name in given}


def variables(document: Tree, container: str) -> list[tuple[str, str]]:
    """The variables of a container, in order."""
    env = items(document, f"spec.template.spec.containers.{container}.env")
    return [(str(one["name"]), str(one.get("value"))) for one in env if isinstance(one, dict)]


def helm_says(version: str, given: dict[str, Tree], name: str, folder: Path) -> str:
    """What a helm renders of values with a line's chart; raises HelmError when it refuses them."""
    path = folder / "values.yaml"
    path.write_text(json.dumps(given), encoding="utf-8")
    install = Install(chart=folder / version / "cni", values=(path,))
    return RENDERERS.template(name, install, kube_version=named_line(version).validated[0])


def objects_of(version: str, given: dict[str, Tree], folder: Path, name: str = "helm4") -> dict[str, Document]:
    """The objects that values render with a line's chart."""
    documents = yamltree.load_documents(helm_says(version, given, name, folder), "the render")
    return {identity(document): document for document in documents}


def said(version: str, given: dict[str, Tree], folder: Path, name: str = "helm4") -> list[str]:
    """The lines that helm refuses values with."""
    with pytest.raises(HelmError) as caught:
        helm_says(version, given, name, folder)
    return caught.value.text.partition("): ")[2].splitlines()


def under(tree: Tree, *keys: str) -> Tree:
    """What stands below the keys."""
    for key in keys:
        assert isinstance(tree, dict)
        tree = tree[key]
    return tree


@pytest.mark.parametrize("version", LINES)
def test_a_line_has_its_parameters(version: str) -> None:
    felix, typha = program(version, 0), program(version, 1)
    assert (len(felix.accepted), len(typha.accepted)) == COUNTS[version]
    assert all(legal(one) or not one.default for one in (*felix.accepted, *typha.accepted))
    assert [one.name for one in felix.accepted if one.type == "text"] == []


@pytest.mark.parametrize(("plugin", "number"), [*(("calico", number) for number in _ROUNDS), ("canal", 0)])
@pytest.mark.parametrize("version", LINES)
def test_legal_samples_arrive(version: str, plugin: str, number: int, charts: Path) -> None:
    given = values(version, plugin, number)
    daemon_set = "canal" if plugin == "canal" else "calico-node"
    objects = objects_of(version, given, charts)
    told = variables(objects[f"DaemonSet/{daemon_set}"], "calico-node")
    assert len(dict(told)) == len(told)
    wanted = expected(program(version, 0), under(given, "calico", "felix"))
    assert {name: dict(told).get(name) for name in wanted} == wanted
    if plugin == "calico":
        told = variables(objects["Deployment/calico-typha"], "calico-typha")
        assert len(dict(told)) == len(told)
        wanted = expected(program(version, 1), under(given, "calico", "typha", "config"))
        assert {name: dict(told).get(name) for name in wanted} == wanted


@pytest.mark.parametrize("version", LINES)
def test_both_helms_render_the_same(version: str, charts: Path) -> None:
    given = values(version, "calico", 0)
    first, second = (objects_of(version, given, charts, name) for name in HELMS)
    assert first == second


def rounds(version: str) -> Iterator[tuple[dict[str, Tree], dict[str, Tree]]]:
    """An illegal sample for each parameter of Felix and of Typha, and each name that is not taken, round by round."""
    both = [program(version, number) for number in (0, 1)]
    for number in range(max(len(illegal(one)) for one in both[0].accepted)):
        felix, typha = (
            {one.name: illegal(one)[number] for one in each.accepted if number < len(illegal(one))} for each in both
        )
        if number == 0:
            felix |= dict.fromkeys(both[0].refused, "x")
            typha |= dict.fromkeys(both[1].refused, "x")
        yield felix, typha


def unnamed(lines: list[str], path: str, names: dict[str, Tree]) -> list[str]:
    """The parameters that no line speaks of."""
    return [name for name in names if not any(line.startswith(f"{path}.{name}: ") for line in lines)]


@pytest.mark.parametrize("version", LINES)
def test_helm_refuses_illegal_samples_and_names_of_others(version: str, charts: Path) -> None:
    tried = [*rounds(version)]
    for number, (felix, typha) in enumerate(tried if version == LINES[0] else tried[:2]):
        calico: Tree = {"dataplane": "bpf", "typha": {"enabled": True, "config": typha}, "felix": felix}
        for name in HELMS[: 2 if number == 0 else 1]:
            lines = said(version, {"plugin": "calico", "calico": calico}, charts, name)
            assert unnamed(lines, "calico.felix", felix) == []
            assert unnamed(lines, "calico.typha.config", typha) == []


def _told(found: list[str], each: Parameters, name: str) -> bool:
    """Whether a problem is at a parameter or below it, or names it among those that there are not."""
    if name in each.refused:
        return any(line.startswith(f"{each.path}: ") and repr(name) in line for line in found)
    return any(line.startswith((f"{each.path}.{name}: ", f"{each.path}.{name}.")) for line in found)


@pytest.mark.parametrize("version", LINES)
def test_python_takes_and_refuses_the_same(version: str) -> None:
    schema = built(version).people_schema
    for number in range(max(len(legal(one)) for one in program(version, 0).accepted)):
        felix, typha = (chosen(program(version, which), number, {}) for which in (0, 1))
        assert schema_problems(schema, {"calico": {"felix": felix, "typha": {"config": typha}}}) == []
    for felix, typha in rounds(version):
        found = schema_problems(schema, {"calico": {"felix": felix, "typha": {"config": typha}}})
        for given, each in ((felix, program(version, 0)), (typha, program(version, 1))):
            assert [name for name in given if not _told(found, each, name)] == []


@pytest.mark.parametrize("version", LINES[:-1])  # the oldest has no IPv6
def test_ebpf_that_drops_ipv6_is_refused_with_it(version: str, charts: Path) -> None:
    given: dict[str, Tree] = {"plugin": "calico", "podCIDR": "10.42.0.0/16", "podCIDRv6": "fd00:10:42::/56"}
    own: dict[str, Tree] = {"dataplane": "bpf"}
    drops = any(one.name == "bpfIpv6Support" for one in program(version, 0).accepted)
    if drops:
        [line] = said(version, {**given, "calico": own}, charts)[:1]
        assert "calico.dataplane: bpf drops what pods send over IPv6 in this release of Calico" in line
        own["felix"] = {"bpfIpv6Support": True}
    assert drops == (version == "0.0.2")
    assert "DaemonSet/calico-node" in objects_of(version, {**given, "calico": own}, charts)
