"""Writes the sentences that tell which Kubernetes, helm and Python the chart and this program support."""

from generator.releases.lines import ReleaseLine, bounds_of
from generator.tools.tool_table import TOOLS, Tool

PYTHON = "Python 3.11, 3.12 or 3.13"
HELM3_ENDS = "which ends in February 2027"


def minor_of(tool: Tool) -> str:
    """Return the oldest accepted minor version of a tool, such as 4.3."""
    return ".".join(map(str, tool.bounds[0][:2]))


def range_in_words(kubernetes: str) -> str:
    """Helm's range of versions in words: `>=1.16.0-0 <1.22.0-0` is `1.16 or newer, below 1.22`."""
    words = {">=": "{} or newer", "<": "below {}"}
    return ", ".join(words[sign].format(version.removesuffix(".0")) for sign, version in bounds_of(kubernetes))


def supported(line: ReleaseLine) -> str:
    """Return the supported versions of Kubernetes, helm and Python, and which API servers prove them."""
    kubernetes = range_in_words(line.kubernetes)
    newest, oldest = (TOOLS[name].version for name in ("kube-apiserver", "kube-apiserver-oldest"))
    return (
        f"The chart needs Kubernetes {kubernetes} (API servers {oldest} and {newest} prove it) and "
        f"helm {minor_of(TOOLS['helm4'])} or newer, or helm 3 from {minor_of(TOOLS['helm3'])} on, {HELM3_ENDS}. "
        f"This program runs on {PYTHON}."
    )
