"""Measures the project's speeds, as ratios within one run, and sizes, and says which of them miss their targets."""

import base64
import gzip
import os
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import yaml

from generator import pipeline
from generator.base.process import run, scratch
from generator.checks.subject import subject_of
from generator.checks.verify import verify
from generator.releases.lines import ReleaseLine, choose_line
from generator.releases.snapshot import SNAPSHOT
from generator.tools import helm
from tests.paths import CHART, ROOT

SECRET_LIMIT = 1024 * 1024
PAIRS = 15

# When the files of a package were last written, in nanoseconds: helm 4 stores that of each file in the Secret.
WRITTEN = 1_800_000_000_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured, and what it may be at most, both in the unit; no limit: for information."""

    name: str
    value: float
    limit: float | None
    unit: str

    @property
    def missed(self) -> bool:
        """Whether it is over its limit."""
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        measured = f"{self.name:42} {self.value:6.2f} {self.unit}"
        if self.limit is None:
            return measured
        return f"{measured}   at most {self.limit:.2f} {self.unit}   {'missed' if self.missed else 'met'}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes, in seconds of wall clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def paired_ratio(work: Callable[[], object], floor: Callable[[], object]) -> float:
    """The median of the ratios of two calls made in turn, after one of each that does not count."""
    work()
    floor()
    return statistics.median(seconds(work) / seconds(floor) for _ in range(PAIRS))


def parse_floor(line: ReleaseLine) -> Callable[[], object]:
    """The bare parse of the snapshot that a build of the line reads."""
    texts = [
        path.read_text(encoding="utf-8")
        for project, version in line.releases()
        for path in sorted((SNAPSHOT / project / version).glob("*.yaml"))
    ]
    return lambda: [list(yaml.load_all(text, yaml.CSafeLoader)) for text in texts]


def helm4(*arguments: str) -> str:
    """What helm 4 says."""
    output = run([str(helm.located("helm4").path), *arguments])
    assert not output.status, output.stderr
    return output.stdout


def values_of(stem: str) -> tuple[str, str]:
    """The flag for the values of a variant."""
    return "--values", str(CHART / "ci" / f"{stem}-values.yaml")


def rendering(stem: str) -> Callable[[], object]:
    """One `helm template` of a variant."""
    return lambda: helm4("template", "cni", str(CHART), *values_of(stem))


def asking_version() -> object:
    """The least that a helm process does."""
    return helm4("version")


def release_secret(stem: str) -> float:
    """The release that helm would store for a variant, gzip and base64, in per cent of the limit.

    Helm's own gzip, which is Go's, packs it a little worse: by 0.08 % of the limit. The chart is a copy whose files
    have one time, as in a package: helm stores their times, and those of a checkout would add 0.07 %.
    """
    with scratch("cni-bench-") as folder:
        chart = shutil.copytree(CHART, folder / "cni")
        for path in chart.rglob("*"):
            os.utime(path, ns=(WRITTEN, WRITTEN))
        shown = helm4("install", "cni", str(chart), "--dry-run=client", "--output", "json", *values_of(stem))
    return 100 * len(base64.b64encode(gzip.compress(shown.strip().encode(), 9))) / SECRET_LIMIT


def own_share(line: ReleaseLine) -> float:
    """The part of the checks' processor time that is not helm's or kubeconform's, in per cent."""
    build = pipeline.build(line)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time()
    results = list(verify(subject_of(build, CHART, ROOT)))
    assert not any(result.outcome.findings for result in results)
    own = time.process_time() - own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = (after.ru_utime - children.ru_utime) + (after.ru_stime - children.ru_stime)
    return 100 * own / (own + theirs)


def figures() -> Iterator[Figure]:
    """Every figure, as soon as it is measured."""
    line = choose_line(None, None)
    build = paired_ratio(lambda: pipeline.build(line), parse_floor(line))
    yield Figure(name="build / bare parse of the snapshot", value=build, limit=4, unit="x")
    for stem, ratio in (("calico", 1.8), ("kube-flannel", 1.4)):
        value = paired_ratio(rendering(stem), asking_version)
        yield Figure(name=f"helm template {stem} / helm version", value=value, limit=ratio, unit="x")
    for stem, share in (("calico", 10.0), ("kube-flannel", 9.0)):
        yield Figure(name=f"release Secret {stem} / 1 MiB", value=release_secret(stem), limit=share, unit="%")
    yield Figure(name="checks outside helm and kubeconform / all", value=own_share(line), limit=None, unit="%")


def report(measured: Iterable[Figure]) -> int:
    """Print a line a figure and end in 1 when one misses its target."""
    missed = False
    for figure in measured:
        print(figure, flush=True)
        missed = missed or figure.missed
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(report(figures()))
