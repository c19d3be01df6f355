"""Tests that the table of cases is what the documentation and the programs of the lab say."""

from collections import Counter

from generator.base.trees import canonical
from generator.releases.lines import read_lines
from generator.tools.tool_table import TOOLS
from tests.datapath.adjustments import ADJUSTMENTS
from tests.datapath.cases import CASES
from tests.datapath.images import IMAGES
from tests.datapath.page import ADJUSTED, MEANING, PAGE, written
from tests.datapath.path import ASSERTIONS


def test_the_page_has_the_table_of_cases() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written(text, CASES), "run `python -m tests.datapath --page`"


def test_no_case_is_another_one() -> None:
    names = Counter(case.name for case in CASES)
    inputs = Counter((case.chart, canonical(case.values), case.machines, case.examiner, case.adjusts) for case in CASES)
    assert max([*names.values(), *inputs.values()]) == 1


def test_what_owners_do_beside_the_chart_is_told() -> None:
    assert {case.adjusts for case in CASES} - {""} == {*ADJUSTED} == {*ADJUSTMENTS}


def test_every_assertion_of_a_path_is_explained() -> None:
    assert {*MEANING} == {one.name for one in ASSERTIONS}


def test_the_programs_are_those_of_the_charts() -> None:
    current = read_lines()[0]
    assert current.flannel == f"v{TOOLS['flanneld'].version}"


def test_every_image_has_programs_that_are_built() -> None:
    named = {tool for image in IMAGES.values() for tool, _ in image.programs.values()}
    assert named <= {*TOOLS}
