"""What a download or a folder gives, and everything that is refused on the way."""

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.releases.fetch import Policy, fetch
from generator.releases.sources import read_source
from tests.https_server import Server, body, raw, redirect, serving

BODY = b"kind: Namespace\n"
SHA256 = hashlib.sha256(BODY).hexdigest()
OFFLINE = "try again, or pass a folder with --from"
BY_HAND = "download the file yourself and pass its folder with --from"
NAME = "check the version and the file's name"
URL = "give https://host/path"
HUNG_UP = "Remote end closed connection without response"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BIG = b"%x\r\n%s\r\n" % (600, b"x" * 600)

ROUTES = {
    "/good": body(BODY),
    "/good?signature=secret": body(BODY),
    "/mirror/flannel/v0.28.9/kube-flannel.yml": body(BODY),
    "/chunked": raw(CHUNKED, b"5\r\nkind:\r\n", b"b\r\n Namespace\n\r\n0\r\n\r\n"),
    "/near": redirect("/good?signature=secret"),
    "/other-host": redirect("https://localhost/good"),
    "/link-local": redirect("https://169.254.169.254/latest"),
    "/plain": redirect("http://127.0.0.1/good"),
    "/file": redirect("file:///etc/hostname"),
    "/login": redirect("https://user:secret@127.0.0.1/good"),
    "/no-url": redirect("https://[::1/good"),
    "/strange": redirect("https://h/\xe9"),
    "/loop": redirect("/loop"),
    "/nowhere": body(b"", status=302),
    "/truncated": body(BODY, length=100),
    "/chunk": raw(CHUNKED, b"5\r\nkin"),
    "/chunks": raw(CHUNKED, b"5\r\nkind:\r\n"),
    "/endless": raw(b"HTTP/1.1 200 OK\r\n\r\n", BODY),
    "/announced": body(b"", length=1001),
    "/grown": raw(CHUNKED, BIG, BIG, b"0\r\n\r\n"),
    "/packed": body(BODY, ("Content-Encoding", "gzip")),
    "/silent": raw(),
    "/slow-head": raw(
        *[b"%c" % byte for byte in b"HTTP/1.1 200 OK\r\nServer: slow and slower and slower\r\n\r\n"], pause=0.05
    ),
    "/slow-body": raw(CHUNKED, *[b"1\r\nx\r\n"] * 60, pause=0.05),
}

# The path that is asked for, the problem that is reported, with SERVER for its address, and the remedy.
REFUSED = {
    "a redirect to another host": (
        "/other-host",
        "SERVER/other-host > https://localhost/good: expected one of the hosts HOST, found localhost",
        BY_HAND,
    ),
    "a redirect to a link-local address": (
        "/link-local",
        "SERVER/link-local > https://169.254.169.254/latest: expected one of the hosts HOST, found 169.254.169.254",
        BY_HAND,
    ),
    "a redirect to http": (
        "/plain",
        "SERVER/plain > http://127.0.0.1/good: expected an https url without credentials, found scheme 'http'",
        URL,
    ),
    "a redirect to a file": (
        "/file",
        "SERVER/file > file:///etc/hostname: expected an https url without credentials, found scheme 'file'",
        URL,
    ),
    "a redirect with credentials": (
        "/login",
        "SERVER/login > https://127.0.0.1/good: expected an https url without credentials, found credentials in it",
        URL,
    ),
    "a redirect to what is no url": (
        "/no-url",
        "SERVER/no-url > 'https://[::1/good': expected an https url, found Invalid IPv6 URL",
        URL,
    ),
    "a redirect to a url with strange characters": (
        "/strange",
        r"SERVER/strange > https://h/\xe9: expected an https url without credentials, found characters that no url has",
        URL,
    ),
    "a redirect to nowhere": ("/nowhere", "SERVER/nowhere: expected status 200, found 302 Found", NAME),
    "too many redirects": (
        "/loop",
        "SERVER/loop > SERVER/loop > SERVER/loop: expected at most 2 redirects, found one more",
        OFFLINE,
    ),
    "a file that is not there": ("/missing", "SERVER/missing: expected status 200, found 404 Not Found", NAME),
    "a truncated body": (
        "/truncated",
        "SERVER/truncated: expected a complete answer, found the end, 84 bytes too early",
        OFFLINE,
    ),
    "a truncated chunk": (
        "/chunk",
        "SERVER/chunk: expected a complete answer, found the end, 2 bytes too early",
        OFFLINE,
    ),
    "a chunked body without its end": (
        "/chunks",
        "SERVER/chunks: expected a complete answer, found Response ended prematurely",
        OFFLINE,
    ),
    "a body of which no end can be seen": (
        "/endless",
        "SERVER/endless: expected a length or chunks, to see a cut, found neither",
        OFFLINE,
    ),
    "a body announced too big": (
        "/announced",
        "SERVER/announced: expected at most 1000 bytes, found 1001 or more",
        OFFLINE,
    ),
    "a body that grows too big": ("/grown", "SERVER/grown: expected at most 1000 bytes, found 1200 or more", OFFLINE),
    "a compressed body": ("/packed", "SERVER/packed: expected a plain body, found content encoding gzip", OFFLINE),
    "a server that hangs up": ("/silent", f"SERVER/silent: expected a complete answer, found {HUNG_UP}", OFFLINE),
}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The local server is asked itself, whatever proxy the user has."""
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(ROUTES, tmp_path_factory.mktemp("https")) as running:
        yield running


@pytest.fixture
def policy(server: Server) -> Policy:
    context = ssl.create_default_context(cafile=server.authority)
    hosts = frozenset({server.host})
    return Policy(hosts=hosts, max_bytes=1000, max_redirects=2, timeout=5, deadline=5, context=context)


def refusal(call: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(ProblemsError) as caught:
        call(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize("path", ["/good", "/near", "/chunked"], ids=["plain", "after a redirect", "in chunks"])
def test_a_body_arrives_whole(server: Server, policy: Policy, path: str) -> None:
    assert fetch(server.url + path, sha256=SHA256, policy=policy) == BODY


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_is_refused(server: Server, policy: Policy, case: tuple[str, str, str]) -> None:
    path, message, remedy = case
    expected = message.replace("SERVER", server.url).replace("HOST", server.host)
    assert refusal(fetch, server.url + path, policy=policy) == f"{expected}; {remedy}"


def test_another_digest_is_refused(server: Server, policy: Policy) -> None:
    assert refusal(fetch, f"{server.url}/near", sha256="0" * 64, policy=policy) == (
        f"{server.url}/near > {server.url}/good: expected sha256 {'0' * 64}, found {SHA256}; "
        "the tag moved or the file was changed; compare it with the snapshot before taking it in"
    )


def test_a_host_that_is_not_allowed_is_never_asked(server: Server, policy: Policy) -> None:
    server.requests.clear()
    nobody = replace(policy, hosts=frozenset({"127.0.0.1"}))
    assert "expected one of the hosts 127.0.0.1, found" in refusal(fetch, f"{server.url}/good", policy=nobody)
    assert server.requests == []


def test_a_host_is_the_same_in_capitals_and_with_the_usual_port() -> None:
    assert refusal(fetch, "https://Example.org:443/x", policy=Policy(hosts=frozenset({"example.com"}))).startswith(
        "https://example.org/x: expected one of the hosts example.com, found example.org; "
    )


def test_no_credentials_are_sent(
    server: Server, policy: Policy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.requests.clear()
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login user password secret\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    fetch(f"{server.url}/near", policy=policy)
    assert [path for path, _ in server.requests] == ["/near", "/good?signature=secret"]
    assert {name for _, headers in server.requests for name in headers} == {
        "Host", "Accept", "Accept-Encoding", "User-Agent",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/slow-head", "/slow-body"], ids=["its header", "its body"])
def test_a_server_that_drips_meets_the_deadline(server: Server, policy: Policy, path: str) -> None:
    start = time.monotonic()
    message = refusal(fetch, server.url + path, policy=replace(policy, deadline=0.3))
    assert message == f"{server.url}{path}: expected a complete answer, found none before the deadline; {OFFLINE}"
    assert time.monotonic() - start < 1.5


def test_a_server_that_never_shakes_hands_meets_the_deadline() -> None:
    start = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        message = refusal(fetch, f"https://{host}/x", policy=Policy(hosts=frozenset({host}), deadline=0.2))
    assert message == f"https://{host}/x: expected a complete answer, found none before the deadline; {OFFLINE}"
    assert time.monotonic() - start < 1.5


@contextmanager
def dripping_handshake() -> Iterator[str]:
    """The host of a server that begins to shake hands and sends a byte at a time, until it is left."""
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        near, _ = listener.accept()
        with near, suppress(OSError):
            near.sendall(b"\x16\x03\x03\x3f\xff")
            while not ended.wait(0.05):
                near.sendall(b"\x02")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        ended.set()
        thread.join()


def test_a_server_that_drips_its_handshake_meets_the_deadline() -> None:
    start = time.monotonic()
    with dripping_handshake() as host:
        message = refusal(fetch, f"https://{host}/x", policy=Policy(hosts=frozenset({host}), timeout=5, deadline=0.3))
    assert message == f"https://{host}/x: expected a complete answer, found none before the deadline; {OFFLINE}"
    assert time.monotonic() - start < 1.5


def test_a_pause_meets_the_time_out(server: Server, policy: Policy) -> None:
    message = refusal(fetch, f"{server.url}/slow-head", policy=replace(policy, timeout=0.02))
    assert "expected a complete answer, found none in time; " in message


def test_a_closed_port_is_a_problem(policy: Policy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        host = f"127.0.0.1:{gone.getsockname()[1]}"
    message = refusal(fetch, f"https://{host}/x", policy=replace(policy, hosts=frozenset({host})))
    assert "expected a complete answer, found Connection refused; " in message


def test_an_unknown_authority_is_refused(server: Server, policy: Policy) -> None:
    message = refusal(fetch, f"{server.url}/good", policy=replace(policy, context=None))
    assert message.startswith(f"{server.url}/good: expected a trusted certificate, found ")
    assert message.endswith("; name your authority's certificate file in SSL_CERT_FILE")


def test_a_certificate_of_another_name_is_refused(server: Server, policy: Policy) -> None:
    host = f"localhost:{server.port}"
    message = refusal(fetch, f"https://{host}/good", policy=replace(policy, hosts=frozenset({host})))
    assert "expected a trusted certificate, found Hostname mismatch" in message


def test_a_base_url_is_read_with_the_authority_in_ssl_cert_file(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    assert read_source(f"{server.url}/mirror/", "flannel", "v0.28.9", "kube-flannel.yml", SHA256) == BODY
