"""Examines the network of bundles: units are started as the README says, pods are attached, and all is removed."""

import ipaddress
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from msgspec.structs import replace

from generator.base.trees import submap
from tests.datapath import attached, bundles, hosts, leftovers, network_checks, readmes, rollout
from tests.datapath.bundles import Installation
from tests.datapath.case import Case
from tests.datapath.commands import LabError, until
from tests.datapath.control_plane import ControlPlane, Release
from tests.datapath.etcd import Store, running_store, values_with
from tests.datapath.isolation import WORK
from tests.datapath.pods import Pod

_CLEANUP = "./cleanup"


def _options(case: Case, number: int, store: Store | None) -> list[str]:
    """The options of `node`: where flannel finds its etcd, and the address of Calico's last machine."""
    if case.chart == "flannel":
        return ["--etcd-endpoints", store.endpoint] if store else []
    is_last = number == len(case.machines) - 1
    return ["--node-ip", case.machines[number].address] if is_last else []


def _seen(every: Sequence[Installation]) -> list[dict[str, str]]:
    """Run what the README says under "See that it works" on each machine, and return what was printed by command."""
    found = []
    for one in every:
        [step] = readmes.steps(one.readme, readmes.SEE)
        found.append({command: bundles.do(one, command) for command in step.commands})
    return found


def _network(env: str) -> str:
    found = re.search(r"^FLANNEL_SUBNET=(.*)$", env, re.M)
    return str(ipaddress.ip_interface(found[1]).network) if found else ""


def _flannel_wrong(every: Sequence[Installation], printed: Sequence[dict[str, str]]) -> Iterator[str]:
    networks = [_network(one["cat /run/flannel/subnet.env"]) for one in printed]
    for number, one in enumerate(every):
        for other in {*networks} - {networks[number]}:
            if not re.search(rf"^{re.escape(other)} via ", printed[number]["ip route"], re.M):
                yield f"{one.host.name}: expected a route to {other}, found none"
    if len({*networks}) != len(every) or "" in networks:
        yield f"expected a network for each machine, found {networks}"


def _calico_wrong(case: Case, every: Sequence[Installation], printed: Sequence[dict[str, str]]) -> Iterator[str]:
    has_bgp = submap(case.values, "calico").get("backend", "bird") == "bird"
    for one, said in zip(every, printed, strict=True):
        for other in every:
            if other.host.name not in said["calicoctl get nodes -o wide"]:
                yield f"{one.host.name}: expected calicoctl to list {other.host.name}, found that it does not"
        status = said["calicoctl node status"]
        if has_bgp and status.count("Established") != len(every) - 1:
            yield f"{one.host.name}: expected every peer as Established, found {status}"
        if not has_bgp and "(BIRD) is not running" not in status:
            yield f"{one.host.name}: expected that BIRD does not run, found {status}"


def _await_what_the_readme_says(case: Case, every: Sequence[Installation]) -> None:
    """Wait until the README's commands show what it says. Raise LabError if they do not, or if a unit has ended."""
    found: list[str] = []

    def is_shown() -> bool:
        try:
            printed = _seen(every)
        except LabError as error:
            if "has ended" in str(error):
                raise
            found[:] = [str(error)]
            return False
        is_flannel = case.chart == "flannel"
        found[:] = _flannel_wrong(every, printed) if is_flannel else _calico_wrong(case, every, printed)
        return not found

    try:
        until(is_shown, "what the README says", seconds=60.0, every=0.5)
    except LabError as error:
        tails = [service.tail() for one in every for service in one.services]
        raise LabError("\n".join([str(error), *found, *tails])) from error


def _clean(one: Installation, commands: Sequence[str]) -> Iterator[str]:
    """Run the dry run of `cleanup` and then `cleanup` itself, which may run no command that the first did not tell."""
    dry_run, clean = commands
    there = leftovers.snapshot(one.host)
    planned = bundles.do(one, dry_run).splitlines()
    if changed := there ^ leftovers.snapshot(one.host):
        yield f"cleanup on {one.host.name}: expected a dry run to change nothing, found {sorted(changed)}"
    if more := [line for line in bundles.do(one, clean).splitlines() if line not in planned]:
        yield f"cleanup on {one.host.name}: expected what the dry run told, found {more}"


def _release(gone: Installation, other: Installation) -> Iterator[str]:
    """Release the addresses of a machine that is gone on another one, where the README says how."""
    found = re.search(r"`(\S+ delete node) NAME`", gone.readme)
    if not found:
        return
    name = gone.host.name

    def blocks() -> int:
        return other.shell("calicoctl ipam show --show-blocks").count("| Block ")

    before = blocks()
    bundles.do(other, f"{found[1]} {name}")
    until(lambda: blocks() == before - 1, f"{found[1]} to release the addresses of {name}", every=0.5)
    if name in other.shell("calicoctl get nodes"):
        yield f"{found[1]} {name}: expected calicoctl not to list it, found that it does"


def _end(pod: Pod) -> None:
    """End a pod of the chart, with its network where it has one of its own."""
    pod.end()
    if pod.network:
        attached.cnitool(pod.host, "del", (pod.namespace, pod.name))
        pod.host.run("ip", "netns", "del", pod.name)


def _remove(every: Sequence[Installation], before: dict[str, set[str]], own: Sequence[Pod]) -> Iterator[str]:
    """Do what the README says under "Remove it". The machines share their processes, so that all stop first.

    The chart's own pods are there until the first machine goes, which is the last one.
    """
    [step] = readmes.steps(every[0].readme, readmes.REMOVE)
    for one in every:
        bundles.do(one, step.commands[0])
    for one in reversed(every):
        if one is every[0]:
            for pod in own:
                _end(pod)
        commands = readmes.steps(one.readme, readmes.REMOVE)[0].commands[1:]
        for command in commands:
            if not command.startswith(_CLEANUP):
                bundles.do(one, command)
        yield from _clean(one, [command for command in commands if command.startswith(_CLEANUP)])
        yield from leftovers.left(one.host, before[one.host.name])
        if one is not every[0]:
            yield from _release(one, every[0])


def _examined(case: Case, plane: ControlPlane, folder: Path, store: Store | None) -> Iterator[str]:
    chart, values = folder / "charts" / case.chart, WORK / "bundle-values.json"
    values.write_text(json.dumps(case.values), encoding="utf-8")
    every = []
    for number, machine in enumerate(case.machines):
        output = WORK / "bundles" / machine.name
        bundles.write(chart, values, output, _options(case, number, store))
        every.append(Installation(host=hosts.start(plane, folder / "images", machine), folder=output))
    # What is made in the cluster is the chart's, where the README says so.
    if "which the chart makes" in every[0].readme:
        Release(plane=plane, chart=chart).apply("install", case.values)
    machines = [one.host for one in every]
    for one in every:
        bundles.furnish(one.host)
        bundles.put_certificates(one, store)
    before = {host.name: leftovers.snapshot(host) for host in machines}
    bundles.install(every)
    _await_what_the_readme_says(case, every)
    own = [pod for one in every for pod in one.pods]
    with ExitStack() as stack:
        stack.callback(attached.serve().kill)
        tried = network_checks.attach_all(machines)
        yield from network_checks.found_wrong(case, tried)
    for pod in tried:
        attached.detach(pod)
    own += rollout.on_pod_network(machines, machines[0])  # it releases addresses
    yield from _remove(every, before, own)
    yield from (f"refused: {request}" for request in plane.refused())


def examine(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Do on each machine what the bundle's README says, attach pods, remove all, and yield what is wrong."""
    yield from _examined(case, plane, folder, None)


def examine_with_etcd(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Do the same with an etcd that asks its clients for certificates."""
    with running_store() as store:
        values = case.values if case.chart == "flannel" else values_with(case.values, store)
        yield from _examined(replace(case, values=values), plane, folder, store)
