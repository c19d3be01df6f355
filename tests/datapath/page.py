"""Writes the part of docs/how-it-works.md that says what ran on real networks, from the table of cases."""

import json
from collections.abc import Iterator, Sequence

from generator.base.trees import Steps, Tree, show_path
from generator.base.yamltree import load
from generator.rows.seen_changes import SEEN_CHANGES
from tests.datapath.canaries import CASES as CANARIES
from tests.datapath.case import CALICO, Case
from tests.datapath.change_labs import CHANGES
from tests.datapath.harms import HARMS
from tests.datapath.path import ASSERTIONS
from tests.datapath.path_cases import PATHS
from tests.datapath.tried import value_of
from tests.paths import CHART, ROOT

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

# What the assertions of a path are about.
MEANING = {
    "policy": "A NetworkPolicy and a GlobalNetworkPolicy deny and allow within five seconds.",
    "join": "A node joins, and its pods reach all others.",
    "leave": "A node leaves, and its routes and blocks go.",
    "kill": "The agent is killed and starts again: no packet is lost.",
    "api": "The API server stands still for 30 seconds: what flows goes on, and new connections are made.",
    "link": "A link is deleted: what [Troubleshooting](troubleshooting.md) says is what happens.",
    "route": "A route to another node is deleted.",
    "file": "flannel's file `subnet.env` is deleted: pods that run go on, and a restart writes it.",
    "node": "A Node of flannel's is made again with another pod CIDR.",
    "upgrade": "`helm upgrade` changes an MTU, a pool or a backend as [Changing values](changing-values.md) says.",
    "access": "No request of the release was refused in all this time.",
    "uninstall": "After `helm uninstall` and the script `cleanup` on each node, nothing is left.",
}

# What an owner of a cluster does in a case, by its name in `adjustments`.
ADJUSTED = {
    "FORWARD drops all but pods": "works where iptables' chain FORWARD drops, once it accepts the pods' network",
    "own routes": "works with routes of its own, once the brackets are out of the kubeconfig that the installer "
    "of v3.28 writes: `https://[10.96.0.1]:443`, which programs built with Go 1.26 refuse; that of v3.32 writes none",
}


def _set(values: Tree, defaults: Tree, at: Steps = ()) -> Iterator[str]:
    """Yield what is set, with the path of each value: where the defaults have a section, what is in there."""
    if isinstance(values, dict) and isinstance(defaults, dict) and defaults:
        for key, value in values.items():
            yield from _set(value, defaults[key], (*at, key))
    elif at not in {("plugin",), ("podCIDR",)}:
        yield f"`{show_path(at)}: {values if isinstance(values, str) else json.dumps(values)}`"


def _values(case: Case) -> str:
    """The values of a case, but for the plugin and the pod network, which all cases have."""
    [defaults] = load((CHART / "values.yaml").read_text(encoding="utf-8"), "values.yaml")
    return ", ".join(_set(case.values, defaults)) or "the defaults"


def _sizes(case: Case) -> str:
    six = f", {case.mtu6} for IPv6" if case.mtu6 else ""
    return f"{case.mtu}{six}"


def _result(case: Case) -> str:
    """What came of a case, for operators."""
    return ADJUSTED.get(case.adjusts, "works")


def rows(cases: Sequence[Case]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| case | values | nodes | largest packet | result |"
    yield "|---|---|---|---|---|"
    for case in cases:
        cells = (case.name, _values(case), str(len(case.machines)), _sizes(case), _result(case))
        yield f"| {' | '.join(cells)} |"


def _life() -> Iterator[str]:
    """Yield the lines that say what the paths are taken through."""
    paths = [path.name.removeprefix("path ") for path in PATHS]
    policy = next(one for one in ASSERTIONS if one.name == "policy")
    yield f"`nox -s datapath -- --paths` takes {len(paths)} networks through what happens to a cluster in its life:"
    yield f"{', '.join(paths)}."
    yield ""
    yield from (f"- {text}" for name, text in MEANING.items() if name != policy.name)
    yield f"- {MEANING['policy']} This is for {', '.join(name.removeprefix('path ') for name in policy.paths)}."
    yield ""
    yield "`nox -s datapath -- --canaries` spoils what was installed, and sees that the checks notice it:"
    yield f"{'; '.join(one.name.removeprefix('canary, ') for one in CANARIES)}."
    yield ""
    yield "`nox -s datapath -- --harms` installs what the chart refuses, without the refusal, and sees the harm:"
    yield ""
    yield "| refused | values | on |"
    yield "|---|---|---|"
    for harm in HARMS:
        yield f"| {harm.name} | `{json.dumps(harm.values)}` | {harm.of} |"
    yield ""
    yield from _changes()


def _written(path: str, value: Tree) -> str:
    """Return a value as it is written, a member of one below it."""
    if (whole := value_of(path)) and whole != path:
        path, value = whole, {path.removeprefix(f"{whole}."): value}
    return f"{path}: {json.dumps(value)}"


def _changes() -> Iterator[str]:
    """Yield the lines that say which changes are made, and what is seen."""
    seen = {one.name: one.sentence for one in SEEN_CHANGES}
    yield f"`nox -s datapath -- --changes` makes {len(CHANGES)} changes by `helm upgrade` while pods ping each other."
    yield "It restarts one node after the other, lets pods and nodes come in between, and sees what"
    yield "[Changing values](changing-values.md) says:"
    yield ""
    yield "| change | values | what is seen |"
    yield "|---|---|---|"
    for change in CHANGES:
        values = ", ".join(f"`{_written(path, value)}`" for path, value in change.to.items())
        yield f"| {change.name} | {values} | {seen[change.name]} |"


def section(cases: Sequence[Case]) -> str:
    """Return the text between the marks of the page."""
    calico = sum(case.chart == CALICO for case in cases)
    lines = [
        f"{len(cases)} cases run, {calico} of them with the chart of Calico v3.28.5:",
        "",
        *rows(cases),
        "",
        *_life(),
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
