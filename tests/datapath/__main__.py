"""Runs the cases of the data path side by side, and prints a table of what came of them.

Exit status: 0 every case that can run here works, 1 one does not, 2 one needs what this machine or user does not give.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing

from generator.base.columns import in_columns
from generator.base.errors import ProblemsError
from generator.base.process import scratch
from generator.rows.tried import TRIED
from tests.datapath import canaries, charts, harms, rbac, tried
from tests.datapath.case import Case
from tests.datapath.cases import CASES
from tests.datapath.change_labs import CHANGE_LABS
from tests.datapath.isolation import knows
from tests.datapath.page import PAGE, written
from tests.datapath.path_cases import PATHS
from tests.datapath.running import Outcome, run_cases


def _chosen(cases: Sequence[Case], names: Sequence[str], *, base: bool) -> list[Case]:
    """Return the cases whose names begin as one of these, or all of them. Exit where a name is none's."""
    for name in names:
        if not any(case.name.startswith(name) for case in cases):
            sys.exit(f"{name}: expected a case or how its name begins, found none; see --list")
    wanted = tuple(names) or ("",)
    return [case for case in cases if case.name.startswith(wanted) and (case.is_base or not base)]


def _refused(cases: Sequence[Case]) -> list[Outcome]:
    """Return the cases that cannot run here, with the reason: what the kernel cannot do, and what a user may not."""
    kinds = {case.needs for case in cases if case.needs}
    known = {kind: knows(kind) for kind in kinds}
    found = [
        Outcome(case=case, result=f"not here: this kernel has no {case.needs}")
        for case in cases
        if not known.get(case.needs, True)
    ]
    if os.geteuid() != 0:
        found += [Outcome(case=case, result="not here: run it as root") for case in cases if case.for_root]
    return found


def _done(one: Outcome) -> str:
    """Return what a case was examined for, in short where that is changes."""
    return f"{len(one.done)} changes" if one.case.examiner == "changes" else ", ".join(one.done)


def _rows(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, str]]:
    yield ("CASE", "RESULT", "PROCESSOR")
    for one in outcomes:
        yield (
            one.case.name,
            ": ".join(filter(None, [one.result, _done(one)])),
            f"{one.seconds:.1f} s" if one.seconds else "-",
        )
    yield ("in all", "", f"{sum(one.seconds for one in outcomes):.1f} s")


def _run(cases: Sequence[Case]) -> tuple[list[Outcome], list[str]]:
    """Run cases in a folder that is gone afterwards; each tells as soon as it has ended what is wrong.

    Return what came of them, and the rules of RBAC that none of them used.
    """
    outcomes = []
    with scratch("cni-datapath-") as folder:
        folder.chmod(0o755)
        charts.lay_out_all(folder, sorted({case.chart for case in cases}))
        with closing(run_cases(folder, cases)) as found:
            for outcome in found:
                print(f"{outcome.case.name}: {outcome.result}", *outcome.wrong, sep="\n    ", flush=True)
                outcomes.append(outcome)
        return outcomes, rbac.unused(folder)


def _table(given: argparse.Namespace) -> Sequence[Case]:
    """Return the table of cases that the arguments ask for."""
    chosen = (
        (given.paths, PATHS),
        (given.changes, CHANGE_LABS),
        (given.canaries, canaries.CASES),
        (given.harms, harms.CASES),
    )
    return next((table for is_asked, table in chosen if is_asked), (*CASES, *CHANGE_LABS))


def main(arguments: Sequence[str]) -> int:
    """Run the cases that the arguments name."""
    parser = argparse.ArgumentParser(prog="nox -s datapath --", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CASE", help="a case, or how its name begins; default: all")
    parser.add_argument("--base", action="store_true", help="only the cases that plain nox runs")
    parser.add_argument("--paths", action="store_true", help="the data paths instead, through a cluster's life")
    parser.add_argument("--changes", action="store_true", help="only the changes of running networks")
    parser.add_argument("--harms", action="store_true", help="run what the chart refuses, to see that it harms")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    parser.add_argument(
        "--page", action="store_true", help="write the tables of cases and of values that they try anew"
    )
    parser.add_argument("--canaries", action="store_true", help="run what must fail, since something is spoiled in it")
    given = parser.parse_args(arguments)
    if given.page:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), CASES), encoding="utf-8")
        TRIED.write_text(tried.written(), encoding="utf-8")
        return 0
    among = _table(given)
    cases = _chosen(among, given.names, base=given.base)
    if given.list:
        print(*(case.name for case in cases), sep="\n")
        return 0
    refused = _refused(cases)
    left_out = {one.case.name for one in refused}
    outcomes, unused = _run([case for case in cases if case.name not in left_out])
    outcomes += refused
    print(f"\nLinux {os.uname().release}, {'root' if os.geteuid() == 0 else 'a user'}")
    print(*in_columns(list(_rows(outcomes))), sep="\n")
    if unused:
        print("\nRules of RBAC that no request of these cases used:", *unused, sep="\n")
    if any(one.is_wrong for one in outcomes):
        return 1
    return 2 if os.environ.get("CI") == "true" and any(one.case.for_root for one in refused) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ProblemsError as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)
