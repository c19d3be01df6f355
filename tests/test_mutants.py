"""Seeded defects change what still reads, and each is told by the stage that notices it, or as a survivor."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.files import write_tree
from tests import mutant_python, mutant_runs
from tests.mutant_defects import GROUPS, IN_ALL, SEED, Defect, Edits, defects_in, drawn, loaded, saved, seeded
from tests.mutant_rows import pattern_changes, row_changes
from tests.mutant_runs import Budget, Ran, Stage, check_clean, failures, run
from tests.mutant_texts import is_shell, shell_changes, template_changes
from tests.mutants import Verdict, main, survivors, table
from tests.paths import ROOT
from tests.selection import Selection

# What is edited, and the lines that come of it.
EDITED: dict[str, tuple[Edits, str, list[str]]] = {
    "a comparison": (mutant_python.changes, "x = a == b", ["x = a != b"]),
    "a bound": (mutant_python.changes, "x = len(a) < 2", ["x = len(a) <= 2", "x = len(a) < 3"]),
    "a connective": (mutant_python.changes, "x = a and b", ["x = a or b"]),
    "a negation": (mutant_python.changes, "x = not a", ["x = a"]),
    "a condition": (mutant_python.changes, "x = a if b else c", ["x = a if not (b) else c"]),
    "a filter": (mutant_python.changes, "x = [a for a in b if a]", ["x = [a for a in b if not (a)]"]),
    "a switch": (mutant_python.changes, "x = f(a=True)", ["x = f(a=False)"]),
    "an order": (mutant_python.changes, "x = sorted(a)", ["x = sorted(a, reverse=True)"]),
    "a quantifier": (mutant_python.changes, "x = any(a)", ["x = all(a)"]),
    "an end behind letters of two bytes": (mutant_python.changes, 'f("é", a.lstrip())', ["pass", 'f("é", a.rstrip())']),
    "items": (mutant_python.changes, "x = [*a, *b]", ["x = [*b]"]),
    "a bound of a row": (row_changes, 'x = whole("1 to 9", 1)', ['x = whole("1 to 9", 2)']),
    "a variable": (row_changes, 'x = sets_env("IP_METHOD")', ['x = sets_env("IP_METHODS")']),
    "a release": (row_changes, 'x = since(calico="v3.30.0")', ['x = since(calico="v9.0.0")']),
    "an address": (row_changes, 'x = "Deployment/a spec.replicas"', ['x = "Deployment/a spec"']),
    "a choice": (row_changes, 'x = one_of("a", "b")', ['x = one_of("a")']),
    "a default": (row_changes, 'x = "How many. Default: {upstream}."', ['x = "How many."']),
    "a rule": (row_changes, "x = f(\n    test='and $a $b',\n)", ["    test='or $a $b',"]),
    "a row": (row_changes, "x = (\n    a(),\n    b(),\n)", ["", ""]),
    "kinds": (row_changes, "x = kinds.A, kinds.B", ["x = kinds.B, kinds.B", "x = kinds.A, kinds.A"]),
    "a pattern": (pattern_changes, 'x = "[a-z0-9]+"', ['x = "[a-z]+"']),
    "a comparison in a template": (
        template_changes,
        '{{ if eq .a "eq" }}',
        ['{{ if ne .a "eq" }}', '{{ if not (eq .a "eq") }}'],
    ),
    "a negation in a template": (template_changes, "{{ with not .a }}", ["{{ with .a }}"]),
    "an index": (template_changes, "{{ index . 0 }}", ["{{ index . 1 }}"]),
    "a function": (template_changes, "{{ .a | compact | len }}", ["{{ .a | len }}"]),
    "a value": (template_changes, "{{ .Values.a }}\n{{ .Values.b }}", ["{{ .Values.b }}", "{{ .Values.a }}"]),
    "a condition of Jinja": (template_changes, "[% if a %]", ["[% if not (a) %]"]),
    "a line": (template_changes, "kind: Service", [""]),
    "a test": (shell_changes, '[ -n "$a" ] || f', ['[ -z "$a" ] || f', '[ -n "$a" ] && f']),
    "a status": (shell_changes, "exit 1", ["exit 0"]),
    "an option": (shell_changes, "grep -Eq a b", ["grep -E a b"]),
    "a step": (shell_changes, "clean() { true; }\nclean", [":"]),
    "a case": (shell_changes, "case $a in\nx86) b=1 ;;\nesac", [""]),
}
# What a defect would leave as it is, or what people read.
KEPT: dict[str, tuple[Edits, str]] = {
    "a docstring": (mutant_python.changes, '"""1 and 2, not 3."""'),
    "a comment": (mutant_python.changes, "x = a  # 1 and not b"),
    "what is raised": (mutant_python.changes, "raise problem(a, found=1 if b else 2)"),
    "a text with values": (mutant_python.changes, 'x = f"{a[1]}"'),
    "how a record is made": (mutant_python.changes, "class A(Struct, frozen=True): ..."),
    "a line that stands there twice": (mutant_python.changes, "x = 1\nx = 1"),
    "what reaches over lines": (mutant_python.changes, "x = [\n*a,\n*b]"),
    "samples": (row_changes, "x = text(legal=[1], illegal=[2])"),
    "an import": (row_changes, "from generator.rows.locations import A, B"),
    "a comment of a template": (template_changes, "{{- /* eq 1 and not 2\nkind: x */ -}}"),
    "a comment of Jinja": (template_changes, "[# if not a #]"),
    "texts around actions": (template_changes, "not first and last"),
    "texts of a shell": (shell_changes, "say 'a && b' \"exit 1 = 2\"  # exit 1"),
    "a text of many lines": (shell_changes, "cat <<EOF\nexit 1\nEOF\n"),
}


@pytest.mark.parametrize(("edits", "text", "lines"), EDITED.values(), ids=EDITED)
def test_it_is_edited(edits: Edits, text: str, lines: list[str]) -> None:
    assert [one.after for one in defects_in("", "", text, edits)] == lines


@pytest.mark.parametrize(("edits", "text"), KEPT.values(), ids=KEPT)
def test_it_is_left_as_it_is(edits: Edits, text: str) -> None:
    assert list(defects_in("", "", text, edits)) == []


def test_a_hundred_defects_of_four_classes_come_of_a_seed() -> None:
    defects = seeded(ROOT, [*GROUPS], SEED, IN_ALL)
    assert len({(one.file, one.before) for one in defects}) == IN_ALL >= 100
    assert {group: sum(one.group == group for one in defects) for group in GROUPS} == dict.fromkeys(GROUPS, IN_ALL // 4)
    assert all(len({one.kind for one in defects if one.group == group}) >= 9 for group in GROUPS)
    assert all(one.line(ROOT) for one in defects)
    assert seeded(ROOT, ["rows"], SEED, 5) == [one for one in defects if one.group == "rows"][:5]
    assert drawn(ROOT, "rows", SEED + 1, 5) != drawn(ROOT, "rows", SEED, 5)


def test_only_what_still_reads_is_a_defect() -> None:
    assert mutant_python.still_reads("x = 1", "x = 2")
    assert not mutant_python.still_reads("x = 1", "x = 1  # 2")
    assert not mutant_python.still_reads("x = sorted(a for a in b)", "x = sorted(a for a in b, reverse=True)")
    assert is_shell("if true; then :; fi")
    assert not is_shell("if true; then")


def test_defects_are_kept_in_a_file_with_what_became_of_them() -> None:
    defects = drawn(ROOT, "node", SEED, 2)
    assert loaded(saved(defects), ROOT) == [(one, "") for one in defects]
    assert loaded(saved(defects, ["survived", "noticed by build"]), ROOT)[1] == (defects[1], "noticed by build")


def test_a_defect_is_found_in_the_room_that_its_module_moved_to(tmp_path: Path) -> None:
    texts = {"rows/a.py": "x = 1\ny = 2\n", "rows/b.py": "y = 2\n", "c.py": "x = 1\nx = 1\n"}
    write_tree(tmp_path / "generator", texts)
    one = Defect(group="rows", kind="", file="generator/rows/a.py", before="y = 2", after="y = 3")
    assert loaded(saved([one]), tmp_path)[0][0].file == "generator/rows/a.py"
    assert one.moved(tmp_path / "generator") == one
    assert replace(one, file="generator/d.py").moved(tmp_path).file == "generator/d.py"
    assert replace(one, file="generator/d.py", before="x = 1").moved(tmp_path).file == "generator/rows/a.py"


@pytest.mark.parametrize(
    ("said", "tests"),
    [
        ("FAILED tests/a.py::test_a - assert 1 == 2\n1 failed", ["tests/a.py::test_a"]),
        ("FAILED tests/a.py::test_a[b - c] - x - y\nERROR tests/b.py", ["tests/a.py::test_a[b - c]", "tests/b.py"]),
        ("INTERNALERROR> a\nno more", ["no more"]),
    ],
    ids=["a test", "a case and a module", "neither"],
)
def test_what_failed_is_read(said: str, tests: list[str]) -> None:
    assert failures(Ran(status=1, said=said, seconds=0)) == tests
    assert failures(Ran(status=0, said=said, seconds=0)) == failures(Ran(status=None, said=said, seconds=0)) == []


def test_tests_that_are_not_there_notice_nothing() -> None:
    with pytest.raises(ValueError, match="expected tests that there are, found: ERROR: file or directory not found"):
        failures(Ran(status=4, said="ERROR: file or directory not found: tests/test_none.py", seconds=0))


@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(60)"], ids=["works", "waits"])
def test_a_command_is_stopped_at_its_budget(code: str, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    assert run(["-c", code], tmp_path / "root", 0.1).status is None


# A checkout whose build and tests look at one number each; one test of it is broken.
MODULE = "generator/numbers.py"
CHECKOUT = {
    MODULE: "ONE = 1\nTWO = 2\nTHREE = 3\nFOUR = 4\nFIVE = 5\nSEVEN = 7\n",
    "generator/__main__.py": "from generator.numbers import ONE\n\nassert ONE == 1, 'no one'\n",
    "tests/test_goldens.py": "from generator.numbers import TWO\n\ndef test_two(): assert TWO == 2\n",
    "tests/test_quick.py": "from generator.numbers import SEVEN, THREE\n\ndef test_broken(): assert 0\n\n"
    "def test_three(): assert THREE == 3\n\ndef test_seven(): assert SEVEN == 7\n",
    "tests/test_whole.py": "from generator.numbers import FOUR\n\ndef test_four(): assert FOUR == 4\n",
}


def written(folder: Path) -> Path:
    """The checkout in a folder."""
    for name, text in CHECKOUT.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def copy(folder: Path) -> mutant_runs.Copy:
    """A copy of the checkout."""
    origin = written(folder / "checkout" / "root")
    return mutant_runs.Copy(root=mutant_runs.copied(origin, folder / "0" / "root"), origin=origin)


def numbers(*names: str) -> list[Defect]:
    """A defect of each number."""
    lines = {line.partition(" ")[0]: line for line in CHECKOUT[MODULE].splitlines()}
    lines["SIX"] = "SIX = 6"
    groups = {name: "node" if name == "SEVEN" else "engine" for name in names}
    return [
        Defect(group=group, kind="zero", file=MODULE, before=lines[name], after=f"{name} = 0")
        for name, group in groups.items()
    ]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The goldens and the selection of the small checkout."""
    monkeypatch.setattr(mutant_runs, "GOLDENS", dict.fromkeys(["engine", "node"], ("tests/test_goldens.py",)))
    monkeypatch.setattr(mutant_runs, "selected", lambda *_: Selection(tests=("tests/test_quick.py",)))


@pytest.mark.usefixtures("_small")
def test_each_defect_is_told_by_the_stage_that_notices_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkout, kept = written(tmp_path / "mine"), tmp_path / "defects.json"
    kept.write_text(saved(numbers("ONE", "TWO", "THREE", "FOUR", "FIVE", "SEVEN", "SIX")), encoding="utf-8")
    assert main(["--checkout", str(checkout), "--defects", str(kept), "--save", str(kept)]) == 0
    assert [one["ending"] for one in json.loads(kept.read_text(encoding="utf-8"))] == [
        *(f"noticed by {stage}" for stage in ("build", "goldens", "quick", "whole")),
        *("survived", "noticed by quick", "not in this checkout"),
    ]
    said = capsys.readouterr().out
    assert "generator/numbers.py:4: zero: tests/test_whole.py::test_four\n" in said
    assert "noticed 5 of 6: 83.3%\n" in said
    assert "zero\n  - FIVE = 5\n  + FIVE = 0\n" in said
    assert (checkout / MODULE).read_text(encoding="utf-8") == CHECKOUT[MODULE]


def test_a_checkout_that_fails_without_a_defect_is_not_measured(tmp_path: Path) -> None:
    one = copy(tmp_path)
    one.plant(numbers("ONE")[0])
    with pytest.raises(ValueError, match="expected a checkout whose build passes, found: AssertionError: no one"):
        check_clean(one, Budget())


def test_defects_that_cannot_be_built_at_once_have_no_failing_tests(tmp_path: Path) -> None:
    one = copy(tmp_path)
    one.plant(numbers("ONE")[0])
    assert mutant_runs.together(one, 1, Budget()) is None


def test_of_what_is_selected_only_what_fails_or_is_there_is_run(tmp_path: Path) -> None:
    root, wanted = written(tmp_path), ["tests/test_quick.py", "tests/test_whole.py::test_four", "tests/test_none.py"]
    fails = ["tests/test_quick.py", "tests/test_quick.py::test_three", "tests/test_whole.py::test_four[a]"]
    others = ["tests/test_quick.pyc::test", "tests/test_whole.py", "tests/test_whole.py::test_four_more"]
    assert mutant_runs.part_of(root, wanted, [*fails, *others]) == fails
    assert mutant_runs.part_of(root, [*wanted, "tests/test_whole.py::test_two"], None) == wanted[:2]


def test_a_copy_is_as_before_afterwards(tmp_path: Path) -> None:
    one = copy(tmp_path)
    one.plant(numbers("TWO")[0])
    (one.root / "tests/test_quick.py").unlink()
    (one.root / "charts").mkdir()
    (one.root / "charts/new").touch()
    one.restore()
    files = {path.relative_to(one.root).as_posix(): path.read_text() for path in one.root.rglob("*") if path.is_file()}
    assert files == CHECKOUT


def test_a_survivor_that_another_checkout_noticed_says_so() -> None:
    [defect] = numbers("FIVE")
    found = [Verdict(defect=defect, line=5, stages=(Stage(name="quick", cut=True, seconds=2.0),))]
    [text] = survivors(found, ["noticed by goldens"])
    assert text.splitlines()[1] == (
        "survived                2.0 s  generator/numbers.py:5: zero: quick was cut, there noticed by goldens"
    )
    assert "quick: 1 runs of 2.0 s of processor time each" in table(found)


def test_the_defects_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--only", "rows", "--limit", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in lines] == ["rows", "  - ", "  + "] * 3
