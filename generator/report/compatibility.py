"""Makes the page that tells which charts, releases and versions of Kubernetes go together."""

from collections.abc import Sequence
from pathlib import Path

from generator.base.pages import render_page
from generator.base.version import numbers
from generator.releases.lines import ReleaseLine, bounds_of
from generator.report.supported import HELM3_ENDS, minor_of, range_in_words
from generator.tools.tool_table import TOOLS

_PAGE = Path(__file__).parent / "pages" / "compatibility.md.j2"


def is_within(version: str, kubernetes: str) -> bool:
    """Report whether a version of Kubernetes is in a range of Helm's, such as `>=1.16.0-0 <1.22.0-0`."""
    return all((numbers(version) >= numbers(bound)) == (sign == ">=") for sign, bound in bounds_of(kubernetes))


def servers_of(line: ReleaseLine, *, current: bool) -> list[str]:
    """Return the API servers that the tests install a line into: the oldest one, and for the current line also the
    newest.
    """
    names = ("kube-apiserver-oldest", "kube-apiserver") if current else ("kube-apiserver-oldest",)
    return [TOOLS[name].version for name in names if is_within(TOOLS[name].version, line.kubernetes)]


def _row(line: ReleaseLine, *, current: bool) -> tuple[str, ...]:
    return (
        line.version,
        line.flannel,
        line.calico,
        range_in_words(line.kubernetes),
        line.tested or "not known",
        ", ".join(version.rpartition(".")[0] for version in line.validated),
        ", ".join(servers_of(line, current=current)) or "none",
    )


def compatibility(lines: Sequence[ReleaseLine]) -> str:
    """Return the page, the current line first."""
    context = {
        "rows": [_row(line, current=line == lines[0]) for line in lines],
        "helm4": minor_of(TOOLS["helm4"]),
        "helm3": minor_of(TOOLS["helm3"]),
        "helm3_ends": HELM3_ENDS,
    }
    return render_page(_PAGE, context)
