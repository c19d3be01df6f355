"""Asks the chart and what validates its objects in a cluster about the same values, many times, and prints the figures.

python -m tests.differential pods --cases 20000 --seed 1
python -m tests.differential resources --cases 20000 --seed 1
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from tests.differential.pods import run_pods
from tests.differential.resources import run_resources

PARTS: Mapping[str, Callable[[int, int], tuple[Sequence[str], bool]]] = {"pods": run_pods, "resources": run_resources}


def main() -> int:
    """Print the figures of a part, and return 1 where there are disagreements."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=[*PARTS])
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lines, agree = PARTS[given.part](given.cases, given.seed)
    sys.stdout.write("\n".join([*lines, ""]))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
