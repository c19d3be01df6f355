"""Every release in a folder of raw manifests gets a line: that it builds and renders equal, or the first problem."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.statuses import CLEAN, FINDINGS
from generator.chart.build import Build
from generator.cli import main
from generator.commands import releases
from generator.commands.releases import paired
from generator.pipeline import build_from
from generator.releases.lines import UNLISTED, ReleaseLine, read_lines
from generator.releases.release import Release
from tests import upstream

CURRENT, *OTHERS = read_lines()
FLANNEL, CALICO = CURRENT.flannel, CURRENT.calico
COUNTS = "equal, variants 2, add-ons 0, objects 12"
FILE = "kube-flannel.yml"


def put(folder: Path, **versions: str | None) -> Path:
    """A folder with flannel's manifests of the current line under other versions, changed, or without their asset."""
    raw = upstream.write(upstream.current(), folder)
    own = {path: (raw / "flannel" / FLANNEL / path).read_text(encoding="utf-8") for path in (FILE, f"release/{FILE}")}
    for name, text in versions.items():
        place = raw / "flannel" / name.replace("_", ".")
        (place / "release").mkdir(parents=True)
        (place / FILE).write_text(own[FILE] if text is None else text, encoding="utf-8")
        (place / "release" / FILE).write_text(own[f"release/{FILE}"], encoding="utf-8")
    return raw


def test_a_release_with_add_ons_is_proven_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = upstream.write(upstream.current(), tmp_path)
    (raw / "flannel").rename(tmp_path / "flannel")
    assert main(["releases", str(raw)]) == CLEAN
    [calico, _] = capsys.readouterr().out.splitlines()
    assert calico.startswith(f"calico {CALICO} beside flannel {FLANNEL}: equal, variants 8, add-ons 3, objects ")
    assert calico.endswith("; without a table of parameters")


def test_what_a_folder_lacks_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = put(tmp_path, v0_97_0=None)
    (raw / "flannel" / "v0.97.0" / "release").rename(tmp_path / "gone")
    (raw / "calico").rename(tmp_path / "calico")
    assert main(["releases", str(raw)]) == CLEAN
    assert capsys.readouterr().out.splitlines() == [
        f"flannel {FLANNEL} beside calico {CALICO}: {COUNTS}",
        f"flannel v0.97.0 beside calico {CALICO}: equal, variants 1, add-ons 0, objects 6; without release/{FILE}",
        "2 of 2 published releases build and render equal",
    ]


def test_a_release_that_cannot_be_built_is_a_line_and_a_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = put(tmp_path, v0_98_0="# nothing\n", v0_99_0=None)
    (raw / "calico").rename(tmp_path / "calico")
    (raw / "flannel" / "v0.99.0" / "release" / FILE).unlink()
    assert main(["releases", str(raw)]) == FINDINGS
    told = [line.partition(f" beside calico {CALICO}: ")[2] for line in capsys.readouterr().out.splitlines()[:-1]]
    assert told[:2] == [COUNTS, f"flannel v0.98.0 > {FILE}: expected objects, found none"]
    assert told[2].startswith(f"flannel v0.99.0 > release/{FILE}: expected the manifest that upstream publishes with")


def test_a_chart_that_renders_something_else_is_a_line_and_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_other_mount(line: ReleaseLine, found: Sequence[Release]) -> Build:
        made = build_from(line, found)
        name = "templates/flannel/flannel/daemonset.yaml"
        files = {**made.chart.files, name: made.chart.files[name].replace("/run/xtables.lock", "/run/other.lock")}
        return replace(made, chart=replace(made.chart, files=files))

    monkeypatch.setattr(releases, "build_from", with_other_mount)
    raw = put(tmp_path)
    (raw / "calico").rename(tmp_path / "calico")
    assert main(["releases", str(raw)]) == FINDINGS
    [line, sum_] = capsys.readouterr().out.splitlines()
    assert "kube-flannel > DaemonSet/kube-flannel-ds: " in line
    assert line.endswith(" more problems")
    assert 'expected "/run/xtables.lock", found "/run/other.lock"' in line
    assert sum_ == "0 of 1 published releases build and render equal"


def test_a_folder_without_releases_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"expected a folder for flannel or calico, which has one for each release"):
        main(["releases", str(tmp_path)])


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_release_of_a_line_is_proven_in_it_or_in_a_newer_one(line: ReleaseLine) -> None:
    assert paired("calico", line.calico) == line
    assert paired("flannel", line.flannel).flannel == line.flannel


def test_a_release_of_no_line_stands_beside_that_of_the_newest_line_before_it() -> None:
    pair = paired("calico", f"{OTHERS[0].calico}9")
    assert (pair.version, pair.flannel) == (UNLISTED, OTHERS[0].flannel)
    assert paired("flannel", "v0.1.0").calico == OTHERS[-1].calico
