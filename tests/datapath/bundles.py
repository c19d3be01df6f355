"""Brings a bundle to a machine of the lab, and does there what the bundle's README says, command by command."""

import re
import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.files import read_text
from generator.commands import node
from generator.node.bundle import bundle
from generator.node.bundle_output import write_bundle
from generator.node.controllers import COMPONENT
from generator.node.machine import machine
from generator.node.pod import rendered
from tests.cni_archives import archive, sha256
from tests.datapath import charts, readmes, rollout, units
from tests.datapath.commands import LabError
from tests.datapath.etcd import Store
from tests.datapath.hosts import Host
from tests.datapath.images import BASE_PLUGINS, binary
from tests.datapath.isolation import WORK
from tests.datapath.pods import Pod
from tests.datapath.readmes import Step
from tests.datapath.units import Service
from tests.datapath.volumes import token
from tests.paths import ROOT

_AUTHORITY = "/etc/kubernetes/pki/ca.crt"
_ARCHIVE = WORK / "cni-plugins.tgz"


class Installation(Struct, frozen=True, kw_only=True):
    """A bundle on a machine, and the units of it that were started, with the pods that its README asks for."""

    host: Host
    folder: Path
    services: list[Service] = []
    pods: list[Pod] = []

    @property
    def readme(self) -> str:
        """The bundle's README."""
        return read_text(self.folder / "README.md")

    def shell(self, command: str) -> str:
        """Run a command of the README in the bundle's folder, as root on the machine."""
        return self.host.shell(f"cd {self.folder}; {command}")


def write(chart: Path, values: Path, output: Path, options: Sequence[str]) -> None:
    """Write a bundle as the command `node` does with these options, of a chart that is there already."""
    parser = ArgumentParser()
    node.options(parser)
    given = parser.parse_args(["-f", str(values), "--output", str(output), *options])
    line = charts.line_of(chart.name)
    objects = rendered(chart, given.values, next(iter(line.validated), None))
    write_bundle(given.output, bundle(objects, machine(given.runtime, vars(given)), line))


def _program(host: Host, name: str, *command: object) -> None:
    """Put a program on a machine that runs a command, and take away others of its name."""
    words = shlex.join(str(word) for word in command)
    host.run("rm", "-f", f"/usr/local/bin/{name}", f"/usr/local/sbin/{name}")
    host.write(f"/usr/bin/{name}", f'#!/bin/sh\nexec {words} "$@"\n', 0o755)


def furnish(host: Host) -> None:
    """Give a machine what a bundle's README says that it has: a container runtime, clients and the CA's certificate."""
    python = ("env", f"PYTHONPATH={ROOT}", sys.executable, "-P", "-m")
    _program(host, "docker", *python, "tests.datapath.docker", host.images)
    _program(host, "etcdctl", *python, "tests.datapath.etcdctl")
    _program(host, "calicoctl", host.images / "ctl" / "usr" / "bin" / "calicoctl")
    host.write(_AUTHORITY, host.plane.cluster.server.authority.read_text(encoding="utf-8"))
    if not _ARCHIVE.exists():
        plugins = [(f"./{name}", binary("cni-plugins", name).read_bytes()) for name in BASE_PLUGINS]
        _ARCHIVE.write_bytes(archive(*plugins, level=0))


def put_certificates(installation: Installation, store: Store | None) -> None:
    """Put the files on the machine that the README asks for. Raise LabError if nobody has them."""
    paths = readmes.needed(installation.readme)
    texts = list(store.texts.values()) if store else []
    if len(paths) != len(texts):
        raise LabError(f"{installation.host.name}: expected {len(texts)} files of etcd to be asked for, found {paths}")
    for path, text in zip(paths, texts, strict=True):
        installation.host.write(path, text, 0o600)


def _install_plugins(installation: Installation, command: str) -> str:
    digest = sha256(_ARCHIVE.read_bytes())
    return installation.shell(f"{command} --archive {_ARCHIVE} --sha256 {digest}")


def _kubectl(installation: Installation, command: str) -> str:
    words = shlex.split(command)
    match words:
        case ["kubectl", "-n", namespace, "create", "token", account, "--duration=8760h"]:
            return token(installation.host.plane, namespace, account)
        case ["kubectl", "delete", "node", name]:
            return str(installation.host.plane.request("DELETE", f"/api/v1/nodes/{name}"))
    raise LabError(f"{command}: expected a command of kubectl that is known here")


def _systemctl(installation: Installation, command: str) -> str:
    """Start or stop units, or tell whether they run."""
    match shlex.split(command):
        case ["systemctl", "daemon-reload"]:
            return ""
        case ["systemctl", "enable", "--now", *names]:
            installation.services.extend(units.start(installation.host, name) for name in names)
            return ""
        case ["systemctl", "disable", "--now", *_]:
            for service in installation.services:
                units.stop(service)
            installation.services.clear()
            return ""
        case ["systemctl", "status", *_]:
            for service in installation.services:
                if not service.is_alive:
                    raise LabError(f"{service.unit.name} on {installation.host.name} has ended:\n{service.tail()}")
            return "active"
    raise LabError(f"{command}: expected a command of systemctl that is known here")


def _helm(installation: Installation, command: str) -> str:
    """Start what a command applies of the chart, whose objects are in the API server already."""
    names = re.search(r"component in \(([^)]*)\)", command)
    wanted = set(names[1].split(", ")) if names else set()
    deployments = rollout.workloads(installation.host.plane, "deployments")
    if not {str(one["metadata"]["labels"][COMPONENT]) for one in deployments} <= wanted:
        raise LabError(f"{command}: expected the Deployments of the chart to be chosen, found {sorted(wanted)}")
    installation.pods.extend(rollout.on_node_network([installation.host]))
    return ""


def _journal(installation: Installation, _: str) -> str:
    return "\n".join(service.tail() for service in installation.services)


# What does a command of the README in the lab, by its first word; everything else runs on the machine as it is.
_OWN: Mapping[str, Callable[[Installation, str], str]] = {
    "./install-cni-plugins": _install_plugins,
    "helm": _helm,
    "kubectl": _kubectl,
    "systemctl": _systemctl,
    "journalctl": _journal,
}


def do(installation: Installation, command: str) -> str:
    """Do what a command of the README says, and return what it prints."""
    own = _OWN.get(command.split(maxsplit=1)[0])
    return own(installation, command) if own else installation.shell(command)


def _fill(installation: Installation, step: Step, told: Sequence[str]) -> None:
    """Fill in a kubeconfig with what the step's commands have printed."""
    name, places = readmes.filled(step)
    text = read_text(installation.folder / name)
    for place, found in zip(places, [*told, installation.host.plane.cluster.server.url], strict=True):
        if place not in text:
            raise LabError(f"{name}: expected {place} in it, found none")
        text = text.replace(place, found)
    (installation.folder / name).write_text(text, encoding="utf-8")


def install(every: Sequence[Installation]) -> None:
    """Do the README's steps of the installation, each on all machines before the next one."""
    for number, step in enumerate(readmes.steps(every[0].readme, readmes.INSTALL)):
        once = "once for the whole cluster" in step.text
        for one in every[:1] if once else every:
            own = readmes.steps(one.readme, readmes.INSTALL)[number]
            told = [do(one, command).strip() for command in own.commands]
            if "Fill in" in own.text:
                _fill(one, own, told)
