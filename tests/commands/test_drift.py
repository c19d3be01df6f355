"""The sides of a comparison are lines, releases of the snapshot or folders; the status says what is left to decide."""

import json
import shutil
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from generator.base.errors import ProblemsError, UsageError
from generator.base.files import write_tree
from generator.cli import main
from generator.commands.drift import drift_between, side_of
from generator.drift.change import Drift
from generator.drift.compare import CLASSES, compare
from generator.releases.lines import choose_line, read_lines
from tests.drifting import drift_of
from tests.paths import SCHEMAS
from tests.upstream import Manifests, current, document, node, write

LINE = choose_line(None, None)
RELEASES = ("--flannel", LINE.flannel, "--calico", LINE.calico)
SCHEMA = json.loads((SCHEMAS / "drift.json").read_text(encoding="utf-8"))

folder_side = cache(side_of)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current line's manifests as raw files, with two CRDs."""
    return write(current(), tmp_path_factory.mktemp("raw"))


def since(folder: Path, manifests: Manifests, new: Path) -> Drift:
    """The drift from a folder to these manifests, which are written into another."""
    return compare(folder_side(str(folder), None, None), side_of(str(write(manifests, new)), None, None))


def test_a_line_compared_with_itself_has_no_drift(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "--from", LINE.version, "--to", LINE.version]) == 0
    assert "Nothing differs." in capsys.readouterr().out


def test_a_folder_is_read_with_the_only_releases_in_it(folder: Path) -> None:
    drift = drift_between(str(folder), str(folder))
    assert (drift.status, [*drift.every]) == (0, [])


def test_the_order_of_upstreams_text_is_no_drift(folder: Path, tmp_path: Path) -> None:
    manifests = current()
    manifests["calico"].insert(3, manifests["calico"].pop(0))
    assert since(folder, manifests, tmp_path).status == 0


def test_drift_that_the_chart_handles_is_a_status_of_its_own(folder: Path, tmp_path: Path) -> None:
    manifests = current()
    for stem in ("calico", "calico-typha", "calico-vxlan", "calico-bpf", "calico-etcd", "calico-policy-only"):
        node(manifests, stem)["env"].append({"name": "NEW_ENV", "value": "x"})
    drift = since(folder, manifests, tmp_path)
    [change] = drift.every
    assert (drift.status, drift.unmapped, change.rule.name) == (2, (), "pod field changed")
    assert len(change.variants) == 6


def test_a_verb_that_is_widened_is_for_a_person_to_decide(folder: Path, tmp_path: Path) -> None:
    manifests = current()
    for stem in ("calico", "calico-typha", "calico-vxlan", "calico-bpf", "calico-policy-only"):
        role = document(manifests, stem, "ClusterRole/calico-node")
        role["rules"].append({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]})
    drift = since(folder, manifests, tmp_path)
    assert drift.status == 1
    assert [(change.rule.name, change.note) for change in drift.every] == [
        ("dangerous permission gained", "reads of secrets")
    ]


def test_what_no_feature_explains_is_said_with_the_drift(folder: Path, tmp_path: Path) -> None:
    manifests = current()
    for stem in ("calico-bpf", "calico-etcd"):
        node(manifests, stem)["env"].append({"name": "NEW_ENV", "value": "x"})
    drift = since(folder, manifests, tmp_path)
    assert drift.status == 1
    assert [problem for problem in drift.unmapped if "NEW_ENV" in str(problem)]
    assert [change.where.endswith("env[NEW_ENV]") for change in drift.changes["pods"]] == [True]


def test_a_release_in_the_snapshot_is_compared_with_the_other_project_as_it_is() -> None:
    flannel = read_lines()[1].flannel
    drift = drift_of(f"flannel-{flannel}", f"flannel-{LINE.flannel}")
    assert {change.where.split(" > ")[0] for change in drift.changes["pods"]} == {"flannel"}
    assert drift.changes["crds"] == drift.changes["rbac"] == ()


UNUSABLE = {
    "a line that is not listed": "9.9.9",
    "no such folder": "no/such/folder",
    "no release": "calico-3.32.1",
}


@pytest.mark.parametrize("said", UNUSABLE.values(), ids=UNUSABLE)
def test_a_side_that_is_none_is_wrong_usage(said: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        side_of(said, None, None)


def test_a_release_that_was_not_taken_in_is_named() -> None:
    with pytest.raises(ProblemsError, match=r"v9\.9\.9"):
        side_of("calico-v9.9.9", None, None)


def test_a_folder_with_several_releases_wants_to_know_which(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "raw")
    write_tree(tmp_path / "raw" / "flannel" / "v9.0.0", {"kube-flannel.yml": ""})
    with pytest.raises(UsageError) as caught:
        side_of(str(tmp_path / "raw"), None, None)
    assert str(caught.value) == (
        f"{tmp_path}/raw/flannel: expected one release, found {LINE.flannel}, v9.0.0; name one with --flannel"
    )
    assert side_of(str(tmp_path / "raw"), LINE.flannel, None).line == LINE


def test_the_schema_holds_for_what_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "--from", str(folder), "--to", LINE.version, *RELEASES, "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, SCHEMA)
    assert SCHEMA["definitions"]["class"]["enum"] == [*report["classes"]] == [*CLASSES]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**report, "more": 1}, SCHEMA)


@pytest.mark.parametrize(("form", "begins"), [("--markdown", "From "), ("--html", "<!doctype html>")])
def test_the_other_forms_are_printed(form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "--from", LINE.version, "--to", LINE.version, form]) == 0
    assert capsys.readouterr().out.startswith(begins)
