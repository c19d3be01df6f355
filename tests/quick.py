"""Runs the tests that the files changed since a revision can affect, then ruff and mypy on these files."""

import argparse
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.paths import ROOT
from tests.selection import Selection, select

PYTEST = ("pytest", "-q")
LINT = (("ruff", "check"), ("ruff", "format", "--check"))
TYPES = ("mypy",)
# What pytest ends with where no test has the name that is asked for.
NONE = 5


def git(*arguments: str) -> str:
    """Return what git says of the checkout."""
    command = ["git", "-c", "safe.directory=*", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


def changed_since(revision: str) -> list[str]:
    """Return the files that differ from a revision, and those that git does not track yet."""
    tracked = git("diff", "--name-only", "--no-renames", "-z", revision)
    return sorted({*tracked.split("\0"), *git("ls-files", "--others", "--exclude-standard", "-z").split("\0")} - {""})


def texts_at(revision: str, paths: Sequence[str]) -> Mapping[str, str]:
    """Return the texts of sources and templates at a revision, of those that were there."""
    known = {*git("ls-tree", "-r", "--name-only", "-z", revision).split("\0")}
    wanted = [path for path in paths if path in known and path.endswith((".py", ".j2", ".tpl", ".yaml"))]
    return {path: git("show", f"{revision}:{path}") for path in wanted}


def told(selection: Selection) -> str:
    """Return what is run, and what is left out and why."""
    found = Counter(path.partition("::")[0] for path in selection.tests)
    of_each = [f"  {path}{'' if path in selection.tests else f', {count} tests'}" for path, count in found.items()]
    lines = [f"{len(found)} test modules, whole or in part:", *of_each]
    if selection.keyword:
        lines.append(f"of {len(selection.cases)} further modules the cases of {selection.keyword}")
    return "\n".join([*lines, *(f"left out: {one}" for one in selection.left_out)])


def steps(selection: Selection, sources: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the commands that prove the change."""
    found: list[tuple[str, ...]] = [(*PYTEST, *selection.tests)]
    if selection.cases and selection.keyword:
        found.append((*PYTEST, "-k", selection.keyword, *selection.cases))
    return [*found, *((*command, *sources) for command in (*LINT, TYPES) if sources)]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.quick", description=__doc__)
    parser.add_argument("--since", metavar="REV", help="the revision; without it where the branch left main")
    parser.add_argument("--list", action="store_true", help="say what would run, and run nothing")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Select, say and run; the exit status is that of the first command that fails."""
    options = _options(arguments)
    revision = (
        git("rev-parse", "--verify", options.since).strip()
        if options.since
        else git("merge-base", "HEAD", "main").strip()
    )
    paths = changed_since(revision)
    if not paths:
        print(f"nothing has changed since {revision[:9]}")
        return 0
    try:
        selection = select(ROOT, paths, texts_at(revision, paths))
    except SyntaxError as error:
        print(error)
        return 1
    print(f"{len(paths)} files changed since {revision[:9]}\n{told(selection)}", flush=True)
    if options.list:
        return 0
    sources = [path for path in paths if path.endswith(".py") and (ROOT / path).is_file()]
    statuses = []
    for command in steps(selection, sources):
        print(f"\n$ {' '.join(command[:4])} ...", flush=True)
        statuses.append(subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode)
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"\n{sum(one.ru_utime + one.ru_stime for one in spent):.0f} s of processor time")
    return next((status for status in statuses if status not in {0, NONE}), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
