"""What holds a token, a key or a password is for root alone, in a bundle and on the machine."""

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.base.trees import Tree
from generator.node.bundle_output import write_bundle
from generator.node.confidential import has_secret
from tests.node.bundles import CURRENT, Case, files_of
from tests.rendering import overlay

_CALICO: Mapping[str, Tree] = {"plugin": "calico"}
_PLUGINS: Tree = [{"type": "calico", "datastore_type": "kubernetes", "kubernetes": {"k8s_auth_token": "s3cr3t"}}]


def extra_env(name: str, value: str) -> Tree:
    return {"calico": {"node": {"extraEnv": [{"name": name, "value": value}]}}}


# Values, and the files of their bundle that only root may read.
PRIVATE: dict[str, tuple[Tree, set[str]]] = {
    "kubeconfigs": ({}, {"kubeconfig", "calico-kubeconfig"}),
    "a password": (extra_env("ETCD_PASSWORD", "x"), {"kubeconfig", "calico-kubeconfig", "kube-calico.service"}),
    "a key": (extra_env("MY_KEY", "x"), {"kubeconfig", "calico-kubeconfig", "kube-calico.service"}),
    "the path of a token": (extra_env("MY_TOKEN", "/run/token"), {"kubeconfig", "calico-kubeconfig"}),
    "no password": (extra_env("MY_TOKEN", ""), {"kubeconfig", "calico-kubeconfig"}),
    "another variable": (extra_env("KEYBOARD", "us"), {"kubeconfig", "calico-kubeconfig"}),
    "a token of the plugin": (
        {"cni": {"config": {"name": "a", "cniVersion": "1.0.0", "plugins": _PLUGINS}}},
        {"kubeconfig", "10-calico.conflist"},
    ),
}


@pytest.mark.parametrize(("change", "private"), PRIVATE.values(), ids=PRIVATE)
def test_only_root_may_read(change: Tree, private: set[str], tmp_path: Path) -> None:
    files = files_of(Case(line=CURRENT, values=overlay(dict(_CALICO), change)))
    write_bundle(tmp_path / "node", files)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "node").iterdir()}
    assert {name for name, mode in modes.items() if mode == 0o600} == private
    text = files.texts["README.md"]
    assert {line.split()[4] for line in text.splitlines() if line.startswith("install -D -m 0600 ")} == private


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"a": [{"etcd_key": "-----BEGIN"}]}, True),
        ({"etcd_key_file": "/etc/key", "etcd_key": "/etc/key"}, False),
        ({"keys": "a", "monkey": "b", "token": 1}, False),
    ],
    ids=["a key in a list", "the file of a key", "other members"],
)
def test_a_secret_is_told_by_its_name(tree: Tree, *, expected: bool) -> None:
    assert has_secret(tree) == expected
