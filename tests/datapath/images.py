"""Lays out the files of the images that the chart names as their Dockerfiles do, to be laid over this system."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

from msgspec import Struct

from generator.base.process import run as run_to_end
from generator.releases.images import parse_reference
from generator.tools.gobuild import find_go
from generator.tools.programs import locate
from generator.tools.tool_table import TOOLS
from tests.datapath import debian
from tests.datapath.commands import LabError
from tests.programs import SYSTEM_PATH

_CALICO = "github.com/projectcalico/calico"


class Image(Struct, frozen=True, kw_only=True):
    """What a Dockerfile lays out, by path, and how it starts a process.

    A program is a binary of a tool, a folder one of Calico's module, and a Debian program one of a package. What is
    owned are empty files that the image's user may write.
    """

    programs: Mapping[str, tuple[str, str]]
    folders: Mapping[str, str] = {}
    debian: Mapping[str, str] = {}
    links: Mapping[str, str] = {}
    owned: tuple[str, ...] = ()
    env: Mapping[str, str] = {}
    user: int = 0
    workdir: str = "/"
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


_CNI = ("bandwidth", "host-local", "loopback", "portmap", "tuning")
_NODE_PROGRAMS = {
    **{name: f"usr/sbin/{name}" for name in ("bird", "bird6")},
    # Its client without libreadline, which Debian does not have.
    "birdcl": "usr/sbin/birdc",
    "birdcl6": "usr/sbin/birdc6",
    **{name: f"usr/bin/{name}" for name in ("runsv", "runsvdir", "sv", "svlogd", "chpst")},
}

# By the last part of an image's name. Sources: images/Dockerfile of flannel v0.28.9 and its CNI plugin's; of Calico
# v3.28.5 the Dockerfiles in node, cni-plugin, typha, kube-controllers and calicoctl.
IMAGES: Mapping[str, Image] = {
    "flannel": Image(
        programs={"opt/bin/flanneld": ("flanneld", "flanneld"), "opt/bin/install-conf": ("flanneld", "install_conf")},
        links={"usr/sbin/iptables": "iptables-nft", "usr/sbin/ip6tables": "ip6tables-nft"},
        entrypoint=("/opt/bin/flanneld",),
    ),
    "flannel-cni-plugin": Image(programs={"flannel": ("flannel-cni-plugin", "flannel")}),
    "node": Image(
        programs={"usr/bin/calico-node": ("calico", "calico-node")},
        folders={
            "etc": "node/filesystem/etc",
            "usr/sbin": "node/filesystem/sbin",
            "etc/calico/confd": "confd/etc/calico/confd",
        },
        debian={f"usr/bin/{name}": source for name, source in _NODE_PROGRAMS.items()},
        links={"usr/sbin/iptables": "iptables-legacy", "usr/sbin/ip6tables": "ip6tables-legacy"},
        env={"SVDIR": "/etc/service/enabled"},
        command=("start_runit",),
    ),
    "cni": Image(
        programs={
            "opt/cni/bin/install": ("calico", "install"),
            "opt/cni/bin/calico": ("calico", "calico"),
            "opt/cni/bin/calico-ipam": ("calico", "calico"),
            "opt/cni/bin/flannel": ("flannel-cni-plugin", "flannel"),
            **{f"opt/cni/bin/{name}": ("cni-plugins", name) for name in _CNI},
        },
        env={"PATH": f"/opt/cni/bin:{SYSTEM_PATH}"},
        workdir="/opt/cni/bin",
        command=("/opt/cni/bin/install",),
    ),
    "typha": Image(
        programs={"usr/bin/calico-typha": ("calico", "calico-typha")},
        folders={"etc/calico/typha.cfg": "typha/docker-image/typha.cfg"},
        user=999,
        command=("/usr/bin/calico-typha",),
    ),
    "kube-controllers": Image(
        programs={
            "usr/bin/kube-controllers": ("calico", "kube-controllers"),
            "usr/bin/check-status": ("calico", "check-status"),
        },
        owned=("status/status.json", "profiles/mem.pprof", "profiles/cpu.pprof"),
        user=999,
        entrypoint=("/usr/bin/kube-controllers",),
    ),
    "ctl": Image(
        programs={"usr/bin/calicoctl": ("calico", "calicoctl")},
        env={"CALICO_CTL_CONTAINER": "TRUE"},
        entrypoint=("/usr/bin/calicoctl",),
    ),
}
# What the tests' machines have of the CNI plugins before a chart is installed, as kubeadm's packages bring it.
BASE_PLUGINS = (*_CNI, "bridge")


def system_files() -> Iterator[Path]:
    """Yield what programs need of this machine's /etc."""
    names = ("alternatives", "passwd", "group", "protocols", "services", "ethertypes", "nsswitch.conf", "ld.so.cache")
    yield from (path for path in (Path("/etc") / name for name in names) if path.exists())


def image_name(reference: str) -> str:
    """Return the row of an image by its reference. Raise LabError if there is none."""
    name = parse_reference(reference).name
    if name not in IMAGES:
        raise LabError(f"{reference}: expected an image of {', '.join(IMAGES)}, found none with its files")
    return name


def binary(tool: str, name: str) -> Path:
    """Return the path of a command of a tool."""
    return locate(tool).with_name(name)


@cache
def calico_module() -> Path:
    """Return the folder of Calico's module, which Go has fetched when it built Calico's programs."""
    command = [str(find_go()), "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", _CALICO]
    done = run_to_end(command, cwd=TOOLS["calico"].module)
    if done.status or not done.stdout.strip():
        raise LabError(f"{_CALICO}: expected its folder, found {done.stderr.strip() or 'none'}")
    return Path(done.stdout.strip())


def _put(source: Path, target: Path) -> None:
    """Copy a file or a folder, with files that everybody may run, as in an image; a Go module keeps no such mode."""
    if source.is_dir():
        for path in source.iterdir():
            _put(path, target / path.name)
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755)


def _system(folder: Path) -> None:
    """Add what images have of a Linux system beside /usr, which is this machine's."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (folder / name).symlink_to(f"usr/{name}")
    # Pods mount something at /lib/modules; who is not root outside can make no folder in this machine's own /usr.
    for name in ("dev", "proc", "run", "sys", "tmp", "usr/lib/modules", "var"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "var" / "run").symlink_to("../run")
    for path in system_files():
        if not (target := folder / path.relative_to("/")).exists():
            target.parent.mkdir(exist_ok=True)
            copy = shutil.copyfile if path.is_file() else partial(shutil.copytree, symlinks=True)
            copy(path, target)


def _without_tunnels(folder: Path) -> None:
    """Empty the lines for tunnels in BIRD's templates: Debian's BIRD has none of the patch that Calico's has."""
    for path in (folder / "etc/calico/confd/templates").glob("*.template"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join("\n" if "krt_tunnel" in line else line for line in lines), encoding="utf-8")


def lay_out(folder: Path, names: Iterable[str]) -> None:
    """Write the files of images below a folder, each in one of its name."""
    for name in names:
        image, root = IMAGES[name], folder / name
        for path, (tool, command) in image.programs.items():
            _put(binary(tool, command), root / path)
        for path, source in image.folders.items():
            _put(calico_module() / source, root / path)
        for path, source in image.debian.items():
            _put(debian.extracted() / source, root / path)
        for path, target in image.links.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)
        for path in image.owned:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()
            if os.geteuid() == 0:
                os.chown(root / path, image.user, image.user)
        _system(root)
        _without_tunnels(root)
