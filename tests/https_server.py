"""Runs a local https server with its own authority, for tests of downloads."""

import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import Struct

Reply = Callable[[BaseHTTPRequestHandler], None]


class Server(Struct, frozen=True, kw_only=True):
    """A running server: its authority's certificate file and the requests it has seen."""

    port: int
    authority: Path
    scheme: str = "https"
    requests: list[tuple[str, Mapping[str, str]]] = []

    @property
    def host(self) -> str:
        """The host as an allow-list names it."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of the root, without a slash at the end."""
        return f"{self.scheme}://{self.host}"


def _builder(name: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    subject, by = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)]) for common in (name, issuer))
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=by, public_key=key.public_key())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).add_extension(identifier, critical=False)


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = _builder("authority", "authority", key)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
    return builder.sign(key, SHA256())


def _leaf(key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = _builder("server", "authority", key).add_extension(issuer, critical=False)
    return builder.add_extension(x509.SubjectAlternativeName([address]), critical=False).sign(signer, SHA256())


def _certificates(folder: Path) -> tuple[Path, Path]:
    """Return an authority's certificate file, and one with a certificate of it for 127.0.0.1 and its key."""
    signer, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    authority, server = folder / "authority.pem", folder / "server.pem"
    authority.write_bytes(_authority(signer).public_bytes(pem))
    server.write_bytes(_leaf(key, signer).public_bytes(pem) + private)
    return authority, server


def body(content: bytes, *headers: tuple[str, str], length: int | None = None, status: int = 200) -> Reply:
    """Return a reply with this body; a longer `length` than the body's announces more than is sent."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(content) if length is None else length))):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    return reply


def redirect(location: str) -> Reply:
    """Return a reply that points elsewhere."""
    return body(b"", ("Location", location), status=302)


def raw(*pieces: bytes, pause: float = 0.0) -> Reply:
    """Return a reply written byte for byte, with a pause between the pieces."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        waiting = threading.Event()
        for piece in pieces:
            handler.wfile.write(piece)
            waiting.wait(pause)

    return reply


class Quiet(ThreadingHTTPServer):
    """Joins its threads when it closes, and keeps clients that hang up out of the output."""

    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the client is what is tested."""


def _handler(routes: Mapping[str, Reply], seen: list[tuple[str, Mapping[str, str]]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers from the table of routes and hangs up."""

        def do_GET(self) -> None:
            seen.append((self.path, dict(self.headers)))
            self.close_connection = True
            routes.get(self.path, body(b"", status=404))(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(routes: Mapping[str, Reply], folder: Path, *, tls: bool = True) -> Iterator[Server]:
    """A server of these routes on a free port of 127.0.0.1 with fresh certificates in `folder`, or of plain http."""
    authority, certificate = _certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    seen: list[tuple[str, Mapping[str, str]]] = []
    with Quiet(("127.0.0.1", 0), _handler(routes, seen)) as server:
        if tls:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            scheme = "https" if tls else "http"
            yield Server(port=server.server_port, authority=authority, scheme=scheme, requests=seen)
        finally:
            server.shutdown()
            thread.join()
