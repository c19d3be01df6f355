"""What kubeconform says is read whole, and whatever else it says is a problem."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.base.errors import ProblemsError
from generator.releases.lines import read_lines
from generator.tools import kubeconform, programs
from generator.tools.kubeconform import Schemas, validate
from tests.paths import SCHEMAS

_LINE = read_lines()[0]
_COUNTS = '"summary": {"valid": 1, "invalid": 0, "errors": 0, "skipped": 0}'


@pytest.mark.parametrize(
    ("stdout", "stderr", "message"),
    [
        pytest.param(
            "", "failed parsing command line: x\nUsage: y\n", ": {}, found failed parsing command line: x", id="a text"
        ),
        pytest.param("", "", ": {}, found nothing", id="nothing"),
        pytest.param("{", "", ": {}, found {{", id="half a report"),
        pytest.param("[]", "", ": {}: object, found array", id="a list"),
        pytest.param(f'{{"resources": null, {_COUNTS}}}', "", " > resources: {}: array, found null", id="no list"),
        pytest.param(
            f'{{"resources": [{{"filename": "a", "kind": 1}}], {_COUNTS}}}',
            "",
            " > resources[0].kind: {}: str, found int",
            id="a number for a kind",
        ),
        pytest.param(
            '{"resources": [], "summary": {"valid": "1"}}',
            "",
            " > summary.valid: {}: int, found str",
            id="a text for a count",
        ),
        pytest.param('{"resources": []}', "", ": {}: the key summary, found none", id="no counts"),
    ],
)
def test_a_tool_that_does_not_report_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stdout: str, stderr: str, message: str
) -> None:
    monkeypatch.setattr(programs, "locate", lambda _: Path("kubeconform"))
    monkeypatch.setattr(kubeconform, "run", lambda *_, **__: SimpleNamespace(stdout=stdout, stderr=stderr))
    file = tmp_path / "probe.yaml"
    file.write_text("kind: Probe\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        validate([file], Schemas(folder=SCHEMAS, crds=_LINE.calico, kubernetes=_LINE.validated[0]))
    assert str(raised.value) == "kubeconform" + message.format("expected a report in JSON")
