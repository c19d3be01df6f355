"""The drift between neighbouring lines, their permissions and their CRDs are what is under golden/."""

import json
from collections.abc import Mapping
from itertools import pairwise

import jsonschema
import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from generator.drift.change import Drift
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine, read_lines
from generator.report.drift_html import drift_html
from generator.report.drift_json import drift_json
from generator.report.drift_markdown import LONGEST, drift_markdown
from generator.report.drift_text import drift_text
from tests.baselines import crds_text, rbac_text
from tests.drifting import drift_of, known_side
from tests.paths import ROOT, SCHEMAS

GOLDEN = ROOT / "golden"
LINES = read_lines()
PAIRS = {f"{old.version}-{new.version}": (old.version, new.version) for old, new in pairwise(reversed(LINES))}
FLANNEL = {
    f"flannel-{LINES[1].flannel}-{LINES[0].flannel}": tuple(f"flannel-{one.flannel}" for one in (LINES[1], LINES[0]))
}
ALL = {**PAIRS, **FLANNEL}
# Every form of one comparison, the text of the others.
SHOWN = "0.0.3-0.0.4"


def forms(name: str, drift: Drift) -> Mapping[str, str]:
    """The golden files of a comparison: name to text."""
    texts = {f"{name}.txt": drift_text(drift) + "\n", f"{name}.md": drift_markdown(drift) + "\n"}
    more = {f"{name}.json": drift_json(drift) + "\n", f"{name}.html": drift_html(drift)}
    return {**texts, **(more if name == SHOWN else {})}


def checked(text: str, name: str, regression: FileRegressionFixture) -> None:
    """Compare a text with its golden file, or write that."""
    path = GOLDEN / name
    regression.check(text, fullpath=path, extension=path.suffix, encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_the_drift_is_the_golden_one(name: str, file_regression: FileRegressionFixture) -> None:
    for file, text in forms(name, drift_of(*ALL[name])).items():
        checked(text, f"drift/{file}", file_regression)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.version)
def test_permissions_and_definitions_are_the_accepted_ones(
    line: ReleaseLine, file_regression: FileRegressionFixture
) -> None:
    releases = known_side(line.version).releases
    checked(rbac_text(releases, FEATURES), f"rbac/{line.version}.txt", file_regression)
    checked(crds_text(releases), f"crds/{line.version}.txt", file_regression)


def test_no_golden_drift_is_left_over() -> None:
    drift = {
        f"drift/{name}{end}" for name in ALL for end in (".txt", ".md", *((".json", ".html") if name == SHOWN else ()))
    }
    lists = {f"{folder}/{line.version}.txt" for folder in ("rbac", "crds") for line in LINES}
    found = {
        path.relative_to(GOLDEN).as_posix() for name in ("drift", "rbac", "crds") for path in (GOLDEN / name).iterdir()
    }
    assert found == drift | lists, "run nox -s golden"


@pytest.mark.parametrize("name", ALL)
def test_a_forge_takes_the_body_and_programs_the_json(name: str) -> None:
    drift = drift_of(*ALL[name])
    assert len(drift_markdown(drift)) <= LONGEST
    jsonschema.validate(json.loads(drift_json(drift)), json.loads((SCHEMAS / "drift.json").read_text(encoding="utf-8")))
