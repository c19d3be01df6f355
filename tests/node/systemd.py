"""Reads units as systemd does: `systemd-analyze` loads them below a folder that has what they name."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.base import process
from generator.node.machine import RUNTIMES

Commands = dict[str, list[list[str]]]

_TARGETS = ("sysinit", "basic", "shutdown", "multi-user", "network-online")
_SLICES = ("-.slice", "system.slice", "-.mount")
_PROGRAMS = ("/bin/mkdir", "/bin/touch", *(runtime.program for runtime in RUNTIMES.values()))
_UNITS = "etc/systemd/system"

# A word of a command as systemd shows it, and an escape in it.
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^ ]+)')
_ESCAPE = re.compile(r"\\(?:([0-7]{3})|(.))")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _escaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 8)) if found[1] else _LETTERS.get(found[2], found[2])


def _words(line: str) -> list[str]:
    """Return the words of a command; what starts it makes one dollar sign of two."""
    words = [_ESCAPE.sub(_escaped, found[1]) if found[2] is None else found[2] for found in _WORD.finditer(line)]
    return [word.replace("$$", "$") for word in words]


def machine_root(folder: Path) -> Path:
    """Return a folder with the programs and units of a machine that has every container runtime."""
    units = folder / _UNITS
    units.mkdir(parents=True)
    for program in _PROGRAMS:
        path = folder / program.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n", encoding="utf-8")
        path.chmod(0o755)
    for name in (*(f"{target}.target" for target in _TARGETS), *_SLICES):
        (units / name).write_text("[Unit]\nDescription=x\n", encoding="utf-8")
    for runtime in filter(None, (runtime.service for runtime in RUNTIMES.values())):
        (units / runtime).write_text("[Service]\nExecStart=/usr/bin/docker\n", encoding="utf-8")
    return folder


def _analyze(root: Path, name: str, level: str, inside: Sequence[str] = ()) -> process.Output:
    environment = {**os.environ, "SYSTEMD_LOG_LEVEL": level, "SYSTEMD_COLORS": "0"}
    return process.run([*inside, "systemd-analyze", f"--root={root}", "verify", name], env=environment)


def _commands(shown: str, name: str) -> Commands:
    """Return the commands of a unit in what systemd shows of those that it loaded."""
    known: Commands = {}
    unit = key = ""
    for line in shown.split("\n"):
        if found := re.fullmatch(r"\t*-> (?:Unit (.*)|(Exec[A-Za-z]+)):", line):
            unit, key = found[1] or unit, found[2] or ""
        elif unit == name and key and line.lstrip("\t").startswith("Command Line: "):
            known.setdefault(key, []).append(_words(line.lstrip("\t").removeprefix("Command Line: ")))
    return known


def _put(root: Path, name: str, text: str) -> None:
    (root / _UNITS / name).write_bytes(text.encode("utf-8"))


def complaints(root: Path, name: str, text: str) -> str:
    """Return what systemd complains of in a unit that is put below the root; nothing if it takes it."""
    _put(root, name, text)
    said = _analyze(root, name, "info")
    return said.stdout + said.stderr + (f"status {said.status}\n" if said.status else "")


def commands(root: Path, name: str, text: str, inside: Sequence[str] = ()) -> Commands:
    """Return the words of the commands of a unit that is put below the root, by key, as they are when they run.

    What stands before a command to run it on another machine is `inside`; a unit knows its machine's name.
    """
    _put(root, name, text)
    said = _analyze(root, name, "debug", inside)
    return _commands(said.stdout + said.stderr, name)


def options(words: list[str], option: str) -> list[str]:
    """Return what a command gives an option, each time that it has it."""
    return [words[number + 1] for number, word in enumerate(words) if word == option]


def variables(found: Mapping[str, list[list[str]]]) -> dict[str, str]:
    """Return the variables of the container that a unit starts."""
    [start] = found["ExecStart"]
    return {name: text for name, _, text in (one.partition("=") for one in options(start, "-e"))}
