"""Runs a local proxy for https, for tests of downloads."""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from msgspec import Struct

from tests.https_server import Quiet

Answer = Callable[[BaseHTTPRequestHandler], None]


class RunningProxy(Struct, frozen=True, kw_only=True):
    """A running proxy, and what was asked of it: the host and port, and the credentials."""

    port: int
    asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Its url."""
        return f"http://{self.address}"


def tunnel(handler: BaseHTTPRequestHandler) -> None:
    """Connect to what is asked for and carry bytes both ways until one side ends."""
    host, _, port = handler.path.rpartition(":")
    with socket.create_connection((host, int(port))) as far:
        handler.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        near = handler.connection
        other = {near: far, far: near}
        while True:
            for ready in select.select([near, far], [], [])[0]:
                piece = ready.recv(65536)
                if not piece:
                    return
                other[ready].sendall(piece)


def answer(*pieces: bytes, pause: float = 0.0) -> Answer:
    """Say this instead of connecting, with a pause behind each piece."""

    def say(handler: BaseHTTPRequestHandler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
            threading.Event().wait(pause)

    return say


@contextmanager
def proxying(act: Answer = tunnel) -> Iterator[RunningProxy]:
    """A proxy on a free port of 127.0.0.1."""
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        """Notes what is asked for and acts."""

        def do_CONNECT(self) -> None:
            asked.append((self.path, self.headers.get("Proxy-Authorization", "")))
            self.close_connection = True
            act(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield RunningProxy(port=server.server_port, asked=asked)
        finally:
            server.shutdown()
            thread.join()
