"""Measures processor times, as ratios within one run, and sizes, and reports which of them miss their targets."""

import argparse
import base64
import gzip
import os
import resource
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator import pipeline
from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.process import run, scratch
from generator.checks.registry import verify
from generator.checks.subject import subject_of
from generator.releases.lines import ReleaseLine, choose_line
from generator.releases.release import Release
from generator.releases.snapshot import SNAPSHOT
from generator.tools import helm
from tests.paths import CHART, ROOT
from tests.processor_time import Command, Ratio, paired

SECRET_LIMIT = 1024 * 1024

# How often renderings are measured in turn: what they are held to is near what they cost.
RENDERINGS = 15

# The least that reads the snapshot of a line as YAML: the bare parse of its files.
PARSE = """
import sys, yaml
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        list(yaml.load_all(file.read(), yaml.CSafeLoader))
"""

# What rendering a variant may cost at most, beside its manifest as a static file, and Calico with thirty values beside
# Calico without; what a release's Secret may take at most, in per cent of the limit.
STATIC: Mapping[str, float] = {"calico": 1.25, "kube-flannel": 1.5}
WITH_VALUES = 1.12
SECRETS: Mapping[str, float] = {"calico": 10.0, "kube-flannel": 9.0}
THIRTY = Path(__file__).with_name("thirty_values.yaml")

# When the files of a package were last written, in nanoseconds: helm 4 stores that of each file in the Secret.
WRITTEN = 1_800_000_000_000_000_000


class Figure(Struct, frozen=True, kw_only=True):
    """A measured figure and its limit, both in the unit. Without a limit it is for information."""

    name: str
    value: float
    limit: float | None
    unit: str
    said: str = ""

    @property
    def missed(self) -> bool:
        """Whether it is over its limit."""
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        measured = f"{self.name:42} {self.value:6.2f} {self.unit}"
        if self.limit is not None:
            measured += f"   at most {self.limit:.2f} {self.unit}   {'missed' if self.missed else 'met'}"
        return f"{measured}   {self.said}".rstrip()


class Bench(Struct, frozen=True, kw_only=True):
    """Where to measure: a folder to write into, and the environment of Python's processes."""

    folder: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment with caches of bytecode and of the snapshot that the first call fills, whatever the user's
        are.
        """
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        caches = {"PYTHONPYCACHEPREFIX": "bytecode", "CNI_SNAPSHOT_CACHE": "snapshot"}
        return {**kept, **{name: str(self.folder / made) for name, made in caches.items()}}

    def python(self, *arguments: str, checkout: Path = ROOT) -> Command:
        """Return a process of Python in a checkout."""
        return Command(arguments=(sys.executable, *arguments), folder=checkout, environment=self.environment)

    def command(self, *arguments: str, checkout: Path = ROOT) -> Command:
        """Return a command of the program in a checkout."""
        return self.python("-m", "generator", *arguments, checkout=checkout)

    def build(self, checkout: Path = ROOT) -> Command:
        """Return the build of the current line into a folder."""
        return self.command("build", "--output", str(self.folder / "cni"), checkout=checkout)

    def parse_floor(self, line: ReleaseLine) -> Command:
        """Return the bare parse of the snapshot that a build of the line reads."""
        folders = [SNAPSHOT / project / version for project, version in line.releases()]
        return self.python("-c", PARSE, *(str(path) for folder in folders for path in sorted(folder.glob("*.yaml"))))


def of_helm(name: str, *arguments: str) -> Command:
    """A process of one of the helms."""
    return Command(arguments=(str(helm.located(name).path), *arguments), folder=ROOT)


def rendering(name: str, chart: Path, *values: str) -> Command:
    """The rendering of a chart by one of the helms."""
    return of_helm(name, "template", "cni", str(chart), *values)


def values_of(stem: str) -> tuple[str, str]:
    """Return the flag for the values of a variant."""
    return "--values", str(CHART / "ci" / f"{stem}-values.yaml")


def static_chart(folder: Path, release: Release, stem: str) -> Path:
    """Return a chart that has a manifest of upstream's as one file without an action, which is the least that renders
    it.
    """
    crds = release.crds if stem in release.crd_variants else ()
    manifest = yamltree.dump([*crds, *release.documents[stem]])
    about = yamltree.dump([{"apiVersion": "v2", "name": "cni", "version": "0.1.0"}])
    write_tree(folder / stem, {"Chart.yaml": about, "templates/manifest.yaml": manifest})
    return folder / stem


def release_secret(stem: str) -> float:
    """Return the release that helm would store for a variant, gzip and base64, in per cent of the limit.

    Helm's own gzip, which is Go's, packs it a little worse: by 0.08 % of the limit. The chart is a copy whose files
    have one time, as in a package: helm stores their times, and those of a checkout would add 0.07 %.
    """
    with scratch("cni-bench-") as folder:
        chart = shutil.copytree(CHART, folder / "cni")
        for path in chart.rglob("*"):
            os.utime(path, ns=(WRITTEN, WRITTEN))
        dry = ("install", "cni", str(chart), "--dry-run=client", "--output", "json", *values_of(stem))
        output = run(of_helm("helm4", *dry).arguments)
        assert not output.status, output.stderr
    return 100 * len(base64.b64encode(gzip.compress(output.stdout.strip().encode(), 9))) / SECRET_LIMIT


def own_share(line: ReleaseLine) -> float:
    """Return the part of the checks' processor time that is not helm's or kubeconform's, in per cent."""
    build = pipeline.build(line)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time()
    results = list(verify(subject_of(build, CHART, ROOT)))
    assert not any(result.outcome.findings for result in results)
    own = time.process_time() - own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = (after.ru_utime - children.ru_utime) + (after.ru_stime - children.ru_stime)
    return 100 * own / (own + theirs)


def compared(name: str, ratio: Ratio, limit: float | None = None) -> Figure:
    """Return the figure of two commands."""
    return Figure(name=name, value=ratio.value, limit=limit, unit="x", said=str(ratio))


def of_commands(bench: Bench, line: ReleaseLine) -> Iterator[Figure]:
    """Yield the cost of the program's commands, compared with the least that is possible."""
    yield compared("build / bare parse of the snapshot", paired(bench.build(), bench.parse_floor(line)), 5)
    for arguments in (("lines",), ("--help",)):
        ratio = paired(bench.command(*arguments), bench.python("-c", "pass"))
        yield compared(f"{arguments[0]} / python that does nothing", ratio)


def of_charts(bench: Bench, line: ReleaseLine) -> Iterator[Figure]:
    """What rendering the chart costs, with limits for helm 4, and how much of a release's Secret it takes."""
    releases = pipeline.take_in(line)
    for name in ("helm4", "helm3"):
        limited = name == "helm4"
        for stem, most in STATIC.items():
            ours = rendering(name, CHART, *values_of(stem))
            [release] = (one for one in releases if stem in one.documents)
            static = rendering(name, static_chart(bench.folder, release, stem))
            ratio = paired(ours, static, pairs=RENDERINGS)
            yield compared(f"{name} template {stem} / its manifest alone", ratio, most if limited else None)
            yield compared(f"{name} template {stem} / version", paired(ours, of_helm(name, "version")))
        with_values = rendering(name, CHART, "--values", str(THIRTY))
        ratio = paired(with_values, rendering(name, CHART, *values_of("calico")), pairs=RENDERINGS)
        yield compared(f"{name} template calico, thirty values / none", ratio, WITH_VALUES if limited else None)
    for stem, share in SECRETS.items():
        yield Figure(name=f"release Secret {stem} / 1 MiB", value=release_secret(stem), limit=share, unit="%")


def of_checkouts(bench: Bench, other: Path, line: ReleaseLine) -> Iterator[Figure]:
    """Yield the cost of commands compared with another checkout. A limit tells how much less it must be here."""
    for arguments in (("lines",), ("--help",)):
        ratio = paired(bench.command(*arguments), bench.command(*arguments, checkout=other))
        yield compared(f"{arguments[0]} / the other checkout's", ratio, 0.5)
    yield compared("build / the other checkout's", paired(bench.build(), bench.build(other)))
    collecting = ("-m", "pytest", "--collect-only", "--quiet", "-p", "no:cacheprovider")
    ratio = paired(bench.python(*collecting), bench.python(*collecting, checkout=other), pairs=1)
    yield compared("collecting the tests / the other's", ratio)
    checking = ("check", "--line", line.version)
    ratio = paired(bench.command(*checking), bench.command(*checking, checkout=other), pairs=1)
    yield compared("check of a line / the other checkout's", ratio)


def figures(folder: Path, against: Path | None) -> Iterator[Figure]:
    """Yield every figure, as soon as it is measured."""
    bench, line = Bench(folder=folder), choose_line(None, None)
    yield from of_commands(bench, line)
    yield from of_charts(bench, line)
    yield Figure(name="checks outside helm and kubeconform / all", value=own_share(line), limit=None, unit="%")
    if against:
        yield from of_checkouts(bench, against, line)


def report(measured: Iterable[Figure]) -> int:
    """Print a line for each figure, and return 1 if one misses its target."""
    missed = False
    for figure in measured:
        print(figure, flush=True)
        missed = missed or figure.missed
    return 1 if missed else 0


def main(arguments: Sequence[str]) -> int:
    """Measure, and return the status: whether all targets are met."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("--against", metavar="DIR", type=Path, help="another checkout, to be compared with")
    against: Path | None = parser.parse_args(arguments).against
    with scratch("cni-bench-") as folder:
        return report(figures(folder, against.absolute() if against else None))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
