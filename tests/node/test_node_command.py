"""The command writes the bundle of values that helm takes, the same twice, and ends as its help says."""

import stat
import tarfile
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError, UsageError
from generator.base.statuses import CLEAN
from generator.cli import main
from generator.node.bundle import STATIC
from generator.node.bundle_output import SUMS
from generator.tools.helm import HelmError
from tests.node.bundles import CASES, CURRENT, GUIDE, OLDEST, Case, own_texts
from tests.node.bundles import files_of as files_of_case
from tests.rendering import Values

FILES = {
    "--etcd-ca": "/etc/kubernetes/ca/ca.pem",
    "--etcd-cert": "/etc/kubernetes/ca/calico/calico.pem",
    "--etcd-key": "/etc/kubernetes/ca/calico/calico-key.pem",
}
GUIDES = ["--line", OLDEST, "--runtime", "docker", "--node-ip", "192.168.10.101", *sum(FILES.items(), ())]


def with_values(folder: Path, values: Values, name: str = "values.yaml") -> str:
    """A file of values."""
    (folder / name).write_text(yamltree.dump([dict(values)]), encoding="utf-8")
    return str(folder / name)


def test_the_guides_command_gives_the_guides_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "bundle"
    assert main(["node", "-f", with_values(tmp_path, GUIDE), *GUIDES, "--output", str(target)]) == CLEAN
    expected = files_of_case(CASES["guide-calico"])
    assert capsys.readouterr().out == f"{target}: {len(expected.texts)} files; README.md says what to do with them\n"
    found = {path.name: path.read_text(encoding="utf-8") for path in target.iterdir()}
    assert found == expected.summed
    programs = {path.name for path in target.iterdir() if stat.S_IMODE(path.stat().st_mode) == 0o755}
    assert programs == {path.name for path in STATIC.glob("*")}
    assert {*own_texts(expected), *programs, SUMS} == {*found}


def test_a_tar_is_the_same_twice_and_the_last_file_of_values_wins(tmp_path: Path) -> None:
    files = [with_values(tmp_path, {"plugin": "flannel"}), with_values(tmp_path, {"plugin": "calico"}, "more.yaml")]
    for name in ("one.tar", "two.tar"):
        target = tmp_path / name[:3] / "machine.tar"
        assert main(["node", "-f", files[0], "-f", files[1], "--output", str(target)]) == CLEAN
    tars = [(tmp_path / name / "machine.tar").read_bytes() for name in ("one", "two")]
    assert tars[0] == tars[1]
    with tarfile.open(tmp_path / "one" / "machine.tar") as tar:
        assert "machine/kube-calico.service" in tar.getnames()
        assert "machine/flanneld.service" not in tar.getnames()


def test_without_an_output_it_is_a_folder_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["node", "-f", with_values(tmp_path, {"plugin": "flannel"})]) == CLEAN
    assert (tmp_path / "cni-node" / "flanneld.service").is_file()


def test_nothing_is_written_of_values_that_are_refused(tmp_path: Path) -> None:
    target = ["--output", str(tmp_path / "bundle")]
    without_etcd = with_values(tmp_path, {"plugin": "calico", "calico": {"datastore": "etcd"}}, "etcd.yaml")
    flannel = with_values(tmp_path, {"plugin": "flannel"}, "flannel.yaml")
    with pytest.raises(HelmError, match=r"calico\.etcd\.endpoints: empty"):
        main(["node", "-f", without_etcd, *target])
    with pytest.raises(ProblemsError, match=r"none\.yaml: expected a file of values"):
        main(["node", "-f", str(tmp_path / "none.yaml"), *target])
    with pytest.raises(UsageError, match=r"--node-ip: expected none, as nothing of these values reads it"):
        main(["node", "-f", flannel, "--node-ip", "10.0.0.1", *target])
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize("arguments", [[], ["-f", "a", "--runtime", "runc"]], ids=["no values", "another runtime"])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["node", *arguments])
    assert ended.value.code == 2
    assert "usage: " in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--node-ip", "--node-name", "--arch", "--etcd-endpoints", *FILES, "--kubeconfig"])
def test_an_option_that_is_empty_is_wrong_usage(option: str) -> None:
    with pytest.raises(UsageError, match=f"^{option}: expected .*, found ''$"):
        main(["node", "-f", "a", option, ""])


def test_the_help_says_how_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["node", "-h"])
    assert "Exit status: 0 clean" in capsys.readouterr().out


def test_a_cluster_whose_pods_install_nothing_is_told_so() -> None:
    case = CASES["calico"]
    files = files_of_case(Case(line=case.line, values={**case.values, "cni": {"install": False}}))
    assert not any(name.endswith(".conflist") for name in files.texts)
    assert "`cni.install: false`" in files.texts["README.md"]


def test_the_scripts_stand_in_for_the_base_plugins_of_a_pod() -> None:
    values: Values = {
        "plugin": "calico",
        "cniPlugins": {"install": True},
        "cni": {"install": False, "binDir": "/a/bin"},
    }
    text = files_of_case(Case(line=CURRENT, values=values)).texts["README.md"]
    assert "\n./install-cni-plugins --target /a/bin\n" in text
    assert (
        "init container `install-base-cni-plugins` installs the base CNI plugins; here `install-cni-plugins` does."
        in text
    )
