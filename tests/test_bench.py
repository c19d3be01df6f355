"""The benchmark says which figures miss their targets, and measures what it says; no test asserts how fast anything is.

What a process spends at the least, and what a chart renders, is known without a clock.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.trees import Tree, canonical
from generator.pipeline import take_in
from generator.releases.lines import choose_line
from generator.tools.helm import Install, located, template
from tests import bench, processor_time
from tests.bench import Bench, Figure, report, static_chart
from tests.code_lines import counts, go_lines, python_lines
from tests.declared import VALUES
from tests.paths import CHART, ROOT
from tests.processor_time import Command, Ratio, paired

LINE = choose_line(None, None)

# A process that spends a tenth of a second.
BURNING = "import time\nwhile time.process_time() < 0.1: pass"


def figure(value: float, limit: float | None, said: str = "") -> Figure:
    """A figure of that value and limit."""
    return Figure(name="x / y", value=value, limit=limit, unit="x", said=said)


@pytest.mark.parametrize(
    ("shown", "status", "line"),
    [
        (figure(3.999, 4.0), 0, "x / y                                        4.00 x   at most 4.00 x   met\n"),
        (figure(4.0, 4.0), 0, "x / y                                        4.00 x   at most 4.00 x   met\n"),
        (figure(4.1, 4.0), 1, "x / y                                        4.10 x   at most 4.00 x   missed\n"),
        (figure(4.1, None), 0, "x / y                                        4.10 x\n"),
        (figure(4.1, None, "1 s / 4 s"), 0, "x / y                                        4.10 x   1 s / 4 s\n"),
    ],
    ids=["below its target", "at its target", "over its target", "without a target", "with its times"],
)
def test_a_figure_is_printed_beside_its_target(
    shown: Figure, status: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report([shown]) == status
    assert capsys.readouterr().out == line


def test_all_figures_are_printed_when_one_misses_its_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([figure(5.0, 4.0), figure(1.0, 4.0)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def python(code: str) -> Command:
    """A process that runs the code."""
    return Command(arguments=(sys.executable, "-c", code), folder=Path())


@pytest.mark.parametrize(
    "code",
    [BURNING, f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURNING!r}])"],
    ids=["the child", "what it starts"],
)
def test_what_a_command_spends_is_counted(code: str) -> None:
    assert processor_time.processor_time(python(code)) >= 0.1


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(AssertionError, match="status 3"):
        processor_time.processor_time(python("raise SystemExit(3)"))


def told(times: dict[str, list[float]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is measured from now on, by its first argument, with these times."""
    measured: list[str] = []

    def spent(command: Command) -> float:
        measured.append(command.arguments[0])
        return times[command.arguments[0]].pop(0)

    monkeypatch.setattr(processor_time, "processor_time", spent)
    return measured


def test_the_median_of_pairs_in_turn_counts_and_the_first_pair_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = told({"a": [99, 1, 6, 3], "b": [1, 1, 2, 2]}, monkeypatch)
    work, floor = (Command(arguments=(name,), folder=Path()) for name in "ab")
    assert paired(work, floor, pairs=3) == Ratio(value=1.5, work=3, floor=2)
    assert measured == ["a", "b"] * 4


def test_of_what_takes_long_the_only_pair_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = told({"a": [3], "b": [2]}, monkeypatch)
    work, floor = (Command(arguments=(name,), folder=Path()) for name in "ab")
    assert paired(work, floor, pairs=1) == Ratio(value=1.5, work=3, floor=2)
    assert measured == ["a", "b"]


def named(measured: Iterator[Figure]) -> dict[str, float | None]:
    """The limits of figures by their names."""
    return {one.name: one.limit for one in measured}


def has(tree: Tree, path: str) -> bool:
    """Whether values have one at a path in dots."""
    for key in path.split("."):
        if not isinstance(tree, dict) or key not in tree:
            return False
        tree = tree[key]
    return True


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Command, Command]]:
    """The pairs that would be measured."""
    pairs: list[tuple[Command, Command]] = []

    def note(work: Command, floor: Command, **_: int) -> Ratio:
        pairs.append((work, floor))
        return Ratio(value=1, work=1, floor=1)

    monkeypatch.setattr(bench, "paired", note)
    return pairs


def test_a_build_has_a_limit(tmp_path: Path, unmeasured: list[tuple[Command, Command]]) -> None:
    limits = named(bench.of_commands(Bench(folder=tmp_path), LINE))
    assert {name: limit for name, limit in limits.items() if limit} == {"build / bare parse of the snapshot": 5}
    (_, floor), *_ = unmeasured
    assert {Path(one).parent.name for one in floor.arguments[3:]} == {version for _, version in LINE.releases()}


def test_another_checkout_is_compared_command_by_command(
    tmp_path: Path, unmeasured: list[tuple[Command, Command]]
) -> None:
    limits = named(bench.of_checkouts(Bench(folder=tmp_path), tmp_path, LINE))
    assert {name for name, limit in limits.items() if limit == 0.5} == {
        "lines / the other checkout's",
        "--help / the other checkout's",
    }
    assert [work.arguments == other.arguments for work, other in unmeasured] == [True] * len(limits)
    assert {other.folder for _, other in unmeasured} == {tmp_path}
    assert tmp_path not in {work.folder for work, _ in unmeasured}


def test_renderings_of_helm_4_have_limits_and_those_of_helm_3_are_told(
    tmp_path: Path, unmeasured: list[tuple[Command, Command]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "release_secret", lambda stem: {"calico": 9.9, "kube-flannel": 9.1}[stem])
    measured = [*bench.of_charts(Bench(folder=tmp_path), LINE)]
    limits = {one.name: one.limit for one in measured if one.limit}
    assert limits == {
        "helm4 template calico / its manifest alone": 1.25,
        "helm4 template kube-flannel / its manifest alone": 1.5,
        "helm4 template calico, thirty values / none": 1.12,
        "release Secret calico / 1 MiB": 10.0,
        "release Secret kube-flannel / 1 MiB": 9.0,
    }
    assert [one.name for one in measured if one.missed] == ["release Secret kube-flannel / 1 MiB"]
    told = {one.name.replace("helm3", "helm4") for one in measured if one.name.startswith("helm3")}
    assert told == {one.name for one in measured if one.name.startswith("helm4")}
    assert [{work.arguments[0], floor.arguments[0]} for work, floor in unmeasured] == [
        {str(located(name).path)} for name in ("helm4", "helm3") for _ in range(5)
    ]


def test_the_values_of_an_operator_are_thirty_beside_the_plugin() -> None:
    [given] = yamltree.load(bench.THIRTY.read_text(encoding="utf-8"), bench.THIRTY.name)
    paths = {path for path in VALUES if has(given, path)}
    assert len(paths - {"plugin"}) == 30
    assert len([path for path in paths if VALUES[path].kind.walked]) == 13
    assert template(located("helm4"), Install(chart=CHART, values=(bench.THIRTY,)))


@pytest.mark.parametrize("stem", ["calico", "kube-flannel"])
def test_the_floor_of_rendering_is_upstreams_manifest_whole(stem: str, tmp_path: Path) -> None:
    [release] = (one for one in take_in(LINE) if stem in one.documents)
    crds = release.crds if stem in release.crd_variants else ()
    manifest = template(located("helm4"), Install(chart=static_chart(tmp_path, release, stem)))
    rendered = sorted(map(canonical, yamltree.load_documents(manifest, stem)))
    assert rendered == sorted(map(canonical, [*crds, *release.documents[stem]]))


CODE = {
    "a docstring": ('"""One.\n\nTwo.\n"""\nx = 1\n', 1),
    "a function's": ('def f():\n    """One."""\n    return 1\n', 2),
    "comments and blanks": ("# one\n\nx = 1  # two\n    # three\n", 1),
    "a text over lines": ('x = """\n# no comment\n\nend"""\n', 3),
}


@pytest.mark.parametrize(("text", "lines"), CODE.values(), ids=CODE)
def test_code_is_counted_without_what_is_said_of_it(text: str, lines: int) -> None:
    assert python_lines(text) == lines


def test_go_is_counted_alike() -> None:
    assert go_lines("// One.\npackage main\n\n\t// Two.\n\tx := 1 // three\n") == 2


def test_a_checkout_is_counted() -> None:
    found = counts(ROOT)
    assert found["code"] == found["Python"] + found["Go"] > found["tables"] > found["functions"] > found["modules"]
