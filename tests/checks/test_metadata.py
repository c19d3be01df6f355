"""What chart-testing and Artifact Hub would say of the chart is found."""

from pathlib import Path

import pytest

from generator.checks.metadata import check_metadata, file_faults
from generator.releases.lines import ReleaseLine, read_lines
from tests.builds import built
from tests.paths import CHART
from tests.subjects import changed, copied, messages, of

# What is changed in Chart.yaml, and what is said of it.
FAULTS = {
    "a missing field": ("description:", "#", "description is missing"),
    "a field of the wrong type": ("\nkeywords:\n", "\nkeywords: x\nunread:\n", "keywords is no list"),
    "an unknown field": ("type: application", "type: application\nengine: x", "engine is no field of Chart.yaml"),
    "a version that is not plain": (
        "version: 0.1.0",
        "version: v0.1.0",
        "version v0.1.0 is no plain version such as 1.2.3",
    ),
    "an icon over http": ('icon: "data:', 'icon: "http:', "icon is neither a picture nor an https address"),
    "a maintainer with more": (
        "name: the cni authors",
        "name: x\n    phone: x",
        "a maintainer has no name, or more than name, email and url",
    ),
    "an annotation that is no text": (
        'prerelease: "false"',
        "prerelease: false",
        "annotation artifacthub.io/prerelease is no text",
    ),
    "a missing card": ("artifacthub.io/license", "license", "annotation artifacthub.io/license is missing"),
    "a card that is no list": (
        "links: |\n",
        "links: |\n    a: 1\n  b: |\n",
        "annotation artifacthub.io/links holds no list",
    ),
    "a doubled key": ("type: application", "type: application\ntype: x", "duplicate key 'type'"),
    "two documents": ("type: application", "type: application\n---\na: 1", "it does not hold one mapping"),
    "white space at the end": ("type: application", "type: application ", "has white space at the end"),
    "a tab": ("type: application", "type: application\n#x\n\t#", "has a tab"),
    "a carriage return": ("type: application", "type: application\r", "has a carriage return"),
    "space behind a dash": ("- canal", "-  canal", "has more than one space behind a dash"),
    "a comment without space": (
        "type: application",
        "type: application\n#x",
        "has a comment without a space behind its sign",
    ),
    "a comment too near": ("type: application", "type: application # x", "has a comment right behind a value"),
    "many empty lines": ("type: application", "type: application\n\n\n", "more than two empty lines follow each other"),
}


def test_the_chart_in_the_repository_is_clean() -> None:
    outcome = check_metadata(of())
    assert (messages(outcome), outcome.counts) == ([], {"files": 3, "waived": 3})


@pytest.mark.parametrize("line", read_lines()[1:], ids=lambda line: line.version)
def test_the_chart_of_every_other_line_is_clean(line: ReleaseLine) -> None:
    files = built(line.version).chart.files
    names = ("Chart.yaml", "values.yaml", "charts/cni-library/Chart.yaml")
    assert [(name, fault) for name in names for fault in file_faults(name, files[name])] == []


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found(what: str) -> None:
    text, other, message = FAULTS[what]
    about = (CHART / "Chart.yaml").read_text(encoding="utf-8")
    assert text in about
    assert any(message in fault for fault in file_faults("Chart.yaml", about.replace(text, other, 1)))


@pytest.mark.parametrize("end", ["", "\n\n"], ids=["none", "two"])
def test_a_file_ends_with_one_newline(end: str) -> None:
    assert list(file_faults("values.yaml", f"a: 1{end}")) == ["the file does not end with one newline"]


def test_a_finding_names_the_file(tmp_path: Path) -> None:
    broken = changed(copied(tmp_path), "charts/cni-library/Chart.yaml", "version: ", "edition: ")
    assert "charts/cni-library/Chart.yaml: version is missing" in messages(check_metadata(broken))
