"""Writes the part of docs/how-it-works.md that says what ran on real networks, from the table of cases."""

import json
from collections.abc import Iterator, Sequence

from generator.base.trees import Steps, Tree, show_path
from tests.datapath.case import CALICO, Case
from tests.paths import ROOT

PAGE = ROOT / "docs" / "how-it-works.md"
START, END = "<!-- cases -->", "<!-- end of cases -->"

# What no case runs, and why.
NOT_RUN = (
    ("IPIP and WireGuard, of flannel and of Calico", "The kernels that the tests meet have no such links."),
    (
        "eBPF",
        "Calico's own programs are built without libbpf, and what a kernel allows differs from machine to machine.",
    ),
    ("kube-network-policies", "Its queue of packets is missing in these kernels."),
    (
        "The kubelet, the container runtime and image pulls",
        "The lab starts containers itself, with crun, as the rendered pods ask for it, from programs that it builds.",
    ),
    (
        "Calico after v3.28.5",
        "No later release of it is a Go module. Its chart is built and compared as all others are.",
    ),
)

# What is seen in the cases that fail, by the entry of the issue that says so.
SEEN = {
    "A1": "fails: pods are masqueraded although the value is false",
    "A3": "fails: pods' links take packets of 1500 bytes, which are too large for flannel's network",
}


def _set(values: Tree, at: Steps = ()) -> Iterator[str]:
    """Yield what is set: the path of each value, with lists as a whole."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _set(value, (*at, key))
    elif at not in {("plugin",), ("podCIDR",)}:
        yield f"`{show_path(at)}: {values if isinstance(values, str) else json.dumps(values)}`"


def _values(case: Case) -> str:
    """The values of a case, but for the plugin and the pod network, which all cases have."""
    return ", ".join(_set(case.values)) or "the defaults"


def _sizes(case: Case) -> str:
    six = f", {case.mtu6} for IPv6" if case.mtu6 else ""
    return f"{case.mtu}{six}"


def rows(cases: Sequence[Case]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| case | values | nodes | largest packet | result |"
    yield "|---|---|---|---|---|"
    for case in cases:
        cells = (case.name, _values(case), str(len(case.machines)), _sizes(case), SEEN.get(case.harm, "works"))
        yield f"| {' | '.join(cells)} |"


def section(cases: Sequence[Case]) -> str:
    """Return the text between the marks of the page."""
    calico = sum(case.chart == CALICO for case in cases)
    lines = [
        f"{len(cases)} cases run, {calico} of them with the chart of Calico v3.28.5:",
        "",
        *rows(cases),
        "",
        "What does not run:",
        "",
        *(f"- **{what}.** {why}" for what, why in NOT_RUN),
    ]
    return "\n".join(lines)


def written(text: str, cases: Sequence[Case]) -> str:
    """Return the page with the part between its marks made anew."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{section(cases)}\n\n{END}{after}"
