"""Templates say that they are generated, not from what source; what they include is there."""

import re
from collections.abc import Mapping

import pytest

from generator.releases.lines import ReleaseLine, read_lines
from generator.template.wrapping import LONGEST
from generator.values.strict_schema import LIBRARY
from tests.builds import built, current
from tests.later import Later
from tests.paths import CHART

# The specs of CRDs are upstream's, a schema a line.
SPECS = f"charts/{LIBRARY}/templates/_crds.tpl"
_TEXTS = (
    *(
        "apiserver",
        "calicoctl",
        "canal",
        "checks",
        "image-notes",
        "misspelt",
        "parameters",
        "pod-checks",
        "refusals",
        "resources",
        "resource-checks",
        "walk",
    ),
)
FILES = Later(lambda: current().chart.files)
NAMES = sorted(path.relative_to(CHART).as_posix() for path in CHART.rglob("*") if path.is_file())
TEMPLATES = [name for name in NAMES if "templates/" in name and name != "templates/NOTES.txt"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_in_its_first_line_that_it_is_generated(name: str) -> None:
    assert "Generated" in FILES[name].partition("\n")[0]


def test_only_the_chart_tells_the_digest() -> None:
    [digest] = re.findall(r"cni/source-digest: (\S+)", FILES["Chart.yaml"])
    assert [name for name, text in FILES.items() if digest in text] == ["Chart.yaml"]


def test_what_the_templates_include_is_defined_once() -> None:
    defined = [name for text in FILES.values() for name in re.findall(r'define "([^"]+)"', text)]
    included = {name for text in FILES.values() for name in re.findall(r'include "([^"]+)"', text)}
    assert sorted(included - set(defined)) == []
    assert len(defined) == len(set(defined))


def test_the_name_of_canal_alternates_in_one_place() -> None:
    places = [name for name in TEMPLATES if re.search(r"^canal-node$", FILES[name], re.MULTILINE)]
    assert places == ["templates/_learned.tpl"]
    assert FILES[f"charts/{LIBRARY}/files/canal.tpl"].count('include "cni.canal.name" .') == 8


def test_the_library_holds_named_templates_only() -> None:
    library = [name for name in FILES if name.startswith(f"charts/{LIBRARY}/")]
    plain = (name for name in library if not name.rpartition("/")[2].startswith("_"))
    others = {name.removeprefix(f"charts/{LIBRARY}/") for name in plain}
    texts = {f"files/{name}.tpl" for name in _TEXTS}
    assert others == {"Chart.yaml", "files/sections.txt", "files/variables.json", "files/pod-fields.json", *texts}


def test_the_spec_of_every_crd_is_in_the_library() -> None:
    crds = [name for name in TEMPLATES if name.startswith("templates/calico/crds/")]
    assert len(crds) > 15
    assert all(re.search(r'^spec: \{\{ include "crd\.\w+" \. \}\}$', FILES[name], re.MULTILINE) for name in crds)


def too_long(files: Mapping[str, str]) -> list[str]:
    """The lines of templates, and of texts that are read as templates, that are longer than a person reads."""
    read = {name: text for name, text in files.items() if "templates/" in name or "/files/" in name}
    lines = ((name, line) for name, text in read.items() if name != SPECS for line in text.split("\n"))
    return [f"{name}: {line[:60]}" for name, line in lines if len(line) > LONGEST]


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_no_line_of_a_template_is_too_long(line: ReleaseLine) -> None:
    assert too_long(built(line.version).chart.files) == []


def test_a_line_that_is_too_long_is_found() -> None:
    long = "x" * (LONGEST + 1)
    names = (
        "templates/a.yaml",
        f"charts/{LIBRARY}/templates/_b.tpl",
        f"charts/{LIBRARY}/files/c.tpl",
        SPECS,
        "values.yaml",
    )
    assert too_long(dict.fromkeys(names, f"a\n{long}\n")) == [f"{name}: {long[:60]}" for name in names[:3]]
