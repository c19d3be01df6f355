"""The tour of CONTRIBUTING names every module once, and nothing that is not there."""

from pathlib import Path

import pytest

from generator.base.files import write_tree
from tests.paths import ROOT
from tests.structure import ROOMS
from tests.tour import rooms_of, tour_faults

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

FILES = {
    "generator/__init__.py": "",
    "generator/cli.py": "",
    "generator/base/__init__.py": "",
    "generator/base/trees.py": "KEYS = 1\n",
    "generator/base/files.py": "",
    "generator/base/static/a.j2": "",
    "tests/trees.py": "",
    "tests/base/test_trees.py": "",
    "golden/values/a.yaml": "",
}
TOUR = """## The tour

| room | what is in it |
|---|---|
| `cli` | The table of commands |
| `base/` | `trees` with `KEYS`, `files`, `static/` and `static/a.j2` |
| `golden/values/` | The scenarios, such as `a.yaml` |
| `tests/` | `trees` |

## Add a value

One row in `base/trees.py`.
"""
CASES = {
    "a tour that is true": ("", "", []),
    "a module that no row names": (
        ", `files`",
        "",
        ["generator/base/files.py: expected to be named once in the tour, found 0 times"],
    ),
    "a module that is named twice": (
        "`trees` |",
        "`trees`, `trees` |",
        ["tests/trees.py: expected to be named once in the tour, found 2 times"],
    ),
    "a module of another room": (
        "`files`",
        "`files`, `cli`",
        ["the tour of generator/base: expected a module, a path or a name there, found cli"],
    ),
    "a module that is no room's": ("| `cli` |", "| `cli`, `main` |", ["main"]),
    "a name of nothing": (
        "`KEYS`",
        "`KEY`",
        ["the tour of generator/base: expected a module, a path or a name there, found KEY"],
    ),
    "a folder that is not there": (
        "| `golden/values/` | The scenarios, such as `a.yaml` |",
        "| `golden/value/` | The scenarios |",
        ["the tour of the repository: expected a module, a path or a name there, found golden/value/"],
    ),
    "a file that is not there": (
        "base/trees.py",
        "base/tree.py",
        ["CONTRIBUTING.md: expected a file of the repository, found base/tree.py"],
    ),
}


@pytest.mark.parametrize(("old", "new", "faults"), CASES.values(), ids=CASES)
def test_the_rules_on_a_tour_find(old: str, new: str, faults: list[str], tmp_path: Path) -> None:
    write_tree(tmp_path / "repository", FILES)
    assert TOUR.count(old) == 1 or not old
    found = list(tour_faults(TOUR.replace(old, new) if old else TOUR, tmp_path / "repository"))
    assert len(found) == len(faults)
    assert all(fault in one for fault, one in zip(faults, found, strict=True))


def test_the_tour_is_true() -> None:
    assert list(tour_faults(TEXT, ROOT)) == []


def test_the_tour_goes_through_the_rooms_from_top_to_bottom() -> None:
    assert rooms_of(TOUR) == ["cli", "base"]
    assert rooms_of(TEXT) == [room for room in ROOMS if room != "__init__"]
