"""The bundles of the cases are what is under golden/node/, but for the scripts, which are the same in all."""

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from tests.node.bundles import CASES, files_of, own_texts
from tests.paths import ROOT

GOLDEN = ROOT / "golden" / "node"


@pytest.mark.parametrize("name", CASES)
def test_a_case_gives_its_golden_files(name: str, file_regression: FileRegressionFixture) -> None:
    for file, text in own_texts(files_of(CASES[name])).items():
        file_regression.check(text, fullpath=GOLDEN / name / file, extension="", encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{name}/{file}" for name, case in CASES.items() for file in own_texts(files_of(case))}
    found = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert found == expected, "run nox -s golden"
