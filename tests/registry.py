"""Runs a registry of distribution's own on this machine."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.base.process import background
from generator.publish.oci import Registry
from generator.tools.programs import locate

_CONFIGURATION = """version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}/data}}}}
http: {{addr: "127.0.0.1:{port}"}}
log: {{level: error, accesslog: {{disabled: true}}}}
{more}
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait(port: int) -> None:
    """Until something listens on the port."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the registry does not answer")


@contextmanager
def running(folder: Path, more: str = "") -> Iterator[Registry]:
    """A registry of distribution's own."""
    port = free_port()
    (folder / "config.yml").write_text(_CONFIGURATION.format(folder=folder, port=port, more=more), encoding="utf-8")
    command = [str(locate("registry")), "serve", str(folder / "config.yml")]
    with (folder / "log").open("wb") as log, background(command, output=log.fileno(), cwd=folder):
        _wait(port)
        yield Registry(url=f"oci://127.0.0.1:{port}/charts", plain_http=True)
