"""Holds the renderers against the command lines of their helms, in more cases than the tests do."""

import random
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from generator.base.process import scratch
from tests.properties.cases import every_case
from tests.refusals.bad_values import ROWS
from tests.rendering import HELMS
from tests.tools.command_lines import Case, both, flags, given, published, small_charts

BY_CHANCE = 330


def cases(folder: Path) -> dict[str, Case]:
    """Return every case of the tests, every bad value, and values by chance."""
    chance = random.Random(19).sample(every_case(), BY_CHANCE)  # noqa: S311 - no secret
    values = {**{name: row.values for name, row in ROWS.items()}, **{str(case): case.values for case in chance}}
    return dict(chain(published(), flags(folder), small_charts(folder), given(values, folder)))


def differing(helm: str, folder: Path) -> Iterator[str]:
    """Yield a line for each case in which they differ, and one with the counts."""
    every, count = cases(folder), 0
    for name, case in every.items():
        ours, theirs = both(helm, case, folder / "home")
        if ours != theirs:
            count += 1
            yield f"{helm} > {name}: expected {theirs}, found {ours}"
    yield f"{helm}: {len(every)} cases, {count} differences"


def main() -> int:
    """Print what differs, and end in 1 where something does."""
    with scratch("cni-renderer-") as folder:
        said = [line for helm in HELMS for line in differing(helm, folder)]
    print("\n".join(said))
    return 0 if len(said) == len(HELMS) else 1


if __name__ == "__main__":
    sys.exit(main())
