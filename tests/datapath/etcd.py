"""Starts an etcd that only clients with a certificate of its authority reach, where the lab's machines can."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from generator.base import process
from generator.base.trees import Tree, submap
from generator.tools.helm import GO
from generator.tools.programs import locate
from tests.datapath import certificates
from tests.datapath.commands import LabError, attempt, until
from tests.datapath.isolation import GATEWAY, WORK

_CLIENTS, _PEERS = 2379, 2380


class Store(Struct, frozen=True, kw_only=True):
    """An etcd that runs: its address, and the files of a client: the authority, a certificate and its key."""

    endpoint: str
    ca: Path
    cert: Path
    key: Path

    @property
    def texts(self) -> dict[str, str]:
        """What the files of a client hold, by `ca`, `cert` and `key`."""
        files = {"ca": self.ca, "cert": self.cert, "key": self.key}
        return {name: path.read_text(encoding="utf-8") for name, path in files.items()}


def _pairs(folder: Path) -> None:
    """Make an authority, and with it a pair for etcd and one for its clients."""
    certificates.authority(folder)
    certificates.signed(folder, "server", "-addext", f"subjectAltName=IP:{GATEWAY}")
    certificates.signed(folder, "client", "-addext", "extendedKeyUsage=clientAuth")


def _flags(folder: Path, endpoint: str) -> list[str]:
    peers = f"http://127.0.0.1:{_PEERS}"
    return [
        f"--data-dir={folder / 'data'}",
        "--unsafe-no-fsync",
        f"--listen-client-urls={endpoint}",
        f"--advertise-client-urls={endpoint}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        f"--cert-file={folder / 'server.crt'}",
        f"--key-file={folder / 'server.key'}",
        f"--trusted-ca-file={folder / 'authority.crt'}",
        "--client-cert-auth",
    ]


def client(store: Store) -> tuple[str, ...]:
    """Return the beginning of a curl that etcd takes for one of its clients."""
    return ("curl", "-sSf", "--cacert", str(store.ca), "--cert", str(store.cert), "--key", str(store.key))


def _await(store: Store, running: process.Background, log: Path) -> None:
    """Wait until etcd answers a client; one without a certificate must get nothing."""
    health = f"{store.endpoint}/health"

    def answers() -> bool:
        if running.wait(0.0) is not None:
            raise LabError(f"etcd: expected it to run, found its end:\n{log.read_text(encoding='utf-8')[-2000:]}")
        return not attempt(*client(store), health).status

    until(answers, "an answer of etcd", every=0.05)
    if not attempt("curl", "-sSf", "--cacert", store.ca, health).status:
        raise LabError("etcd: expected a client without a certificate to get nothing, found an answer")


@contextmanager
def running_store() -> Iterator[Store]:
    """Provide an empty etcd with mutual TLS at the address that the lab has in the network of its machines."""
    folder = WORK / "etcd"
    folder.mkdir()
    _pairs(folder)
    endpoint, log = f"https://{GATEWAY}:{_CLIENTS}", WORK / "logs" / "etcd.log"
    ca, cert, key = (folder / name for name in ("authority.crt", "client.crt", "client.key"))
    store = Store(endpoint=endpoint, ca=ca, cert=cert, key=key)
    command = [str(locate("etcd")), *_flags(folder, endpoint)]
    with ExitStack() as stack:
        sink = stack.enter_context(log.open("wb"))
        running = process.background(command, output=sink.fileno(), env=dict(GO), cwd=folder)
        _await(store, stack.enter_context(running), log)
        yield store


def values_with(values: dict[str, Tree], store: Store) -> dict[str, Tree]:
    """Return values of the chart for Calico with the datastore etcd, where this one is and what its clients need."""
    endpoints: list[Tree] = [store.endpoint]
    tls: dict[str, Tree] = {**store.texts}
    etcd: Tree = {"endpoints": endpoints, "tls": tls}
    calico: Tree = {**submap(values, "calico"), "etcd": etcd}
    return {**values, "calico": calico}
