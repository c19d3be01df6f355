"""Checks that policies of Kubernetes and of Calico deny and allow at once what they say."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from msgspec import Struct

from generator.base.trees import Tree
from tests.datapath import attached
from tests.datapath.running_lab import RunningLab, answers, comes_true

_SECONDS = 5.0
_NETWORK = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies"
_GLOBAL = "/apis/crd.projectcalico.org/v1/globalnetworkpolicies"
_CLIENT, _SERVER = "role == 'client'", "role == 'server'"
_TO_SERVER: Tree = {"podSelector": {"matchLabels": {"role": "server"}}, "policyTypes": ["Ingress"]}
_FROM_CLIENT: Tree = [{"from": [{"podSelector": {"matchLabels": {"role": "client"}}}]}]
_ALLOW: Tree = {"action": "Allow"}


class _Step(Struct, frozen=True, kw_only=True):
    """A request about a policy, and whether the client and another pod then reach the server."""

    text: str
    method: str
    path: str
    body: Mapping[str, object] | None = None
    client: bool
    other: bool


def _network(spec: Tree) -> Mapping[str, object]:
    kind = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy"}
    return {**kind, "metadata": {"name": "to-server"}, "spec": spec}


def _global(spec: Tree) -> Mapping[str, object]:
    """Return the object that calicoctl writes: in a cluster's API its name begins with that of its tier."""
    kind = {"apiVersion": "crd.projectcalico.org/v1", "kind": "GlobalNetworkPolicy"}
    return {**kind, "metadata": {"name": "default.lab"}, "spec": spec}


@contextmanager
def nothing_allowed(lab: RunningLab) -> Iterator[None]:
    """Let a policy that allows nothing to the server be there for a while."""
    lab.plane.create(_NETWORK, _network(_TO_SERVER))
    try:
        yield
    finally:
        lab.plane.request("DELETE", f"{_NETWORK}/to-server")


_STEPS = (
    _Step(
        text="NetworkPolicy that allows nothing",
        method="POST",
        path=_NETWORK,
        body=_network(_TO_SERVER),
        client=False,
        other=False,
    ),
    _Step(
        text="NetworkPolicy that allows the client",
        method="PATCH",
        path=f"{_NETWORK}/to-server",
        body={"spec": {"ingress": _FROM_CLIENT}},
        client=True,
        other=False,
    ),
    _Step(text="NetworkPolicy deleted", method="DELETE", path=f"{_NETWORK}/to-server", client=True, other=True),
    _Step(
        text="GlobalNetworkPolicy that denies what comes from the client",
        method="POST",
        path=_GLOBAL,
        body=_global(
            {
                "order": 100,
                "selector": _SERVER,
                "types": ["Ingress"],
                "ingress": [{"action": "Deny", "source": {"selector": _CLIENT}}, _ALLOW],
            }
        ),
        client=False,
        other=True,
    ),
    _Step(
        text="GlobalNetworkPolicy that allows everything",
        method="PATCH",
        path=f"{_GLOBAL}/default.lab",
        body={"spec": {"ingress": [_ALLOW]}},
        client=True,
        other=True,
    ),
    _Step(
        text="GlobalNetworkPolicy that denies what leaves the client",
        method="PATCH",
        path=f"{_GLOBAL}/default.lab",
        body={"spec": {"selector": _CLIENT, "types": ["Egress"], "ingress": None, "egress": [{"action": "Deny"}]}},
        client=False,
        other=True,
    ),
    _Step(text="GlobalNetworkPolicy deleted", method="DELETE", path=f"{_GLOBAL}/default.lab", client=True, other=True),
)


def _is(found: Callable[[], tuple[int, int]], expected: tuple[int, int]) -> bool:
    return found() == expected


def obeyed(lab: RunningLab) -> Iterator[str]:
    """Every step is obeyed within some seconds, and goes on to be obeyed."""
    other = attached.attach(lab.hosts[0], "other", {"role": "other"})

    def found(count: int = 1) -> tuple[int, int]:
        return answers(lab.client, lab.server, count), answers(other, lab.server, count)

    for step in _STEPS:
        lab.plane.request(step.method, step.path, step.body)
        expected = (int(step.client), int(step.other))
        what = f"{step.text}: answers to the client and another pod to be {expected}"
        yield from comes_true(partial(_is, found, expected), what, seconds=_SECONDS)
        if (later := found(3)) != (3 * expected[0], 3 * expected[1]):
            yield f"{what} also afterwards, found {later} of 3"
    attached.detach(other)
