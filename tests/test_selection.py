"""The tests that a change can affect are chosen, and what is left out is told."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.base.files import write_tree
from tests.changed import changed_names, words_of
from tests.paths import ROOT
from tests.selection import ALWAYS, COPIES, PROOFS, WHOLE_CHECKS, Selection, select

LINES = "- version: 0.2.0\n  flannel: v2.0.0\n- version: 0.1.0\n  flannel: v1.0.0\n"

# A small checkout: a build that reads rows, a report, two commands, and tests of each.
SOURCES = {
    "generator/lines.yaml": LINES,
    "generator/pages/table.html": "<table>",
    "generator/__main__.py": "from generator.cli import main\nmain()",
    "generator/cli.py": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from generator.commands import show, tell\n"
        "COMMANDS = ('show', 'tell')\ndef main(words):\n    return COMMANDS"
    ),
    "generator/commands/show.py": "from generator.report import page\ndef run():\n    return page()",
    "generator/commands/tell.py": "def options():\n    return 2\ndef run():\n    return 1",
    "generator/report.py": (
        "from pathlib import Path\nfrom generator.base import EMPTY\nPAGES = Path(__file__).parent / 'pages'\n"
        "def page():\n    return PAGES.read_text() + EMPTY\ndef head():\n    return 'head'"
    ),
    "generator/base.py": "EMPTY = ''",
    "generator/pipeline.py": "from generator.rows.rows import ROWS\ndef build():\n    return ROWS",
    "generator/rows/rows.py": "ROWS = [\n    setting('a.b', 'What.'),\n    setting('a.c', 'More.'),\n]",
    "charts/cni/templates/own.yaml": "a",
    "charts/cni/VALUES.md": "| `a.b` | |\n| `a.c` | |\n",
    "tests/paths.py": "from pathlib import Path\nROOT = Path(__file__).parents[1]\nCHART = ROOT / 'charts' / 'cni'",
    "tests/builds.py": "from generator.pipeline import build\ndef built():\n    return build()",
    "tests/test_report.py": (
        "from generator import report\nimport pytest\n@pytest.fixture\ndef shown():\n    return report.page()\n"
        "def test_a_page(shown):\n    assert shown\ndef test_a_head():\n    assert report.head()"
    ),
    "tests/test_always.py": (
        "from generator.always import on\nimport pytest\n@pytest.fixture(autouse=True)\ndef always():\n    on()\n"
        "def test_one():\n    assert 1\n@pytest.mark.usefixtures('named')\ndef test_two():\n    assert 2\n"
        "@pytest.fixture\ndef named():\n    assert 3\n"
        "@pytest.fixture(name='other')\ndef _other():\n    assert 5\ndef test_three(other):\n    assert other"
    ),
    "generator/always.py": "def on():\n    return 1",
    "tests/test_rows.py": "from generator.rows.rows import ROWS\ndef test_rows():\n    assert ROWS",
    "tests/test_built.py": (
        "from tests.builds import built\ndef test_it():\n    built()\ndef test_b():\n    built()['a.b']"
    ),
    "tests/test_chart.py": (
        "from tests.paths import CHART\ndef test_the_chart():\n    assert CHART.is_dir()\n"
        "def test_its_own():\n    assert (CHART / 'templates' / 'own.yaml').is_file()"
    ),
    "tests/test_docs.py": "from tests.paths import ROOT\nDOCS = ROOT / 'docs'\ndef test_docs():\n    assert DOCS / 'a'",
    "tests/test_show.py": "from generator.cli import main\ndef test_shown():\n    main(['show'])",
    "tests/test_tell.py": "from generator.cli import main\ndef test_told():\n    main(['tell'])",
    "tests/test_module.py": "def test_run():\n    run('-m', 'generator', 'show')",
    "tests/cluster/test_served.py": "from generator.report import head\ndef test_served():\n    head()",
    "tests/checks/test_goldens.py": "from tests.builds import built\ndef test_golden():\n    built()",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The small checkout."""
    write_tree(tmp_path / "root", SOURCES)
    return tmp_path / "root"


def chosen(root: Path, changes: Mapping[str, tuple[str, str]]) -> Selection:
    """What is selected when a text in each of these files becomes another one."""
    before = {path: (root / path).read_text(encoding="utf-8") for path in changes}
    for path, (old, new) in changes.items():
        assert old in before[path]
        (root / path).write_text(before[path].replace(old, new), encoding="utf-8")
    return select(root, changes, before)


GOLDENS = "tests/checks/test_goldens.py"
# A file, what changes in it, and the tests that are chosen, the nearest first.
CHOSEN: dict[str, tuple[str, tuple[str, str], tuple[str, ...]]] = {
    "a function": ("generator/report.py", ("'head'", "'foot'"), ("tests/test_report.py::test_a_head",)),
    "a function that a fixture calls, and a command": (
        "generator/report.py",
        ("PAGES.read_text()", "''"),
        ("tests/test_report.py::test_a_page", "tests/test_show.py", "tests/test_module.py"),
    ),
    "a constant of another module": (
        "generator/base.py",
        ("''", "' '"),
        ("tests/test_report.py::test_a_page", "tests/test_show.py", "tests/test_module.py"),
    ),
    "a command": ("generator/commands/tell.py", ("1", "2"), ("tests/test_tell.py",)),
    "the options of a command": ("generator/commands/tell.py", ("2", "3"), ("tests/test_tell.py",)),
    "the command line": (
        "generator/cli.py",
        ("return COMMANDS", "return words"),
        ("tests/test_show.py", "tests/test_tell.py", "tests/test_module.py"),
    ),
    "a file of the package": (
        "generator/pages/table.html",
        ("table", "p"),
        ("tests/test_report.py::test_a_page", "tests/test_show.py", "tests/test_module.py"),
    ),
    "a fixture of every test": ("generator/always.py", ("1", "2"), ("tests/test_always.py",)),
    "a fixture that has another name": (
        "tests/test_always.py",
        ("assert 5", "assert 6"),
        ("tests/test_always.py::test_three",),
    ),
    "a fixture by its name": ("tests/test_always.py", ("assert 3", "assert 4"), ("tests/test_always.py::test_two",)),
    "a test": ("tests/test_rows.py", ("assert ROWS", "assert not ROWS"), ("tests/test_rows.py",)),
    "a row": (
        "generator/rows/rows.py",
        ("What.", "Why."),
        ("tests/test_rows.py", "tests/test_built.py::test_b", GOLDENS),
    ),
    "a file of the chart, by its name": (
        "charts/cni/templates/own.yaml",
        ("a", "b"),
        ("tests/test_chart.py::test_its_own", GOLDENS),
    ),
    "the chart": ("charts/cni/VALUES.md", ("a.c", "a.d"), (GOLDENS,)),
    "the build": ("generator/pipeline.py", ("return ROWS", "return []"), (GOLDENS,)),
    "a comment": ("generator/base.py", ("''", "''  # nothing"), ()),
}


@pytest.mark.parametrize(("path", "change", "tests"), CHOSEN.values(), ids=CHOSEN)
def test_of_a_change_are_chosen_the_tests_of(
    path: str, change: tuple[str, str], tests: tuple[str, ...], checkout: Path
) -> None:
    assert chosen(checkout, {path: change}).tests == tests


def test_of_what_the_build_alone_leads_to_the_cases_that_name_the_row_are_chosen(checkout: Path) -> None:
    found = chosen(checkout, {"generator/rows/rows.py": ("What.", "Why.")})
    assert (found.cases, found.keyword) == (("tests/test_built.py", "tests/test_chart.py"), "a.b")
    [told] = found.left_out
    why = "that the build alone leads to, but for the proofs of the chart and cases of a.b"
    assert told == f"4 test functions of 3 modules {why}: left to plain nox"


def test_servers_are_left_out_and_told(checkout: Path) -> None:
    found = chosen(checkout, {"generator/report.py": ("'head'", "'foot'")})
    assert found.left_out == ("1 test functions of 1 modules that need an API server: left to plain nox",)


def test_servers_are_asked_where_their_tests_change(checkout: Path) -> None:
    found = chosen(checkout, {"tests/cluster/test_served.py": ("head()", "head() or 1")})
    assert found.tests == ("tests/cluster/test_served.py",)


def test_a_file_that_a_folder_in_a_test_holds_is_read_and_another_one_is_told(checkout: Path) -> None:
    found = select(checkout, ["docs/a/b.md", "README.md"])
    assert found == Selection(tests=("tests/test_docs.py",), left_out=("README.md: no test names it",))


def test_a_release_is_of_the_lines_that_use_it(checkout: Path) -> None:
    found = select(checkout, ["generator/upstream/flannel/v1.0.0/kube-flannel.yaml"])
    assert (found.tests, found.keyword) == ((GOLDENS,), "0.1.0 or v1.0.0")


def test_without_the_text_before_all_of_a_module_has_changed(checkout: Path) -> None:
    assert "tests/test_report.py" in select(checkout, ["generator/report.py"]).tests


@pytest.mark.parametrize(
    ("before", "now", "names"),
    [
        ("A = 1\nB = 2", "A = 1\nB = 3", {"B", "*"}),
        ("A = 1\nB = 2", "A = 1", {"B", "*"}),
        ("import a\nA = a", "import b as a\nA = a", {"", "A", "*"}),
        ("A = 1\nif A:\n    B = 1", "A = 1\nif A:\n    B = 2", {"", "A", "*"}),
        ("A = 1", "A = 1  # one", set[str]()),
    ],
    ids=["a name", "a name that is gone", "an import", "what binds nothing", "a comment"],
)
def test_what_changed_in_a_module(before: str, now: str, names: set[str]) -> None:
    assert changed_names(before, now) == names


ROW = 'setting("a.b", kinds.NAME, "Why.", overrides("Deployment/x spec.replicas"))'
# What stood there, what stands there now, and the values that are named.
WORDS: dict[str, tuple[str, str, set[str]]] = {
    "a row": (f"R = ({ROW},)", f"R = ({ROW.replace('Why', 'How')},)", {"a.b"}),
    "a row beside another one": (f"R = ({ROW}, setting('c', 1))", f"R = ({ROW}, setting('c', 2))", {"c"}),
    "a kind, by the rows of it": ("NAME = 1", "NAME = 2", {"a.b"}),
    "an entry": ("M = {'a.b': 1, 'a.c': 2}", "M = {'a.b': 1, 'a.c': 3}", {"a.c"}),
    "nothing": (f"R = ({ROW},)", f"R = ({ROW},)", set()),
}


@pytest.mark.parametrize(("before", "now", "words"), WORDS.values(), ids=WORDS)
def test_the_values_that_a_change_names(before: str, now: str, words: set[str]) -> None:
    assert words_of("generator/rows/a.py", before, now, [f"R = ({ROW},)"]) == words


def test_the_lines_of_a_template_name_values() -> None:
    before, now = "a\n{{ .Values.a.b }}\n", "a\n{{ .Values.a.c | quote }}\n"
    assert words_of("x.yaml.j2", before, now, []) == {"a.b", "a.c"}


def test_the_proofs_and_what_is_left_out_are_there() -> None:
    for path in (*PROOFS, *ALWAYS, *COPIES, *WHOLE_CHECKS):
        file, _, name = path.partition("::")
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8")


def test_a_change_of_the_drift_of_roles_is_given_to_few_tests() -> None:
    path = "generator/drift/rbac.py"
    text = (ROOT / path).read_text(encoding="utf-8")
    found = select(ROOT, [path], {path: text.replace("reads of secrets", "reads")})
    modules = {one.partition("::")[0] for one in found.tests}
    assert {"tests/drift/test_rbac.py", "tests/commands/test_drift.py", "tests/report/test_drift_goldens.py"} <= modules
    assert len(modules) < 30
    assert not modules & {path.partition("::")[0] for path in PROOFS[:2]}
