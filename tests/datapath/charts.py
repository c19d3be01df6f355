"""Makes the charts that the cases install: the current line's, and one of the Calico whose programs there are."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from generator.base.files import write_tree
from generator.features.manifests import FEATURES
from generator.pipeline import build_from, take_in
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.raw_files import read_raw
from generator.tools.tool_table import TOOLS
from tests.datapath import debian
from tests.datapath.case import CALICO, FLANNEL
from tests.datapath.images import IMAGES, calico_module, lay_out
from tests.paths import CHART

# The images of the pods that each chart makes in the cases.
_IMAGES: Mapping[str, frozenset[str]] = {
    FLANNEL: frozenset({"flannel", "flannel-cni-plugin"}),
    CALICO: frozenset(IMAGES),
}


def line_of(chart: str) -> ReleaseLine:
    """Return the line of a chart of the cases: the current one, for Calico with the release that is a module."""
    current = read_lines()[0]
    return replace(current, calico=f"v{TOOLS['calico'].version}") if chart == CALICO else current


def _write_calico(folder: Path) -> None:
    """Write the chart of Calico's release, which is built from the manifests in its module."""
    line = line_of(CALICO)
    manifests = folder / "upstream" / "calico" / line.calico
    shutil.copytree(calico_module() / "manifests", manifests)
    flannel, _ = take_in(read_lines()[0])
    _, wanted = FEATURES.release_specs(line)
    build = build_from(line, [flannel, read_raw(wanted, folder / "upstream")])
    write_tree(folder / CALICO, build.chart.files)


def lay_out_all(folder: Path, charts: Iterable[str]) -> None:
    """Write the charts below a folder, and the files of the images that they name."""
    for chart in charts:
        if chart == FLANNEL:
            shutil.copytree(CHART, folder / "charts" / FLANNEL)
        else:
            debian.fetch()
            _write_calico(folder / "charts")
    lay_out(folder / "images", sorted({name for chart in charts for name in _IMAGES[chart]}))
