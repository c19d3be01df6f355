"""The adapter calls helm with the right words and keeps the user's own settings away from it."""

from pathlib import Path

import pytest

from generator.tools import helm
from generator.tools.helm import Helm, HelmError, Install
from tests import installs

_REPEAT = 'echo "$@"; exit 0'


def _fake(folder: Path, script: str) -> Helm:
    path = folder / "helm"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return Helm(name="helm4", path=path)


def test_a_template_is_asked_for_with_values_in_their_order(tmp_path: Path) -> None:
    release = Install(chart=Path("chart"), values=(Path("a.yaml"), Path("b.yaml")), namespace="here")
    asked = helm.template(_fake(tmp_path, _REPEAT), release, kube_version="1.31.0")
    values = "--values a.yaml --values b.yaml"
    assert asked == f"template cni chart --namespace here {values} --kube-version 1.31.0\n"
    upgrading = helm.template(_fake(tmp_path, _REPEAT), Install(chart=Path("chart")), served=("v1/Pod", "a/v1"))
    place = "template cni chart --namespace default"
    assert upgrading == f"{place} --is-upgrade --api-versions v1/Pod --api-versions a/v1\n"


def test_cluster_commands_name_the_kubeconfig(tmp_path: Path) -> None:
    program, release, kubeconfig = _fake(tmp_path, _REPEAT), Install(chart=Path("chart")), Path("config")
    place = "--namespace default --kubeconfig config"
    assert helm.install(program, release, kubeconfig).stdout == f"install cni chart {place}\n"
    assert installs.upgrade(program, release, kubeconfig).stdout == f"upgrade cni chart {place} {installs.UNASKED}\n"
    assert installs.rollback(program, release, kubeconfig, 2).stdout == f"rollback cni 2 {place}\n"
    assert installs.uninstall(program, release, kubeconfig).stdout == f"uninstall cni {place}\n"
    assert installs.manifest(program, release, kubeconfig) == f"get manifest cni {place}\n"


def test_a_refusal_carries_what_helm_wrote(tmp_path: Path) -> None:
    program = _fake(tmp_path, "echo 'Error: podCIDR: wrong' >&2; exit 1")
    with pytest.raises(HelmError) as caught:
        helm.lint(program, Install(chart=Path("chart")))
    assert caught.value.text == "Error: podCIDR: wrong\n"
    assert str(caught.value) == ("helm4 lint --strict chart: expected success, found status 1: Error: podCIDR: wrong")


def test_settings_of_the_user_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELM_NAMESPACE", "elsewhere")
    monkeypatch.setenv("HELM_DATA_HOME", "/nowhere/data")
    monkeypatch.setenv("KUBECONFIG", "/nowhere/config")
    monkeypatch.setenv("MINE", "kept")
    lines = helm.call(_fake(tmp_path, "env"), "version").stdout.splitlines()
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    home = environment["HOME"]
    assert {"HELM_NAMESPACE", "KUBECONFIG"}.isdisjoint(environment)
    assert (environment["MINE"], environment["HELM_DATA_HOME"]) == ("kept", f"{home}/data")
    assert not Path(home).exists()


def test_a_package_is_asked_for_at_a_time(tmp_path: Path) -> None:
    said = tmp_path / "said"
    program = _fake(tmp_path, f'echo "$@ at $SOURCE_DATE_EPOCH" > {said}')
    helm.package(program, Path("chart"), Path("folder"), 7)
    assert said.read_text(encoding="utf-8") == "package chart --destination folder at 7\n"
