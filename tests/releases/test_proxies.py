"""A download goes through the proxy that the environment names, and nothing else changes."""

import base64
import hashlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.releases.fetch import Policy, fetch
from generator.releases.proxies import Proxy, proxy_for
from tests.https_proxy import RunningProxy, answer, proxying
from tests.https_server import Server, body, redirect, serving

BODY = b"kind: Namespace\n"
SHA256 = hashlib.sha256(BODY).hexdigest()
LOGIN = "user:s%40cret@"
VARIABLES = ("HTTPS_PROXY", "NO_PROXY", "HTTP_PROXY", "ALL_PROXY")
REMEDY = "correct HTTPS_PROXY, or name the host in NO_PROXY"
DENIED = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def no_proxy_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of proxies comes from the test."""
    for name in (*VARIABLES, *map(str.lower, VARIABLES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    routes = {"/good": body(BODY), "/near": redirect("/good"), "/away": redirect("https://example.org/x")}
    with serving(routes, tmp_path_factory.mktemp("https")) as running:
        yield running


@pytest.fixture
def policy(server: Server) -> Policy:
    context = ssl.create_default_context(cafile=server.authority)
    return Policy(hosts=frozenset({server.host}), timeout=5, deadline=5, context=context)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningProxy]:
    """A proxy that the environment names with credentials."""
    with proxying() as running:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}{running.address}")
        yield running


def refusal(url: str, policy: Policy) -> str:
    with pytest.raises(ProblemsError) as caught:
        fetch(url, policy=policy)
    return str(caught.value)


def test_every_hop_goes_through_the_proxy(server: Server, policy: Policy, proxy: RunningProxy) -> None:
    assert fetch(f"{server.url}/near", sha256=SHA256, policy=policy) == BODY
    assert [host for host, _ in proxy.asked] == [server.host, server.host]


def test_only_the_proxy_is_told_its_credentials(server: Server, policy: Policy, proxy: RunningProxy) -> None:
    server.requests.clear()
    fetch(f"{server.url}/good", policy=policy)
    assert proxy.asked == [(server.host, "Basic " + base64.b64encode(b"user:s@cret").decode())]
    assert {name for _, headers in server.requests for name in headers} == {
        "Host", "Accept", "Accept-Encoding", "User-Agent",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "form"),
    [("https_proxy", "http://{}"), ("HTTPS_PROXY", "{}"), ("HTTPS_PROXY", "http://{}/")],
    ids=["in small letters", "without a scheme", "with a slash"],
)
def test_a_proxy_may_be_written(
    name: str, form: str, server: Server, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying() as running:
        monkeypatch.setenv(name, form.format(running.address))
        assert fetch(f"{server.url}/good", policy=policy) == BODY
    assert running.asked == [(server.host, "")]


@pytest.mark.parametrize(
    "bypass",
    ["NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1", "NO_PROXY=example.org, 127.0.0.1:{port}", "NO_PROXY=*"],
)
def test_a_host_in_no_proxy_is_asked_itself(
    bypass: str, server: Server, policy: Policy, proxy: RunningProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, hosts = bypass.format(port=server.port).partition("=")
    monkeypatch.setenv(name, hosts)
    assert fetch(f"{server.url}/good", policy=policy) == BODY
    assert proxy.asked == []


def test_a_proxy_of_http_alone_is_not_used(
    server: Server, policy: Policy, proxy: RunningProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HTTPS_PROXY")
    monkeypatch.setenv("http_proxy", proxy.url)
    assert fetch(f"{server.url}/good", policy=policy) == BODY
    assert proxy.asked == []


def test_a_host_that_is_not_allowed_is_not_asked_of_the_proxy(
    server: Server, policy: Policy, proxy: RunningProxy
) -> None:
    assert "found example.org; " in refusal(f"{server.url}/away", policy)
    assert [host for host, _ in proxy.asked] == [server.host]


def test_a_certificate_is_verified_behind_a_proxy(server: Server, policy: Policy, proxy: RunningProxy) -> None:
    message = refusal(f"{server.url}/good", replace(policy, context=None))
    assert message.startswith(f"{server.url}/good: expected a trusted certificate, found ")
    assert len(proxy.asked) == 1


def test_a_digest_and_a_size_hold_behind_a_proxy(server: Server, policy: Policy, proxy: RunningProxy) -> None:
    assert "expected at most 5 bytes, found 16 or more" in refusal(f"{server.url}/good", replace(policy, max_bytes=5))
    with pytest.raises(ProblemsError, match=f"expected sha256 {'0' * 64}, found {SHA256}"):
        fetch(f"{server.url}/good", sha256="0" * 64, policy=policy)
    assert len(proxy.asked) == 2


def test_a_proxy_that_refuses_is_named_without_credentials(
    server: Server, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying(answer(DENIED)) as running:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}{running.address}")
        message = refusal(f"{server.url}/good", policy)
    found = "Tunnel connection failed: 407 Proxy Authentication Required"
    assert message == f"{server.url}/good: expected an answer through the proxy {running.url}, found {found}; {REMEDY}"


def test_a_proxy_that_is_not_there_is_named(server: Server, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"127.0.0.1:{gone.getsockname()[1]}"
    monkeypatch.setenv("HTTPS_PROXY", f"http://{LOGIN}{address}")
    message = refusal(f"{server.url}/good", policy)
    found = "Connection refused"
    expected = f"expected an answer through the proxy http://{address}, found {found}; {REMEDY}"
    assert message == f"{server.url}/good: {expected}"


@pytest.mark.parametrize(
    "act",
    [answer(b"", pause=1.0), answer(*[b"%c" % byte for byte in b"HTTP/1.1 200 OK\r\nVia: slow\r\n"], pause=0.05)],
    ids=["is silent", "drips"],
)
def test_a_proxy_meets_the_deadline_when_it(
    act: object, server: Server, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.monotonic()
    with proxying(act) as running:  # type: ignore[arg-type]  # the parameter of a test has no better type
        monkeypatch.setenv("HTTPS_PROXY", running.url)
        message = refusal(f"{server.url}/good", replace(policy, deadline=0.3))
    assert "expected a complete answer, found none before the deadline" in message
    assert time.monotonic() - start < 2.5


@pytest.mark.parametrize(
    "given",
    [
        "socks5://user:SECRET@proxy.example.org:1080",
        "http://user:SECRET@",
        "http://user:SECRET@proxy.example.org:99999",
        "http://user:SECRET@[::1",
        "http://user:SECRET@proxy.example.org/path",
        "user:SECRET",
        "http://",
        "://x",
    ],
)
def test_what_is_no_proxy_is_refused_and_not_repeated(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", given)
    with pytest.raises(ProblemsError) as caught:
        proxy_for("example.org")
    expected = "expected http://host:port or https://host:port, found another text; correct it, or unset it"
    assert str(caught.value) == f"HTTPS_PROXY: {expected}"


@pytest.mark.parametrize(
    ("given", "proxy"),
    [
        ("", None),
        ("proxy.example.org:3128", Proxy(url="http://proxy.example.org:3128")),
        ("http://proxy.example.org", Proxy(url="http://proxy.example.org:80")),
        ("https://proxy.example.org", Proxy(url="https://proxy.example.org:443")),
        ("http://[fd00::1]:3128", Proxy(url="http://[fd00::1]:3128")),
        ("http://a%3Ab:c%2F@proxy.example.org:3128", Proxy(url="http://proxy.example.org:3128", login="a:b:c/")),
    ],
)
def test_a_proxy_is_read(given: str, proxy: Proxy | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", given)
    assert proxy_for("example.com") == proxy


def test_the_parts_of_a_domain_are_bypassed_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", ".example.com, example.net:8443")
    assert proxy_for("raw.example.com") is None
    assert proxy_for("example.net:8443") is None
    assert proxy_for("example.net") is not None
    assert proxy_for("badexample.com") is not None


def test_a_secure_proxy_needs_a_trusted_certificate(
    server: Server, policy: Policy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"https://{LOGIN}{server.host}")
    message = refusal(f"{server.url}/good", policy)
    assert "expected an answer through the proxy https://127.0.0.1:" in message
    assert "cret" not in message
    assert refusal(f"{server.url}/good", replace(policy, context=ssl.create_default_context())).startswith(
        f"{server.url}/good: expected a trusted certificate, found "
    )
    assert list(tmp_path.iterdir()) == []
