"""Relays bytes on this machine and hangs up after some, as a line does that breaks during an upload."""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct, field


class Relay(Struct, kw_only=True):
    """A running relay: how many bytes of its clients it carries in all, and how many it has carried."""

    port: int
    limit: int
    carried: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allowed(self, piece: bytes) -> bytes:
        """Return what may still be carried of a piece."""
        with self.lock:
            kept = piece[: self.limit - self.carried]
            self.carried += len(kept)
        return kept


def _relay(near: socket.socket, far: socket.socket, relay: Relay) -> None:
    while True:
        for ready in select.select([near, far], [], [])[0]:
            piece = ready.recv(65536)
            kept = relay.allowed(piece) if ready is near else piece
            if kept:
                (far if ready is near else near).sendall(kept)
            if len(kept) < len(piece) or not piece:
                return


@contextmanager
def cutting(port: int, limit: int) -> Iterator[Relay]:
    """A relay to a port of 127.0.0.1 on a free port of its own."""
    relay = Relay(port=0, limit=limit)

    class Handler(socketserver.BaseRequestHandler):
        """Carries bytes both ways until one side ends or the line is cut."""

        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as far:
                _relay(self.request, far, relay)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        relay.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield relay
        finally:
            server.shutdown()
            thread.join()
