"""Makes a copy of the chart that renders its notes as one more object."""

import shutil
from pathlib import Path

from tests.paths import CHART

# The template of that object.
SHOWN = 'notes: {{ include (print .Template.BasePath "/NOTES.txt") . | toJson }}\n'


def telling_chart(folder: Path) -> Path:
    """Return a copy of the chart in a folder; the object has the key `notes` and nothing else."""
    chart = folder / "cni"
    shutil.copytree(CHART, chart)
    (chart / "templates" / "notes.yaml").write_text(SHOWN, encoding="utf-8")
    return chart
