"""Edits upstream's manifests by chance, and counts what becomes of them: nothing wrong may be built in silence."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.base.trees import canonical
from generator.commands.named_lines import build_line
from generator.features.manifests import FEATURES
from tests import upstream
from tests.upstream import LINE, Manifests
from tests.upstream_edits import Edit
from tests.upstream_proof import findings, silent
from tests.upstream_slips import EDITS, SLIPS, Slip

TIMES = 4
VARIANTS = 2  # of those that an edit changed, how many are rendered with other values, too
KINDS = {
    "stopped": "stopped by the build with a path",
    "found": "by a check of what was built",
    "proven": "built, equal and reached by values",
    "failed": "silent failures",
}
DRAWS = 20  # until an edit changes something


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of an edit: stopped, found by a check, proven, or failed in silence; and what was said."""

    kind: str
    what: str
    said: str = ""


class Mutation(Struct, frozen=True, kw_only=True):
    """The raw manifests after an edit, the variants that it changed, and the texts that may not be left."""

    folder: Path
    changed: tuple[str, ...]
    planted: tuple[str, ...] = ()


def _drawn(edit: Edit, random: Random) -> tuple[Manifests, tuple[str, ...]]:
    """Return the manifests after the edit, drawn anew while it finds nothing to change, and what it planted."""
    for _ in range(DRAWS):
        changed = upstream.current()
        try:
            planted = tuple(edit(changed, random))
        except (IndexError, KeyError, StopIteration, TypeError, ValueError):
            continue
        if changed != upstream.current():
            return changed, planted
    raise AssertionError("an edit that changes nothing")


def by_edit(edit: Edit, random: Random, folder: Path) -> Mutation:
    """Return the manifests after an edit of their objects."""
    manifests, planted = _drawn(edit, random)
    before = upstream.current()
    changed = tuple(stem for stem in FEATURES.variants if canonical([*manifests[stem]]) != canonical([*before[stem]]))
    return Mutation(folder=upstream.write(manifests, folder), changed=changed, planted=planted)


def by_slip(slip: Slip, random: Random, folder: Path) -> Mutation:
    """Return the manifests after an edit of one file's text."""
    raw = upstream.write(upstream.current(), folder)
    stem, manifest = random.choice(list(FEATURES.variants.items()))
    version = dict(LINE.releases())[manifest.project]
    path = raw / manifest.project / version / manifest.file
    path.write_bytes(slip(path.read_bytes(), random))
    return Mutation(folder=raw, changed=(stem,))


def _mutated(kind: str, random: Random, folder: Path) -> Mutation:
    if kind in EDITS:
        return by_edit(EDITS[kind], random, folder)
    return by_slip(SLIPS[kind], random, folder)


def _has_path(said: str) -> bool:
    """Report whether each line says where, what was expected and what was found."""
    return all(": expected " in line and ", found " in line for line in said.splitlines())


def judged(mutation: Mutation, random: Random, folder: Path) -> tuple[str, str]:
    """Return what becomes of the manifests, and what is said."""
    try:
        made = build_line(LINE, mutation.folder)
    except ProblemsError as error:
        said = str(error)
        return ("stopped" if _has_path(said) else "failed", said)
    chart = folder / "cni"
    write_tree(chart, made.chart.files)
    if found := findings(made, chart):
        return "found", found[0]
    variants = random.sample(mutation.changed, min(VARIANTS, len(mutation.changed)))
    missed = silent(chart, variants, mutation.planted, folder)
    return ("failed", "\n".join(missed)) if missed else ("proven", "")


def outcome_of(kind: str, number: int) -> Outcome:
    """Return what becomes of one edit, which its kind and number alone decide; a crash is a silent failure, too."""
    what = f"{kind}, {number}"
    random = Random(what)  # noqa: S311 - the same edits in every run
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            judgement, said = judged(_mutated(kind, random, folder), random, folder)
        except Exception as error:
            judgement, said = "failed", f"{type(error).__name__}: {error}"
        return Outcome(kind=judgement, what=what, said=said.replace(str(folder), ""))


def outcomes(first: int = 1, times: int = TIMES) -> Iterator[Outcome]:
    """Yield what becomes of each kind of edit, so many times from that number on, as soon as it is known."""
    for number in range(first, first + times):
        yield from (outcome_of(kind, number) for kind in (*EDITS, *SLIPS))


def main(*, verbose: bool) -> int:
    """Print the counts, and each silent failure; 1 where there is one."""
    counts: Counter[str] = Counter()
    for outcome in outcomes():
        counts[outcome.kind] += 1
        if verbose or outcome.kind in {"failed", "found"}:
            print(f"{outcome.kind}: {outcome.what}: {outcome.said[:600]}", flush=True)
    shown = ", ".join(f"{counts[kind]} {what}" for kind, what in KINDS.items())
    print(f"{counts.total()} edits of {len(EDITS) + len(SLIPS)} kinds: {shown}")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(verbose="-v" in sys.argv[1:]))
