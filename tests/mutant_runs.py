"""Runs a checkout with a defect in a copy: the build, then tests stage by stage, until one of them notices it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from tests.mutant_defects import Defect
from tests.selection import Selection, select

_RENDERS, _DRIFT = "tests/checks/test_goldens.py", "tests/report/test_drift_goldens.py"
_BUNDLES = "tests/node/test_node_goldens.py"
_PLANS = f"{_RENDERS}::test_the_plan_of_a_line_is_the_golden_one"
# The goldens that a defect of a class can change, the cheapest first.
GOLDENS: Mapping[str, tuple[str, ...]] = {
    "templates": (_BUNDLES, _RENDERS),
    "rows": (_PLANS, _BUNDLES, _DRIFT, _RENDERS),
    "engine": (_PLANS, _BUNDLES, _DRIFT, _RENDERS),
    "node": (_BUNDLES,),
}
# What pytest ends with: all passed, what it was given does not exist, it found no tests.
_PASSED, _MISUSED, _NO_TESTS = 0, 4, 5
_FAILURE = re.compile(r"^(?:FAILED|ERROR) (\S+\.py(?:::[^\s\[]+(?:\[.*?\])?)?)(?: - .*)?$", re.MULTILINE)
_LEFT_ALONE = shutil.ignore_patterns(".nox", ".venv", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache")
_WRITTEN = 2_000_000_000
_PATIENCE = 10  # times its budget of processor time, in wall clock, for a command that waits for ever


class Budget(Struct, frozen=True, kw_only=True):
    """How many seconds of processor time a stage may take."""

    build: float = 60.0
    goldens: float = 300.0
    quick: float = 240.0
    whole: float = 3600.0


class Ran(Struct, frozen=True, kw_only=True):
    """How a command ended, None where it was stopped at its budget; what it said, and its seconds of processor time."""

    status: int | None
    said: str
    seconds: float


class Stage(Struct, frozen=True, kw_only=True):
    """A stage that a defect went through: its name, what noticed it there, whether it was cut, its processor time."""

    name: str
    noticed: str = ""
    cut: bool = False
    seconds: float = 0.0


class Copy(Struct, frozen=True, kw_only=True):
    """A copy of a checkout to plant defects in.

    `broken` are the tests that fail there without any, or do not. `times` are those of files with a defect, in seconds:
    Python tells a file by its size and by whole seconds, so that each needs its own.
    """

    root: Path
    origin: Path
    broken: dict[str, bool] = {}
    times: Iterator[int] = field(default_factory=lambda: count(_WRITTEN))

    def plant(self, defect: Defect) -> None:
        """Put a defect into the copy."""
        path, written = self.root / defect.file, next(self.times)
        path.write_text(defect.planted(path.read_text(encoding="utf-8")), encoding="utf-8")
        os.utime(path, (written, written))

    def restore(self) -> None:
        """Make the copy what the checkout is, and take away what runs left beside it."""
        shutil.rmtree(self.root.parent / "tmp", ignore_errors=True)
        kept = dict(_files(self.origin))
        for name, state in _files(self.root):
            if name not in kept:
                (self.root / name).unlink()
            elif state == kept[name]:
                del kept[name]
        for name in kept:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.origin / name, self.root / name)


def _files(root: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the files of a checkout with their sizes and times, but for what git and Python keep."""
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if not name.startswith(".git/") and path.suffix != ".pyc" and path.is_file():
            yield name, (path.stat().st_size, path.stat().st_mtime_ns)


def copied(checkout: Path, folder: Path) -> Path:
    """Return a copy of a checkout in a folder, without what was installed or cached there."""
    shutil.copytree(checkout, folder, symlinks=True, ignore=_LEFT_ALONE)
    return folder


def _environment(root: Path) -> dict[str, str]:
    """Return the environment of what runs in a copy, where bytecode stands beside its sources; the order of sets is
    one.
    """
    temporary = root.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    python = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": "", "PYTHONHASHSEED": "0"}
    return {**os.environ, **python, "TMPDIR": str(temporary)}


def _spent(process: int) -> float:
    """Return the processor time so far of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _awaited(process: int, budget: float) -> tuple[int | None, float]:
    """Return the status of a process when it ends, None if it is stopped at its budget, and its processor time."""
    started, over = time.monotonic(), False
    while True:
        ended, status, usage = os.wait4(process, os.WNOHANG)
        if ended:
            return None if over else os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        if _spent(process) > budget or time.monotonic() - started > _PATIENCE * budget:
            over = True
            os.killpg(process, signal.SIGKILL)
        time.sleep(0.1)


def run(command: Sequence[str], root: Path, budget: float) -> Ran:
    """Run a command of this Python in a copy, and end it with its group at the budget."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            [sys.executable, *command],
            cwd=root,
            env=_environment(root),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status, seconds = _awaited(child.pid, budget)
        finally:
            child.returncode = 0  # it was waited for
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        output.seek(0)
        return Ran(status=status, said=output.read().decode(errors="replace"), seconds=seconds)


def _pytest(arguments: Sequence[str], root: Path, budget: float) -> Ran:
    return run(["-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments], root, budget)


def selected(copy: Copy, defect: Defect) -> Selection:
    """Return what `quick` would run after the change that the defect in the copy is."""
    return select(copy.root, [defect.file], {defect.file: (copy.origin / defect.file).read_text(encoding="utf-8")})


def failures(ran: Ran) -> list[str]:
    """Return the tests that failed, and the modules that do not load; what pytest said last where it names none."""
    if ran.status in {None, _PASSED, _NO_TESTS}:
        return []
    found = list(dict.fromkeys(_FAILURE.findall(ran.said)))
    if ran.status == _MISUSED and not found:
        raise ValueError(f"expected tests that there are, found: {ran.said.strip()[-400:]}")
    return found or [ran.said.strip().rpartition("\n")[2] or "it said nothing"]


def _tested(root: Path, name: str, arguments: Sequence[str], budget: float) -> Stage:
    """Return a stage of tests, up to the first that fails."""
    ran = _pytest(["-x", *arguments], root, budget)
    return Stage(name=name, noticed="".join(failures(ran)[:1]), cut=ran.status is None, seconds=ran.seconds)


def _is_broken(copy: Copy, test: str) -> bool:
    """Report whether a test fails in the checkout as it is, too, asked once for each."""
    if test not in copy.broken:
        copy.broken[test] = ".py" in test and bool(_tested(copy.origin, "", [test], Budget().goldens).noticed)
    return copy.broken[test]


def tried(copy: Copy, name: str, arguments: Sequence[str], budget: float) -> Stage:
    """Return a stage of tests; one that fails without the defect, too, is left out, and the stage is run again."""
    seconds, failed = 0.0, set[str]()
    while True:
        out = [test for test, broken in copy.broken.items() if broken]
        options = [f"--{'deselect' if '::' in test else 'ignore'}={test}" for test in out]
        left = [*(one for one in arguments if one not in out), *options]
        stage = _tested(copy.root, name, left, budget - seconds)
        seconds += stage.seconds
        if stage.noticed in failed:
            raise ValueError(f"expected {stage.noticed} to be left out, found it failing")
        if not (stage.noticed and _is_broken(copy, stage.noticed)):
            return replace(stage, seconds=seconds)
        failed.add(stage.noticed)


def build(root: Path, budget: Budget) -> Stage:
    """Build the chart of a copy; one that does not end is as good as one that fails."""
    ran = run(["-m", "generator", "build"], root, budget.build)
    said = "it did not end" if ran.status is None else ran.said.strip().rpartition("\n")[2]
    return Stage(name="build", noticed="" if ran.status == 0 else said or "it failed", seconds=ran.seconds)


def _is_there(root: Path, test: str) -> bool:
    """Report whether a checkout has a module of tests, or a test."""
    path, name = root / test.partition("::")[0], test.partition("::")[2]
    return path.is_file() and (not name or f"def {name}(" in path.read_text(encoding="utf-8"))


def part_of(root: Path, wanted: Sequence[str], failing: Sequence[str] | None) -> list[str]:
    """Return what fails of modules and tests; those of them that are there where it is not known what fails."""
    if failing is None:
        return [one for one in wanted if _is_there(root, one)]
    return [test for test in failing if any(f"{test}::".startswith((f"{one}::", f"{one}[")) for one in wanted)]


def _quick(copy: Copy, found: Selection, failing: Sequence[str] | None, budget: Budget) -> Iterator[Stage]:
    """Yield what `quick` selects: the cases of modules that bear a name, then whole modules."""
    if cases := part_of(copy.root, found.cases, failing):
        yield tried(copy, "quick", [*cases, "-k", found.keyword], budget.quick)
    if tests := part_of(copy.root, found.tests, failing):
        yield tried(copy, "quick", tests, budget.quick)


def alone(copy: Copy, defect: Defect, budget: Budget) -> Iterator[Stage]:
    """Yield the build with the defect that is in the copy, the goldens that it can change, and what `quick` selects for
    the scripts of the node: that is little, and in a shell a defect can wait for ever.
    """
    yield build(copy.root, budget)
    yield _tested(copy.root, "goldens", GOLDENS[defect.group], budget.goldens)
    if defect.group == "node":
        yield from _quick(copy, selected(copy, defect), None, budget)


def together(copy: Copy, jobs: int, budget: Budget) -> Sequence[str] | None:
    """Return what fails of all tests with the defects that are in the copy; None if that build fails or does not
    end.
    """
    if build(copy.root, budget).noticed:
        return None
    everything = ["--continue-on-collection-errors", "-n", str(jobs), "--dist", "loadfile"]
    ran = _pytest(everything, copy.root, budget.whole)
    return None if ran.status is None else failures(ran)


def again(copy: Copy, defect: Defect, failing: Sequence[str] | None, budget: Budget) -> Iterator[Stage]:
    """Yield what fails with several defects, with the one that is in the copy: of what `quick` selects, then of all
    tests.

    Where it is not known what fails, what `quick` selects is all that there is.
    """
    yield build(copy.root, budget)
    found = selected(copy, defect)
    if defect.group != "node":
        yield from _quick(copy, found, failing, budget)
    known = part_of(copy.root, found.tests, failing or ())
    if rest := [test for test in failing or () if test not in known]:
        yield tried(copy, "whole", rest, budget.quick)


def check_clean(copy: Copy, budget: Budget) -> None:
    """Raises where the checkout's own build or goldens fail, which would make every defect a noticed one."""
    every = tuple(dict.fromkeys(name for names in GOLDENS.values() for name in names))
    found = build(copy.root, budget)
    if not found.noticed:
        found = _tested(copy.root, "goldens", every, budget.goldens)
    if found.noticed or found.cut:
        raise ValueError(f"expected a checkout whose {found.name} passes, found: {found.noticed or 'no end'}")
    copy.restore()
