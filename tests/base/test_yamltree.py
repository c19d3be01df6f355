"""YAML is read by its types, refused where readers disagree, and printed so that every reader takes it the same."""

import json
from pathlib import Path

import pytest
import yaml

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import DEEPEST, Tree, canonical
from generator.tools import helm
from tests.helms import RENDERERS

# Texts that one reader or another takes for a number, a boolean, a null or a date.
RETYPED: tuple[str, ...] = (
    *("1e3", "1E3", "1.5e+3", ".5", "1.", "+1", "-1", "0o17", "017", "0x1f", "0b11", "1_000", "1_0e2", "0x_1", "1e1_0"),
    *("y", "n", "Y", "yes", "No", "on", "OFF", "true", "False", "null", "Null", "~", "", ".inf", "-.Inf", ".NaN"),
    *("2024-01-01", "2024-1-1T00:00:00Z", "1:20", "190:20:30", "1,000", "=", "<<", "0b-1", "12e03"),
)
# Texts that mean something else to YAML when they stand without quotes.
MARKED = (
    *("- a", "a: b", "a #b", "#a", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "'a'", '"a"', "[a]", "{a}", "? a"),
    *("---", " a", "a ", "a:", ":a", "a\tb", "\ta", "é\u0085", "a\\b", "\ufeff", "\x7f"),
)
WORDS = (
    "a",
    "kube-system",
    "quay.io/calico/node:v3.32.1",
    "10.244.0.0/16",
    "/opt/cni/bin",
    "v1.2",
    "1.2.3-4",
    "a:b",
    "e3",
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("0400", 256, id="an octal number"),
        pytest.param("256", 256, id="a number"),
        pytest.param("1.0", 1.0, id="a float"),
        pytest.param("true", True, id="a boolean"),
        pytest.param('"true"', "true", id="a quoted boolean"),
        pytest.param("2024-01-01", "2024-01-01", id="a date, which Kubernetes reads as a text"),
        pytest.param("~", None, id="a null"),
        pytest.param("{}", {}, id="an empty mapping"),
        pytest.param("|\n    a\n\n    b\n", "a\n\nb\n", id="a block"),
        pytest.param("R&D *star* &amp;", "R&D *star* &amp;", id="signs of anchors in prose"),
        pytest.param('"&a *a"', "&a *a", id="anchors in quotes"),
    ],
)
def test_it_reads(text: str, tree: Tree) -> None:
    [document] = yamltree.load(f"a: {text}\n", "x")
    assert canonical(document) == canonical({"a": tree})


LEVELS = DEEPEST - 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{a: " * 100_000 + "}" * 100_000, id="mappings in flow"),
        pytest.param("[" * 3000 + "]" * 3000, id="lists in flow"),
        pytest.param("[" * 100_000, id="lists without an end"),
        pytest.param("".join(f"{'  ' * depth}a:\n" for depth in range(3000)), id="mappings in block"),
        pytest.param("- " * 5000 + "a", id="lists in block"),
        pytest.param("[" * (LEVELS + 2) + "]" * (LEVELS + 2), id="one level more"),
    ],
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError, match=r"^x line \d+: expected valid YAML, found more than 100 nested levels$"):
        yamltree.load(text, "x")


def test_what_is_nested_deep_enough_is_read() -> None:
    assert yamltree.load("[" * LEVELS + "1" + "]" * LEVELS, "x")


@pytest.mark.parametrize(
    "text",
    [
        *("!!binary aGk=", "!!set {x, y}", "!!omap [x: 1]", "!!pairs [x: 1]", "!!timestamp 2020-01-01", "!x y"),
        *("!!python/object:os.system x", "!!bool x", "!!int x", "!!int ''", "!!float .inf", ".nan", "!!map [1]"),
    ],
)
def test_what_json_has_not_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError, match=r"^x(?: line 1)?: expected valid YAML, found "):
        yamltree.load(f"a: {text}", "x")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("!!int abc", "'abc', no whole number that can be read"),
        ("!!bool q", "'q', no boolean that can be read"),
        ("!!float q", "'q', no number that can be read"),
        ("0x" + "f" * 9000, f"'0x{'f' * 38}', no whole number that can be read"),
        (str(2**64), f"'{2**64}', no whole number that can be read"),
        ("9" * 5000, f"'{'9' * 40}', no whole number that can be read"),
        ("!x y", "the tag !x, which JSON has not"),
        ("!!set {x}", "the tag !!set, which JSON has not"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_its_line(text: str, found: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        yamltree.load(f"a: 1\nb: {text}\n", "x")
    assert str(caught.value) == (
        f"x line 2: expected valid YAML, found {found}; write a plain value there, or a quoted one"
    )


SAME = ("0.0.0.0", "10.0.0.1", "1.2.3", "001.2.3")  # noqa: S104 - texts


def unlike(text: str) -> list[str]:
    """What is wrong with an unquoted text."""
    return [str(found) for found in yamltree.refuse_ambiguous(f"a: {text}\n", "x")]


@pytest.mark.parametrize("text", SAME)
def test_what_every_reader_takes_for_a_text_needs_no_quotes(text: str) -> None:
    assert unlike(text) == []


@pytest.mark.parametrize("text", ["1.2.", "1..2", "1_0.2.3", "1,2.3", "1:2.3", "-1.2.3", *RETYPED[:6], "0x1f", "1:20"])
def test_what_readers_take_differently_is_refused_without_quotes(text: str) -> None:
    [said] = unlike(text)
    assert said.startswith(
        f"x line 1: expected a scalar that every reader takes for the same, found an unquoted {text}; "
    )


def test_empty_documents_are_left_out() -> None:
    assert yamltree.load("---\na: 1\n---\n---\n# prose\n---\nb: 2\n", "x") == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "b:\n  a: 1\n  a: 1\n",
            "x line 3: expected valid YAML, found duplicate key 'a', first on line 2",
            id="a key twice",
        ),
        pytest.param(
            "{a: 1, a: 2}",
            "x line 1: expected valid YAML, found duplicate key 'a', first on line 1",
            id="a key twice in flow",
        ),
        pytest.param("1: a", "x line 1: expected valid YAML, found key '1' is not a string", id="a number as key"),
        pytest.param("on: a", "x line 1: expected valid YAML, found key 'on' is not a string", id="a boolean as key"),
        pytest.param("? [a]\n: b", "x line 1: expected valid YAML, found unhashable key", id="a list as key"),
        pytest.param(
            "a: 1\nb: &c 1\nd: *c\n",
            "x line 2: expected plain YAML, found the anchor or alias 'c'; write the value out",
            id="an alias",
        ),
        pytest.param(
            "- [&c 1]\n",
            "x line 1: expected plain YAML, found the anchor or alias 'c'; write the value out",
            id="an anchor that nobody uses",
        ),
        pytest.param(
            "a: b: c",
            "x line 1: expected valid YAML, found mapping values are not allowed in this context",
            id="no YAML",
        ),
        pytest.param("a: \x07", "x: expected valid YAML, found ", id="a control character"),
    ],
)
def test_it_refuses(text: str, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        yamltree.load(text, "x")
    assert str(caught.value).startswith(message)


def test_a_document_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(ProblemsError) as caught:
        yamltree.load_documents("a: 1\n---\n- b\n", "x")
    assert str(caught.value) == "x document 2: expected a mapping, found list"


@pytest.mark.parametrize("text", WORDS)
def test_a_word_needs_no_quotes(text: str) -> None:
    assert yamltree.is_plain(text)


@pytest.mark.parametrize("text", [*RETYPED, *MARKED])
def test_what_a_reader_could_retype_is_not_plain(text: str) -> None:
    assert not yamltree.is_plain(text)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader], ids=["in Python", "in C"])
def test_printed_texts_come_back_from_python(loader: type[yaml.SafeLoader]) -> None:
    assert yaml.load(f"[{', '.join(SAME)}]", loader) == [*SAME]  # noqa: S506 - a safe loader
    tree: Tree = {
        "texts": [*RETYPED, *MARKED, *WORDS, "a\n\n", "\n", "  a\nb", "a \nb\n"],
        "others": [True, 1, 1.0, None, {}, []],
    }
    assert canonical(yaml.load(yamltree.dump([tree]), loader)) == canonical(tree)  # noqa: S506 - a safe loader


@pytest.mark.parametrize("name", ["helm4", "helm3"])
def test_printed_texts_come_back_from_go(name: str, tmp_path: Path) -> None:
    texts: list[Tree] = [
        text for text in [*RETYPED, *MARKED, *WORDS] if text != "\x7f"
    ]  # Go's reader takes no such character
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: x\nversion: 1.0.0\n", encoding="utf-8")
    unquoted = "".join(f"- {text}\n" for text in SAME)
    (tmp_path / "texts.yaml").write_text(yamltree.dump([{"texts": texts}]) + unquoted, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    template = 'found: {{ (.Files.Get "texts.yaml" | fromYaml).texts | toJson | quote }}\n'
    (tmp_path / "templates" / "a.yaml").write_text(template, encoding="utf-8")
    rendered = RENDERERS.template(name, helm.Install(chart=tmp_path))
    [document] = yamltree.load_documents(rendered, "the render")
    assert json.loads(str(document["found"])) == [*texts, *SAME]


def test_keys_keep_their_order_and_nothing_is_shared() -> None:
    shared: Tree = {"z": "1", "a": 1}
    assert yamltree.dump([{"b": shared, "a": shared}]) == '---\nb:\n  z: "1"\n  a: 1\na:\n  z: "1"\n  a: 1\n'
