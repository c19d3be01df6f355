"""A package has the same bytes wherever and whenever it is made, and says what it was made from."""

import os
import sys
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.base.process import run
from generator.publish.package import EPOCH as VARIABLE
from generator.publish.package import pack, package, read_epoch
from generator.releases.lines import read_lines
from generator.tools import helm
from tests.builds import built
from tests.helms import RENDERERS
from tests.packages import EPOCH, packaged
from tests.paths import ROOT

CURRENT, *OTHERS = read_lines()
VERSIONS = [line.version for line in read_lines()]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of all lines, made by another process in another place and under other habits."""
    folder = tmp_path_factory.mktemp("elsewhere")
    habits = {
        "TZ": "Asia/Kathmandu",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "C",
        "TMPDIR": str(folder),
        "PYTHONHASHSEED": "7",
    }
    command = f'umask 077; exec "{sys.executable}" -m generator package --all-lines --output "{folder}/made"'
    env = {
        **os.environ,
        **habits,
        VARIABLE: str(EPOCH),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT),
        "GOMAXPROCS": "1",
    }
    done = run(["/bin/sh", "-c", command], cwd=folder, env=env)
    assert (done.status, done.stderr) == (0, "")
    return folder / "made"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_of_a_package_is_the_same_in_another_place(version: str, elsewhere: Path) -> None:
    for name, content in packaged(version).files.items():
        assert (elsewhere / name).read_bytes() == content, name


def test_nothing_but_packages_and_their_lists_is_written(elsewhere: Path) -> None:
    assert {path.name for path in elsewhere.iterdir()} == {
        f"cni-{version}.{end}" for version in VERSIONS for end in ("tgz", "cdx.json")
    }


def test_times_and_modes_of_the_files_do_not_count(tmp_path: Path) -> None:
    chart = tmp_path / "deep" / "cni"
    write_tree(chart, built(CURRENT.version).chart.files)
    for number, path in enumerate(sorted(chart.rglob("*"), reverse=True)):
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.utime(path, (number * 86400, number * 86400))
    helm.package(helm.located("helm4"), chart, tmp_path, EPOCH)
    assert (tmp_path / packaged(CURRENT.version).name).read_bytes() == packaged(CURRENT.version).archive.body


def test_another_time_makes_another_package() -> None:
    later = pack(built(CURRENT.version), EPOCH + 60)
    assert (later.epoch, later.files) == (EPOCH + 60, packaged(CURRENT.version).archive.files)
    assert later.sha256 != packaged(CURRENT.version).archive.sha256


def test_a_package_holds_the_chart_without_what_a_release_need_not_carry() -> None:
    written, files = built(CURRENT.version).chart.files, packaged(CURRENT.version).archive.files
    left_out = {name for name in written if name.startswith("ci/") or name == "VALUES.md"}
    assert set(files) == set(written) - left_out
    assert {name for name in files if files[name].decode() != written[name]} == {
        "Chart.yaml",
        "charts/cni-library/Chart.yaml",
    }


def test_helm_reads_of_the_package_what_the_chart_says(tmp_path: Path) -> None:
    about = packaged(CURRENT.version).archive.about
    assert (about["version"], about["kubeVersion"]) == (CURRENT.version, CURRENT.kubernetes)
    path = tmp_path / "cni.tgz"
    path.write_bytes(packaged(CURRENT.version).archive.body)
    assert "kind: DaemonSet" in RENDERERS.template("helm3", helm.Install(chart=path), kube_version="1.34.0")


def test_what_the_strict_lint_says_of_a_package_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise helm.HelmError("helm4 lint", run(["/bin/sh", "-c", "echo '[WARNING] icon is odd'; exit 1"]))

    monkeypatch.setattr(helm, "lint", refuse)
    with pytest.raises(ProblemsError, match=r"cni-.*\.tgz with helm4: .* found \[WARNING\] icon is odd"):
        package(built(CURRENT.version), EPOCH)


@pytest.mark.parametrize("said", [None, "", "-1", "1.5", "now", "8589934592", "٣", "1" * 40])
def test_a_time_that_is_none_is_refused(said: str | None) -> None:
    with pytest.raises(ProblemsError, match=r"^SOURCE_DATE_EPOCH: expected seconds since 1970, at most 8589934591"):
        read_epoch(said)
