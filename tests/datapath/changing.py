"""Makes changes of a running network one after the other, and tells what is not as their rows say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.cluster.kubeapi import Json
from tests.datapath import attached, flows, membership, path, rollout
from tests.datapath.attached import Attached
from tests.datapath.case import Case
from tests.datapath.change import ALL, MENDED, MIDWAY, UPGRADED, Change
from tests.datapath.change_actions import ACTIONS, FACTS
from tests.datapath.change_labs import CHANGES
from tests.datapath.changed_rows import unlike_the_table
from tests.datapath.commands import LabError
from tests.datapath.control_plane import ControlPlane
from tests.datapath.running import DONE
from tests.datapath.running_lab import RunningLab, answers, comes_true, reach_again, recreate, replace_agents

_PINGS, _SECONDS = 5, 15.0
# How long a pod that gets no network is tried to be attached, in seconds.
_SHORT = 2.0
# Pings that must not be answered are sent in more than two seconds, so that what comes late is seen.
_SLOWLY = ("-i", "0.5")


class Pair(Struct, frozen=True, kw_only=True):
    """Two pods, and the words that say which they are and when."""

    words: str
    one: Attached
    other: Attached

    def __str__(self) -> str:
        return f"{self.words}, {self.one.name} to {self.other.name}"


def changed(values: Mapping[str, Tree], at: str, value: Tree) -> dict[str, Tree]:
    """Return values with another one at a path, or without it where that is null."""
    first, _, rest = at.partition(".")
    others = {key: one for key, one in values.items() if key != first}
    if not rest:
        return others if value is None else {**others, first: value}
    below = values.get(first) or {}
    assert isinstance(below, dict)
    return {**others, first: changed(below, rest, value)}


def _pairs(lab: RunningLab, later: Sequence[Attached], stage: str) -> Iterator[Pair]:
    """Yield the pairs that a stage looks at, each both ways."""
    known = [(f"{stage} running", lab.client, lab.server)]
    if len(later) == len(lab.hosts[:2]):
        known.append((f"{stage} later", later[0], later[1]))
    for new in lab.users[2:]:
        known += [(f"{stage} joined restarted", new, lab.client), (f"{stage} joined waiting", new, lab.server)]
    for words, one, other in known:
        yield Pair(words=words, one=one, other=other)
        yield Pair(words=words, one=other, other=one)


def _wrong(change: Change, pair: Pair) -> Iterator[str]:
    """Yield what is wrong with a pair: it is reached, or is not reached at all."""
    address = pair.other.address()
    if change.is_cut(pair.words):
        yield from comes_true(lambda: not answers(pair.one, pair.other), f"{pair}: no answer", seconds=_SECONDS)
        if count := attached.received(pair.one, address, _PINGS, *_SLOWLY):
            yield f"{pair}: expected 0 of {_PINGS} answers, found {count}"
        return
    yield from comes_true(lambda: answers(pair.one, pair.other) == 1, f"{pair}: an answer", seconds=_SECONDS)
    if (count := answers(pair.one, pair.other, _PINGS)) != _PINGS:
        yield f"{pair}: expected {_PINGS} of {_PINGS} answers, found {count}"


def _attached(lab: RunningLab, change: Change, stage: str) -> Iterator[Attached | str]:
    """Attach a pod on each of the first two machines; yield it, or what is wrong where that fails or does not fail."""
    for host, state in zip(lab.hosts, ("restarted", "waiting"), strict=False):
        name = f"later-{host.name[-1]}"
        no_network = f"no network {stage} {state}"
        expected = change.fails.get(no_network)
        try:
            pod = attached.attach(host, name, patience=_SHORT if expected else _SECONDS)
        except LabError as error:
            attached.forget(host, name)
            if not expected or not re.search(expected, str(error)):
                yield f"{no_network}: expected {expected or 'none'}, found {error}"
            continue
        yield pod
        if expected:
            yield f"{no_network}: expected `{expected}`, found an address"


def _looked_at(lab: RunningLab, change: Change, stage: str) -> Iterator[str]:
    """Yield what is wrong in a stage: with pods that run, with later ones, and with what else the row names."""
    found = [*_attached(lab, change, stage)]
    yield from (one for one in found if isinstance(one, str))
    later = [one for one in found if isinstance(one, Attached)]
    for pair in _pairs(lab, later, stage):
        yield from _wrong(change, pair)
    for command, pattern in change.shows.get(stage, {}).items():
        done = lab.hosts[0].attempt(*command.split())
        if not re.search(pattern, done.stdout):
            yield f"{stage}: {command}: expected {pattern}, found {(done.stdout + done.stderr).strip()}"
    for name in change.facts.get(stage, ()):
        yield from (f"{stage}: {name}: {text}" for text in FACTS[name](lab, later))
    for pod in later:
        attached.discard(pod)


def _failing(change: Change, step: str, error: Exception) -> Iterator[str]:
    """Yield what is wrong where something failed that should not have, or in another way."""
    expected = change.fails.get(step)
    if not expected or not re.search(expected, str(error)):
        yield f"{step}: expected {expected or 'no failure'}, found {error}"


def _restart(lab: RunningLab, change: Change, stage: str, number: int) -> Iterator[str]:
    """Replace the agents of a machine, and yield what is wrong with how they come back."""
    try:
        replace_agents(lab, lab.hosts[number])
    except LabError as error:
        yield from _failing(change, stage, error)
        return
    if stage in change.fails:
        yield f"{stage}: expected `{change.fails[stage]}`, found that {lab.hosts[number].name} is ready"


def _jobs(lab: RunningLab, change: Change, before: set[str]) -> Iterator[str]:
    """Run the Jobs that the upgrade has made."""
    try:
        rollout.run_jobs(lab.hosts[0], without=before)
    except LabError as error:
        yield from _failing(change, "job", error)
        return
    if "job" in change.fails:
        yield f"job: expected `{change.fails['job']}`, found that it succeeds"


def _deployments(lab: RunningLab) -> None:
    """End what the upgrade has deleted, and start what it has made on the machines' network."""
    names = {one["metadata"]["name"] for one in rollout.workloads(lab.plane, "deployments")}
    for pod in [one for one in lab.deployed if one.workload not in names]:
        pod.end()
        lab.deployed.remove(pod)
    there = {pod.workload for pod in lab.deployed}
    lab.deployed.extend(rollout.on_node_network(lab.hosts, without=there))


def _templates(lab: RunningLab) -> dict[str, Json]:
    kinds = ("daemonsets", "deployments")
    found = (one for kind in kinds for one in rollout.workloads(lab.plane, kind))
    return {one["metadata"]["name"]: one["spec"]["template"] for one in found}


def _upgrade(lab: RunningLab, change: Change, values: Mapping[str, Tree]) -> Iterator[str]:
    """Give the release the values, and do what controllers do next."""
    before, jobs = _templates(lab), {one["metadata"]["name"] for one in rollout.workloads(lab.plane, "jobs")}
    try:
        if change.rolls_back:
            lab.release.apply("rollback")
        else:
            lab.release.apply("upgrade", values)
    except ProblemsError as error:
        yield from _failing(change, "upgrade", error)
        return
    if "upgrade" in change.fails:
        yield f"upgrade: expected `{change.fails['upgrade']}`, found that it succeeds"
    yield from unlike_the_table([*change.to], before, _templates(lab))
    _deployments(lab)
    yield from _jobs(lab, change, jobs)


def _join(lab: RunningLab) -> None:
    membership.bring(lab)


def _rolled_out(lab: RunningLab, change: Change) -> Iterator[str]:
    """Restart the machines' agents one after the other, and look at the network between and afterwards."""
    yield from _looked_at(lab, change, UPGRADED)
    yield from _restart(lab, change, MIDWAY, 0)
    if change.joins:
        _join(lab)
    yield from _looked_at(lab, change, MIDWAY)
    for number in range(1, 2):
        yield from _restart(lab, change, ALL, number)
    yield from _looked_at(lab, change, ALL)


def _mended(lab: RunningLab, change: Change) -> Iterator[str]:
    """Go the ways out, and look at the network again."""
    for name in change.ways_out:
        yield from (f"{name}: {text}" for text in ACTIONS[name](lab))
    if change.ways_out or MENDED in change.facts:
        yield from _looked_at(lab, change, MENDED)


def _losses(change: Change, flow: flows.Flow) -> Iterator[str]:
    sent, lost = flows.end(flow, seconds=20.0 if change.lost is False else 1.0)
    if change.lost is not None and bool(lost) != change.lost:
        expected = "some" if change.lost else "0"
        yield f"expected {expected} of {sent} pings between running pods to be lost, found {lost}"


def _made(lab: RunningLab, change: Change, values: Mapping[str, Tree]) -> Iterator[str]:
    """Make a change of a network that works, and send away who has joined.

    The pods that run are new, but where it is rolled back.
    """
    for name in change.done:
        yield from ACTIONS[name](lab)
    if not change.rolls_back:
        for number in range(len(lab.users)):
            recreate(lab, number)
    yield from reach_again(lab, "before")
    flow = flows.start(lab.client, lab.server)
    yield from _upgrade(lab, change, values)
    yield from _rolled_out(lab, change)
    yield from _losses(change, flow)
    yield from _mended(lab, change)
    if lab.users[2:]:
        membership.send_away(lab)


def examine(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Bring a network up, and yield what is wrong by each change of its lab, and then the change's name."""
    lab = path.brought_up(case, plane, folder)
    values: Mapping[str, Tree] = case.values
    for change in (one for one in CHANGES if one.lab == case.name):
        for at, value in change.to.items():
            values = changed(values, at, value)
        yield from (f"{change.name}: {text}" for text in _made(lab, change, values))
        yield f"{DONE}{change.name}"
