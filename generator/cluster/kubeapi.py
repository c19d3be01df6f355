"""Turns an API server on this machine, with the etcd that it keeps all in, into records of the objects in it."""

import json
import os
import select
import socket
import ssl
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.base.errors import problem

HOST = "127.0.0.1"

_BUSY_SECONDS = 10.0

# The short form of an answer: all groups at once.
DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

# Where an API server keeps objects in etcd (from the first key to the last, as "0" follows "/"), what it keeps beside
# them, and kinds that it writes whenever it likes.
_REGISTRY, _END = "/registry/", "/registry0"
_BESIDE = ("masterleases/", "peerserverleases/", "ranges/")
_OF_THE_SERVER = frozenset({"APIService", "Event", "IPAddress", "Lease"})

# The most bytes that the address of a socket has on every system, and where Linux has descriptors as paths.
_LONGEST_ADDRESS = 100
_DESCRIPTORS = Path("/proc/self/fd")

Json = dict[str, Any]
Connect = Callable[["Server"], HTTPConnection]


class Identity(Struct, frozen=True, kw_only=True, order=True):
    """What identifies an object. The namespace is empty for objects of the cluster."""

    kind: str
    namespace: str
    name: str
    group: str


class Server(Struct, frozen=True, kw_only=True, eq=False):
    """Where an API server and its etcd listen on this machine, its certificate, and an administrator's token.

    Connections are kept, since to make one costs more than most answers do, and so is what stands at a key of etcd, and
    which CRDs have been taken in.
    """

    port: int
    store: Path
    authority: Path
    token: str
    links: dict[Connect, HTTPConnection] = {}
    names: dict[str, Identity] = {}
    taken: set[tuple[Identity, str]] = set()
    host: str = HOST

    @property
    def url(self) -> str:
        """The server's address."""
        return f"https://{self.host}:{self.port}"


class Resource(Struct, frozen=True, kw_only=True):
    """A kind whose objects can be listed."""

    group: str
    name: str


class Call(Struct, frozen=True, kw_only=True):
    """A request: the verb, the path, the content and its type, and the type of the answer."""

    path: str
    method: str = "GET"
    accept: str = "application/json"
    body: Mapping[str, object] | None = None
    content: str = "application/json"


def _connect(server: Server) -> HTTPConnection:
    context = ssl.create_default_context(cafile=str(server.authority))
    return HTTPSConnection(server.host, server.port, timeout=30, context=context)


def _connect_to_store(server: Server) -> HTTPConnection:
    """A connection to etcd's socket, by the folder's descriptor where the path is too long for an address."""
    link = HTTPConnection("localhost")
    link.sock = socket.socket(socket.AF_UNIX)
    folder = os.open(server.store.parent, os.O_RDONLY)
    try:
        is_short = len(os.fsencode(server.store)) <= _LONGEST_ADDRESS
        link.sock.connect(str(server.store if is_short else _DESCRIPTORS / str(folder) / server.store.name))
    finally:
        os.close(folder)
    return link


def _hang_up(server: Server, name: Connect) -> None:
    if link := server.links.pop(name, None):
        link.close()


def _link(server: Server, connect: Connect) -> HTTPConnection:
    """The connection that is kept; one that was closed at the other end, which makes it readable, is made anew."""
    kept = server.links.get(connect)
    if kept and (kept.sock is None or select.select([kept.sock], [], [], 0)[0]):
        _hang_up(server, connect)
        kept = None
    return server.links.setdefault(connect, kept or connect(server))


def _ask(server: Server, call: Call, connect: Connect = _connect) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {server.token}", "Accept": call.accept, "Content-Type": call.content}
    link = _link(server, connect)
    try:
        link.request(call.method, call.path, body=json.dumps(call.body) if call.body else None, headers=headers)
        response = link.getresponse()
        return response.status, response.read()
    except BaseException:  # after any error: the next answer must not begin with half of this one
        _hang_up(server, connect)
        raise


def _ask_patiently(server: Server, call: Call) -> tuple[int, bytes]:
    """Repeat a request for a moment: when a CRD has come, the server refuses lists of its objects at first, "storage is
    (re)initializing".
    """
    end = time.monotonic() + _BUSY_SECONDS
    status, content = _ask(server, call)
    while status == HTTPStatus.TOO_MANY_REQUESTS and time.monotonic() < end:
        time.sleep(0.05)
        status, content = _ask(server, call)
    return status, content


def _accepted(server: Server, call: Call, answer: tuple[int, bytes]) -> Json:
    status, content = answer
    if not 200 <= status < 300:
        found = f"status {status}: {content.decode(errors='replace')[:500]}"
        raise problem(f"{call.method} {server.url}{call.path}", expected="success", found=found)
    tree: Json = json.loads(content)
    return tree


def _kinds(groups: Json) -> Iterator[Resource]:
    """Each kind; none of a group that another server should serve, and which does not answer."""
    for group in groups["items"]:
        for version in group["versions"]:
            for resource in version.get("resources", ()):
                if "list" in resource["verbs"]:
                    yield Resource(group=group["metadata"].get("name", ""), name=resource["responseKind"]["kind"])


def _established(crd: Json) -> bool:
    conditions = crd.get("status", {}).get("conditions") or ()  # null where the definition came with a status
    return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)


def request(server: Server, call: Call) -> Json:
    """Send a request as the administrator, and return the answer. Raise ProblemsError unless the server accepts it."""
    return _accepted(server, call, _ask_patiently(server, call))


def answer(server: Server, call: Call) -> tuple[int, bytes]:
    """Send a request as the administrator, and return the status and the content of the answer, whatever it is."""
    return _ask_patiently(server, call)


def hang_up(server: Server) -> None:
    """Close the connections that are kept; the next request makes another."""
    for name in [*server.links]:
        _hang_up(server, name)


def is_ready(server: Server) -> bool:
    """Report whether the server answers that it is ready."""
    try:
        with closing(_connect(server)) as link:
            link.request("GET", "/readyz", headers={"Authorization": f"Bearer {server.token}"})
            return link.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def served(server: Server) -> set[Resource]:
    """The kinds of the server's objects, as it tells clients."""
    groups = [request(server, Call(path=path, accept=DISCOVERY)) for path in ("/api", "/apis")]
    return {kind for group in groups for kind in _kinds(group)}


def _stored(server: Server, **more: object) -> Json:
    """What etcd has: the number of its last write, and keys with that of their own; with values unless only keys."""
    first, last = (b64encode(key.encode()).decode() for key in (_REGISTRY, _END))
    call = Call(path="/v3/kv/range", method="POST", body={"key": first, "range_end": last, **more})
    return _accepted(server, call, _ask(server, call, _connect_to_store))


def _key(pair: Json) -> str:
    return b64decode(pair["key"]).decode().removeprefix(_REGISTRY)


def _identified(pair: Json) -> Identity:
    item = json.loads(b64decode(pair["value"]))
    group, _, _ = item["apiVersion"].rpartition("/")
    metadata = item["metadata"]
    return Identity(kind=item["kind"], namespace=metadata.get("namespace", ""), name=metadata["name"], group=group)


def _remember(server: Server, since: int) -> None:
    """Keep what stands at the keys that were written since then."""
    for pair in _stored(server, min_mod_revision=since).get("kvs", ()):
        if not _key(pair).startswith(_BESIDE):
            server.names[_key(pair)] = _identified(pair)


def objects(server: Server) -> dict[Identity, str]:
    """The resourceVersion of every object but those that the server writes for itself, all at one moment."""
    pairs = {_key(pair): str(pair["mod_revision"]) for pair in _stored(server, keys_only=True)["kvs"]}
    held = {key: version for key, version in pairs.items() if not key.startswith(_BESIDE)}
    if new := [int(version) for key, version in held.items() if key not in server.names]:
        _remember(server, min(new))
    # What is gone by now has no name, and is not told.
    named = {server.names[key]: version for key, version in held.items() if key in server.names}
    return {one: version for one, version in named.items() if one.kind not in _OF_THE_SERVER}


def _all_served(server: Server) -> bool:
    """Report whether the server has established every CRD and lists its kind, which it does a moment later."""
    now = {one for one in objects(server).items() if one[0].kind == "CustomResourceDefinition"}
    if now <= server.taken:
        return True
    crds = request(server, Call(path=CRDS))["items"]
    wanted = {Resource(group=crd["spec"]["group"], name=crd["spec"]["names"]["kind"]) for crd in crds}
    is_done = all(map(_established, crds)) and wanted <= served(server)
    server.taken.update(now if is_done else ())
    return is_done


def _revision(server: Server) -> str:
    """The number of the last write of all."""
    revision: str = _stored(server, count_only=True)["header"]["revision"]
    return revision


def rest(server: Server, *, seconds: float = 30.0) -> None:
    """Wait until the server serves all CRDs and writes no more."""
    end, last = time.monotonic() + seconds, _revision(server)
    while time.monotonic() < end:
        time.sleep(0.2)
        before, last = last, _revision(server)
        if before == last and _all_served(server):
            return
    raise problem(f"{server.url}{CRDS}", expected=f"objects at rest within {seconds:g} s", found="changes")


def settle(server: Server) -> dict[Identity, str]:
    """The objects once the server is at rest."""
    rest(server)
    return objects(server)
