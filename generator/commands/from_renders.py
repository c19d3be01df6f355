"""Renders the chart with value files, and reads images or the bundle for one machine from the render."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.base.files import write_tree
from generator.base.process import scratch
from generator.chart.build import Build
from generator.node.bundle import bundle
from generator.node.bundle_output import Files
from generator.node.machine import Machine
from generator.node.pod import rendered
from generator.report.image_list import Pulled, pulled


@contextmanager
def _chart(made: Build) -> Iterator[Path]:
    """Write the chart into a folder of its own for the length of the block."""
    with scratch("cni-chart-") as folder:
        write_tree(folder / "cni", made.chart.files)
        yield folder / "cni"


def images_of(made: Build, values: Sequence[Path]) -> Sequence[Pulled]:
    """Return the images that the values pull, with their roles; without values, those of every variant."""
    with _chart(made) as chart:
        variants = [[path] for path in sorted((chart / "ci").glob("*.yaml"))]
        return pulled(chart, [values] if values else variants, next(iter(made.line.validated), None))


def bundle_of(made: Build, values: Sequence[Path], machine: Machine) -> Files:
    """Return what one machine runs with the values. Raise ProblemsError with what helm or the bundle refuses."""
    with _chart(made) as chart:
        objects = rendered(chart, values, next(iter(made.line.validated), None))
    return bundle(objects, machine, made.line)
