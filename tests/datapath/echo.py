"""Answers each connection with the address that it comes from: `python echo.py PORT`, on every address there is."""

import socket
import sys


def serve(port: int) -> None:
    """Answer until the process ends."""
    listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
    while True:
        link, peer = listener.accept()
        with link:
            link.sendall(f"{peer[0].removeprefix('::ffff:')}\n".encode())


if __name__ == "__main__":
    serve(int(sys.argv[1]))
