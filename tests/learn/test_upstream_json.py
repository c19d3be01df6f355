"""A JSON text of upstream's is worked with whatever is in it, or stops with the place."""

import re
from pathlib import Path

import pytest

from tests import upstream
from tests.upstream import FLANNELS, Change, Manifests, document

PLACE = "ConfigMap/kube-flannel-cfg > data[net-conf.json]"
COPY = "in a copy of the manifest"


def with_member(member: str) -> Change:
    """Another member in flannel's network, ahead of all others."""
    return rewritten('"Network"', f'{member}, "Network"')


def rewritten(old: str, new: str) -> Change:
    """Flannel's network with a text replaced."""

    def change(changed: Manifests) -> None:
        for stem in FLANNELS:
            data = document(changed, stem, "ConfigMap/kube-flannel-cfg")["data"]
            data["net-conf.json"] = data["net-conf.json"].replace(old, new)

    return change


def replaced(text: object) -> Change:
    """Something else than flannel's network."""

    def change(changed: Manifests) -> None:
        for stem in FLANNELS:
            document(changed, stem, "ConfigMap/kube-flannel-cfg")["data"]["net-conf.json"] = text

    return change


BUILT = {
    "an escaped emoji and half a pair": '"x": "\\ud83d\\ude00", "y": "\\ud800"',
    "a long name": f'"{"k" * 2000}": 1',
    "nearly too deep": '"x": ' + "[" * 99 + "]" * 99,
}
STOPPED = {
    "too deep": (
        with_member('"x": ' + '{"a":' * 100 + "1" + "}" * 100),
        (
            f"kube-flannel.yml > {PLACE}: expected a JSON object that can be read, found more than 100 nested levels; "
            f"see what upstream means, and take them out of a copy of the manifest"
        ),
    ),
    "a raw delete": (
        with_member('"x": "\x7f"'),
        (
            f"setting podCIDR > {PLACE}.Network: expected a JSON text that a template can hold as it is, "
            f"found the character U+007F in it; see what upstream means, and change it {COPY}"
        ),
    ),
    "half a pair that a setting overrides": (
        rewritten('"vxlan"', '"\\ud800"'),
        (
            f"{PLACE}.Backend.Type: expected a JSON text that a template can hold as it is, "
            'found half a surrogate pair, "\\ud800"; '
        ),
    ),
    "no JSON": (replaced("{x"), f'flannel > {PLACE}: expected a JSON object, found "{{x"; '),
    "lines that are no JSON": (replaced("{\n  x\n"), f"flannel > {PLACE}: expected a JSON object, found {{; "),
    "a list": (replaced("[1]"), f'flannel > {PLACE}: expected a JSON object, found "[1]"; '),
    "a number": (replaced(7), f"flannel > {PLACE}: expected a JSON object, found 7; "),
}


@pytest.mark.parametrize("member", BUILT.values(), ids=BUILT)
def test_valid_json_is_built_and_rendered_as_it_is(member: str, tmp_path: Path) -> None:
    made = upstream.built(with_member(member), tmp_path)
    template = made.chart.files["templates/flannel/flannel/configmap.yaml"]
    assert member in re.sub(r'\{\{ "" -\}\}\n *', "", template)  # long lines are divided
    assert upstream.parity_faults(made, tmp_path, FLANNELS) == []


def older(changed: Manifests) -> None:
    """The second manifest without a member of flannel's network, the first one without labels, as in older releases."""
    data = document(changed, FLANNELS[1], "ConfigMap/kube-flannel-cfg")["data"]
    member = '  "EnableNFTables": false,\n'
    assert member in data["net-conf.json"]
    data["net-conf.json"] = data["net-conf.json"].replace(member, "")
    del document(changed, FLANNELS[0], "ClusterRole/flannel")["metadata"]["labels"]


def test_a_member_and_labels_of_one_manifest_are_conditional(tmp_path: Path) -> None:
    made = upstream.built(older, tmp_path)
    assert upstream.parity_faults(made, tmp_path, FLANNELS) == []
    template = made.chart.files["templates/flannel/flannel/configmap.yaml"]
    assert template.count('"EnableNFTables": ') == 2


@pytest.mark.parametrize(("change", "message"), STOPPED.values(), ids=STOPPED)
def test_other_json_stops_with_the_place(change: Change, message: str, tmp_path: Path) -> None:
    said = upstream.stopped(change, tmp_path).splitlines()
    assert any(message in line for line in said), said
    assert len(said) == len(set(said))
