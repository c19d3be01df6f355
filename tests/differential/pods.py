"""The differential of what values put into pods: the chart against a real API server."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.base.process import scratch
from generator.cluster.apiserver import running_cluster
from tests.differential.cases import Case, pod_cases
from tests.differential.deliberate import PODS
from tests.differential.figures import OURS_ONLY, THEIRS_ONLY, Figures, figures, told
from tests.differential.judges import FLAGS, Judges, opened, verdicts
from tests.paths import CHART
from tests.properties.renders import prepared


@contextmanager
def judging(chart: Path = CHART) -> Iterator[Judges]:
    """Provide both judges of a chart."""
    with scratch("cni-differential-") as folder, running_cluster(flags=FLAGS) as cluster:
        guarded = prepared(chart, folder / "guarded")
        yield Judges(guarded=guarded, open=opened(guarded, folder / "open"), server=cluster.server)


def compared(judges: Judges, cases: Sequence[Case]) -> Figures:
    """The figures of cases."""
    return figures([*verdicts(judges, cases)], PODS)


def run_pods(cases: int, seed: int) -> tuple[Sequence[str], bool]:
    """The lines of a run, and whether there is no disagreement."""
    begun = time.monotonic()
    drawn = [*pod_cases(seed, cases)]
    ready = time.monotonic()
    with judging() as judges:
        found = compared(judges, drawn)
    spent = f"{len(drawn)} cases: drawn in {ready - begun:.0f} s, asked in {time.monotonic() - ready:.0f} s"
    return [*told(found), spent], not found.count(OURS_ONLY) + found.count(THEIRS_ONLY)
