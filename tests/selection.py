"""Chooses the tests that changed files can affect, and leaves some of them to plain nox.

A test is affected by what it refers to, through whatever it calls, and by the files that it names. Two ways lead to
nearly every test: the build, whose result is the chart, and the command line. Of the tests that a change reaches only
through the build, the proofs of the chart are chosen, and the cases that name what changed; of those that it reaches
through the command line, the tests that call a command which the change can affect.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from tests.changed import changed_names, words_of
from tests.structure import PACKAGE, TESTS, Sources, closure, sources
from tests.symbols import EVERY, Name, Symbol, read_symbols

# What reads every file, and is quick.
ALWAYS = ("tests/test_published.py", "tests/test_structure.py", "tests/test_tour.py")
# What holds the charts of all lines, and what is made of them, against upstream and against what was accepted; that
# every sample arrives in its place and nowhere else, and that what is illegal is refused.
PROOFS = (
    "tests/checks/test_goldens.py",
    "tests/checks/test_parity.py",
    "tests/commands/test_build.py",
    "tests/settings/test_arrival.py::test_samples_arrive_in",
    "tests/settings/test_arrival.py::test_nothing_else_changes_in",
    "tests/settings/test_plan.py",
    "tests/refusals/test_refusal.py::test_helm_refuses_the_illegal_samples",
    "tests/values/test_values.py",
    "tests/values/test_values_file.py",
    "tests/test_cli.py::test_the_committed_chart_is_the_current_line",
)
# What the build reads or writes: nearly every test names it.
RELEASES = (f"{PACKAGE}/upstream", "schemas/kubernetes", "schemas/crds")
OF_THE_BUILD = ("charts/cni", "schemas/values", *RELEASES)
TABLES = f"{PACKAGE}.rows."
PIPELINE, COMMAND_LINE, COMMANDS = f"{PACKAGE}.pipeline", f"{PACKAGE}.cli", f"{PACKAGE}.commands"
# The rows as tests have them before anything is built: cases are made of them.
TABLED = (f"{TESTS}.declared", "TABLED")
# Tests that are left out, where they are, and the files that they run for all the same.
COPIES = ("tests/checks/test_registry.py", "tests/rows/test_recipe.py")
WHOLE_CHECKS = (
    "tests/checks/test_staging.py::test_a_raw_release",
    "tests/learn/test_mutations.py",
    "tests/test_cli.py::test_a_line_that_lost_an_object_is_found",
)
LONG: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "that need an API server": (
        ("tests/cluster/", "tests/differential/"),
        ("tests/cluster/", "tests/differential/", "generator/cluster/"),
    ),
    "that work on a copy of the repository": (COPIES, COPIES),
    "that run every check on a chart": (
        WHOLE_CHECKS,
        (*(one.partition("::")[0] for one in WHOLE_CHECKS), "generator/checks/", "generator/commands/check.py"),
    ),
}

_TEMPLATES = (".j2", ".tpl", ".yaml")
_LINE = re.compile(r"^- version: (\S+)\n((?:  .*\n)+)", re.MULTILINE)
_ROW = re.compile(r"^\| `([\w.]+)` \|", re.MULTILINE)


class Selection(Struct, frozen=True, kw_only=True):
    """What to run: `tests` as they are, the nearest first, and of the modules in `cases` what the keyword names."""

    tests: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    keyword: str = ""
    left_out: tuple[str, ...] = ()


class _Checkout(Struct, frozen=True, kw_only=True):
    """The sources of a checkout, their symbols, and for each of these who refers to it."""

    root: Path
    modules: Sources
    symbols: Mapping[Name, Symbol]
    users: Mapping[Name, set[Name]]


def _is_dispatch(user: Name, used: Name) -> bool:
    """Report whether the command line refers to a command that it may call."""
    of_table = user == (COMMAND_LINE, "COMMANDS") and used[0] == COMMAND_LINE
    return of_table or (user[0] == COMMAND_LINE and used[0].startswith(f"{COMMANDS}."))


def _read(root: Path) -> _Checkout:
    modules = {
        f"{folder}.{name}".removesuffix(".__init__"): text
        for folder in (PACKAGE, TESTS)
        for name, text in sources(folder, root).items()
    }
    symbols = read_symbols(modules)
    users: dict[Name, set[Name]] = {}
    for user, symbol in symbols.items():
        for used in symbol.uses:
            if not _is_dispatch(user, used):
                users.setdefault(used, set()).add(user)
    return _Checkout(root=root, modules=modules, symbols=symbols, users=users)


def _is_test(name: Name) -> bool:
    return name[0].rpartition(".")[2].startswith("test_") and name[1].startswith("test_")


def _path(name: Name) -> str:
    return f"{name[0].replace('.', '/')}.py"


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _seeds(checkout: _Checkout, path: str, before: str | None) -> Iterator[Name]:
    """Yield the symbols that a changed file is or is read by; what the build reads or writes is not asked for."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if module in checkout.modules and path.endswith(".py"):
        yield from ((module, name) for name in changed_names(before, checkout.modules[module]))
    elif not _is_below(path, OF_THE_BUILD):
        above = {path, *map(str, Path(path).parents)} - {"."}
        yield from (name for name, symbol in checkout.symbols.items() if symbol.paths & above)
    if path == f"{TESTS}/conftest.py":
        yield from filter(_is_test, checkout.symbols)


def _through(checkout: _Checkout, seeds: Iterable[Name], walls: Iterable[Name]) -> list[Name]:
    """Return what refers to the seeds, the nearest first, without a step beyond the walls."""
    return closure({**checkout.users, **{wall: set[Name]() for wall in walls}}, *seeds)


def _command(name: Name) -> str:
    """Return the command that a symbol is an entry of."""
    module, _, last = name[0].rpartition(".")
    if module == COMMANDS and name[1] in {"options", "run"}:
        return last.rstrip("_")
    return name[1].removeprefix("_") if name[0] == COMMAND_LINE and name[1].startswith("_") else ""


def _words(checkout: _Checkout, test: Name) -> set[str]:
    """Return the words in the texts of a test, and of what it refers to among the tests."""
    found = [test]
    for name in found:
        uses = checkout.symbols[name].uses if name in checkout.symbols else ()
        found += sorted(one for one in uses if one[0].startswith(f"{TESTS}.") and one not in found)
    texts = (text for name in found if name in checkout.symbols for text in checkout.symbols[name].texts)
    return {word for text in texts for word in text.split()}


def _callers(checkout: _Checkout, commands: set[str], every: set[str]) -> list[Name]:
    """Return the tests that call one of the commands: that say its name, or that of none."""
    tests = filter(_is_test, _through(checkout, [(COMMAND_LINE, "main"), (COMMAND_LINE, EVERY)], ()))
    said = {test: _words(checkout, test) & every for test in tests} if commands else {}
    return [test for test, words in said.items() if not words or words & commands]


def _lines(checkout: _Checkout, path: str) -> set[str]:
    """Return the release that a file of the snapshot or of the schemas is of, and the lines that use it."""
    release = path.split("/")[3 if path.startswith(PACKAGE) else 2]
    lines = _LINE.findall((checkout.root / PACKAGE / "lines.yaml").read_text(encoding="utf-8"))
    used = re.compile(rf"(?<![\d.]){re.escape(release.removeprefix('v'))}(?![\d.])")
    return {release, *(version for version, text in lines if used.search(text))}


def _named(checkout: _Checkout, path: str, before: str | None) -> set[str]:
    """Return the values and lines that a change is about."""
    if _is_below(path, RELEASES):
        return _lines(checkout, path)
    file = checkout.root / path
    if (not path.endswith(_TEMPLATES) and not path.replace("/", ".").startswith(TABLES)) or not file.is_file():
        return set()
    tables = [text for name, text in checkout.modules.items() if name.startswith(TABLES)]
    found = words_of(path, before, file.read_text(encoding="utf-8"), tables)
    reference = checkout.root / "charts" / "cni" / "VALUES.md"
    known = {part for row in _ROW.findall(reference.read_text(encoding="utf-8")) for part in row.split(".")}
    return {word for word in found if "." in word or word in known}


def _arguments(checkout: _Checkout, tests: Iterable[Name]) -> Iterator[str]:
    """Tests as pytest takes them: a module where all of its tests are meant."""
    chosen: dict[str, list[str]] = {}
    for module, name in tests:
        chosen.setdefault(module, []).append(name)
    for module, names in chosen.items():
        path = _path((module, ""))
        every = [name for home, name in checkout.symbols if home == module and _is_test((home, name))]
        yield from [path] if len(names) == len(every) else (f"{path}::{name}" for name in names)


def _held_back(tests: Iterable[Name], paths: Sequence[str]) -> dict[str, list[Name]]:
    """Return the tests that are left out although a change affects them, by the reason."""
    found: dict[str, list[Name]] = {why: [] for why in LONG}
    for test in tests:
        for why, (folders, about) in LONG.items():
            if f"{_path(test)}::{test[1]}".startswith(folders) and not any(path.startswith(about) for path in paths):
                found[why].append(test)
    return found


def _left_out(counts: Mapping[str, Sequence[Name]], unread: Iterable[str]) -> Iterator[str]:
    for why, names in counts.items():
        if names:
            modules = {name[0] for name in names}
            yield f"{len(names)} test functions of {len(modules)} modules {why}: left to plain nox"
    yield from (f"{path}: no test names it" for path in unread)


def _far(checkout: _Checkout, build: Sequence[Name], near: Iterable[Name]) -> list[Name]:
    """Return the tests that only the build or its files lead to."""
    of_charts = [name for name, one in checkout.symbols.items() if any(_is_below(at, OF_THE_BUILD) for at in one.paths)]
    known = {*near}
    return [name for name in _through(checkout, [*build, *of_charts], ()) if _is_test(name) and name not in known]


def select(root: Path, changed: Iterable[str], earlier: Mapping[str, str] | None = None) -> Selection:
    """Return the tests that changed files of a checkout can affect; `earlier` has the texts of some before the
    change.
    """
    paths, checkout = sorted({*changed}), _read(root)
    before = {path: (earlier or {}).get(path) for path in paths}
    seeds = {path: [*_seeds(checkout, path, before[path])] for path in paths}
    build = [name for name in checkout.symbols if name == TABLED or (name[0] == PIPELINE and name[1] != "take_in")]
    reached = _through(checkout, [seed for found in seeds.values() for seed in found], build)
    commands = {_command(name) for name in reached} - {""}
    every = {_command(name) for name in checkout.symbols} - {""}
    near = [*dict.fromkeys([*filter(_is_test, reached), *_callers(checkout, commands, every)])]
    is_built = any(_is_below(path, OF_THE_BUILD) for path in paths) or not {*build}.isdisjoint(reached)
    far = _far(checkout, build, near) if is_built else []
    words = sorted({word for path in paths for word in _named(checkout, path, before[path])})
    sayings = [word for word in words if "." in word] + [Path(path).name.removesuffix(".j2") for path in paths]
    naming = [name for name in far if checkout.symbols[name].says(sayings)]
    held = _held_back([*near, *naming], paths)
    left = {name for names in held.values() for name in names}
    chosen = [*_arguments(checkout, [name for name in [*near, *naming] if name not in left])]
    wanted = (*(PROOFS if is_built else ()), *ALWAYS)
    proofs = [path for path in wanted if (root / path.partition("::")[0]).is_file()]
    chosen = [path for path in chosen if path.partition("::")[0] not in proofs and path not in proofs]
    proofs = [path for path in proofs if path.partition("::")[0] not in chosen]
    long = tuple(path for paths, _ in LONG.values() for path in paths if "::" not in path)
    cases = sorted({_path(name) for name in far if words and not _path(name).startswith(long)} - {*chosen, *proofs})
    others = [name for name in far if name not in naming]
    why = f"that the build alone leads to, but for the proofs of the chart{' and cases of ' if words else ''}"
    left_out = {**held, f"{why}{', '.join(words)}": others}
    unread = [
        path for path in paths if not path.endswith(".py") and not seeds[path] and not _is_below(path, OF_THE_BUILD)
    ]
    return Selection(
        tests=tuple(dict.fromkeys([*chosen, *proofs])),
        cases=tuple(cases),
        keyword=" or ".join(words),
        left_out=tuple(_left_out(left_out, unread)),
    )
