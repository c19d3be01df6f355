"""Defines rules on the shape of the code: each turns modules, by name below their folder, into findings."""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

from tests.paths import ROOT

Sources = Mapping[str, str]
Node = TypeVar("Node", str, tuple[str, str])

PACKAGE, TESTS = "generator", "tests"

MODULE_LINES, TABLE_LINES, FUNCTION_LINES, PARAMETERS = 300, 400, 50, 5
TABLES = ("rows.",)

# From top to bottom: a module imports from its own room and those below it; one in no folder is a room of its own.
ROOMS = (
    "__main__",
    "cli",
    "commands",
    "pipeline",
    "report",
    "publish",
    "node",
    "checks",
    "drift",
    "chart",
    "values",
    "refusals",
    "rows",
    "settings",
    "learn",
    "template",
    "features",
    "releases",
    "cluster",
    "tools",
    "schemas",
    "base",
    "__init__",
)

# The folders of tests that are about the chart as a whole, and the test modules that are about the whole repository;
# every other one stands in the room of what it tests.
WHOLE_CHART = frozenset({"properties", "datapath", "differential"})
_OF_ALL = "arguments bench cli collection mutants package programs published quick selection structure tour"
WHOLE = frozenset(f"test_{name}" for name in _OF_ALL.split())

# What the steps from the snapshot to the chart do without, so that a change there is none to most tests.
BESIDE_THE_STEPS = (
    *("report", "publish", "node", "checks", "drift", "cluster", "tools"),
    *(f"releases.{name}" for name in ("raw", "raw_files", "folders", "update", "sources", "fetch")),
)

_SOCKETS = frozenset({"releases.fetch", "cluster.kubeapi", "cluster.apiserver"})

# Which modules or rooms may import what; a third party that is not listed here has no owner and may not be imported.
OWNERS: Mapping[str, frozenset[str]] = {
    "yaml": frozenset({"base.yamltree"}),
    **dict.fromkeys(("msgspec.Struct", "msgspec.StructMeta", "msgspec.field", "msgspec.structs"), frozenset(ROOMS)),
    "msgspec": frozenset({"base.records"}),
    "urllib3": frozenset({"releases.fetch"}),
    "jinja2": frozenset({"base.pages", "chart.static_texts"}),
    "jsonschema": frozenset({"schemas.validation"}),
    "kubernetes_validate": frozenset({"schemas.kubernetes"}),
    "rich": frozenset({"report.progress_display"}),
    "pickle": frozenset(),  # what is read from a file is data
    "marshal": frozenset(),
    "shelve": frozenset(),
    "subprocess": frozenset({"base.process"}),
    "concurrent.futures": frozenset({"base.parallel"}),
    "urllib.request": _SOCKETS | {"releases.proxies"},
    "http.client": _SOCKETS,
    "socket": _SOCKETS,
    "ssl": _SOCKETS,
    "argparse": frozenset({"cli", "commands"}),
}

# Which modules or rooms may call what. An import that is made by a call hides from the rules above: the one that is
# allowed, of the command that is called, is written there for types, too.
CALLERS: Mapping[str, frozenset[str]] = {
    "print": frozenset({"cli", "commands"}),
    "os.system": frozenset(),
    "os.popen": frozenset(),
    "__import__": frozenset(),
    "import_module": frozenset(),
    "importlib.import_module": frozenset({"cli"}),
}


def sources(folder: str = PACKAGE, root: Path = ROOT) -> dict[str, str]:
    """Return the modules below a folder of the repository, or of another checkout of it, as they are."""
    found: dict[str, str] = {}
    for path in sorted((root / folder).rglob("*.py")):
        parts = path.relative_to(root / folder).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
        found[".".join(parts)] = path.read_text(encoding="utf-8")
    return found


@cache
def _nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text)))


def _functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in _nodes(text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _imports(text: str) -> Iterator[str]:
    """Yield what a module imports, in full: `generator.errors.problem`; a relative import starts with its dots."""
    for node in _nodes(text):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from (f"{start}.{alias.name}" for alias in node.names)


def _is_below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def graph(modules: Sources, package: str = PACKAGE) -> dict[str, set[str]]:
    """For each module, those of the modules that it imports; their names stand below the package."""
    found: dict[str, set[str]] = {}
    for name, text in modules.items():
        wanted = [one.removeprefix(f"{package}.") for one in _imports(text) if not package or _is_below(one, package)]
        targets = (max((known for known in modules if _is_below(each, known)), key=len, default="") for each in wanted)
        found[name] = {target for target in targets if target}
    return found


def _room(name: str) -> str:
    """Return the room of a module: the folder that it stands in, or the module itself."""
    return name.partition(".")[0]


def long_modules(modules: Sources) -> Iterator[str]:
    """Modules, and tables of data, that are too long to be read at once."""
    for name, text in modules.items():
        limit = TABLE_LINES if name.startswith(TABLES) else MODULE_LINES
        if (lines := len(text.splitlines())) > limit:
            yield f"{name}: expected at most {limit} lines, found {lines}; split it by nouns"


def long_functions(modules: Sources) -> Iterator[str]:
    """Functions that are too long to be read at once."""
    for name, text in modules.items():
        for function in _functions(text):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES:
                where = f"{name}.{function.name}"
                yield f"{where}: expected at most {FUNCTION_LINES} lines, found {lines}; split it by steps"


def long_parameter_lists(modules: Sources) -> Iterator[str]:
    """Functions with more parameters than a caller keeps in mind."""
    for name, text in modules.items():
        for function in _functions(text):
            given = function.args
            every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            count = sum(1 for each in every if each is not None and each.arg not in {"self", "cls"})
            if count > PARAMETERS:
                yield f"{name}.{function.name}: expected at most {PARAMETERS} parameters, found {count}; pass a record"


def hidden_imports(modules: Sources) -> Iterator[str]:
    """Imports inside functions, and relative ones."""
    for name, text in modules.items():
        for function in _functions(text):
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
                yield f"{name}.{function.name}: expected imports at the top of the module, found one in a function"
        for found in _imports(text):
            if found.startswith("."):
                yield f"{name}: expected an absolute import, found {found}"


def import_cycles(modules: Sources) -> Iterator[str]:
    """Yield a ring of modules that import each other."""
    try:
        TopologicalSorter(graph(modules)).prepare()
    except CycleError as error:
        yield f"expected imports without a cycle, found {' < '.join(error.args[1])}"


def imports_up(modules: Sources) -> Iterator[str]:
    """Imports from a room above, and modules in no room that is known."""
    for name, targets in graph(modules).items():
        room = _room(name)
        if room not in ROOMS:
            yield f"{name}: expected a room of ROOMS in tests/structure.py, found {room}; move it into one"
            continue
        above = ROOMS[: ROOMS.index(room)]
        for target in sorted(targets):
            if _room(target) in above:
                yield f"{name}: expected imports from {room} and the rooms below it, found {target}"


def closure(found: Mapping[Node, set[Node]], *starts: Node) -> list[Node]:
    """Return what is reached in a graph, the nearest first, the starts included."""
    reached = list[Node](dict.fromkeys(starts))
    seen, nothing = set[Node](reached), set[Node]()
    for name in reached:
        fresh = sorted(found.get(name, nothing) - seen)
        seen.update(fresh)
        reached += fresh
    return reached


def steps_astray(modules: Sources) -> Iterator[str]:
    """Imports, by the steps or by what they import, of what they do without."""
    imports = graph(modules)
    for name in closure(imports, "pipeline"):
        for target in sorted(imports.get(name, ())):
            if any(_is_below(target, beside) for beside in BESIDE_THE_STEPS):
                yield f"{name}: expected nothing that pipeline imports to need {target}, found it imported"


def tests_out_of_place(modules: Sources) -> Iterator[str]:
    """Folders of tests that are no room, and test modules in none that are not about the whole repository."""
    for name in modules:
        room, _, inside = name.partition(".")
        if inside and room not in {*ROOMS, *WHOLE_CHART}:
            yield f"{name}: expected a room of ROOMS in tests/structure.py, found {room}; move it into one"
        elif not inside and name.startswith("test_") and name not in WHOLE:
            yield f"{name}: expected a test module in the folder of its room, found it in none; move it into one"


def rooms_without_tests(modules: Sources, tests: Sources) -> Iterator[str]:
    """Rooms of the package in whose folder of tests there is no test module."""
    rooms = {_room(name) for name in modules if "." in name}
    tested = {_room(name) for name in tests if ".test_" in name}
    yield from (f"{room}: expected test modules in tests/{room}, found none" for room in sorted(rooms - tested))


def _owns(name: str, owners: frozenset[str]) -> bool:
    """Report whether a module is one of the owners, or stands in a room that is."""
    return any(_is_below(name, owner) for owner in owners)


def imports_without_ownership(modules: Sources) -> Iterator[str]:
    """Imports of a gateway outside its owner, and of third parties that have none."""
    for name, text in modules.items():
        for found in sorted(set(_imports(text))):
            rule = next((gateway for gateway in OWNERS if _is_below(found, gateway)), "")
            known = found.partition(".")[0] in {*sys.stdlib_module_names, PACKAGE, ""}
            if not _owns(name, OWNERS.get(rule, frozenset({name} if known else {}))):
                owners = ", ".join(sorted(OWNERS.get(rule, ()))) or "an owner in OWNERS of tests/structure.py"
                yield f"{name}: expected {rule or found} to be imported by {owners} only, found {found}"


def calls_without_ownership(modules: Sources) -> Iterator[str]:
    """Calls that only some modules may make."""
    for name, text in modules.items():
        for node in _nodes(text):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if not _owns(name, CALLERS.get(called, frozenset({name}))):
                owners = ", ".join(sorted(CALLERS[called])) or "nobody"
                yield f"{name}: expected {called} to be called by {owners}, found a call"


def commands_out_of_sight(modules: Sources) -> Iterator[str]:
    """Modules of commands that the command line imports by name alone, so that nobody who reads imports sees them."""
    seen = closure(graph(modules), "cli")
    for name in modules:
        if name.startswith("commands.") and name not in seen:
            yield f"{name}: expected an import in what cli imports, if for types alone, found none"


def code_in_packages(modules: Sources) -> Iterator[str]:
    """Package files that hold more than a docstring; a name is a package where another one stands below it."""
    for name, text in modules.items():
        is_package = name == "__init__" or any(other.startswith(f"{name}.") for other in modules)
        body = ast.parse(text).body
        if is_package and not all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body):
            yield f"{name}: expected a docstring only in a package file, found code; move it into a module"
