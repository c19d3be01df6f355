"""What a path has of its lab while it runs: the release, the machines, the release's pods, and pods as a user's."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from tests.datapath import attached, pods, rollout
from tests.datapath.attached import Attached
from tests.datapath.case import Case
from tests.datapath.commands import LabError, until
from tests.datapath.control_plane import ControlPlane, Release
from tests.datapath.hosts import Host
from tests.datapath.pods import Pod


class RunningLab(Struct, frozen=True, kw_only=True):
    """A lab in which a release runs; what changes in it is in its lists.

    The client is a user's pod on the first machine and the server one on the second. `pristine` is what each machine
    had before the release came, by kind, and `routes` the destinations that it knew before another machine joined.
    """

    case: Case
    plane: ControlPlane
    release: Release
    hosts: list[Host]
    agents: list[Pod]
    deployed: list[Pod]
    users: list[Attached]
    pristine: Mapping[str, set[str]]
    routes: dict[str, set[str]] = {}

    @property
    def client(self) -> Attached:
        """The pod that asks."""
        return self.users[0]

    @property
    def server(self) -> Attached:
        """The pod that is asked."""
        return self.users[1]

    @property
    def plugin(self) -> str:
        """The plugin that the release installs."""
        return str(self.case.values["plugin"])


Check = Callable[[RunningLab], Iterator[str]]


def agents_of(lab: RunningLab, host: Host) -> list[Pod]:
    """Return the release's pods that a machine has as every other one."""
    return [pod for pod in lab.agents if pod.host is host]


def replace_agents(lab: RunningLab, host: Host) -> None:
    """Replace a machine's agents by pods of their workloads as they are now, as a DaemonSet's controller does.

    One that does not become ready is there all the same.
    """
    for pod in agents_of(lab, host):
        pod.end()
        lab.agents.remove(pod)
    for workload in rollout.workloads(lab.plane, "daemonsets"):
        pod = pods.create(host, workload)
        lab.agents.append(pod)
        pods.set_running(pod)
        pods.start_containers(pod)
        pods.await_ready(pod)


def restart_containers(pod: Pod) -> None:
    """Kill a pod's containers, start them again as a kubelet does, and wait until they are ready."""
    for number, container in enumerate(pod.containers):
        container.end(grace=0)
        pod.containers[number] = pods.start_container(pod, container.spec)
    pods.await_ready(pod)


def recreate(lab: RunningLab, number: int) -> None:
    """Put a new pod in the place of a user's."""
    old = lab.users[number]
    attached.detach(old)
    lab.users[number] = attached.attach(old.host, old.name, {"role": old.name})


def answers(one: Attached, other: Attached, count: int = 1) -> int:
    """Return how many of a pod's pings another one answers."""
    return attached.received(one, other.address(), count)


def reach_again(lab: RunningLab, what: str, *, seconds: float = 20.0) -> Iterator[str]:
    """Yield what is wrong unless the client soon reaches the server."""
    yield from comes_true(lambda: answers(lab.client, lab.server) == 1, f"{what}: the server's answer", seconds=seconds)


def comes_true(fact: Callable[[], bool], what: str, *, seconds: float) -> Iterator[str]:
    """Yield what is wrong unless a fact is true in time."""
    try:
        until(fact, what, seconds=seconds)
    except LabError as error:
        yield f"{error}"
