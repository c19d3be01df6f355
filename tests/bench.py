"""Prints the project's speeds and sizes as ratios within one run, beside their targets; it never judges."""

import base64
import gzip
import json
import resource
import statistics
import time
from collections.abc import Callable

import yaml

from generator import pipeline
from generator.base.process import run
from generator.checks.subject import subject_of
from generator.checks.verify import verify
from generator.releases.lines import ReleaseLine, choose_line
from generator.releases.snapshot import SNAPSHOT
from generator.tools import helm
from tests.paths import ROOT

CHART = ROOT / "charts" / "cni"
SECRET_LIMIT = 1024 * 1024
PAIRS = 15


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


def rendering(stem: str) -> Callable[[], object]:
    """One `helm template` of a variant."""
    helm4 = helm.located("helm4")
    values = CHART / "ci" / f"{stem}-values.yaml"
    return lambda: run([str(helm4.path), "template", "cni", str(CHART), "--values", str(values)])


def asking_version() -> object:
    """The least that a helm process does."""
    return run([str(helm.located("helm4").path), "version"])


def release_secret(stem: str) -> float:
    """The release that helm would store for a variant, gzip and base64, as a share of the limit."""
    values = CHART / "ci" / f"{stem}-values.yaml"
    flags = ["--dry-run=client", "--output", "json", "--values", str(values)]
    output = run([str(helm.located("helm4").path), "install", "cni", str(CHART), *flags])
    compact = json.dumps(json.loads(output.stdout), separators=(",", ":")).encode()
    return len(base64.b64encode(gzip.compress(compact, 9))) / SECRET_LIMIT


def own_share(line: ReleaseLine) -> float:
    """The share of the checks' processor time that is not helm's or kubeconform's."""
    build = pipeline.build(line)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time()
    results = list(verify(subject_of(build, CHART, ROOT)))
    assert not any(result.outcome.findings for result in results)
    own = time.process_time() - own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = (after.ru_utime - children.ru_utime) + (after.ru_stime - children.ru_stime)
    return own / (own + theirs)


def main() -> None:
    """Measure and print, one line a figure."""
    line = choose_line(None, None)
    rows = (
        ("build / bare parse of the snapshot", paired_ratio(lambda: pipeline.build(line), parse_floor(line)), "5.00"),
        ("helm template calico / helm version", paired_ratio(rendering("calico"), asking_version), "1.80"),
        ("helm template flannel / helm version", paired_ratio(rendering("kube-flannel"), asking_version), "1.40"),
        ("release Secret of calico / 1 MiB", release_secret("calico"), "0.08"),
        ("release Secret of flannel / 1 MiB", release_secret("kube-flannel"), "0.06"),
        ("checks outside helm and kubeconform / all", own_share(line), "-"),
    )
    for name, value, target in rows:
        print(f"{name:42} {value:7.4f}   at most {target}")


if __name__ == "__main__":
    main()
