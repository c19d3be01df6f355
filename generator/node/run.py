"""Turns a container of a pod into the commands of a unit that runs it with a container runtime."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.base.errors import problem
from generator.base.trees import Map, Tree, sublist, submap, submaps
from generator.node.environment import Variables, expanded
from generator.node.machine import RUNTIMES, Machine
from generator.node.pod import NodePod
from generator.node.quantities import limits
from generator.node.systemd import Command, Unit, Word, command
from generator.node.volumes import A_FILE, A_FOLDER, MADE, TOUCHED, TRIED, Mount

_PULLS = {"Always": "always", "Never": "never"}
# The flags of a container runtime for a field of a security context, by its value; none if that is its default.
_FLAGS: dict[str, dict[bool, tuple[str, ...]]] = {
    "privileged": {True: ("--privileged",), False: ()},
    "readOnlyRootFilesystem": {True: ("--read-only",), False: ()},
    "allowPrivilegeEscalation": {True: (), False: ("--security-opt=no-new-privileges",)},
    "runAsNonRoot": {True: (), False: ()},
}
# Fields that other flags cover, and fields that volumes of the host never use.
_ELSEWHERE = frozenset({"capabilities", "runAsUser", "runAsGroup", "fsGroup", "fsGroupChangePolicy"})
_SECCOMP: dict[str, tuple[str, ...]] = {"RuntimeDefault": (), "Unconfined": ("--security-opt=seccomp=unconfined",)}


class Ran(Struct, frozen=True, kw_only=True):
    """A container that a unit runs: its name, its spec, its variables, its mounts, and its arguments."""

    name: str
    container: Map
    variables: Variables
    mounts: Sequence[Mount]
    arguments: Sequence[str] = ()


def texts(tree: Map, key: str) -> list[str]:
    """Return the texts in a list of a mapping; none if it has no such list."""
    return [str(text) for text in sublist(tree, key)]


def _flags(key: str, value: Tree) -> tuple[str, ...] | None:
    """Return the flags for a field that is neither a list nor a number; None if a container runtime has none for it."""
    if key in _ELSEWHERE:
        return ()
    if key == "seccompProfile":
        return _SECCOMP.get(str(submap(value).get("type")))
    return _FLAGS.get(key, {}).get(value) if isinstance(value, bool) else None


def _security(node: NodePod, container: Map) -> Iterator[str]:
    """Yield the flags for the security contexts of the container and of its pod."""
    context = {**submap(node.pod.spec, "securityContext"), **submap(container, "securityContext")}
    for flag, key in (("--cap-add", "add"), ("--cap-drop", "drop")):
        yield from (f"{flag}={name}" for name in sublist(context, "capabilities", key))
    if "runAsUser" in context:
        group = f":{context['runAsGroup']}" if "runAsGroup" in context else ""
        yield f"--user={context['runAsUser']}{group}"
    for key, value in context.items():
        known = _flags(key, value)
        if known is None:
            where = f"{node.pod.owner} > {container['name']} > securityContext.{key}"
            remedy = "leave it out in a further file with -f"
            raise problem(where, expected="what a container runtime can be told", found=str(value), remedy=remedy)
        yield from known


def _options(node: NodePod, ran: Ran, *, once: bool) -> list[str]:
    """Return the options of the whole container."""
    pull = _PULLS.get(str(ran.container.get("imagePullPolicy")))
    hosts = [
        f"--add-host={name}:{alias['ip']}"
        for alias in submaps(node.pod.spec, "hostAliases")
        for name in texts(alias, "hostnames")
    ]
    entry = texts(ran.container, "command")[:1]
    return [
        *(("--rm",) if once else ()),
        "--net=host",
        *_security(node, ran.container),
        f"--name={ran.name}",
        *([f"--pull={pull}"] if pull else ()),
        *limits(f"{node.pod.owner} > {ran.container['name']}", submap(ran.container, "resources", "limits")),
        *hosts,
        *(f"--entrypoint={expanded(program, ran.variables)}" for program in entry),
    ]


def _run(node: NodePod, ran: Ran, *, once: bool = False) -> Command:
    program = RUNTIMES[node.machine.runtime].program
    groups: list[list[Word]] = [[Word(program), Word("run"), *map(Word, _options(node, ran, once=once))]]
    groups += [[Word("-e"), Word(f"{one.name}={one.text}", one.specifier)] for one in ran.variables.values()]
    groups += [[Word("-v"), Word(mount.text)] for mount in ran.mounts]
    groups.append([Word(str(ran.container["image"]))])
    words = (*texts(ran.container, "command")[1:], *ran.arguments)
    groups += [[Word(expanded(text, ran.variables))] for text in words]
    return Command(groups=groups)


def _prepared(mounts: Sequence[Mount]) -> Iterator[Command]:
    """Yield the commands that make the folders and files which the container mounts."""
    program = {MADE: ("/bin/mkdir", "-p"), TRIED: ("/bin/mkdir", "-p"), TOUCHED: ("/bin/touch",)}
    for seen_to, words in program.items():
        paths = sorted({mount.source for mount in mounts if mount.seen_to == seen_to})
        if paths:
            yield command((*words, *paths), tolerated=seen_to == TRIED)


def _removal(machine: Machine, name: str) -> Command:
    return command((RUNTIMES[machine.runtime].program, "rm", "-f", name), tolerated=True)


def _stopping(node: NodePod, ran: Ran) -> list[Command]:
    """Return the commands that stop the container: what its pod runs before it stops, and the removal."""
    words = texts(submap(ran.container, "lifecycle", "preStop", "exec"), "command")
    program = RUNTIMES[node.machine.runtime].program
    farewell = [command((program, "exec", ran.name, *words), tolerated=True)] if words else []
    return [*farewell, _removal(node.machine, ran.name)]


def unit(node: NodePod, heading: str, ran: Ran, first: Sequence[Ran] = ()) -> Unit:
    """Return the unit that runs a container. The containers in `first` run and end before it."""
    every = [mount for each in (*first, ran) for mount in each.mounts]
    before = [*_prepared(every), *(_removal(node.machine, each.name) for each in (*first, ran))]
    return Unit(
        heading=heading,
        description=ran.name,
        needs=RUNTIMES[node.machine.runtime].service,
        files=list(dict.fromkeys(mount.source for mount in every if mount.seen_to == A_FILE)),
        folders=list(dict.fromkeys(mount.source for mount in every if mount.seen_to == A_FOLDER)),
        before=[*before, *(_run(node, each, once=True) for each in first)],
        start=_run(node, ran),
        stop=_stopping(node, ran),
    )
