"""Plants seeded defects in copies of a checkout, and counts those that the build, the goldens and the tests notice."""

import argparse
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from msgspec import Struct
from msgspec.structs import replace

from generator.base.process import scratch
from tests.mutant_defects import GROUPS, IN_ALL, SEED, Defect, loaded, saved, seeded
from tests.mutant_runs import Budget, Copy, Stage, again, alone, check_clean, copied, together
from tests.paths import ROOT

STAGES = ("build", "goldens", "quick", "whole")
GO_ON = 10
ABSENT, SURVIVED = "not in this checkout", "survived"
Steps = Callable[[Copy, Defect], Iterator[Stage]]


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of a defect: the line where it was planted, None where the checkout has no such line, its stages."""

    defect: Defect
    line: int | None
    stages: tuple[Stage, ...] = ()

    @property
    def ending(self) -> str:
        """What became of it, in words."""
        if self.line is None:
            return ABSENT
        return next((f"noticed by {stage.name}" for stage in self.stages if stage.noticed), SURVIVED)

    def __str__(self) -> str:
        spent = sum(stage.seconds for stage in self.stages)
        said = [stage.noticed for stage in self.stages if stage.noticed]
        said = said or [f"{stage.name} was cut" for stage in self.stages if stage.cut]
        where = f"{self.defect.file}:{self.line or '-'}: {self.defect.kind}"
        return ": ".join([f"{self.ending:20} {spent:6.1f} s  {where}", *(text[:200] for text in said)])


def judged(copy: Copy, defect: Defect, steps: Iterable[Stage]) -> Verdict:
    """Return what becomes of a defect in the copy, which is as before afterwards; steps are taken until one
    notices it.
    """
    line = defect.line(copy.origin)
    if line is None:
        return Verdict(defect=defect, line=None)
    taken: list[Stage] = []
    copy.plant(defect)
    try:
        for stage in steps:
            taken.append(stage)
            if stage.noticed:
                break
    finally:
        copy.restore()
    return Verdict(defect=defect, line=line, stages=tuple(taken))


def verdicts(copies: Sequence[Copy], defects: Sequence[Defect], steps: Steps) -> Iterator[Verdict]:
    """Yield what becomes of each defect, in their order; as many at a time as there are copies."""
    free: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def judge(defect: Defect) -> Verdict:
        copy = free.get()
        try:
            return judged(copy, defect, steps(copy, defect))
        finally:
            free.put(copy)

    pool = ThreadPoolExecutor(len(copies))
    try:
        yield from pool.map(judge, defects)
    finally:
        pool.shutdown(cancel_futures=True)


def at_once(copies: Sequence[Copy], few: Sequence[Verdict], budget: Budget) -> Iterator[Verdict]:
    """Yield what becomes of survivors: all tests run once with all of them, then those that fail with each alone.

    That is as good as all tests for each, as long as no defect mends what another one breaks.
    """
    for one in few:
        copies[0].plant(one.defect)
    failing = together(copies[0], len(copies), budget)
    copies[0].restore()
    yield from verdicts(copies, [one.defect for one in few], lambda copy, one: again(copy, one, failing, budget))


def chosen(survivors: Sequence[Verdict], seed: int) -> list[Verdict]:
    """Return those that go on to all tests, drawn by the seed: all tests cost more than everything before."""
    drawn = random.Random(seed).sample(range(len(survivors)), min(GO_ON, len(survivors)))  # noqa: S311 - no secret
    return [survivors[number] for number in sorted(drawn)]


def table(found: Sequence[Verdict]) -> Iterator[str]:
    """Noticed and survived by class and stage, and the cost of each stage."""
    counts = Counter((one.ending, one.defect.group) for one in found)
    yield f"{'':22}" + "".join(f"{group:>12}" for group in (*GROUPS, "all"))
    for ending in (*(f"noticed by {name}" for name in STAGES), SURVIVED, ABSENT):
        numbers = [counts[ending, group] for group in GROUPS]
        yield f"{ending:22}" + "".join(f"{number:12}" for number in (*numbers, sum(numbers)))
    planted = [one for one in found if one.ending != ABSENT]
    noticed = sum(1 for one in planted if one.ending != SURVIVED)
    yield f"noticed {noticed} of {len(planted)}: {noticed / max(len(planted), 1):.1%}"
    for name in STAGES:
        if spent := [stage.seconds for one in found for stage in one.stages if stage.name == name]:
            yield f"{name}: {len(spent)} runs of {sum(spent) / len(spent):.1f} s of processor time each"


def survivors(found: Sequence[Verdict], before: Sequence[str]) -> Iterator[str]:
    """Yield the survivors with their lines; those that another checkout noticed say so."""
    for one, ending in zip(found, before or [""] * len(found), strict=True):
        if one.ending == SURVIVED:
            there = f", there {ending}" if ending.startswith("noticed") else ""
            yield f"\n{one}{there}\n  - {one.defect.before.strip()}\n  + {one.defect.after.strip()}"


def measure(options: argparse.Namespace, defects: Sequence[Defect], folder: Path) -> list[Verdict]:
    """Return what becomes of the defects in copies of the checkout below the folder, each printed as it is known."""
    origin = copied(options.checkout, folder / "checkout" / "root")
    broken: dict[str, bool] = {}
    roots = [copied(origin, folder / str(number) / "root") for number in range(options.jobs)]
    copies = [Copy(root=root, origin=origin, broken=broken) for root in roots]
    budget = Budget(quick=options.budget)
    check_clean(copies[0], budget)
    found: list[Verdict] = []
    for verdict in verdicts(copies, defects, lambda copy, one: alone(copy, one, budget)):
        found.append(verdict)
        print(verdict, flush=True)
    few = chosen([one for one in found if one.ending == SURVIVED], options.seed)
    print(f"{len(few)} go on to all tests", flush=True)
    for verdict in at_once(copies, few, budget) if few else ():
        [number] = [number for number, one in enumerate(found) if one.defect == verdict.defect]
        found[number] = replace(verdict, stages=(*found[number].stages, *verdict.stages))
        print(found[number], flush=True)
    return found


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--checkout", type=Path, default=ROOT, help="what is measured; default: this checkout")
    parser.add_argument("--list", action="store_true", help="print the defects, and plant none")
    parser.add_argument("--only", choices=GROUPS, action="append", help="the defects of one class")
    parser.add_argument("--limit", type=int, default=IN_ALL, help="how many defects in all; default: %(default)s")
    parser.add_argument("--seed", type=int, default=SEED, help="what they are drawn by; default: %(default)s")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time; default: %(default)s")
    parser.add_argument(
        "--budget", type=float, default=Budget().quick, help="seconds for a run of tests; default: %(default)s"
    )
    parser.add_argument("--defects", type=Path, help="what --save wrote, for the same defects in another checkout")
    parser.add_argument("--save", type=Path, help="where the defects go as JSON, with what became of them")
    return parser.parse_args(arguments)


def known(options: argparse.Namespace) -> tuple[list[Defect], list[str]]:
    """Return the defects, from a file or drawn, and what became of them elsewhere."""
    groups = options.only or [*GROUPS]
    if not options.defects:
        return seeded(options.checkout, groups, options.seed, options.limit), []
    kept = loaded(options.defects.read_text(encoding="utf-8"), options.checkout)
    pairs = [one for one in kept if one[0].group in groups]
    return [defect for defect, _ in pairs][: options.limit], [ending for _, ending in pairs][: options.limit]


def main(arguments: Sequence[str]) -> int:
    """Print the defects, or what becomes of each."""
    options = read(arguments)
    options.checkout = options.checkout.resolve()
    defects, before = known(options)
    found: list[Verdict] = []
    if options.list:
        for one in defects:
            print(f"{one.group}: {one.file}: {one.kind}\n  - {one.before.strip()}\n  + {one.after.strip()}")
    else:
        with scratch("cni-mutants-") as folder:
            found = measure(options, defects, folder)
        print(*table(found), *survivors(found, before), sep="\n")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"\n{used.ru_utime + used.ru_stime:.0f} s of processor time in all")
    if options.save:
        options.save.write_text(saved(defects, [one.ending for one in found]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
