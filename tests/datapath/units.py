"""Runs the units of a bundle on a machine as systemd does, with what must be there, runs before, and stops them."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from tests.datapath.commands import LabError, tail
from tests.datapath.hosts import Host
from tests.datapath.isolation import WORK
from tests.node import systemd

_FOLDER = "/etc/systemd/system"
# The assertions of units that are known here, and the test for each.
_ASSERTIONS: Mapping[str, str] = {"AssertPathExists": "-e", "AssertPathIsDirectory": "-d"}
# What changes nothing in how the lab runs a unit: it starts them in their order, and what ends there is an error.
_OTHERS = {"Description", "After", "Wants", "Requires", "TimeoutStartSec", "Restart", "RestartSec", "WantedBy"}
_COMMANDS = ("ExecStartPre", "ExecStart", "ExecStop")
# How long systemd waits for the end of what it stops: DefaultTimeoutStopSec.
_STOP_SECONDS = 90.0


class Command(Struct, frozen=True, kw_only=True):
    """A command of a unit as it is when it runs. If it is `tolerated`, it may fail."""

    words: tuple[str, ...]
    tolerated: bool


class Unit(Struct, frozen=True, kw_only=True):
    """A unit: the tests of what must be there, and its commands by key."""

    name: str
    tests: tuple[tuple[str, str], ...]
    commands: Mapping[str, tuple[Command, ...]]


class Service(Struct, frozen=True, kw_only=True):
    """A unit that was started on a machine: its log, and the process that it started."""

    unit: Unit
    host: Host
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def tail(self) -> str:
        """Return the end of its log."""
        return tail(self.log)


def _lines(name: str, text: str) -> list[tuple[str, str]]:
    """Return the keys of a unit with their values. Raise LabError for a key that is not known here."""
    joined = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in joined.splitlines() if line and not line.startswith(("#", "["))]
    found = [(key, value) for key, _, value in (line.partition("=") for line in lines)]
    unknown = {key for key, _ in found} - {*_OTHERS, *_ASSERTIONS, *_COMMANDS}
    if unknown:
        raise LabError(f"{name}: expected keys that are known here, found {', '.join(sorted(unknown))}")
    return found


def read(host: Host, name: str) -> Unit:
    """Read a unit that is installed on a machine. systemd itself tells the words of its commands."""
    text = host.run("cat", f"{_FOLDER}/{name}")
    lines = _lines(name, text)
    root = WORK / "units" / host.name
    if not root.is_dir():
        root.mkdir(parents=True)
        systemd.machine_root(root)
    words = systemd.commands(root, name, text, host.inside())
    written = {key: [value for one, value in lines if one == key] for key in _COMMANDS}
    for key, values in written.items():
        if len(values) != len(words.get(key, [])):
            raise LabError(f"{name}: expected {len(values)} commands of {key}, found {words.get(key, [])}")
    commands = {
        key: tuple(
            Command(words=tuple(one), tolerated=value.startswith("-"))
            for one, value in zip(words.get(key, []), values, strict=True)
        )
        for key, values in written.items()
    }
    tests = tuple((_ASSERTIONS[key], value.replace("%%", "%")) for key, value in lines if key in _ASSERTIONS)
    return Unit(name=name, tests=tests, commands=commands)


def _run_each(host: Host, unit: Unit, key: str) -> None:
    """Run the commands of a key, one after the other."""
    for command in unit.commands[key]:
        done = host.attempt(*command.words, timeout=_STOP_SECONDS)
        if done.status and not command.tolerated:
            words = " ".join(command.words[:3])
            raise LabError(f"{unit.name} on {host.name}: {key}: {words}: status {done.status}: {done.stderr.strip()}")


def start(host: Host, name: str) -> Service:
    """Start a unit. Raise LabError where systemd would not, or where something before it fails."""
    unit = read(host, name)
    for test, path in unit.tests:
        if host.attempt("test", test, path).status:
            raise LabError(f"{name} on {host.name}: expected {path}, found none")
    _run_each(host, unit, "ExecStartPre")
    [command] = unit.commands["ExecStart"]
    log = WORK / "logs" / f"{host.name}.{name}.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(
            host.inside(*command.words), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True
        )
    return Service(unit=unit, host=host, log=log, process=process)


def stop(service: Service) -> None:
    """Stop a unit by its own commands. Raise LabError if what it started does not end by them."""
    _run_each(service.host, service.unit, "ExecStop")
    try:
        service.process.wait(5.0)
    except subprocess.TimeoutExpired as error:
        service.process.kill()
        raise LabError(f"{service.unit.name}: expected its end by ExecStop, found that it runs") from error
