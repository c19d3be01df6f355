"""Writes the README of a bundle: what to run in which order, how to verify it, and how to remove it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import join, quote

from msgspec import Struct

from generator.base.pages import render_page
from generator.node.cni_files import CA, SERVER, TOKEN
from generator.node.controllers import COMPONENT, NAME
from generator.node.flannel import NET_CONF
from generator.node.machine import RUNTIMES, Machine

_PAGE = Path(__file__).parent / "pages" / "readme.md.j2"
_ETCD_KEY = "/coreos.com/network/config"


# Modes of files on the machine, as install takes them: for all to read, and for root alone.
PLAIN, PRIVATE = "0644", "0600"


class Placed(Struct, frozen=True, kw_only=True):
    """A file of the bundle, its place on the machine, and what it is. One that is last goes there once all runs."""

    name: str
    target: str
    what: str
    text: str
    mode: str = PLAIN
    is_last: bool = False


class Kubeconfig(Struct, frozen=True, kw_only=True):
    """A kubeconfig that lacks its token: the file in the bundle, its place, and the ServiceAccount of the token."""

    name: str
    target: str
    namespace: str
    account: str


class Binaries(Struct, frozen=True, kw_only=True):
    """Programs in an image that the container runtime of the pods must find on the machine."""

    image: str
    paths: Sequence[str]
    folder: str


def readme(machine: Machine, placed: Sequence[Placed], story: Mapping[str, object]) -> str:
    """Return the README of a bundle, whose template knows what the story consists of."""
    context = {
        "story": {"machine": machine, "placed": placed, **story},
        "program": RUNTIMES[machine.runtime].program,
        "removed": [one.target for one in placed],
        "words": lambda *words: join(words),
        "quoted": quote,
        "net_conf": NET_CONF,
        "etcd_key": _ETCD_KEY,
        "token": TOKEN,
        "ca": CA,
        "server": SERVER,
        "controllers": NAME,
        "component": COMPONENT,
    }
    return render_page(_PAGE, context)
