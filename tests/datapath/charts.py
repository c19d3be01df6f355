"""Makes the charts that the cases install: the current line's, and one of the Calico whose programs there are."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from generator.base.files import write_tree
from generator.features.manifests import FEATURES
from generator.pipeline import build_from, take_in
from generator.releases.lines import read_lines
from generator.releases.raw_files import read_raw
from generator.tools.tool_table import TOOLS
from tests.datapath.case import CALICO, FLANNEL
from tests.datapath.images import calico_module
from tests.paths import CHART


def write_charts(folder: Path) -> None:
    """Write the charts below a folder. Calico's release is built from the manifests in its module."""
    shutil.copytree(CHART, folder / FLANNEL)
    version = f"v{TOOLS['calico'].version}"
    line = replace(read_lines()[0], calico=version)
    manifests = folder / "upstream" / "calico" / version
    shutil.copytree(calico_module() / "manifests", manifests)
    flannel, _ = take_in(read_lines()[0])
    _, wanted = FEATURES.release_specs(line)
    build = build_from(line, [flannel, read_raw(wanted, folder / "upstream")])
    write_tree(folder / CALICO, build.chart.files)
