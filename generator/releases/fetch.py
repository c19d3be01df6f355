"""Downloads the file at an https url; no other module downloads.

A download is https with a verified certificate, from an allowed host at every hop, of bounded size and time, whole, and
of the expected digest; otherwise it is a problem. It uses the proxy that HTTPS_PROXY names, unless NO_PROXY names the
host. Nothing is written, and no server but the proxy gets credentials.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, make_headers
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError, ProxyError

from generator.base.errors import ProblemsError, problem
from generator.releases.bodies import LARGEST, OFFLINE, check_digest, check_size
from generator.releases.proxies import Proxy, proxy_for

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {"Accept": "*/*", "User-Agent": "cni-chart"}
_CHUNK = 64 * 1024


class NotThereError(ProblemsError):
    """A server says that it does not have the file."""


class Policy(Struct, frozen=True, kw_only=True):
    """The limits of a download: hosts as `name` or `name:port`, sizes in bytes, times in seconds."""

    hosts: frozenset[str]
    max_bytes: int = LARGEST
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


def host_of(parts: SplitResult) -> str:
    """Return the host as a policy names it: `name`, or `name:port` if the port is not the usual one."""
    return f"{parts.hostname or ''}:{parts.port}" if parts.port not in {None, 443} else parts.hostname or ""


def _shown(parts: SplitResult) -> str:
    """Return the url for print: without signatures and credentials, which do not belong in logs."""
    return parts._replace(netloc=host_of(parts), query="", fragment="").geturl()


def split_url(url: str, via: str = "") -> SplitResult:
    """Return the parts of an https url. Raise ProblemsError for any other url; `via` names the redirects that led
    there.
    """
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
    parts = split_url(url, via)
    if host_of(parts) not in policy.hosts:
        raise problem(
            via + _shown(parts),
            expected=f"one of the hosts {', '.join(sorted(policy.hosts))}",
            found=host_of(parts),
            remedy="download the file yourself and pass its folder with --from",
        )
    return parts


@contextmanager
def _cut_at(end: float) -> Iterator[list[socket.socket]]:
    """Shut the listed sockets down at `end`, since a server that sends one byte at a time never runs into a
    time-out.
    """
    sockets: list[socket.socket] = []

    def cut() -> None:
        for one in sockets:
            with suppress(OSError):  # it was closed meanwhile
                one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, end - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield sockets
    finally:
        timer.cancel()
        timer.join()
        for one in sockets:
            one.close()


def _listing(sockets: list[socket.socket]) -> type[HTTPSConnection]:
    """Return connections that list a second handle of their socket before they send or receive anything."""

    class Listing(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            sockets.append(made.dup())
            return made

    return Listing


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and its causes; the innermost comes last."""
    inner = [one for one in (*error.args, error.__cause__, error.__context__) if isinstance(one, BaseException)]
    yield error
    if inner:
        yield from _causes(inner[0])


def _words(error: BaseException) -> str:
    """Return the network's words for an error, without Python's names for it."""
    if isinstance(error, IncompleteRead):
        missing = f", {error.expected} bytes too early" if error.expected else " too early"
        return f"the end{missing}"
    if isinstance(error, TimeoutError):
        return "none in time"
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


@contextmanager
def _failures(where: str, end: float, proxy: Proxy | None) -> Iterator[None]:
    """Turn errors of the network into problems."""
    try:
        yield
    except (HTTPError, OSError) as error:
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                remedy = "name your authority's certificate file in SSL_CERT_FILE"
                found = cause.verify_message
                raise problem(where, expected="a trusted certificate", found=found, remedy=remedy) from error
        late = time.monotonic() >= end
        told = [cause for cause in causes if isinstance(cause, HTTPError | HTTPException | OSError)]
        found = "none before the deadline" if late else _words(told[-1])
        if proxy and isinstance(error, ProxyError) and not late:
            remedy = "correct HTTPS_PROXY, or name the host in NO_PROXY"
            raise problem(where, expected=f"an answer through {proxy}", found=found, remedy=remedy) from error
        raise problem(where, expected="a complete answer", found=found, remedy=OFFLINE) from error


def _body(response: BaseHTTPResponse, where: str, policy: Policy) -> bytes:
    declared = response.length_remaining
    if declared is None and not response.chunked:
        raise problem(where, expected="a length or chunks, to see a cut", found="neither", remedy=OFFLINE)
    check_size(where, declared or 0, policy.max_bytes)
    body = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=False):
        body += chunk
        check_size(where, len(body), policy.max_bytes)
    return bytes(body)


def _read_answer(response: BaseHTTPResponse, where: str, policy: Policy) -> bytes | str:
    """Return the body, or the place that the server redirects to."""
    location = response.headers.get("Location", "")
    if response.status in _REDIRECTS and location:
        return location
    if response.status != HTTPStatus.OK:
        remedy = "check the version and the file's name"
        found = problem(where, expected="status 200", found=f"{response.status} {response.reason}", remedy=remedy)
        raise NotThereError(found.problems) if response.status == HTTPStatus.NOT_FOUND else found
    coding = response.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise problem(where, expected="a plain body", found=f"content encoding {coding}", remedy=OFFLINE)
    return _body(response, where, policy)


def _manager(policy: Policy, proxy: Proxy | None) -> PoolManager:
    context = policy.context or ssl.create_default_context()
    if proxy is None:
        return PoolManager(ssl_context=context)
    headers = make_headers(proxy_basic_auth=proxy.login) if proxy.login else None
    return ProxyManager(proxy.url, proxy_headers=headers, proxy_ssl_context=context, ssl_context=context)


def _ask(url: SplitResult, where: str, policy: Policy, end: float) -> bytes | str:
    timeout = max(0.001, min(policy.timeout, end - time.monotonic()))
    proxy = proxy_for(host_of(url))
    with _failures(where, end, proxy), _manager(policy, proxy) as manager, _cut_at(end) as sockets:
        pool = manager.connection_from_host(url.hostname, url.port, "https")
        pool.ConnectionCls = _listing(sockets)
        response = pool.urlopen(
            "GET",
            f"{url.path or '/'}?{url.query}".removesuffix("?"),
            headers=_HEADERS,
            timeout=timeout,
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        with closing(response):
            return _read_answer(response, where, policy)


def fetch(url: str, *, sha256: str | None = None, policy: Policy = UPSTREAM) -> bytes:
    """Return the whole body at an https url. Raise ProblemsError for whatever the policy or the digest does not
    allow.
    """
    end = time.monotonic() + policy.deadline
    via = ""
    for _ in range(policy.max_redirects + 1):
        target = _allowed(url, policy, via)
        where = via + _shown(target)
        answer = _ask(target, where, policy, end)
        if isinstance(answer, bytes):
            check_digest(where, answer, sha256)
            return answer
        with suppress(ValueError):  # a location that is no address is refused as it is
            answer = urljoin(url, answer)
        url, via = answer, f"{where} > "
    raise problem(where, expected=f"at most {policy.max_redirects} redirects", found="one more", remedy=OFFLINE)
