"""Turns a container of a pod into the commands of a unit that runs it with a container runtime."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.base.errors import problem
from generator.node.environment import Variables
from generator.node.machine import RUNTIMES, Machine
from generator.node.pod import NodePod
from generator.node.quantities import limits
from generator.node.systemd import Command, Word, command
from generator.node.volumes import MADE, TOUCHED, TRIED, Mount
from generator.releases.workloads import Map, submap, submaps

_PULLS = {"Always": "always", "Never": "never"}
# What a field of a security context asks of a container runtime, by its value; nothing where that is its own way.
_FLAGS: dict[str, dict[object, tuple[str, ...]]] = {
    "privileged": {True: ("--privileged",), False: ()},
    "readOnlyRootFilesystem": {True: ("--read-only",), False: ()},
    "allowPrivilegeEscalation": {True: (), False: ("--security-opt=no-new-privileges",)},
    "runAsNonRoot": {True: (), False: ()},
}
_SECCOMP = {"RuntimeDefault": (), "Unconfined": ("--security-opt=seccomp=unconfined",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A container that a unit runs: its name, itself, its variables, its mounts, and its arguments."""

    name: str
    container: Map
    variables: Variables
    mounts: Sequence[Mount]
    arguments: Sequence[str] = ()


def _security(node: NodePod, container: Map) -> Iterator[str]:
    """What the security contexts of the container and of its pod ask of the runtime."""
    context = {**submap(node.pod.spec, "securityContext"), **submap(container, "securityContext")}
    capabilities = submap(context, "capabilities")
    for flag, key in (("--cap-add", "add"), ("--cap-drop", "drop")):
        names = capabilities.get(key)
        yield from (f"{flag}={name}" for name in (names if isinstance(names, list) else ()))
    if "runAsUser" in context:
        group = f":{context['runAsGroup']}" if "runAsGroup" in context else ""
        yield f"--user={context['runAsUser']}{group}"
    for key, value in context.items():
        seccomp = submap(context, "seccompProfile").get("type") if key == "seccompProfile" else None
        known = (
            _SECCOMP.get(str(seccomp))
            if seccomp
            else _FLAGS.get(key, {}).get(value if isinstance(value, bool) else None)
        )
        if known is not None:
            yield from known
        elif key not in {"capabilities", "runAsUser", "runAsGroup"}:
            where = f"{node.pod.owner} > {container['name']} > securityContext.{key}"
            remedy = "leave it out in a further file with -f"
            raise problem(where, expected="what a container runtime can be told", found=str(value), remedy=remedy)


def _options(node: NodePod, ran: Ran, *, once: bool) -> list[str]:
    """The options of the container as a whole."""
    pull = _PULLS.get(str(ran.container.get("imagePullPolicy")))
    hosts = [
        f"--add-host={name}:{alias['ip']}"
        for alias in submaps(node.pod.spec, "hostAliases")
        for name in _texts(alias, "hostnames")
    ]
    entry = _texts(ran.container, "command")[:1]
    return [
        *(("--rm",) if once else ()),
        "--net=host",
        *_security(node, ran.container),
        f"--name={ran.name}",
        *([f"--pull={pull}"] if pull else ()),
        *limits(submap(ran.container, "resources", "limits")),
        *hosts,
        *(f"--entrypoint={program}" for program in entry),
    ]


def _texts(tree: Map, key: str) -> list[str]:
    found = tree.get(key)
    return [str(text) for text in found] if isinstance(found, list) else []


def _run(node: NodePod, ran: Ran, *, once: bool = False) -> Command:
    program = RUNTIMES[node.machine.runtime].program
    groups: list[list[Word]] = [[Word(program), Word("run"), *map(Word, _options(node, ran, once=once))]]
    groups += [[Word("-e"), Word(f"{one.name}={one.text}", one.specifier)] for one in ran.variables.values()]
    groups += [[Word("-v"), Word(mount.text)] for mount in ran.mounts]
    groups.append([Word(str(ran.container["image"]))])
    groups += [[Word(text)] for text in (*_texts(ran.container, "command")[1:], *ran.arguments)]
    return Command(groups=groups)


def _prepared(mounts: Sequence[Mount]) -> Iterator[Command]:
    """What makes the folders and files that the container mounts."""
    program = {MADE: ("/bin/mkdir", "-p"), TRIED: ("/bin/mkdir", "-p"), TOUCHED: ("/bin/touch",)}
    for seen_to, words in program.items():
        paths = sorted({mount.source for mount in mounts if mount.seen_to == seen_to})
        if paths:
            yield command((*words, *paths), tolerated=seen_to == TRIED)


def _removal(machine: Machine, name: str) -> Command:
    return command((RUNTIMES[machine.runtime].program, "rm", "-f", name), tolerated=True)


def start(node: NodePod, ran: Ran, first: Sequence[Ran] = ()) -> tuple[list[Command], Command]:
    """What runs before the container starts, and what starts it; `first` are containers that run and end before it."""
    every = [mount for each in (*first, ran) for mount in each.mounts]
    before = [*_prepared(every), *(_removal(node.machine, each.name) for each in (*first, ran))]
    before += [_run(node, each, once=True) for each in first]
    return before, _run(node, ran)


def stop(node: NodePod, ran: Ran) -> list[Command]:
    """What stops the container: what its pod does before it stops, and its removal."""
    words = _texts(submap(ran.container, "lifecycle", "preStop", "exec"), "command")
    program = RUNTIMES[node.machine.runtime].program
    farewell = [command((program, "exec", ran.name, *words), tolerated=True)] if words else []
    return [*farewell, _removal(node.machine, ran.name)]
