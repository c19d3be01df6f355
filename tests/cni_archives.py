"""Makes archives as containernetworking/plugins publishes them, and the server, folder and call that install one."""

import hashlib
import io
import random
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from msgspec import Struct, field

from tests.hearing import start
from tests.https_server import Reply, Server, body, serving
from tests.programs import SYSTEM_PATH
from tests.shell_scripts import INSTALLER

VERSION, OLD_VERSION = "v1.9.1", "v0.8.6"
PLUGINS = ("bandwidth", "bridge", "host-local", "loopback", "portmap")
LEFTOVER = ".install-cni-plugins."

# A member is its bytes, or a header for what is no ordinary file.
Member = bytes | tarfile.TarInfo


def path_of(version: str = VERSION, arch: str = "amd64") -> str:
    """Return the path of an archive below the base address."""
    return f"/{version}/cni-plugins-linux-{arch}-{version}.tgz"


def binary(name: str, release: str = VERSION) -> bytes:
    """Return what stands for a plugin's binary: bytes that no compression makes smaller."""
    return f"{release} {name}\n".encode() + random.Random(f"{release} {name}").randbytes(20_000)  # noqa: S311 - no secret


def header(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    """Return a member that is no ordinary file."""
    found = tarfile.TarInfo(name)
    found.type, found.linkname, found.mode = kind, link, 0o755
    return found


def archive(*members: tuple[str, Member], level: int = 9) -> bytes:
    """Return a gzipped tar of these members, with the folder itself as its first one, as upstream's have it."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=level) as made:
        made.addfile(header("./", tarfile.DIRTYPE))
        for name, member in members:
            content = member if isinstance(member, bytes) else b""
            entry = tarfile.TarInfo(name) if isinstance(member, bytes) else member
            entry.size, entry.mode = len(content), 0o755
            made.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def release(*more: tuple[str, Member]) -> bytes:
    """Return the archive of a release, with further members behind the plugins."""
    plugins = [(f"./{name}", binary(name)) for name in PLUGINS]
    return archive(*plugins, ("./LICENSE", b"Apache\n"), ("./README.md", b"Plugins\n"), *more)


def sha256(content: bytes) -> str:
    """Return what --sha256 expects of an archive."""
    return hashlib.sha256(content).hexdigest()


class File(Struct, frozen=True, kw_only=True):
    """A file of the target folder; the inode tells a rename from a write into the file that was there.

    Of the content there is the sha256: pytest would take minutes to show where long contents differ.
    """

    sha256: str
    mode: int
    inode: int


def files(folder: Path) -> dict[str, File]:
    """All that is in a folder, hidden and temporary files included."""
    return {
        path.relative_to(folder).as_posix(): File(
            sha256=sha256(path.read_bytes()), mode=path.stat().st_mode & 0o777, inode=path.stat().st_ino
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


class Node(Struct, frozen=True, kw_only=True):
    """A folder that an older release and other plugins are installed in, and the script that changes it."""

    folder: Path
    script: Path = INSTALLER
    path: str = SYSTEM_PATH

    @property
    def target(self) -> Path:
        """Where the binaries are."""
        return self.folder / "opt cni bin"

    def prepare(self) -> None:
        """Put binaries of others there, and one of an older release."""
        self.target.mkdir()
        for name in ("calico", "flannel"):
            (self.target / name).write_bytes(binary(name, "another project"))
        (self.target / "bridge").write_bytes(binary("bridge", OLD_VERSION))

    def command(self, server: Server | None, *options: str) -> list[str]:
        """Return the command that installs from a server."""
        source = [] if server is None else ["--base-url", server.url, "--ca-file", str(server.authority)]
        return ["sh", str(self.script), "--arch", "amd64", "--target", str(self.target), *source, *options]

    def run(self, server: Server | None, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the script to its end."""
        command = self.command(server, *options)
        return subprocess.run(command, env={"PATH": self.path}, capture_output=True, text=True, check=False, timeout=60)

    def start(self, server: Server, *options: str) -> subprocess.Popen[str]:
        """Start the script in a process group of its own."""
        return start(self.command(server, *options), env={"PATH": self.path})


class Held(Struct, frozen=True):
    """A reply that sends half of a body and goes on when it is let."""

    content: bytes
    begun: threading.Event = field(default_factory=threading.Event)
    let: threading.Event = field(default_factory=threading.Event)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer."""
        half = len(self.content) // 2
        body(self.content[:half], length=len(self.content))(handler)
        handler.wfile.flush()
        self.begun.set()
        self.let.wait(20)
        handler.wfile.write(self.content[half:])


@contextmanager
def publishing(reply: Reply, folder: Path, others: Mapping[str, Reply] | None = None) -> Iterator[Server]:
    """A server that answers like this where the archive of amd64 is."""
    with serving({path_of(): reply, **(others or {})}, folder) as server:
        yield server
