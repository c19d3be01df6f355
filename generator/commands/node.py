"""Runs `node`: writes the bundle for one machine, made of values."""

import argparse

from generator.base.errors import raise_problems
from generator.base.statuses import CLEAN
from generator.cluster.trial import unreadable
from generator.commands.from_renders import bundle_of
from generator.commands.named_lines import built
from generator.commands.options import as_path, line_options, values_option
from generator.node import machine
from generator.node.bundle_output import write_bundle

# The options that describe a machine: how each is read, and what it is for.
_MACHINE = (
    ("--node-ip", machine.address, "IP", "the machine's address; default: calico-node detects it"),
    ("--public-ip", machine.address, "IP", "where other nodes reach flannel here; default: the interface's address"),
    ("--public-ipv6", machine.address, "IP", "the same over IPv6"),
    ("--node-name", machine.node_name, "NAME", "the machine's name as a node; default: its host name when it runs"),
    ("--arch", machine.arch, "ARCH", "the machine's architecture, where images differ by it; default: amd64"),
    ("--etcd-endpoints", machine.endpoints, "URLS", "etcd for flannel on its own; default: the Kubernetes API"),
    ("--etcd-ca", machine.path, "FILE", f"etcd's CA certificate on the machine; default: {machine.EtcdFiles().ca}"),
    ("--etcd-cert", machine.path, "FILE", f"etcd's client certificate there; default: {machine.EtcdFiles().cert}"),
    ("--etcd-key", machine.path, "FILE", f"etcd's client key there; default: {machine.EtcdFiles().key}"),
    ("--kubeconfig", machine.path, "FILE", "the kubeconfig there, without etcd; default: /etc/calico/kubeconfig"),
)


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    line_options(parser)
    values_option(parser, required=True)
    output = "a folder, or a tar if it ends in .tar; default: cni-node"
    parser.add_argument("--output", metavar="DIR|FILE.tar", type=as_path("--output"), default="cni-node", help=output)
    runtime = "the container runtime that the units run; default: docker"
    parser.add_argument("--runtime", choices=machine.RUNTIMES, default="docker", help=runtime)
    for option, read, metavar, told in _MACHINE:
        parser.add_argument(option, metavar=metavar, type=read(option), help=told)


def run(arguments: argparse.Namespace) -> int:
    """Write the bundle."""
    raise_problems(unreadable(arguments.values))
    one = machine.machine(arguments.runtime, vars(arguments))
    files = bundle_of(built(arguments), arguments.values, one)
    write_bundle(arguments.output, files)
    print(f"{arguments.output}: {len(files.texts)} files; README.md says what to do with them")
    return CLEAN
