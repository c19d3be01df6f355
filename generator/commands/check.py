"""Turns a build into the results of its checks, of the chart in the repository or of one that stands apart."""

from generator.base.findings import Result
from generator.base.progress import Progress
from generator.chart.build import Build
from generator.checks.staging import provable, staged
from generator.checks.subject import subject_of
from generator.checks.verify import verify
from generator.commands.checkout import CHART, ROOT
from generator.releases.lines import read_lines


def results_of(made: Build, progress: Progress, *, committed: bool = False) -> list[Result]:
    """The results of the checks of a build; with `committed` of the chart in the repository, which it should be."""
    if committed:
        return list(verify(subject_of(made, CHART, ROOT, progress), progress=progress))
    provably = provable(made, read_lines()[0])
    with staged(provably, ROOT) as folder:
        return list(verify(subject_of(provably, folder / CHART.name, folder, progress), progress=progress))
