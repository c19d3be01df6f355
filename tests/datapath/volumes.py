"""Provides the volumes of a pod on its machine, as a kubelet does."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.datapath.commands import LabError
from tests.datapath.control_plane import ControlPlane
from tests.datapath.hosts import Host

Spec = Mapping[str, Any]

FOLDER = "/var/lib/kubelet/pods"
ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"

# How long a token lasts, in seconds; no lab is there for as long.
_TOKEN_SECONDS = 3600

# The test that a hostPath's type stands for, where what is missing is an error.
_TESTS = {"Directory": "-d", "File": "-f", "Socket": "-S", "CharDevice": "-c", "BlockDevice": "-b"}


def token(plane: ControlPlane, namespace: str, account: str) -> str:
    """Return a new token of a ServiceAccount."""
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest"}
    path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token"
    answer = plane.create(path, {**request, "spec": {"expirationSeconds": _TOKEN_SECONDS}})
    granted: str = answer["status"]["token"]
    return granted


def stored(plane: ControlPlane, namespace: str, kind: str, name: str) -> dict[str, str] | None:
    """Return what a ConfigMap or Secret holds, decoded, or None if there is none."""
    found = plane.find(f"/api/v1/namespaces/{namespace}/{kind.lower()}s/{name}")
    if found is None:
        return None
    held: dict[str, str] = found.get("data") or {}
    return {key: b64decode(text).decode() for key, text in held.items()} if kind == "Secret" else held


class Volumes:
    """The volumes of one pod: each is made when the first container mounts it."""

    def __init__(self, host: Host, namespace: str, pod: str, spec: Spec) -> None:
        """Keep what the pod's specification says of its volumes."""
        self._host, self._namespace, self._pod = host, namespace, pod
        self._spec = {volume["name"]: volume for volume in spec.get("volumes", ())}
        self._account = str(spec.get("serviceAccountName", "default"))
        self._made: dict[str, str] = {}

    def path(self, name: str) -> str:
        """Return where a volume is on the machine. Raise LabError if a kubelet would not mount it."""
        if name not in self._made:
            volume = self._spec.get(name, {})
            makers: Mapping[str, Callable[[str, Spec], str]] = {
                "hostPath": self._host_path,
                "configMap": self._files_of("ConfigMap", "name"),
                "secret": self._files_of("Secret", "secretName"),
                "emptyDir": self._empty,
                "projected": self._projected,
            }
            kinds = makers.keys() & volume.keys()
            if len(kinds) != 1:
                raise LabError(f"{self._pod}: expected a volume {name} of {', '.join(makers)}, found {volume}")
            [kind] = kinds
            self._made[name] = makers[kind](name, volume[kind])
        return self._made[name]

    def account(self) -> str:
        """Return the folder with the token of the pod's account, the API server's certificate and the namespace."""
        return self._write("kube-api-access", self._account_files())

    def _account_files(self) -> dict[str, tuple[str, int]]:
        plane = self._host.plane
        authority = plane.cluster.server.authority.read_text(encoding="utf-8")
        granted = token(plane, self._namespace, self._account)
        texts = {"token": granted, "ca.crt": authority, "namespace": self._namespace}
        return {name: (text, 0o644) for name, text in texts.items()}

    def _host_path(self, name: str, volume: Spec) -> str:
        path, kind = str(volume["path"]), volume.get("type", "")
        if kind == "FileOrCreate":
            self._host.run("sh", "-euc", '[ -e "$1" ] || touch "$1"', "sh", path)
        elif kind in _TESTS and self._host.attempt("test", _TESTS[kind], path).status:
            raise LabError(f"{self._pod}: expected {path} of volume {name} to be a {kind}, found none")
        elif kind not in _TESTS and self._host.attempt("sh", "-c", '[ -e "$1" ] || mkdir -p "$1"', "sh", path).status:
            # Where no type is given, container runtimes make the folder. A user cannot in /usr, which is root's.
            return self._write(name, {})
        return path

    def _files_of(self, kind: str, key: str) -> Callable[[str, Spec], str]:
        def make(name: str, volume: Spec) -> str:
            held = stored(self._host.plane, self._namespace, kind, volume[key])
            if held is None and not volume.get("optional"):
                raise LabError(f"{self._pod}: expected {kind} {volume[key]} for volume {name}, found none")
            return self._write(name, dict(self._chosen(held or {}, volume)))

        return make

    def _chosen(self, held: Mapping[str, str], volume: Spec) -> Iterator[tuple[str, tuple[str, int]]]:
        """Yield the files of a volume with their modes: those that it names, or one for each key."""
        usual = volume.get("defaultMode", 0o644)
        for item in volume.get("items") or [{"key": key, "path": key} for key in held]:
            if item["key"] not in held:
                raise LabError(f"{self._pod}: expected the key {item['key']}, found {', '.join(held) or 'none'}")
            yield item["path"], (held[item["key"]], item.get("mode", usual))

    def _projected(self, name: str, volume: Spec) -> str:
        files: dict[str, tuple[str, int]] = {}
        for source in volume["sources"]:
            if source.keys() != {"serviceAccountToken"}:
                raise LabError(f"{self._pod}: expected volume {name} to have tokens only, found {', '.join(source)}")
            granted = token(self._host.plane, self._namespace, self._account)
            files[source["serviceAccountToken"]["path"]] = granted, 0o644
        return self._write(name, files)

    def _empty(self, name: str, _: Spec) -> str:
        return self._write(name, {})

    def _write(self, name: str, files: Mapping[str, tuple[str, int]]) -> str:
        base = f"{FOLDER}/{self._pod}/{name}"
        self._host.run("mkdir", "-p", base)
        for path, (text, mode) in files.items():
            self._host.write(f"{base}/{path}", text, mode)
        return base
