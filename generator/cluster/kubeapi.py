"""Asks an API server on this machine, and turns its answers into records."""

import json
import select
import ssl
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

from generator.base.errors import problem

HOST = "127.0.0.1"

_BUSY_SECONDS = 10.0

# Short answers: all groups at once, and objects without their contents.
DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_METADATA = "application/json;g=meta.k8s.io;v=v1;as=PartialObjectMetadataList"
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

# Kinds that the server writes for itself at any time.
_OF_THE_SERVER = frozenset({"APIService", "ComponentStatus", "Event", "IPAddress", "Lease"})

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The address of an API server on this machine, the certificate that proves it, and an administrator's token.

    The connection is kept, since making one costs more than most answers.
    """

    port: int
    authority: Path
    token: str
    kept: list[HTTPSConnection] = field(default_factory=list, compare=False, repr=False)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"https://{HOST}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind whose objects can be listed, and the path of that list."""

    group: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Identity:
    """What identifies an object. The namespace is empty for objects of the cluster."""

    kind: str
    namespace: str
    name: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request: the verb, the path, the content and its type, and the type of the answer."""

    path: str
    method: str = "GET"
    accept: str = "application/json"
    body: Mapping[str, object] | None = None
    content: str = "application/json"


def _connect(server: Server) -> HTTPSConnection:
    context = ssl.create_default_context(cafile=str(server.authority))
    return HTTPSConnection(HOST, server.port, timeout=30, context=context)


def _link(server: Server) -> HTTPSConnection:
    """Return the connection that is kept. If the server has closed it, which makes it readable, make another one."""
    if not server.kept:
        server.kept.append(_connect(server))
    [link] = server.kept
    if link.sock and select.select([link.sock], [], [], 0)[0]:
        link.close()
    return link


def _ask(server: Server, call: Call) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {server.token}", "Accept": call.accept, "Content-Type": call.content}
    link = _link(server)
    try:
        link.request(call.method, call.path, body=json.dumps(call.body) if call.body else None, headers=headers)
        response = link.getresponse()
        return response.status, response.read()
    except BaseException:  # after any error: the next answer must not begin with half of this one
        link.close()
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


def _listed(server: Server, kind: Resource) -> Sequence[Json]:
    call = Call(path=kind.path, accept=_METADATA)
    status, content = _ask_patiently(server, call)
    # A CRD may have gone since the server listed its kinds.
    if status == HTTPStatus.NOT_FOUND:
        return ()
    return _accepted(server, call, (status, content))["items"] or ()


def _kinds(groups: Json) -> Iterator[Resource]:
    """Return each kind once, in the version that the server prefers; none of a group that another server should serve
    and that does not answer.
    """
    for group in groups["items"]:
        name, seen = group["metadata"].get("name", ""), set[str]()
        for version in group["versions"]:
            folder = f"/apis/{name}/{version['version']}" if name else f"/api/{version['version']}"
            for resource in version.get("resources", ()):
                plural = resource["resource"]
                if plural not in seen and "list" in resource["verbs"]:
                    yield Resource(group=name, name=resource["responseKind"]["kind"], path=f"{folder}/{plural}")
                seen.add(plural)


def _identified(kind: Resource, item: Json) -> Identity:
    metadata = item["metadata"]
    return Identity(kind=kind.name, namespace=metadata.get("namespace", ""), name=metadata["name"], group=kind.group)


def _established(crd: Json) -> bool:
    conditions = crd.get("status", {}).get("conditions", ())
    return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)


def request(server: Server, call: Call) -> Json:
    """Send a request as the administrator, and return the answer. Raise ProblemsError unless the server accepts it."""
    return _accepted(server, call, _ask_patiently(server, call))


def hang_up(server: Server) -> None:
    """Close the connection that is kept; the next request makes another."""
    while server.kept:
        server.kept.pop().close()


def is_ready(server: Server) -> bool:
    """Report whether the server answers that it is ready."""
    try:
        with closing(_connect(server)) as link:
            link.request("GET", "/readyz", headers={"Authorization": f"Bearer {server.token}"})
            return link.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def served(server: Server, *roots: str) -> list[Resource]:
    """Return the kinds of the server's objects as it lists them, or those below some paths."""
    groups = [request(server, Call(path=path, accept=DISCOVERY)) for path in roots or ("/api", "/apis")]
    return [kind for group in groups for kind in _kinds(group)]


def objects(server: Server, kinds: Container[str] | None = None) -> dict[Identity, str]:
    """Return the resourceVersion of every object, or of those of some kinds, without objects that the server writes for
    itself.
    """
    versions: dict[Identity, str] = {}
    for kind in served(server):
        if kind.name not in _OF_THE_SERVER and (kinds is None or kind.name in kinds):
            items = _listed(server, kind)
            versions |= {_identified(kind, item): item["metadata"]["resourceVersion"] for item in items}
    return versions


def _all_served(server: Server) -> bool:
    """Report whether the server has established every CRD and lists its kind, which it does a moment later."""
    crds = request(server, Call(path=CRDS))["items"]
    told = {(kind.group, kind.name) for kind in served(server, "/apis")}
    wanted = {(crd["spec"]["group"], crd["spec"]["names"]["kind"]) for crd in crds}
    return wanted <= told and all(map(_established, crds))


def _revision(server: Server) -> str:
    """Return the number of the last write of all. Ask for events: the server reads them from its store and never from a
    cache.
    """
    revision: str = request(server, Call(path="/api/v1/events?limit=1"))["metadata"]["resourceVersion"]
    return revision


def rest(server: Server, *, seconds: float = 30.0) -> str:
    """Wait until the server serves all CRDs and writes no more, and return the number of its last write."""
    end, last = time.monotonic() + seconds, _revision(server)
    while time.monotonic() < end:
        time.sleep(0.2)
        before, last = last, _revision(server)
        if before == last and _all_served(server):
            return last
    raise problem(f"{server.url}{CRDS}", expected=f"objects at rest within {seconds:g} s", found="changes")


def settle(server: Server, *, seconds: float = 30.0) -> dict[Identity, str]:
    """Return the objects once the server is at rest, and still is when it has listed them all."""
    end = time.monotonic() + seconds
    last, now = rest(server, seconds=seconds), objects(server)
    while last != _revision(server):
        last, now = rest(server, seconds=end - time.monotonic()), objects(server)
    return now
