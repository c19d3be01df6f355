"""The notes tell the MTU of pods' links, and where it comes from."""

from pathlib import Path

import pytest

from generator.base.trees import Tree
from generator.releases.lines import ReleaseLine, read_lines
from tests.builds import built
from tests.chart.test_notes import notes
from tests.notes import telling_chart
from tests.rendering import overlay, scenario

_VXLAN = "that of the node's interface less 50 bytes of vxlan"
_SMALLEST = "the smallest of the node's interfaces"
_MENDED: dict[str, Tree] = {"canal": {"fixMtu": None}}
_OWN_LINKS: Tree = {"canal": {"fixMtu": None}, "calico": {"felix": {"mtuIfacePattern": "^bond"}}}
_WIREGUARD: Tree = {"calico": {"felix": {"wireguardEnabled": True}}}
_TWO_FAMILIES: dict[str, Tree] = {"podCIDR": "10.0.0.0/8", "podCIDRv6": "fd00:10:42::/56"}
# What the notes say of pods' MTU: the variant, its change, and the text.
MTUS: tuple[tuple[str, str, Tree, str], ...] = (
    ("flannel", "kube-flannel", {}, _VXLAN),
    ("flannel without a tunnel", "kube-flannel", {"flannel": {"backend": {"type": "host-gw"}}}, _VXLAN[:28]),
    ("flannel's own", "kube-flannel", {"flannel": {"mtu": 1400}}, "1350, flannel.mtu less 50 bytes of vxlan"),
    ("as YAML read it", "kube-flannel", {"flannel": {"mtu": 0o2672}}, "1416, flannel.mtu less 50 bytes of vxlan"),
    ("canal", "canal", _MENDED, _VXLAN),
    (
        "canal with IPv6",
        "canal",
        {**_MENDED, **_TWO_FAMILIES},
        f"{_VXLAN[:28]} less 70 bytes of vxlan over IPv6",
    ),
    ("canal unmended", "canal", {}, f"{_SMALLEST}, although vxlan takes 50 bytes; canal.fixMtu: true mends that"),
    ("canal's own", "canal", {"calico": {"mtu": 1400}}, "1400, calico.mtu"),
    ("links", "canal", _OWN_LINKS, "the smallest of the links that calico.felix.mtuIfacePattern describes"),
    ("Calico", "calico", {}, f"{_SMALLEST} less 20 bytes of IPIP"),
    ("Calico's own", "calico", {"calico": {"mtu": 9216}}, "9216, calico.mtu"),
    ("Calico without a tunnel", "calico", {"calico": {"ipip": "Never"}}, _SMALLEST),
    ("VXLAN", "calico-vxlan", {}, f"{_SMALLEST} less 50 bytes of VXLAN"),
    ("VXLAN over IPv6", "calico-vxlan", _TWO_FAMILIES, f"{_SMALLEST} less 70 bytes of VXLAN"),
    (
        "WireGuard",
        "calico",
        {"calico": {"felix": {"wireguardEnabled": True}}},
        f"{_SMALLEST} less 60 bytes of WireGuard",
    ),
    (
        "pools of one's own",
        "calico",
        {"calico": {"createPools": False}},
        f"{_SMALLEST} less what the encapsulation of your pools takes",
    ),
    ("tunnels' own", "calico", {"calico": {"felix": {"ipipMTU": 1400}}}, "as calico.felix says for each tunnel"),
    ("policy alone", "calico-policy-only", {}, "1500, upstream's default"),
    ("no configuration", "canal", {"cni": {"install": False}}, "of your own CNI configuration"),
)


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart with its notes as one more object."""
    return telling_chart(tmp_path_factory.mktemp("telling"))


@pytest.mark.parametrize(("stem", "change", "text"), [row[1:] for row in MTUS], ids=[row[0] for row in MTUS])
def test_the_notes_tell_pods_mtu(stem: str, change: Tree, text: str, telling: Path) -> None:
    assert f"\n  pod MTU        {text}\n" in notes(telling, overlay(scenario(stem), change))


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_line_tells_what_its_values_can_mend(line: ReleaseLine) -> None:
    made = built(line.version)
    told = made.chart.files["charts/cni-library/templates/_mtu_notes.tpl"]
    assert ("canal.fixMtu" in told) == ("canal.fixMtu" in made.catalogue.paths)
