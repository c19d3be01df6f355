"""The package keeps the shape that its style asks for."""

from collections.abc import Callable, Iterator

import pytest

from tests import structure
from tests.paths import ROOT
from tests.silencers import silencers_without_reason
from tests.structure import ROOMS, Sources

Rule = Callable[[Sources], Iterator[str]]

RULES: dict[str, Rule] = {
    "modules are short": structure.long_modules,
    "functions are short": structure.long_functions,
    "parameters are few": structure.long_parameter_lists,
    "imports stand at the top": structure.hidden_imports,
    "imports make no cycle": structure.import_cycles,
    "imports go down the rooms": structure.imports_up,
    "the steps need neither reports nor raw files": structure.steps_astray,
    "every gateway has its owner": structure.imports_without_ownership,
    "only some modules print": structure.calls_without_ownership,
    "every command is imported in sight": structure.commands_out_of_sight,
    "silencers give a reason": silencers_without_reason,
    "package files hold no code": structure.code_in_packages,
}
TEST_RULES: dict[str, Rule] = {
    "modules are short": structure.long_modules,
    "tests stand in the room of what they test": structure.tests_out_of_place,
    "silencers give a reason": silencers_without_reason,
}

LINE = "x = 1\n"
BODY = "    x = 1\n"

SOCKETS = ("cluster.apiserver", "cluster.kubeapi", "releases.fetch")

# Sources that come close to a rule and keep it.
KEPT: dict[str, tuple[Rule, Sources]] = {
    "a module of 300 lines": (structure.long_modules, {"plan": LINE * 300}),
    "a table of 400 lines": (structure.long_modules, {"rows.calico": LINE * 400}),
    "a function of 50 lines": (structure.long_functions, {"plan": "def f():\n" + BODY * 49}),
    "a method of 5 parameters": (structure.long_parameter_lists, {"plan": "def f(self, a, b, *, c, d, **e): ..."}),
    "an import for types only": (structure.hidden_imports, {"plan": "if TYPE_CHECKING:\n    import json"}),
    "two modules that share a third": (
        structure.import_cycles,
        {
            "learn.merge": "import generator.base.errors",
            "learn.orders": "from generator.learn import merge",
            "base.errors": "",
        },
    ),
    "an import from a room below": (
        structure.imports_up,
        {"settings.plan": "from generator.base.errors import problem", "base.errors": "", "base": ""},
    ),
    "an import within a room": (
        structure.imports_up,
        {"settings.plan": "from generator.settings.actions import A", "settings.actions": "", "settings": ""},
    ),
    "a test in its room, and what it needs": (
        structure.tests_out_of_place,
        {"base.test_files": "", "test_structure": "", "paths": ""},
    ),
    "parts of urllib that open nothing": (structure.imports_without_ownership, {"plan": "from urllib import parse"}),
    "a gateway in its owner": (structure.imports_without_ownership, {"base.yamltree": "import yaml"}),
    "how a record is made": (structure.imports_without_ownership, {"cli": "from msgspec import Struct"}),
    "a function named after a gateway": (
        structure.imports_without_ownership,
        {"plan": "from json import dumps as yaml"},
    ),
    "printing by the command line": (structure.calls_without_ownership, {"cli": "print(1)"}),
    "printing by a command": (structure.calls_without_ownership, {"commands.lines": "print(1)"}),
    "the import of the command that is called": (
        structure.calls_without_ownership,
        {"cli": "importlib.import_module('generator.commands.lines')"},
    ),
    "a command that is imported for types": (
        structure.commands_out_of_sight,
        {
            "cli": "if TYPE_CHECKING:\n    from generator.commands import lines",
            "commands.lines": "from generator.commands.checkout import ROOT",
            "commands.checkout": "",
        },
    ),
    "a call of another system": (structure.calls_without_ownership, {"tools": "platform.system()"}),
    "a reason for ruff": (silencers_without_reason, {"plan": "x = 1  # noqa: S101, E501 - the url is long"}),
    "a reason for mypy": (silencers_without_reason, {"plan": "x = 1  # type: ignore[misc]  # no stubs"}),
    "a text about noqa": (silencers_without_reason, {"plan": "x = '# noqa'"}),
    "a package with a docstring": (structure.code_in_packages, {"settings": '"""Rows."""', "settings.plan": LINE}),
}

# Sources that break a rule, and what is found: the canaries.
BROKEN: dict[str, tuple[Rule, Sources, str]] = {
    "a module of 301 lines": (
        structure.long_modules,
        {"plan": LINE * 301},
        "plan: expected at most 300 lines, found 301; split it by nouns",
    ),
    "a table of 401 lines": (
        structure.long_modules,
        {"rows.calico": LINE * 401},
        "rows.calico: expected at most 400 lines, found 401; split it by nouns",
    ),
    "a function of 51 lines": (
        structure.long_functions,
        {"plan": "class A:\n  async def f():\n" + BODY * 50},
        "plan.f: expected at most 50 lines, found 51; split it by steps",
    ),
    "a function of 6 parameters": (
        structure.long_parameter_lists,
        {"plan": "def f(a, /, b, *c, d, e, **f): ..."},
        "plan.f: expected at most 5 parameters, found 6; pass a record",
    ),
    "an import in a function": (
        structure.hidden_imports,
        {"plan": "def f():\n    if True:\n        from json import loads"},
        "plan.f: expected imports at the top of the module, found one in a function",
    ),
    "a relative import": (
        structure.hidden_imports,
        {"plan": "from .errors import problem"},
        "plan: expected an absolute import, found .errors.problem",
    ),
    "two modules of a room that import each other": (
        structure.import_cycles,
        {"base.trees": "from generator.base import files", "base.files": "import generator.base.trees"},
        "expected imports without a cycle, found base.trees < base.files < base.trees",
    ),
    "an import from a room above": (
        structure.imports_up,
        {"base.errors": "if TYPE_CHECKING:\n    from generator.checks.fresh import x", "checks.fresh": ""},
        "base.errors: expected imports from base and the rooms below it, found checks.fresh",
    ),
    "a room that imports the steps": (
        structure.imports_up,
        {"report.explain": "from generator.pipeline import build", "pipeline": ""},
        "report.explain: expected imports from report and the rooms below it, found pipeline",
    ),
    "a module in a room that is not known": (
        structure.imports_up,
        {"helpers.texts": ""},
        "helpers.texts: expected a room of ROOMS in tests/structure.py, found helpers; move it into one",
    ),
    "a module in no room": (
        structure.imports_up,
        {"texts": ""},
        "texts: expected a room of ROOMS in tests/structure.py, found texts; move it into one",
    ),
    "a report that the steps need through another module": (
        structure.steps_astray,
        {
            "pipeline": "from generator.chart.assemble import assemble",
            "chart.assemble": "from generator.report import explain",
            "report.explain": "",
        },
        "chart.assemble: expected nothing that pipeline imports to need report.explain, found it imported",
    ),
    "raw files that the steps read": (
        structure.steps_astray,
        {"pipeline": "from generator.releases.update import read_raw", "releases.update": ""},
        "pipeline: expected nothing that pipeline imports to need releases.update, found it imported",
    ),
    "a test in no room": (
        structure.tests_out_of_place,
        {"test_files": ""},
        "test_files: expected a test module in the folder of its room, found it in none; move it into one",
    ),
    "tests in a room that is not known": (
        structure.tests_out_of_place,
        {"helpers.test_texts": ""},
        "helpers.test_texts: expected a room of ROOMS in tests/structure.py, found helpers; move it into one",
    ),
    "yaml outside its owner": (
        structure.imports_without_ownership,
        {"plan": "def f():\n    import yaml.nodes"},
        "plan: expected yaml to be imported by base.yamltree only, found yaml.nodes",
    ),
    "a socket outside its owners": (
        structure.imports_without_ownership,
        {"plan": "from http import client"},
        f"plan: expected http.client to be imported by {', '.join(SOCKETS)} only, found http.client",
    ),
    "texts read into records outside their owner": (
        structure.imports_without_ownership,
        {"plan": "from msgspec.json import decode"},
        "plan: expected msgspec to be imported by base.records only, found msgspec.json.decode",
    ),
    "a third party without an owner": (
        structure.imports_without_ownership,
        {"fetch": "import requests"},
        "fetch: expected requests to be imported by an owner in OWNERS of tests/structure.py only, found requests",
    ),
    "what runs code that a file holds": (
        structure.imports_without_ownership,
        {"releases.kept": "import pickle"},
        "releases.kept: expected pickle to be imported by an owner in OWNERS of tests/structure.py only, found pickle",
    ),
    "printing by a stage": (
        structure.calls_without_ownership,
        {"plan": "def f():\n    print(1)"},
        "plan: expected print to be called by cli, commands, found a call",
    ),
    "an import made by a call": (
        structure.calls_without_ownership,
        {"plan": "importlib.import_module('yaml')"},
        "plan: expected importlib.import_module to be called by cli, found a call",
    ),
    "an import made by a command": (
        structure.calls_without_ownership,
        {"commands.lines": "importlib.import_module('generator.report.line_table')"},
        "commands.lines: expected importlib.import_module to be called by cli, found a call",
    ),
    "an import made by the call of a bare name": (
        structure.calls_without_ownership,
        {"cli": "import_module('yaml')"},
        "cli: expected import_module to be called by nobody, found a call",
    ),
    "a command that is imported by its name alone": (
        structure.commands_out_of_sight,
        {"cli": "importlib.import_module(name)", "commands.lines": ""},
        "commands.lines: expected an import in what cli imports, if for types alone, found none",
    ),
    "ruff silenced without a reason": (
        silencers_without_reason,
        {"plan": "x = 1  # noqa: S101, E501"},
        "plan line 1: expected a reason behind # noqa: S101, E501, found none",
    ),
    "mypy silenced without a reason": (
        silencers_without_reason,
        {"plan": "x = 1  # type: ignore[misc]"},
        "plan line 1: expected a reason behind # type: ignore[misc], found none",
    ),
    "code in a package file": (
        structure.code_in_packages,
        {"settings": '"""Rows."""\nx = 1', "settings.plan": ""},
        "settings: expected a docstring only in a package file, found code; move it into a module",
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_the_package_keeps_that(rule: Rule) -> None:
    assert "\n".join(rule(structure.sources())) == ""


@pytest.mark.parametrize("rule", TEST_RULES.values(), ids=TEST_RULES.keys())
def test_the_tests_keep_that(rule: Rule) -> None:
    assert "\n".join(rule(structure.sources(structure.TESTS))) == ""


def test_the_sessions_silence_nothing_without_a_reason() -> None:
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert list(silencers_without_reason({"noxfile": sessions})) == []


@pytest.mark.parametrize(("rule", "sources"), KEPT.values(), ids=KEPT.keys())
def test_a_rule_lets_pass(rule: Rule, sources: Sources) -> None:
    assert list(rule(sources)) == []


@pytest.mark.parametrize(("rule", "sources", "finding"), BROKEN.values(), ids=BROKEN.keys())
def test_a_rule_finds(rule: Rule, sources: Sources, finding: str) -> None:
    assert list(rule(sources)) == [finding]


def test_every_rule_has_a_canary() -> None:
    assert {rule for rule, _, _ in BROKEN.values()} == {*RULES.values(), *TEST_RULES.values()}


def test_every_room_has_tests() -> None:
    package, tests = structure.sources(), structure.sources(structure.TESTS)
    assert list(structure.rooms_without_tests(package, tests)) == []


def test_a_room_without_tests_is_found() -> None:
    package, tests = {"cli": "", "base.files": "", "checks.fresh": ""}, {"base.test_files": "", "checks.subjects": ""}
    assert list(structure.rooms_without_tests(package, tests)) == [
        "checks: expected test modules in tests/checks, found none"
    ]


def test_no_room_is_listed_twice() -> None:
    assert sorted(ROOMS) == sorted(set(ROOMS))
