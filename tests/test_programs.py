"""What the tests need of a machine is in one table, and is asked for before anything runs."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import programs, structure
from tests.paths import ROOT
from tests.programs import PACKAGE_OF, PACKAGES, SYSTEM, needs, program

README, NOXFILE, CI = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "noxfile.py", ".ci/run"))
[COMMANDS] = re.findall(r"(?ms)^## The two commands\n(.*?)^## ", README)

# What is called with a command, or with the name of one.
STARTERS = {"run", "Popen", "check_call", "check_output", "start", "background", "stream", "which"}


def _commands(tree: ast.AST) -> Iterator[ast.expr]:
    """What a module calls a starter with; where that is a name, all that it stands for."""
    nodes = [*ast.walk(tree)]
    for call in nodes:
        if isinstance(call, ast.Call) and call.args and ast.unparse(call.func).rpartition(".")[2] in STARTERS:
            name = ast.unparse(call.args[0])
            yield call.args[0]
            yield from (
                each.value for each in nodes if isinstance(each, ast.Assign) and name == ast.unparse(each.targets[0])
            )


def started(text: str) -> Iterator[str]:
    """The programs that a module starts by a name that it spells out, or by their path in a folder of the system."""
    for command in _commands(ast.parse(text)):
        word = command.elts[0] if isinstance(command, ast.List | ast.Tuple) and command.elts else command
        if isinstance(word, ast.Constant) and isinstance(word.value, str):
            folder, _, name = word.value.rpartition("/")
            if re.fullmatch(r"\w[\w.-]*", name) and folder in {"", *SYSTEM}:
                yield name


def unknown(modules: structure.Sources) -> list[str]:
    """The programs that modules start and the table does not have."""
    return [f"{name}: {found}" for name, text in modules.items() for found in started(text) if found not in PACKAGE_OF]


def test_the_table_has_every_program_that_tests_start() -> None:
    assert unknown(structure.sources(structure.TESTS)) == []


@pytest.mark.parametrize(
    "text",
    [
        'subprocess.run(["zstd", "-d"], check=True)',
        'subprocess.Popen(("/usr/bin/zstd", *options))',
        'def f():\n    command = ["zstd", "-d"]\n    process.run(command)\n\ncommand = ["sh"]',
        'run(["zstd"])',
        'shutil.which("zstd")',
    ],
)
def test_a_program_that_the_table_lacks_is_found(text: str) -> None:
    assert unknown({"tools.test_x": text}) == ["tools.test_x: zstd"]


@pytest.mark.parametrize(
    "text", ['run(["gpg", "x"])', 'run([str(tool), "zstd"])', 'run(["/nowhere/zstd"])', 'paths = ["zstd"]', "run([])"]
)
def test_what_starts_no_program_that_the_table_lacks_is_not(text: str) -> None:
    assert unknown({"tools.test_x": text}) == []


def test_a_program_is_not_looked_for_where_the_table_lacks_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"^python3: expected a row in tests/programs\.py, found none; name its "):
        program("python3")
    monkeypatch.setattr(programs, "SYSTEM_PATH", str(tmp_path))
    with pytest.raises(AssertionError, match=r"^expected the command nft, found none; run `apt-get install nftables`$"):
        program("nft")


def test_what_is_missing_is_named_with_its_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in {*PACKAGE_OF} - {"busybox", "gpg", "gpgconf", "iptables-nft-save"}:
        (tmp_path / name).symlink_to("/bin/true")
    monkeypatch.setattr(programs, "SYSTEM_PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    remedy = "run `apt-get install busybox gnupg iptables`"
    assert needs() == [
        f"the tests: expected the programs busybox, gpg, gpgconf, iptables-nft-save, found none; {remedy}",
        "the tests: expected root with a network and mounts of its own, found user 1000; run `sudo .venv/bin/nox`",
    ]


def test_a_container_that_allows_no_network_of_its_own_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "APART", ("sh", "-c", "echo unshare: not permitted >&2; exit 1"))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    said = "found `unshare: not permitted`; start a container with --privileged"
    assert needs()[-1] == f"the tests: expected root with a network and mounts of its own, {said}"


def test_the_script_needs_no_package_of_python() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "tests" / "programs.py")]
    for options in ([], ["--packages"]):
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
        assert done.stderr == ""


def test_the_readme_has_two_commands_and_names_the_packages_beside_them() -> None:
    commands = re.findall(r"(?s)```\n(.*?)\n```", COMMANDS)
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/nox -s generate try")
    assert commands[1] == ".venv/bin/nox"
    assert re.findall(r"`apt-get install ([^`]*)`", COMMANDS) == [" ".join(PACKAGES)]


def test_ci_asks_the_table_and_runs_the_second_command() -> None:
    assert "$(python3 tests/programs.py --packages)" in CI
    assert [name for name in PACKAGES if re.search(rf"\b{name}\b", CI)] == []
    assert CI.endswith('\nexec .venv/bin/nox "$@"\n')


def test_nox_asks_for_them_first() -> None:
    assert re.search(r'nox\.options\.sessions = \["programs", ', NOXFILE)
    sessions = re.findall(r"@nox\.session(?:\((.*)\))?\ndef (tests\w*)\(", NOXFILE)
    assert [name for _, name in sessions] == ["tests", "tests_fast"]
    assert [name for options, name in sessions if 'requires=["programs"]' not in options] == []
