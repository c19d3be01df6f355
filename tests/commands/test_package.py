"""`package` writes what it says and needs a time; `verify` ends with what it found."""

from pathlib import Path

import pytest

from generator.base.statuses import CLEAN, FINDINGS
from generator.cli import main
from generator.publish.package import EPOCH as VARIABLE
from generator.releases.lines import read_lines
from tests.packages import EPOCH, members, packaged, packed
from tests.test_cli import refused

OLDEST = read_lines()[-1].version


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = packaged(OLDEST)
    arguments = ["--line", OLDEST, "--epoch", str(EPOCH), "--output", str(tmp_path)]
    assert main(["package", *arguments]) == CLEAN
    said = f"{tmp_path / one.name}: sha256 {one.archive.sha256}, with {one.name.removesuffix('.tgz')}.cdx.json\n"
    assert capsys.readouterr().out == said


def test_without_a_time_nothing_is_packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert "pass --epoch or set the variable" in refused("package", "--output", str(tmp_path / "made"))
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = refused("package", "--epoch", "0", "--output", str(tmp_path / "file"))
    assert said.startswith(f"{tmp_path / 'file'}: expected a folder that can be written, found ")


def test_the_command_ends_with_0_for_an_equal_package_and_with_1_for_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = packaged(OLDEST)
    path = tmp_path / one.name
    path.write_bytes(one.archive.body)
    assert main(["verify", str(path)]) == CLEAN
    assert (
        f"makes these very bytes: {len(one.archive.files)} files, sha256 {one.archive.sha256}"
        in capsys.readouterr().out
    )
    path.write_bytes(packed([(head, content + b"\n") for head, content in members(one.archive.body)]))
    assert main(["verify", str(path)]) == FINDINGS
    lines = capsys.readouterr().out.splitlines()
    assert f"{path} > Chart.yaml: differs from what the line makes" in lines
    assert len(lines) == len(one.archive.files)


def test_a_package_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused("verify", str(tmp_path)).endswith("expected a packaged chart, such as cni-1.2.3.tgz, found a folder")
    assert refused("verify", str(tmp_path / "a.tgz")).endswith("such as cni-1.2.3.tgz, found none")
