"""Templates say that they are generated, not from what source; what they include is there."""

import re

import pytest

from generator.values.strict_schema import LIBRARY
from tests.builds import current
from tests.later import Later
from tests.paths import CHART

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
    assert FILES["templates/canal/node/daemonset.yaml"].count('include "cni.canal.name" .') == 5


def test_the_library_holds_named_templates_only() -> None:
    library = [name for name in FILES if name.startswith(f"charts/{LIBRARY}/")]
    plain = (name for name in library if not name.rpartition("/")[2].startswith("_"))
    others = {name.removeprefix(f"charts/{LIBRARY}/") for name in plain}
    assert others == {"Chart.yaml", "files/resources.tpl", "files/resource-checks.tpl"}


def test_the_spec_of_every_crd_is_in_the_library() -> None:
    crds = [name for name in TEMPLATES if name.startswith("templates/calico/crds/")]
    assert len(crds) > 15
    assert all(re.search(r'^spec: \{\{ include "crd\.\w+" \. \}\}$', FILES[name], re.MULTILINE) for name in crds)
