"""`publish` packages lines anew, or takes what `package` wrote, and never puts one version over another."""

from pathlib import Path

import pytest

from generator.base.statuses import CLEAN
from generator.cli import main
from generator.publish.index import INDEX
from generator.publish.repository import Repository, publish
from generator.releases.lines import read_lines
from tests.packages import EPOCH, packaged, small
from tests.test_cli import refused

OLDEST = read_lines()[-1].version
ONE = f"cni-{OLDEST}.tgz"


def test_a_line_that_is_published_stays_as_it_is_whenever_it_is_published_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["publish", "--repo", str(tmp_path), "--line", OLDEST, "--epoch"]
    sha256 = packaged(OLDEST).archive.sha256
    assert main([*arguments, str(EPOCH)]) == CLEAN
    index = (tmp_path / INDEX).read_bytes()
    assert main([*arguments, str(EPOCH + 60)]) == CLEAN
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / ONE}: published, sha256 {sha256}",
        f"{tmp_path / ONE}: was published before, unchanged, sha256 {sha256}",
    ]
    assert (tmp_path / INDEX).read_bytes() == index


def test_a_line_that_has_changed_since_needs_another_version(tmp_path: Path) -> None:
    publish(Repository(folder=tmp_path), [small(OLDEST)])
    said = refused("publish", "--repo", str(tmp_path), "--line", OLDEST, "--epoch", "0")
    assert said.startswith(f"{tmp_path / ONE}: expected sha256 {small(OLDEST).archive.sha256}, found sha256 ")
    assert said.endswith("a published version never changes: give the line another chart version")


def test_what_package_wrote_is_published_with_what_lies_beside_it(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    for name, body in {**small("1.0.0").files, "cni-1.0.0.tgz.prov": b"signed", "notes.txt": b""}.items():
        (made / name).write_bytes(body)
    assert main(["publish", "--repo", str(tmp_path / "repo"), "--packages", str(made)]) == CLEAN
    names = {"cni-1.0.0.tgz", "cni-1.0.0.tgz.prov", "cni-1.0.0.cdx.json", "index.html", "index.yaml"}
    assert {path.name for path in (tmp_path / "repo").iterdir()} == names


def test_a_folder_without_packages_is_refused(tmp_path: Path) -> None:
    said = refused("publish", "--repo", str(tmp_path / "repo"), "--packages", str(tmp_path))
    assert said == f"{tmp_path}: expected packages, found none; `package` writes them"
    assert not (tmp_path / "repo").exists()
