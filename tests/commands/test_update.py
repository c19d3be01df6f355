"""An update takes the newest releases in, says what changes by them, and lists what its maintainer has to decide."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator import pipeline
from generator.base.errors import Problem, ProblemsError, UsageError
from generator.base.statuses import CLEAN, FINDINGS
from generator.cli import main
from generator.commands import update as commands
from generator.commands.update import Update, line_before, newest_line, take_releases
from generator.releases.lines import UNLISTED, ReleaseLine, choose_line, read_lines
from generator.releases.lock import read_lock
from generator.releases.parameters import UNTYPED, Parameter
from generator.releases.release import Release, ReleaseSpec
from generator.releases.snapshot import SNAPSHOT, read_snapshot
from generator.report.decisions import decisions, decisions_text
from tests.upstream import current, write

CURRENT, *OTHERS = read_lines()
NEXT = {"flannel": "v0.99.0", "calico": "v3.99.1"}


def contents(folder: Path) -> dict[Path, tuple[int, int]]:
    """Every file below a folder, when it was written and how long it is."""
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current releases under the names of the next ones, beside themselves; most of Calico's CRDs are gone, and
    one manifest lacks an object that all others have."""
    manifests = current()
    manifests["calico-bpf"] = [one for one in manifests["calico-bpf"] if one["kind"] != "PodDisruptionBudget"]
    folder = write(manifests, tmp_path_factory.mktemp("next"))
    for project, version in CURRENT.releases():
        (folder / project / version).rename(folder / project / NEXT[project])
        (folder / project / version).mkdir()
    return folder


@pytest.fixture(scope="module")
def taken(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Update, Path]:
    """The update to the next releases, and the folder of its snapshot."""
    root = tmp_path_factory.mktemp("root") / "upstream"
    return take_releases(newest_line(None, None, str(raw)), str(raw), dry_run=False, root=root), root


def test_the_newest_releases_are_taken(raw: Path) -> None:
    line = newest_line(None, None, str(raw))
    assert (line.version, dict(line.releases())) == (UNLISTED, NEXT)


def test_a_release_that_is_named_stays(raw: Path) -> None:
    assert newest_line(CURRENT.flannel, None, str(raw)).flannel == CURRENT.flannel


def test_nothing_older_than_the_current_line_is_taken(tmp_path: Path) -> None:
    for project in NEXT:
        (tmp_path / project / "v0.1.0").mkdir(parents=True)
    assert newest_line(None, None, str(tmp_path)) == CURRENT


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_drift_is_counted_from_the_newest_line_that_is_not_newer(line: ReleaseLine) -> None:
    assert line_before(line) == line
    assert line_before(replace(line, calico=f"{line.calico}9")) == line


def test_a_pair_older_than_all_lines_is_compared_with_the_current_one() -> None:
    assert line_before(choose_line("v0.1.0", "v3.0.0")) == CURRENT


def test_the_snapshots_are_written_with_their_locks(taken: tuple[Update, Path]) -> None:
    update, root = taken
    assert update.written == tuple(f"upstream/{project}/{version}" for project, version in NEXT.items())
    assert all(read_lock(root / project / version) for project, version in NEXT.items())


def test_what_is_left_to_decide_is_listed(taken: tuple[Update, Path]) -> None:
    said = decisions(taken[0].drift)
    assert said[0].startswith("Give flannel v0.99.0 with Calico v3.99.1 a row in generator/lines.yaml")
    assert said[1].startswith("Raise the chart's version to 1.0.0 or more: the changes since line 0.1.0 make a major")
    unsafe = [one for one in said if one.startswith("Decide on ")]
    assert any(one.startswith("Decide on crds, ") and " more. " in one for one in unsafe)
    put_right = [one for one in said if one.startswith("See why calico v3.99.1 names ")]
    assert len(put_right) == len(set(put_right)) > 3
    assert any(one.endswith("which was put right: the chart has quay.io/calico/node:v3.99.1.") for one in put_right)
    [signal] = [one for one in said if one.startswith("See whether this is meant: ")]
    assert "calico v3.99.1 > calico-bpf: has no PodDisruptionBudget/calico-kube-controllers, which Deploy" in signal
    assert said[-3].startswith(
        "Take in the list of what calico v3.99.1 publishes: write what git ls-tree -r --name-only "
    )
    assert [one.split()[0] for one in said[-2:]] == ["Put", "Run"]
    assert decisions_text(taken[0].drift).splitlines()[1] == f"1. {said[0]}"


def test_a_file_of_upstreams_that_nothing_explains_is_left_to_decide(taken: tuple[Update, Path]) -> None:
    drift = taken[0].drift
    listed = ("calico.yaml", "calico-new.yaml", "crds.yaml")
    releases = [replace(one, listed=listed if one.project == "calico" else ()) for one in drift.after.releases]
    said = decisions(replace(drift, after=replace(drift.after, releases=releases)))
    assert (
        said[-3]
        == "Give calico-new.yaml, which calico v3.99.1 lists, a row in generator/rows/not_offered.py, or offer it."
    )


def test_a_build_that_stops_is_the_first_thing_to_decide(taken: tuple[Update, Path]) -> None:
    drift = taken[0].drift
    problems = (Problem(where="calico > x", expected="a setting", found="an MTU"),)
    stopped = replace(drift, after=replace(drift.after, build=None, problems=problems))
    assert decisions(stopped)[2] == (
        "Explain to the generator what stopped the build: calico > x: expected a setting, found an MTU"
    )


def test_a_parameter_in_unknown_words_is_to_be_decided_on(taken: tuple[Update, Path]) -> None:
    drift = taken[0].drift
    colour = Parameter(name="sky", env="FELIX_SKY", type=UNTYPED, wording="A colour")
    flannel, calico = drift.after.releases
    told = replace(calico, parameters=(colour,), parameters_file="config-params.json")
    found = decisions(replace(drift, after=replace(drift.after, releases=[flannel, told])))
    where = "calico v3.99.1 > config-params.json > sky"
    assert (
        f"See whether this is meant: {where}: takes any text or number, as these words are not known: A colour."
        in found
    )


def test_nothing_that_differs_leaves_nothing_to_decide(taken: tuple[Update, Path]) -> None:
    drift = taken[0].drift
    same = replace(drift, after=drift.before, changes=dict.fromkeys(drift.changes, ()))
    assert decisions_text(same) == "Nothing is left to decide."


def test_a_damaged_snapshot_of_a_line_is_mended_by_taking_it_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def take_in(line: ReleaseLine) -> list[Release]:
        assert done, "the snapshot is read before it is mended"
        return pipeline.take_in(line)

    def mended(wanted: Sequence[ReleaseSpec], *_: object, **__: object) -> list[Release]:
        done.append("mended")
        return [read_snapshot(one) for one in wanted]

    monkeypatch.setattr(commands, "take_in", take_in)
    monkeypatch.setattr(commands, "update", mended)
    assert decisions(take_releases(CURRENT, None, dry_run=False).drift) == []


def test_a_dry_run_reports_and_writes_nothing_else(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(SNAPSHOT)
    report = tmp_path / "drift.md"
    assert main(["update", "--latest", "--dry-run", "--from", str(raw), "--report", str(report)]) == CLEAN
    said = capsys.readouterr()
    assert contents(SNAPSHOT) == before
    assert [path.name for path in tmp_path.iterdir()] == ["drift.md"]
    assert report.read_text(encoding="utf-8").startswith(f"From line {CURRENT.version}, flannel {CURRENT.flannel}")
    assert "written" not in said.out
    assert "To decide and to do:\n1. Give flannel v0.99.0" in said.out
    assert "corrected to quay.io/calico/node:v3.99.1" in said.err


def test_a_report_of_another_form_is_wrong_usage_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--report: expected a file whose name ends in \.md, \.html, \.json, \.txt"):
        main(["update", "--from", str(tmp_path / "none"), "--report", "drift.pdf"])


def test_lines_that_are_behind_are_a_status(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outdated", "--from", str(raw)]) == FINDINGS
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[2] == [CURRENT.version, "calico", CURRENT.calico, CURRENT.calico, "v3.99.1", "behind", "v3.99.1"]
    assert [row[-1] for row in rows[3:]] == ["v0.99.0" if row[1] == "flannel" else "v3.99.1" for row in rows[3:]]
    assert main(["outdated", "--json", "--from", str(raw)]) == FINDINGS
    assert [row["behind"] for row in json.loads(capsys.readouterr().out)] == [True, True] + [False] * 2 * len(OTHERS)


def test_an_older_line_follows_the_patches_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patch = f"{OTHERS[0].calico}1"
    for project, version in (*CURRENT.releases(), ("calico", patch)):
        (tmp_path / project / version).mkdir(parents=True)
    assert main(["outdated", "--from", str(tmp_path)]) == FINDINGS
    [row] = [line for line in capsys.readouterr().out.splitlines() if "behind" in line]
    assert row.split() == [OTHERS[0].version, "calico", OTHERS[0].calico, patch, CURRENT.calico, "behind", patch]


def test_lines_that_have_the_newest_releases_are_clean(tmp_path: Path) -> None:
    for project, version in CURRENT.releases():
        (tmp_path / project / version).mkdir(parents=True)
    assert main(["outdated", "--from", str(tmp_path)]) == CLEAN


def test_a_source_without_releases_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"expected a release of flannel such as v1\.2\.3"):
        main(["outdated", "--from", str(tmp_path)])
