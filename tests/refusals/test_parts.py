"""What the chart refuses is cut by sections of values, which changes nothing of what it says."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.trees import Tree
from generator.checks.defaults import looking
from generator.refusals.parts import Entry, Reader, default_digests, parts, section, section_lines
from generator.tools.helm import HelmError
from generator.values.strict_schema import LIBRARY
from tests.helms import template
from tests.paths import CHART
from tests.refusals.bad_values import ROWS
from tests.rendering import DEFAULTS, HELMS, Values, as_yaml, overlay, rendered

PLUGINS = ("flannel", "calico", "canal")
FILES = Path("charts", LIBRARY, "files")
SECTIONS, TEXT = FILES / "sections.txt", FILES / "refusals.tpl"
RULES = [row.values for row in ROWS.values() if not row.by_schema]
# So many rows are told of in one message.
AT_ONCE = 6


def changed(folder: Path, path: Path, pattern: str, text: str) -> Path:
    """A chart whose file has another text in all places of a pattern."""
    chart = folder if folder.is_dir() else shutil.copytree(CHART, folder)
    file = chart / path
    new, count = re.subn(pattern, lambda _: text, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count
    file.write_text(new, encoding="utf-8")
    return chart


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart for which every section differs from its defaults."""
    return looking(CHART, tmp_path_factory.mktemp("whole") / "cni")


def told(values: Values, chart: Path, name: str = "helm4") -> str:
    """What a chart says of values without where it says so; empty where it takes them."""
    try:
        template(name, chart, as_yaml(values))
    except HelmError as error:
        return re.sub(r"\(cni/templates/[^)]*\)", "", error.text)
    return ""


def together() -> Iterator[Values]:
    """Rows that are refused, some at once, and each time others."""
    for first in range(0, len(RULES), AT_ONCE):
        values: dict[str, Tree] = {}
        for row in RULES[first : first + AT_ONCE]:
            values = overlay(values, dict(row))
        yield values


@pytest.mark.parametrize("name", HELMS)
@pytest.mark.parametrize("plugin", PLUGINS)
def test_nothing_is_parsed_where_all_values_are_the_defaults(plugin: str, name: str, tmp_path: Path) -> None:
    broken = changed(tmp_path / "cni", TEXT, r"^\{\{- \$problems := list \}\}$", "{{ broken }}")
    assert rendered({"plugin": plugin}, name, broken)
    assert 'function "broken" not defined' in told({"plugin": plugin, "podCIDR": "10.50.0.0/16"}, broken, name)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_no_part_finds_a_problem_in_the_defaults(plugin: str, whole: Path) -> None:
    assert rendered({"plugin": plugin}, "helm4", whole)


def test_a_section_at_its_defaults_is_not_parsed(tmp_path: Path) -> None:
    broken = changed(tmp_path / "cni", TEXT, r"(?<=^\{\{- /\* Sections: calico\.etcd \*/ -\}\}\n)", "{{ broken }}\n")
    assert rendered({"plugin": "flannel", "podCIDR": "10.50.0.0/16"}, "helm4", broken)
    etcd: Values = {"plugin": "flannel", "calico": {"etcd": {"endpoints": ["http://192.168.10.2:2379"]}}}
    assert 'function "broken" not defined' in told(etcd, broken)


@pytest.mark.parametrize("values", [*together()], ids=lambda values: " ".join(values)[:60])
def test_the_parts_say_what_the_whole_says(values: Values, whole: Path) -> None:
    assert told(values, CHART) == told(values, whole)


def test_a_part_that_is_not_read_is_noticed(whole: Path, tmp_path: Path) -> None:
    cut = changed(tmp_path / "cni", SECTIONS, "^podCIDR [0-9,]+", "podCIDR 013")
    values: Values = {"plugin": "flannel", "podCIDR": "10.50.1.0/16"}
    assert "bits set behind its prefix" in told(values, CHART) == told(values, whole)
    assert told(values, cut) == ""


VALUES: dict[str, Tree] = {
    "plugin": "flannel",
    "a": "",
    "b": True,
    "calico": {"mtu": 0, "pool": {"size": None, "nat": None}, "felix": {}, "backend": "bird"},
}
READER = Reader(
    values=VALUES,
    named={
        "$pool": 'and (eq .Values.plugin "calico") $calico.pool.size',
        "cni.x": 'include "cni.y" .',
        "cni.y": ".Values.a.b",
    },
)
READ = {
    "a value and one below calico": ("and .Values.a $calico.mtu", {"a", "calico.mtu"}),
    "a variable": ("and $pool .Values.b", {"b", "calico.pool"}),
    "a template that another one includes": ('include "cni.x" .', {"a"}),
    "a value by its name": ('get .Values "a"', {"a"}),
    "all of calico": ("toJson .Values.calico", {"calico.mtu", "calico.pool", "calico.felix", "calico.backend"}),
    "the plugin alone": ('eq .Values.plugin "canal"', set()),
}
DECIDING = {
    "an empty value": ("and .Values.a (lt 1 $calico.mtu)", {"a"}),
    "a switch that is on": ("and (not .Values.b) (eq $calico.mtu .Values.a)", {"b"}),
    "another choice": ('and (has .Values.a $calico.mtu) (eq $calico.backend "vxlan")', {"calico.backend"}),
    "the default's choice": (
        'and (has .Values.a $calico.mtu) (eq $calico.backend "bird")',
        {"a", "calico.backend", "calico.mtu"},
    ),
    "a number that is not set": (
        'and $pool (not (kindIs "invalid" $calico.pool.nat)) (lt 1 .Values.a)',
        {"calico.pool"},
    ),
    "a switch that is not set": ('and (kindIs "bool" $calico.pool.nat) (lt 1 .Values.a)', {"calico.pool"}),
    "a member of a mapping": ("and $calico.felix.x (lt 1 .Values.a)", {"calico.felix"}),
    "what may hold by default": ("or .Values.a .Values.b", {"a", "b"}),
    "the plugin": ('eq .Values.plugin "canal"', {"any"}),
}


@pytest.mark.parametrize(("text", "sections"), READ.values(), ids=READ)
def test_what_a_text_reads(text: str, sections: set[str]) -> None:
    assert READER.read(text) == sections


@pytest.mark.parametrize(("test", "sections"), DECIDING.values(), ids=DECIDING)
def test_without_which_change_a_test_fails(test: str, sections: set[str]) -> None:
    assert READER.deciding(test) == sections


def test_entries_that_read_the_same_are_one_part_where_the_first_stands() -> None:
    one, two = frozenset({"a"}), frozenset({"calico.mtu", "a"})
    text = parts([Entry(sections=read, text=said) for read, said in ((one, "1"), (one, "2"), (two, "3"), (one, "4"))])
    assert text == ("{{- /* Sections: a */ -}}\n1\n2\n4\n\n{{- /* Sections: a calico.mtu */ -}}\n3\n")
    lines = section_lines(VALUES, text).splitlines()
    assert [line.split(" ")[:2] for line in lines] == [["a", "000,001"], ["calico.mtu", "001"]]
    assert [len(line.split(" ")) for line in lines] == [3, 3]


def test_a_section_is_told_by_its_path() -> None:
    paths = ("podCIDR", "flannel.backend.type", "calico.mtu", "calico.pool.blockSize", "calico")
    assert [section(path) for path in paths] == ["podCIDR", "flannel", "calico.mtu", "calico.pool", "calico"]


def test_what_is_null_has_a_digest_of_its_own() -> None:
    assert len(default_digests(DEFAULTS)) == 2
    assert default_digests({"plugin": "canal", "a": ""}) == default_digests({"plugin": "calico", "a": ""})
    assert len({*default_digests({"a": None}), *default_digests({"a": 0}), *default_digests({})}) == 3
