"""Makes the page that tells which charts, releases and versions of Kubernetes go together."""

from collections.abc import Sequence

from generator.releases.lines import ReleaseLine, bounds_of
from generator.releases.release import numbers
from generator.report.supported import HELM3_ENDS, minor_of, range_in_words
from generator.tools.tool_table import TOOLS

_PAGE = """# Compatibility

Each version of the chart has one release of flannel and one of Calico, and canal takes both. The first row is the
current chart, which is the one in `charts/cni`.

| chart | flannel | Calico | installs on Kubernetes | tested by upstream | schemas | API servers |
|---|---|---|---|---|---|---|
{rows}

- **Installs on Kubernetes** is the range in Chart.yaml. Helm refuses a cluster outside of it.
- **Tested by upstream** are the versions that the Calico project names for its release. The notes of a release say so
  if the cluster is outside of them. For an older release the range is not known.
- **Schemas** are the versions of Kubernetes whose schemas prove every object of every variant, in each run of the
  checks.
- **API servers** are the versions that the tests install a chart into: every variant of the current chart, and
  flannel, Calico and canal of the others, each of which is upgraded to the next chart and back, with an object of
  every CRD. They prove that objects are accepted, upgraded, kept and removed. They run no pods, so no column says
  that packets flow.

Helm {helm4} or newer installs every chart, and so does helm 3 from {helm3} on, {helm3_ends}. Both must render the same
objects in each run of the checks.

[Upgrading](upgrading.md) says how to come from one chart to another, and which charts share a version of Kubernetes.
"""


def is_within(version: str, kubernetes: str) -> bool:
    """Report whether a version of Kubernetes is in a range of Helm's, such as `>=1.16.0-0 <1.22.0-0`."""
    return all((numbers(version) >= numbers(bound)) == (sign == ">=") for sign, bound in bounds_of(kubernetes))


def servers_of(line: ReleaseLine, *, current: bool) -> list[str]:
    """Return the API servers that the tests install a line into: the oldest one, and for the current line also the
    newest.
    """
    names = ("kube-apiserver-oldest", "kube-apiserver") if current else ("kube-apiserver-oldest",)
    return [TOOLS[name].version for name in names if is_within(TOOLS[name].version, line.kubernetes)]


def _row(line: ReleaseLine, *, current: bool) -> str:
    cells = (
        line.version,
        line.flannel,
        line.calico,
        range_in_words(line.kubernetes),
        line.tested or "not known",
        ", ".join(version.rpartition(".")[0] for version in line.validated),
        ", ".join(servers_of(line, current=current)) or "none",
    )
    return f"| {' | '.join(cells)} |"


def compatibility(lines: Sequence[ReleaseLine]) -> str:
    """Return the page, the current line first."""
    return _PAGE.format(
        rows="\n".join(_row(line, current=line == lines[0]) for line in lines),
        helm4=minor_of(TOOLS["helm4"]),
        helm3=minor_of(TOOLS["helm3"]),
        helm3_ends=HELM3_ENDS,
    )
