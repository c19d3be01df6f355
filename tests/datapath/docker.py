"""Stands in for docker on the lab's machines: `python -m tests.datapath.docker IMAGES run|exec|rm|create|cp ...`.

It knows what bundles ask of docker, and refuses everything else. Containers run as those of pods do.
"""

import os
import shlex
import shutil
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.datapath.commands import LabError
from tests.datapath.containers import CRUN, FOLDER, Mount, Plan, preparation, process_of, removal
from tests.datapath.images import IMAGES, image_name
from tests.programs import program

# What docker ends with where it could not do what it was asked.
_FAILED = 125
_PROPAGATION = {"rslave": "HostToContainer", "rshared": "Bidirectional"}


def _mount(text: str) -> Mount:
    """Read a volume. What is missing on the machine is an error, since runtimes differ in what they do then."""
    source, target, *rest = text.split(":")
    options = {*rest[0].split(",")} if rest else {*()}
    ways = [way for option, way in _PROPAGATION.items() if option in options]
    if len(rest) > 1 or options - _PROPAGATION.keys() - {"ro"} or not Path(source).exists():
        raise LabError(f"-v {text}: expected a path of the machine, one of the container, and known options")
    return Mount(source=source, target=target, read_only="ro" in options, propagation=ways[0] if ways else "None")


def _user(text: str, usual: int) -> tuple[int, int]:
    user, _, group = (text or str(usual)).partition(":")
    return int(user), int(group or 0)


def _plan(given: Namespace) -> Plan:
    """Return the container that the options of `run` or `create` ask for."""
    name = image_name(given.image)
    image = IMAGES[name]
    own = dict(entry.split("=", 1) for entry in given.env)
    command: tuple[str, ...] = (given.entrypoint,) if given.entrypoint else ()
    return Plan(
        name=given.name,
        image=name,
        args=process_of(image, command, tuple(given.arguments)),
        env={"HOSTNAME": os.uname().nodename, **image.env, **own},
        mounts=(Mount(source="/etc/hosts", target="/etc/hosts"), *map(_mount, given.volume)),
        workdir=image.workdir,
        user=_user(given.user, image.user),
        added=tuple(given.cap_add),
        dropped=tuple(given.cap_drop),
        privileged=given.privileged,
        may_gain="no-new-privileges" not in given.security_opt,
        read_only=given.read_only,
    )


def _shell(script: str) -> None:
    done = subprocess.run([program("sh"), "-euc", script], check=False, capture_output=True, text=True)
    if done.returncode:
        raise LabError(done.stderr.strip())


def _prepare(given: Namespace, images: Path) -> None:
    if (Path(FOLDER) / given.name).exists():
        raise LabError(f"--name={given.name}: expected a name that no container has, found one that has it")
    _shell(preparation(_plan(given), images))


def _run(given: Namespace, images: Path) -> int:
    if given.net != "host":
        raise LabError("expected --net=host, found none: no other network is known here")
    _prepare(given, images)
    command = [*CRUN, "run", "--bundle", f"{FOLDER}/{given.name}", given.name]
    status = subprocess.run(command, check=False).returncode
    if given.rm:
        _shell(removal(given.name))
    return status


def _create(given: Namespace, images: Path) -> int:
    _prepare(given, images)
    return 0


def _exec(given: Namespace, _: Path) -> int:
    return subprocess.run([*CRUN, "exec", given.name, *given.arguments], check=False).returncode


def _copy(given: Namespace, _: Path) -> int:
    name, _, path = given.source.partition(":")
    shutil.copy(Path(FOLDER) / name / "rootfs" / path.lstrip("/"), given.target)
    return 0


def _remove(given: Namespace, _: Path) -> int:
    if not (Path(FOLDER) / given.name).is_dir():
        raise LabError(f"{given.name}: expected a container, found none")
    listed = subprocess.run([*CRUN, "list", "--quiet"], check=False, capture_output=True, text=True).stdout
    if not given.force and given.name in listed.split():
        raise LabError(f"{given.name}: expected a container that does not run, found that it runs")
    _shell(removal(given.name))
    return 0


def _container_options(parser: ArgumentParser) -> None:
    """Declare what `run` and `create` take."""
    parser.add_argument("--name", required=True)
    parser.add_argument("--net", choices=["host"])
    parser.add_argument("--pull", choices=["always", "never"])
    parser.add_argument("--security-opt", action="append", default=[], choices=["no-new-privileges"])
    for option in ("--privileged", "--read-only", "--rm"):
        parser.add_argument(option, action="store_true")
    for option in ("--cap-add", "--cap-drop"):
        parser.add_argument(option, action="append", default=[])
    parser.add_argument("-e", dest="env", action="append", default=[])
    parser.add_argument("-v", dest="volume", action="append", default=[])
    parser.add_argument("--entrypoint", default="")
    parser.add_argument("--user", default="")
    parser.add_argument("image")
    parser.add_argument("arguments", nargs=REMAINDER)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="docker", allow_abbrev=False)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("run", "create"):
        _container_options(verbs.add_parser(verb, allow_abbrev=False))
    execute = verbs.add_parser("exec", allow_abbrev=False)
    execute.add_argument("name")
    execute.add_argument("arguments", nargs=REMAINDER)
    remove = verbs.add_parser("rm", allow_abbrev=False)
    remove.add_argument("-f", dest="force", action="store_true")
    remove.add_argument("name")
    copy = verbs.add_parser("cp", allow_abbrev=False)
    copy.add_argument("source")
    copy.add_argument("target")
    return parser


_VERBS: Mapping[str, Callable[[Namespace, Path], int]] = {
    "run": _run,
    "create": _create,
    "exec": _exec,
    "rm": _remove,
    "cp": _copy,
}


def main(images: Path, arguments: Sequence[str]) -> int:
    """Do what docker is asked, and return its status."""
    given = _parser().parse_args(arguments)
    try:
        return _VERBS[given.verb](given, images)
    except LabError as error:
        print(f"docker: {shlex.join(arguments[:2])}: {error}", file=sys.stderr)
        return _FAILED if given.verb in ("run", "create") else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
