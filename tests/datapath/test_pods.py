"""The variables and volumes of pods are a kubelet's."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from tests.datapath import commands
from tests.datapath.commands import LabError
from tests.datapath.pods import Pod, environment
from tests.datapath.volumes import Volumes

_STORED: Mapping[str, object] = {
    "/api/v1/namespaces/net/configmaps/settings": {"data": {"mtu": "1400", "mode": "on"}},
    "/api/v1/namespaces/net/secrets/keys": {"data": {"password": "c2VjcmV0"}},
    "/api/v1/namespaces/net/configmaps/empty": {},
}
_SERVICE = {"HOSTNAME": "node-a", "KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}


class _Host(SimpleNamespace):
    """A machine that is this one, but for what is written."""

    def run(self, *command: object, **options: Any) -> str:
        if command[:2] == ("mkdir", "-p"):
            return ""
        return commands.run(*command, **options)

    def attempt(self, *command: object) -> object:
        return commands.attempt(*command)

    def write(self, path: str, text: str, mode: int) -> None:
        self.written[path] = (text, mode)


def _host() -> Any:
    plane = SimpleNamespace(find=_STORED.get)
    return _Host(name="node-a", address="10.77.0.10", plane=plane, written={})


def _variables(*entries: Mapping[str, object], sources: tuple[Mapping[str, object], ...] = ()) -> dict[str, str]:
    """Return what a container gets by its entries beside what every one gets."""
    spec = {"hostNetwork": True, "serviceAccountName": "flannel"}
    host = _host()
    pod = Pod(
        name="ds-a",
        namespace="net",
        host=host,
        spec=spec,
        volumes=Volumes(host, "net", "ds-a", spec),
        address="10.0.0.9",
    )
    found = environment(pod, {"env": entries, "envFrom": sources})
    return {name: value for name, value in found.items() if name not in _SERVICE or value != _SERVICE[name]}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("spec.nodeName", "node-a"),
        ("spec.serviceAccountName", "flannel"),
        ("metadata.name", "ds-a"),
        ("metadata.namespace", "net"),
        ("status.podIP", "10.0.0.9"),
        ("status.hostIP", "10.77.0.10"),
    ],
)
def test_a_variable_of_a_field(path: str, expected: str) -> None:
    assert _variables({"name": "A", "valueFrom": {"fieldRef": {"fieldPath": path}}}) == {"A": expected}


def test_variables_refer_to_those_before_them() -> None:
    texts = ("one", "$(A)/$(KUBERNETES_SERVICE_PORT)", "$(LATER) $$(A) $A", "two")
    entries = [{"name": name, "value": text} for name, text in zip(("A", "B", "C", "LATER"), texts, strict=True)]
    assert _variables(*entries) == {"A": "one", "B": "one/443", "C": "$(LATER) $(A) $A", "LATER": "two"}


def _key(kind: str, name: str, key: str, *, optional: bool = False) -> Mapping[str, object]:
    reference = {"name": name, "key": key, "optional": optional}
    return {"name": "A", "valueFrom": {f"{kind}KeyRef": reference}}


def test_a_variable_of_a_key() -> None:
    assert _variables(_key("configMap", "settings", "mtu")) == {"A": "1400"}
    assert _variables(_key("secret", "keys", "password")) == {"A": "secret"}
    assert _variables(_key("configMap", "none", "mtu", optional=True)) == {}
    assert _variables(_key("configMap", "settings", "other", optional=True)) == {}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (_key("configMap", "none", "mtu"), "ds-a: expected ConfigMap none with mtu, found none"),
        (_key("secret", "keys", "user"), "ds-a: expected Secret keys with user, found none"),
        (
            {"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
            "ds-a: expected a known source of A, found {'resourceFieldRef': {'resource': 'limits.cpu'}}",
        ),
    ],
)
def test_a_variable_that_a_kubelet_would_not_have(entry: Mapping[str, object], message: str) -> None:
    with pytest.raises(LabError) as error:
        _variables(entry)
    assert str(error.value) == message


def test_variables_of_whole_objects() -> None:
    sources = (
        {"prefix": "NET_", "configMapRef": {"name": "settings"}},
        {"secretRef": {"name": "keys"}},
        {"secretRef": {"name": "none", "optional": True}},
    )
    expected = {"NET_mtu": "1400", "NET_mode": "on", "password": "secret"}
    assert _variables(sources=sources) == expected
    assert _variables({"name": "password", "value": "own"}, sources=sources) == {**expected, "password": "own"}


def test_an_object_that_is_not_there() -> None:
    with pytest.raises(LabError, match=r"^ds-a: expected ConfigMap none, found none$"):
        _variables(sources=({"configMapRef": {"name": "none"}},))


def _volume(kind: str, **fields: object) -> tuple[str, dict[str, tuple[str, int]]]:
    """Return where a volume is, and the files that were written there."""
    host = _host()
    path = Volumes(host, "net", "ds-a", {"volumes": [{"name": "v", kind: fields}]}).path("v")
    return path, {name.removeprefix(f"{path}/"): held for name, held in host.written.items()}


def test_volumes_of_objects_have_their_keys_as_files() -> None:
    path = "/var/lib/kubelet/pods/ds-a/v"
    assert _volume("configMap", name="settings") == (path, {"mtu": ("1400", 0o644), "mode": ("on", 0o644)})
    items = [{"key": "password", "path": "own/name", "mode": 0o400}]
    assert _volume("secret", secretName="keys", items=items) == (path, {"own/name": ("secret", 0o400)})
    assert _volume("configMap", name="none", optional=True, defaultMode=0o600) == (path, {})
    assert _volume("emptyDir") == (path, {})


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("configMap", {"name": "none"}, "ds-a: expected ConfigMap none for volume v, found none"),
        ("secret", {"secretName": "none"}, "ds-a: expected Secret none for volume v, found none"),
        (
            "configMap",
            {"name": "settings", "items": [{"key": "x", "path": "x"}]},
            "ds-a: expected the key x, found mtu, mode",
        ),
        ("configMap", {"name": "empty", "items": [{"key": "x", "path": "x"}]}, "ds-a: expected the key x, found none"),
        (
            "hostPath",
            {"path": "/x", "type": "Directory"},
            "ds-a: expected /x of volume v to be a Directory, found none",
        ),
        ("hostPath", {"path": "/proc", "type": "File"}, "ds-a: expected /proc of volume v to be a File, found none"),
        ("projected", {"sources": [{"configMap": {}}]}, "ds-a: expected volume v to have tokens only, found configMap"),
        (
            "nfs",
            {},
            (
                "ds-a: expected a volume v of hostPath, configMap, secret, emptyDir, projected, "
                "found {'name': 'v', 'nfs': {}}"
            ),
        ),
    ],
)
def test_a_volume_that_a_kubelet_would_not_mount(kind: str, fields: dict[str, object], message: str) -> None:
    with pytest.raises(LabError) as error:
        _volume(kind, **fields)
    assert str(error.value) == message


def test_a_volume_that_the_pod_has_not() -> None:
    with pytest.raises(LabError, match=r"^ds-a: expected a volume other of hostPath"):
        Volumes(_host(), "net", "ds-a", {}).path("other")
