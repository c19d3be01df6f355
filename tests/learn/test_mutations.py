"""The program that edits upstream's manifests tells a wrong chart from a right one, and knows enough kinds of edits."""

from pathlib import Path

import pytest

from generator.base.files import write_tree
from tests import mutate_upstream, upstream
from tests.mutate_upstream import TIMES, Outcome, main, outcome_of
from tests.upstream_proof import findings, silent
from tests.upstream_slips import EDITS, SLIPS

KINDS, IN_ALL = 30, 150


def test_there_are_enough_edits_of_enough_kinds() -> None:
    kinds = len(EDITS) + len(SLIPS)
    assert kinds >= KINDS
    assert kinds * TIMES >= IN_ALL
    assert not EDITS.keys() & SLIPS.keys()


@pytest.mark.parametrize(
    ("kind", "number", "becomes"),
    [
        ("a variable with an image", 1, "stopped"),
        ("a manifest copied", 1, "stopped"),
        ("nested too deep", 1, "stopped"),
        ("a digest", 3, "stopped"),  # of canal's flannel
        ("a variable twice", 1, "found"),
        ("an argument", 1, "proven"),
        ("another tag", 14, "proven"),  # an older flannel in canal
    ],
)
def test_an_edit_comes_to_its_end(kind: str, number: int, becomes: str) -> None:
    outcome = outcome_of(kind, number)
    assert outcome.kind == becomes, outcome.said
    assert outcome == outcome_of(kind, number)


def chart(folder: Path, name: str, text: str, other: str) -> Path:
    """The current chart with another text in a file."""
    files = dict(upstream.built(lambda _: None, folder).chart.files)
    assert text in files[name]
    write_tree(folder / "cni", {**files, name: files[name].replace(text, other)})
    return folder / "cni"


NODE, CONFIG = "templates/calico/node/daemonset.yaml", "templates/calico/config/configmap.yaml"
BROKEN = {
    "a namespace that stays": (
        "templates/calico/node/serviceaccount.yaml",
        '{{ .Values.namespaceOverride | default "kube-system" | quote }}',
        "kube-system",
        "expected moved-elsewhere, found 'kube-system'",
    ),
    "an image outside of the mirror": (
        NODE,
        '{{ include "cni.image" (list . "calicoNode" "quay.io/calico/node:v3.32.1") | quote }}',
        "quay.io/calico/node:v3.32.1",
        "outside of the mirror, 'quay.io/calico/node:v3.32.1'",
    ),
    "a value that does not arrive": (
        CONFIG,
        '{{ .Values.calico.mtu | default "0" | int64 | quote }}',
        '"0"',
        "veth_mtu",
    ),
}


@pytest.mark.parametrize(("name", "text", "other", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_missed_in_silence_is_seen(name: str, text: str, other: str, said: str, tmp_path: Path) -> None:
    broken = chart(tmp_path, name, text, other)
    made = upstream.built(lambda _: None, tmp_path)
    assert findings(made, broken) == []
    assert any(said in line for line in silent(broken, ["calico"], (), tmp_path))


def test_what_an_edit_planted_may_not_be_left(tmp_path: Path) -> None:
    planted = chart(tmp_path, NODE, "hostNetwork: true", "hostNetwork: true\n      hostname: busybox:1.36")
    found = silent(planted, ["calico"], ("busybox:1.36",), tmp_path)
    assert any("busybox:1.36 is left" in line for line in found)


def test_a_silent_failure_is_a_status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failed = Outcome(kind="failed", what="an edit, 1", said="wrong")
    for found, status in (([failed], 1), ([Outcome(kind="proven", what="an edit, 1")], 0)):
        monkeypatch.setattr(mutate_upstream, "outcomes", lambda found=found: found)
        assert main(verbose=False) == status
    assert capsys.readouterr().out.splitlines()[0] == "failed: an edit, 1: wrong"
