"""A renderer says what the command line of its helm says, and keeps nothing of one request for the next."""

import os
import random
import re
import shutil
import time
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.process import run
from generator.tools.gobuild import find_go
from generator.tools.helm import HelmError, Install
from generator.tools.programs import locate
from generator.tools.renderer import renderers
from generator.tools.tool_table import TOOLS
from tests.helms import RENDERERS
from tests.paths import CHART
from tests.refusals.bad_values import ROWS
from tests.rendering import HELMS
from tests.tools.command_lines import Case, both, flags, given, published, small_charts

AT_LEAST, SAMPLE = 150, 13
# Seconds until a renderer keeps the digest of a file.
SETTLED = 2.1


def cases(folder: Path) -> dict[str, Case]:
    """All cases but for the bad values, which are a sample."""
    sample = random.Random(19).sample([*ROWS.items()], SAMPLE)  # noqa: S311 - chance, no secret
    bad = given({name: row.values for name, row in sample}, folder)
    return dict([*published(), *flags(folder), *small_charts(folder), *bad])


@pytest.mark.parametrize("helm", HELMS)
def test_it_says_what_the_command_line_says(helm: str, tmp_path: Path) -> None:
    every = cases(tmp_path)
    assert len(every) >= AT_LEAST
    said = {name: both(helm, case, tmp_path / "home") for name, case in every.items()}
    assert {name: pair for name, pair in said.items() if pair[0] != pair[1]} == {}
    assert {pair[0].status for pair in said.values()} == {0, 1}


def _with_a_line(chart: Path, line: str) -> Path:
    with (chart / "templates" / "validate.yaml").open("a", encoding="utf-8") as file:
        file.write(line)
    return chart


def test_a_chart_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    chart = shutil.copytree(CHART, tmp_path / "cni")
    before = RENDERERS.template("helm4", Install(chart=chart))
    with pytest.raises(HelmError, match="changed"):
        RENDERERS.template("helm4", Install(chart=_with_a_line(chart, '{{ fail "changed" }}')))
    shutil.copytree(CHART, chart, dirs_exist_ok=True)
    assert RENDERERS.template("helm4", Install(chart=chart)) == before


@pytest.mark.parametrize("helm", HELMS)
def test_a_file_that_only_looks_as_before_is_read_anew(helm: str, tmp_path: Path) -> None:
    chart = dict(small_charts(tmp_path))["a chart with what is required and there"].release.chart
    file, found = chart / "values.yaml", []
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    for text in ("a: 1\n", "a: 2\n"):
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=times)
        time.sleep(SETTLED)
        found += [RENDERERS.template(helm, Install(chart=chart)) for _ in range(2)]
    assert [text[-5:] for text in found] == ["a: 1\n"] * 2 + ["a: 2\n"] * 2


@pytest.mark.parametrize("helm", HELMS)
def test_what_templates_change_in_values_is_gone_afterwards(helm: str, tmp_path: Path) -> None:
    chart = shutil.copytree(CHART, tmp_path / "cni")
    spoil = (
        '{{ $_ := set .Values.flannel "mtu" 1 }}{{ $_ := set .Values "podCIDR" "x" }}{{ $_ := set .Chart "Name" "x" }}'
    )
    install = Install(chart=_with_a_line(chart, spoil if helm == "helm4" else spoil.rpartition("{{")[0]))
    assert RENDERERS.template(helm, install) == RENDERERS.template(helm, install)


def test_more_charts_than_are_kept_are_rendered(tmp_path: Path) -> None:
    charts = [dict(small_charts(tmp_path))["a chart with a hook and an order"].release.chart]
    charts += [shutil.copytree(charts[0], tmp_path / f"copy-{number}") for number in range(12)]
    (charts[-1] / "templates" / "b.yaml").unlink()
    texts = [RENDERERS.template("helm3", Install(chart=chart)) for chart in [*charts, charts[0]]]
    assert len(set(texts)) == 1


def test_a_renderer_that_ends_is_a_problem(tmp_path: Path) -> None:
    program = tmp_path / "renderer4"
    program.write_text("#!/bin/sh\nread -r _\necho 'it is broken' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    with renderers() as helms, pytest.raises(ProblemsError) as caught:
        helms.answer(program, Install(chart=CHART))
    assert str(caught.value) == f"{program}: expected an answer within 120 s, found its end: it is broken"


def test_without_a_renderer_helm_itself_renders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install = Install(chart=CHART, sets=("plugin=canal",))
    expected = RENDERERS.template("helm4", install)
    monkeypatch.setenv("CNI_HELM4", str(locate("helm4")))
    monkeypatch.setenv("CNI_TOOLS_CACHE", str(tmp_path))
    with renderers() as helms:
        assert helms.template("helm4", install) == expected
        assert helms.idle == {}


def test_renderers_end_with_their_block() -> None:
    with renderers() as helms:
        helms.template("helm4", Install(chart=CHART))
        [[renderer]] = helms.idle.values()
        assert renderer.child.poll() is None
    assert renderer.child.poll() is not None


@pytest.mark.parametrize("line", ["3", "4"])
def test_a_renderer_can_be_built_for_a_browser(line: str, tmp_path: Path) -> None:
    tool = TOOLS[f"renderer{line}"]
    target = tmp_path / "renderer.wasm"
    environment = {**os.environ, "GOOS": "js", "GOARCH": "wasm", "GOWORK": "off", "CGO_ENABLED": "0"}
    command = [str(find_go()), "build", *tool.flags, "-o", str(target), tool.package]
    done = run(command, env=environment, cwd=tool.module, timeout=900)
    assert done.stderr == ""
    assert target.read_bytes()[:4] == b"\0asm"


@pytest.mark.parametrize("line", [3, 4])
def test_a_renderer_is_built_from_the_modules_of_its_helm_and_from_files_of_ours(line: int) -> None:
    helm, renderer = TOOLS[f"helm{line}"], TOOLS[f"renderer{line}"]
    pins = [
        dict(re.findall(r"^\s+(\S+) (v\S+)", (tool.module / "go.mod").read_text(encoding="utf-8"), re.MULTILINE))
        for tool in (helm, renderer)
    ]
    assert {name: (pins[0].get(name), pin) for name, pin in pins[1].items() if pins[0].get(name) != pin} == {}
    assert {path.suffix for path in renderer.recipe} == {".mod", ".sum", ".go"}
    assert {path.parent.name for path in renderer.recipe} == {f"renderer{line}"}
    own = {path.name for path in renderer.recipe if path.suffix == ".go" and not path.is_symlink()}
    assert own == {"line.go"} if line == 3 else {"line.go", "helm.go", "templates.go"} < own
