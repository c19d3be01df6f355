"""Turns the volumes that a container mounts into volumes on a machine, and checks by their types what must
exist there.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

from generator.base.errors import Problem, ProblemsError, problem, raise_problems
from generator.base.trees import Map, submap, submaps
from generator.node.pod import NodePod

_PROPAGATION = {"Bidirectional": "rshared", "HostToContainer": "rslave"}

# Container runtimes differ in what they do with a missing path of the host: each type of a hostPath is handled before.
MADE, TRIED, TOUCHED, A_FOLDER, A_FILE = "made", "tried", "touched", "a folder", "a file"
_TYPES = {
    "": TRIED,
    "DirectoryOrCreate": MADE,
    "FileOrCreate": TOUCHED,
    "Directory": A_FOLDER,
    "File": A_FILE,
    "Socket": A_FILE,
    "CharDevice": A_FILE,
    "BlockDevice": A_FILE,
}


class Mount(Struct, frozen=True, kw_only=True):
    """A path of the machine, its place in the container, its options, and what must be done before."""

    source: str
    target: str
    options: tuple[str, ...] = ()
    seen_to: str = A_FILE

    @property
    def text(self) -> str:
        """The mount as the container runtime takes it."""
        return ":".join([self.source, self.target, *([",".join(self.options)] if self.options else [])])


def file_mount(path: str) -> Mount:
    """Return the mount of a file of the machine that the container reads at the same path."""
    return Mount(source=path, target=path, options=("ro",))


def _unmountable(node: NodePod, name: str, found: str) -> ProblemsError:
    where = f"{node.pod.owner} > volumes[{name}]"
    remedy = "put its files on the machine and mount them with a hostPath in a further file with -f"
    return problem(where, expected="a volume that a machine has without Kubernetes", found=found, remedy=remedy)


def _source(node: NodePod, volume: Map, mount: Map) -> tuple[str, str]:
    """Return the path of the host for a mount, and what must be done before."""
    name = str(volume["name"])
    host = submap(volume, "hostPath")
    if not host:
        raise _unmountable(node, name, f"a {next((key for key in volume if key != 'name'), 'volume of nothing')}")
    path = str(host["path"])
    if "subPathExpr" in mount:
        raise _unmountable(node, name, "a subPathExpr")
    if below := str(mount.get("subPath", "")):
        return f"{path.rstrip('/')}/{below}", TRIED
    return path, _TYPES.get(str(host.get("type", "")), A_FILE)


def _mount(node: NodePod, volume: Map, mount: Map) -> Mount:
    source, seen_to = _source(node, volume, mount)
    target = str(mount["mountPath"])
    for path in (source, target):
        if ":" in path or not path.startswith("/"):
            raise _unmountable(node, str(volume["name"]), f"the path {path!r}, which no container runtime takes")
    propagation = _PROPAGATION.get(str(mount.get("mountPropagation", "")))
    options = (*(("ro",) if mount.get("readOnly") is True else ()), *((propagation,) if propagation else ()))
    return Mount(source=source, target=target, options=options, seen_to=seen_to)


def mounts(node: NodePod, container: Map, without: Collection[str] = ()) -> Sequence[Mount]:
    """Return the mounts of a container, without the volumes that something else on the machine replaces."""
    volumes = {str(one["name"]): one for one in submaps(node.pod.spec, "volumes")}
    wanted = [one for one in submaps(container, "volumeMounts") if str(one["name"]) not in without]
    raise_problems(
        Problem(
            where=f"{node.pod.owner} > volumes[{one['name']}]", expected="one, as a container mounts it", found="none"
        )
        for one in wanted
        if str(one["name"]) not in volumes
    )
    return [_mount(node, volumes[str(one["name"])], one) for one in wanted]


def host_path(node: NodePod, container: Map, target: str) -> str:
    """Return the folder of the machine that a container mounts at a place; empty if it mounts none."""
    names = [
        one["name"] for one in submaps(container, "volumeMounts") if str(one.get("mountPath")).rstrip("/") == target
    ]
    paths = [submap(one, "hostPath").get("path") for one in submaps(node.pod.spec, "volumes") if one["name"] in names]
    return str(paths[0]).rstrip("/") if paths else ""
