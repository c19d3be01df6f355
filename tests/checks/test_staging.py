"""Raw releases and unlisted pairs are proven as a line is, in a folder of their own, and an update ends with that."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from generator.base.statuses import CLEAN, FINDINGS
from generator.chart.build import Build
from generator.checks.registry import CHECKS
from generator.cli import main
from generator.commands import check, named_lines
from generator.commands import update as commands
from generator.commands.named_lines import build_line
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.snapshot import read_snapshot
from tests import upstream
from tests.subjects import of

CURRENT, *OTHERS = read_lines()
UNLISTED = ["--flannel", CURRENT.flannel, "--calico", OTHERS[-1].calico]


@pytest.fixture
def one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of one check, which finds something."""
    outcome = Outcome(findings=(Finding(where="here", message="wrong"),), counts={"things": 1})
    monkeypatch.setattr(check, "subject_of", lambda *_: of())
    monkeypatch.setattr(check, "staged", lambda *_: nullcontext(Path()))
    results = [Result(line="1.2.3", check="only", outcome=outcome)]
    monkeypatch.setattr(check, "verify", lambda _, progress: progress.say("only") or results)


@pytest.mark.usefixtures("one_finding")
def test_an_unlisted_pair_is_proven_as_the_current_line_is_and_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *UNLISTED]) == FINDINGS
    versions = ", ".join(CURRENT.validated)
    assert capsys.readouterr().err == (
        f"flannel {CURRENT.flannel} with Calico {OTHERS[-1].calico} is not in the table of lines: "
        f"proven for Kubernetes {versions}, as line {CURRENT.version} is\nonly\n"
    )


@pytest.mark.usefixtures("one_finding")
def test_an_update_ends_with_the_checks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(commands, "update", lambda wanted, *_, **__: [read_snapshot(one) for one in wanted])
    assert main(["update"]) == FINDINGS
    said = capsys.readouterr()
    assert said.out.splitlines()[:2] == [
        f"upstream/flannel/{CURRENT.flannel} written",
        f"upstream/calico/{CURRENT.calico} written",
    ]
    assert "\n1.2.3 only: here: wrong\n" in said.out
    assert said.out.endswith("\nNothing is left to decide.\n")
    assert f"calico {CURRENT.calico}: left as they are: the images beside its own, docker.io/flannel/" in said.err


def test_a_raw_release_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = upstream.write(upstream.whole(), tmp_path)
    assert main(["check", "--upstream", str(raw), "--json"]) == CLEAN
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert checks["parity"]["variants"] == len(FEATURES.variants)
    assert set(checks) == {label for label, _ in CHECKS}


def test_a_raw_release_is_built_without_the_manifest_of_its_release_if_that_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifests = upstream.current()
    del manifests["kube-flannel-release"]
    raw, output = upstream.write(manifests, tmp_path), tmp_path / "cni"
    arguments = ["build", "--upstream", str(raw), "--output", str(output)]
    with pytest.raises(ProblemsError, match=r"found none; put it there, or leave it out with --without-release$"):
        main(arguments)
    assert main([*arguments, "--without-release"]) == CLEAN
    assert "flannel.manifest" not in (output / "VALUES.md").read_text(encoding="utf-8")
    variants = {f"{stem}-values.yaml" for stem in manifests}
    assert {path.name for path in (output / "ci").iterdir()} == variants
    main(["drift", "--from", CURRENT.version, "--to", str(raw), "--without-release"])
    assert "Removed values: flannel.manifest" in capsys.readouterr().out


def test_a_raw_release_that_is_rendered_otherwise_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_other_port(line: ReleaseLine, folder: Path | None, *, assets: bool) -> Build:
        made = build_line(line, folder, assets=assets)
        name = "templates/calico/typha/service.yaml"
        files = {**made.chart.files, name: made.chart.files[name].replace("5473", "5474")}
        return replace(made, chart=replace(made.chart, files=files))

    monkeypatch.setattr(named_lines, "build_line", with_other_port)
    raw = upstream.write(upstream.current(), tmp_path)
    assert main(["check", "--upstream", str(raw)]) == FINDINGS
    assert "parity: calico-typha > Service/calico-typha: spec.ports[0].port: expected 5473" in capsys.readouterr().out
