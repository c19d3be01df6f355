"""Turns the name of an upstream file into its bytes; the only module that downloads.

A download is https with a verified certificate, from an allowed host at every hop, of bounded size and time, whole,
and of the expected digest; otherwise it is a problem. Nothing is written, no credentials are sent, no proxy is used.
"""

import hashlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from generator.base.errors import problem

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {"Accept": "*/*", "User-Agent": "cni-chart"}
_CHUNK = 64 * 1024
_VERSION = re.compile(r"v[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OFFLINE = "try again, or pass a folder with --from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a project publishes its finished manifests, and the first release that does."""

    url: str
    since: tuple[int, int, int] = (0, 0, 0)


# One address a project and no fall-back, so that a digest in a lock always speaks of the same file.
ADDRESSES: Mapping[str, Address] = {
    # The file in the git tag, not the release's asset of the same name: the asset is built by kustomize from other
    # sources, lacks what the tag's file has (v0.28.9: the probes and install-conf) and old releases have none. The
    # tag's file can name the image of the release before (v0.26.3 does); the snapshot corrects and reports that.
    "flannel": Address(url="https://raw.githubusercontent.com/flannel-io/flannel/{version}/Documentation/{file}"),
    # Up to v3.23 the tag holds sources of the documentation site instead of manifests.
    "calico": Address(
        url="https://raw.githubusercontent.com/projectcalico/calico/{version}/manifests/{file}", since=(3, 24, 0)
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a download may do: hosts as `name` or `name:port`, sizes in bytes, times in seconds."""

    hosts: frozenset[str]
    max_bytes: int = 16 * 1024 * 1024
    max_redirects: int = 5
    timeout: float = 20.0  # to connect, and between two pieces of an answer
    deadline: float = 120.0  # for the whole file, redirects included
    context: ssl.SSLContext | None = None  # None: the system's authorities, or those in SSL_CERT_FILE


UPSTREAM = Policy(
    hosts=frozenset(
        {
            "github.com",
            "objects.githubusercontent.com",
            "raw.githubusercontent.com",
            "release-assets.githubusercontent.com",
        }
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A body, or the place that the server points to instead."""

    body: bytes = b""
    location: str = ""


def _check_digest(where: str, body: bytes, sha256: str | None) -> None:
    found = hashlib.sha256(body).hexdigest()
    if sha256 is not None and found != sha256:
        raise problem(
            where,
            expected=f"sha256 {sha256}",
            found=found,
            remedy="the tag moved or the file was changed; compare it with the snapshot before taking it in",
        )


def _check_size(where: str, size: int, policy: Policy) -> None:
    if size > policy.max_bytes:
        raise problem(where, expected=f"at most {policy.max_bytes} bytes", found=f"{size} or more", remedy=_OFFLINE)


def _host(parts: SplitResult) -> str:
    return f"{parts.hostname or ''}:{parts.port}" if parts.port not in {None, 443} else parts.hostname or ""


def _shown(parts: SplitResult) -> str:
    """The url as it may be printed: signatures and credentials stay out of logs."""
    return parts._replace(netloc=_host(parts), query="", fragment="").geturl()


def _split(url: str, via: str = "") -> SplitResult:
    """The parts of an https url; a problem for anything else. `via` names the redirects that led there."""
    remedy = "give https://host/path"
    try:
        parts = urlsplit(url)
        shown = _shown(parts)
    except ValueError as error:
        raise problem(via + ascii(url), expected="an https url", found=str(error), remedy=remedy) from error
    faults = {
        "characters that no url has": not (url.isascii() and url.isprintable()) or " " in url,
        f"scheme {parts.scheme!r}": parts.scheme != "https",
        "no host": not parts.hostname,
        "credentials in it": "@" in parts.netloc,
    }
    for fault, found in faults.items():
        if found:
            where = via + ascii(shown)[1:-1]
            raise problem(where, expected="an https url without credentials", found=fault, remedy=remedy)
    return parts


def _allowed(url: str, policy: Policy, via: str) -> SplitResult:
    parts = _split(url, via)
    if _host(parts) not in policy.hosts:
        raise problem(
            via + _shown(parts),
            expected=f"one of the hosts {', '.join(sorted(policy.hosts))}",
            found=_host(parts),
            remedy="download the file yourself and pass its folder with --from",
        )
    return parts


@contextmanager
def _cut_at(sock: socket.socket, end: float) -> Iterator[None]:
    """Shut the connection down at `end`: a server that sends one byte at a time never runs into a time-out."""

    def cut() -> None:
        with suppress(OSError):  # it was closed in the meantime
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not SSLSocket's: that one breaks a read in progress

    timer = threading.Timer(max(0.0, end - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _failures(where: str, end: float) -> Iterator[None]:
    """Turn what the network raises into problems."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        remedy = "name your authority's certificate file in SSL_CERT_FILE"
        raise problem(where, expected="a trusted certificate", found=error.verify_message, remedy=remedy) from error
    except (OSError, HTTPException) as error:
        late = time.monotonic() >= end
        found = "none before the deadline" if late else repr(error)
        raise problem(where, expected="a complete answer", found=found, remedy=_OFFLINE) from error


def _body(response: HTTPResponse, where: str, policy: Policy) -> bytes:
    declared = response.length
    if declared is None and not response.chunked:
        raise problem(where, expected="a length or chunks, to see a cut", found="neither", remedy=_OFFLINE)
    _check_size(where, declared or 0, policy)
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        _check_size(where, len(body), policy)
    if declared is not None and len(body) < declared:
        raise IncompleteRead(bytes(body), declared - len(body))
    return bytes(body)


def _read_answer(response: HTTPResponse, where: str, policy: Policy) -> _Answer:
    location = response.headers.get("Location", "")
    if response.status in _REDIRECTS and location:
        return _Answer(location=location)
    if response.status != 200:
        remedy = "check the version and the file's name"
        raise problem(where, expected="status 200", found=f"{response.status} {response.reason}", remedy=remedy)
    coding = response.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise problem(where, expected="a plain body", found=f"content encoding {coding}", remedy=_OFFLINE)
    return _Answer(body=_body(response, where, policy))


def _ask(url: SplitResult, where: str, policy: Policy, end: float) -> _Answer:
    timeout = max(0.001, min(policy.timeout, end - time.monotonic()))
    context = policy.context or ssl.create_default_context()
    connection = HTTPSConnection(str(url.hostname), url.port, timeout=timeout, context=context)
    with _failures(where, end), closing(connection):
        connection.connect()
        with _cut_at(connection.sock, end):
            connection.request("GET", f"{url.path or '/'}?{url.query}".removesuffix("?"), headers=_HEADERS)
            with connection.getresponse() as response:
                return _read_answer(response, where, policy)


def _joined(url: str, location: str) -> str:
    """The place a redirect points to; what is no url at all is left for `_split` to refuse."""
    with suppress(ValueError):
        return urljoin(url, location)
    return location


def fetch(url: str, *, sha256: str | None = None, policy: Policy = UPSTREAM) -> bytes:
    """The whole body at an https url; raises ProblemsError for whatever the policy or the digest does not allow."""
    end = time.monotonic() + policy.deadline
    via = ""
    for _ in range(policy.max_redirects + 1):
        target = _allowed(url, policy, via)
        where = via + _shown(target)
        answer = _ask(target, where, policy, end)
        if not answer.location:
            _check_digest(where, answer.body, sha256)
            return answer.body
        url, via = _joined(url, answer.location), f"{where} > "
    raise problem(where, expected=f"at most {policy.max_redirects} redirects", found="one more", remedy=_OFFLINE)


def _check_names(project: str, version: str, file: str) -> None:
    """Refuse names that could lead out of the project's folder."""
    where = ascii(f"{project} {version} {file}")[1:-1]
    if project not in ADDRESSES:
        raise problem(where, expected=f"a project of {', '.join(ADDRESSES)}", found=ascii(project))
    if not _VERSION.fullmatch(version):
        raise problem(where, expected="a version such as v1.2.3", found=ascii(version))
    if not _FILE.fullmatch(file):
        raise problem(where, expected="the plain name of a file", found=ascii(file))


def is_published(project: str, version: str) -> bool:
    """Whether upstream has an address for the finished manifests of a release; older ones are taken from a folder."""
    return tuple(int(part) for part in version[1:].split(".")) >= ADDRESSES[project].since


def upstream_url(project: str, version: str, file: str) -> str:
    """Upstream's own address of a release's file; a problem for releases that it does not publish this way."""
    _check_names(project, version, file)
    address = ADDRESSES[project]
    if not is_published(project, version):
        first = "v" + ".".join(str(part) for part in address.since)
        raise problem(
            f"{project} {version}",
            expected=f"{first} or later, whose git tag holds finished manifests",
            found=version,
            remedy=f"pass a folder that holds {project}/{version}/{file} with --from",
        )
    return address.url.format(version=version, file=file)


def _read_folder(folder: Path, relative: str) -> bytes:
    path = folder / relative
    root, real = folder.resolve(), path.resolve()
    if not real.is_relative_to(root):
        remedy = "put the file itself there"
        raise problem(str(path), expected=f"a file inside {folder}", found=f"a link to {real}", remedy=remedy)
    if not real.is_file():
        remedy = f"put the file there, or give the folder that holds {relative}"
        raise problem(
            str(path), expected="a file", found="a folder or device" if real.exists() else "none", remedy=remedy
        )
    _check_size(str(path), real.stat().st_size, UPSTREAM)
    return real.read_bytes()


def read_source(source: str | None, project: str, version: str, file: str, sha256: str | None = None) -> bytes:
    """A release's raw file from a folder or an https base url laid out `<project>/<version>/<file>`, or from upstream.

    A base url may redirect within its own host only.
    """
    if source is None:
        return fetch(upstream_url(project, version, file), sha256=sha256)
    _check_names(project, version, file)
    relative = f"{project}/{version}/{file}"
    if "://" in source:
        base = _split(source)
        url = base._replace(path=f"{base.path.rstrip('/')}/{relative}").geturl()
        return fetch(url, sha256=sha256, policy=replace(UPSTREAM, hosts=frozenset({_host(base)})))
    body = _read_folder(Path(source), relative)
    _check_digest(str(Path(source) / relative), body, sha256)
    return body
