"""values.yaml reads like a manual: each value below what it does, each section below its heading."""

import pytest

from generator.base import yamltree
from generator.base.trees import Tree
from generator.features.manifests import FEATURES
from generator.settings.actions.assigning import Sets
from generator.settings.kind import BOOLEAN, several, switch, text
from generator.settings.plan import plan_settings
from generator.settings.setting import Row, Section, Target, defaulted, setting
from generator.settings.targets import overrides
from generator.values.upstream_values import UpstreamValues
from generator.values.values_file import documentation, documented_values, values_file
from tests.catalogues import TEXT, catalogue
from tests.trees import document

DOC = "What it does."


def lines(*rows: Row, docs: dict[str, str] | None = None) -> list[str]:
    """The file's lines."""
    found = catalogue(*rows)
    every = {row.path: DOC for row in found.settings} | (docs or {})
    return values_file(found, every, ["first", "second"]).split("\n")


def test_values_stand_below_what_they_do() -> None:
    assert lines(setting("a", TEXT, DOC), setting("b", BOOLEAN, DOC)) == [
        *("# first", "# second", ""),
        *(f"# {DOC}", 'a: ""', ""),
        *(f"# {DOC}", "b: false", ""),
    ]


def test_sections_have_headings_and_are_opened_once() -> None:
    rows = (Section(path="a", doc="About a."), Section(path="a.b", doc="About b."))
    found = lines(*rows, setting("a.b.c", TEXT, DOC), setting("a.b.d", TEXT, DOC), setting("a.e", TEXT, DOC))
    assert found[3:] == [
        *("# About a.", "a:", "  # About b.", "  b:"),
        *(f"    # {DOC}", '    c: ""', f"    # {DOC}", '    d: ""', f"  # {DOC}", '  e: ""', ""),
    ]


def test_a_section_without_a_heading_has_none() -> None:
    assert lines(setting("a.b", TEXT, DOC))[3:5] == ["a:", f"  # {DOC}"]


def test_long_texts_are_wrapped_and_words_stay_whole() -> None:
    word = "host[:port][/path]-" * 8
    found = lines(setting("a.b", TEXT, DOC), docs={"a.b": f"{'word ' * 30}{word}."})
    comments = [line for line in found if line.startswith("  #")]
    assert [len(line) <= 100 for line in comments] == [True] * (len(comments) - 1) + [False]
    assert comments[-1] == f"  # {word}."


DEFAULTS = [
    pytest.param(None, "a: null", id="null"),
    pytest.param(True, "a: true", id="a boolean"),
    pytest.param([], "a: []", id="a list"),
    pytest.param({}, "a: {}", id="a mapping"),
    pytest.param(0, "a: 0", id="a number"),
    pytest.param("no", 'a: "no"', id="a text that some readers take for a boolean"),
    pytest.param("none", "a: none", id="a text"),
]


@pytest.mark.parametrize(("default", "line"), DEFAULTS)
def test_a_default_is_printed_as_every_reader_takes_it(default: Tree, line: str) -> None:
    row = defaulted(setting("a", text("x", legal=["a"], illegal=[]), DOC), default)
    assert lines(row)[4] == line
    assert yamltree.load("\n".join(lines(row)), "values.yaml") == [{"a": default}]


def test_upstreams_default_is_put_into_the_text() -> None:
    told = setting("a", TEXT, "What it does. Default: {upstream}.", overrides("Job/a b"))
    lacking = setting("e", TEXT, "Default: {upstream else its own, 5}.", Target(at=("Job/a g",), action=Sets(key="e")))
    silent = setting("c", TEXT, DOC, overrides("Job/a d"))
    found, templates = catalogue(told, lacking, silent), [document("Job/a", "{b: e, d: f, g: {h: 1}}")]
    upstream = UpstreamValues(plan_settings(templates, found), templates, FEATURES)
    assert documentation(found, upstream) == {"a": "What it does. Default: e.", "e": "Default: its own, 5.", "c": DOC}


def test_small_mappings_stay_on_a_line() -> None:
    found = lines(setting("a", TEXT, DOC), docs={"a": f"{'word ' * 16}[{{key: value, effect: one}}, {{b: [c, d]}}]."})
    assert found[4] == "# [{key: value, effect: one}, {b: [c, d]}]."


def test_the_table_has_a_line_for_each_value_and_one_for_all_roles() -> None:
    rows = (
        setting("a.b", several(TEXT), DOC),
        setting("s", switch("true or false"), DOC),
        setting("images.one.tag", TEXT, DOC),
        setting("images.two.tag", TEXT, DOC),
        setting("images.two.digest", TEXT, DOC),
    )
    found = documented_values(catalogue(*rows), {row.path: f"{row.path}." for row in rows})
    assert [(line["path"], line["default_text"]) for line in found] == [
        ("a.b", "[]"),
        ("s", "null"),
        ("images.<role>.tag", '""'),
        ("images.<role>.digest", '""'),
    ]
    assert found[0]["doc"] == "a.b."
