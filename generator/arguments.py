"""Says which options each command takes, and parses them; an option that is given empty is wrong usage."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from generator.base.errors import Problem, ProblemsError, UsageError
from generator.base.version import VERSION
from generator.node import machine
from generator.releases.lines import read_lines
from generator.report.supported import supported
from generator.tools.table import TOOLS

SCRIPT = "cni-chart"

STATUSES = "Exit status: 0 clean, 1 findings, problems with the input or a stale chart, 2 wrong usage, 3 a bug."
DRIFT_STATUSES = (
    "Exit status: 0 clean, nothing differs, 1 something unsafe that a person decides on, something that no setting "
    "explains, or problems with the input, 2 drift that the chart handles, or wrong usage, 3 a bug."
)
LINE_HELP = "a chart version of the table that `lines` prints; default: the current line's"

FOLDER, FILE = "a folder", "a file"


class _Writes(Protocol):
    """What argparse prints to."""

    def write(self, text: str, /) -> object:
        """Print the text."""


class Parser(argparse.ArgumentParser):
    """A parser that says when its help cannot be printed; argparse would be silent."""

    def _print_message(self, message: str, file: _Writes | None = None) -> None:
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


class ProgramParser(Parser):
    """The parser of the whole program, whose help ends with what the current line supports; only help reads that."""

    def format_help(self) -> str:
        """The help; a table of lines that cannot be read is said in it."""
        try:
            self.epilog = supported(read_lines()[0])
        except ProblemsError as error:
            self.epilog = str(error)
        return super().format_help()


def _filled(option: str, expected: str) -> Callable[[str], str]:
    """The value of an option as it is given, but not an empty one: a script's variable was not set."""

    def read(text: str) -> str:
        if not text:
            remedy = "give one, or leave the option out"
            raise UsageError([Problem(where=option, expected=expected, found="an empty text", remedy=remedy)])
        return text

    return read


def _path(option: str, expected: str = FOLDER) -> Callable[[str], Path]:
    """The path that an option gives; an empty one would be the folder that the program runs in."""
    read = _filled(option, expected)
    return lambda text: Path(read(text))


def _versions(parser: argparse.ArgumentParser) -> None:
    for option, name, release in (("--flannel", "flannel", "v0.28.9"), ("--calico", "Calico", "v3.32.1")):
        told = f"{name}'s release, {release}; default: the current line's"
        parser.add_argument(option, metavar="V", type=_filled(option, f"a release such as {release}"), help=told)


def source_options(parser: argparse.ArgumentParser) -> None:
    """A line or a pair of releases, and where its manifests are read."""
    version = _filled("--line", "a chart version that `lines` prints")
    parser.add_argument("--line", metavar="CHART_VERSION", type=version, help=LINE_HELP)
    _versions(parser)
    raw = "read raw manifests here, not the snapshot"
    parser.add_argument("--upstream", metavar="DIR", type=_path("--upstream"), help=raw)


def build_options(parser: argparse.ArgumentParser) -> None:
    """Of `build`."""
    source_options(parser)
    output = "default: charts/cni, for the current line"
    parser.add_argument("--output", metavar="DIR", type=_path("--output"), help=output)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when the output is stale")


def update_options(parser: argparse.ArgumentParser) -> None:
    """Of `update`, which takes releases in, whether a line names them or not."""
    _versions(parser)
    _source(parser)
    parser.add_argument("--latest", action="store_true", help="the newest releases of what is not named")
    parser.add_argument("--dry-run", action="store_true", help="read, check and report, and write nothing but --report")
    report = "write the drift here, too: Markdown, HTML, JSON or text, by what its name ends in"
    parser.add_argument("--report", metavar="FILE", type=_path("--report", FILE), help=report)
    parser.set_defaults(line=None)


def _source(parser: argparse.ArgumentParser) -> None:
    """Where upstream's files are read."""
    source = _filled("--from", "a folder or an https url")
    parser.add_argument(
        "--from", dest="source", metavar="DIR|URL", type=source, help="default: upstream's own addresses"
    )


def outdated_options(parser: argparse.ArgumentParser) -> None:
    """Of `outdated`."""
    _source(parser)
    parser.add_argument("--json", action="store_true", help="the table as JSON")


def check_options(parser: argparse.ArgumentParser) -> None:
    """Of `check`."""
    source_options(parser)
    parser.add_argument("--all-lines", action="store_true", help="every line, one after the other")
    parser.add_argument("--json", action="store_true", help="findings and counts as JSON")


def _values(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Value files, as helm takes them."""
    values = _path("--values", FILE)
    options = ("-f", "--values")
    parser.add_argument(
        *options, action="append", default=[], type=values, metavar="FILE", help="values", required=required
    )


def images_options(parser: argparse.ArgumentParser) -> None:
    """Of `images`."""
    source_options(parser)
    _values(parser)
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="with the names that the images have without a mirror")
    forms.add_argument("--skopeo", action="store_true", help="the file that skopeo sync reads")
    forms.add_argument("--script", action="store_true", help="a shell script that copies the images to the mirror")


def node_options(parser: argparse.ArgumentParser) -> None:
    """Of `node`."""
    source_options(parser)
    _values(parser, required=True)
    output = "a folder, or a tar if it ends in .tar; default: cni-node"
    parser.add_argument("--output", metavar="DIR|FILE.tar", type=_path("--output"), default="cni-node", help=output)
    runtime = "the container runtime that the units run; default: docker"
    parser.add_argument("--runtime", choices=machine.RUNTIMES, default="docker", help=runtime)
    for option, read, metavar, told in _MACHINE:
        parser.add_argument(option, metavar=metavar, type=read(option), help=told)


def drift_options(parser: argparse.ArgumentParser) -> None:
    """Of `drift`, whose statuses tell drift that is handled from drift that is not."""
    sides = "a chart version, a release in the snapshot such as calico-v3.32.1, or a folder of raw manifests"
    for option, name in (("--from", "before"), ("--to", "after")):
        parser.add_argument(
            option, dest=name, metavar="LINE|DIR", type=_filled(option, sides), required=True, help=sides
        )
    for project, release in (("flannel", "v0.28.9"), ("calico", "v3.32.1")):
        told = f"the release in the folder, {release}; of --to where both are folders; default: the only one in it"
        reads = _filled(f"--{project}", f"a release such as {release}")
        parser.add_argument(f"--{project}", metavar="V", type=reads, help=told)
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="every change on its own, as schemas/drift.json says")
    forms.add_argument("--markdown", action="store_true", help="the body of a pull request")
    forms.add_argument("--html", action="store_true", help="one page that needs no other file")
    parser.epilog = DRIFT_STATUSES


def line_options(parser: argparse.ArgumentParser) -> None:
    """Which lines: one, or all."""
    version = _filled("--line", "a chart version that `lines` prints")
    lines = parser.add_mutually_exclusive_group()
    lines.add_argument("--line", metavar="CHART_VERSION", type=version, help=LINE_HELP)
    lines.add_argument("--all-lines", action="store_true", help="every line")
    epoch = "the time of the package in seconds since 1970; default: SOURCE_DATE_EPOCH of the environment"
    parser.add_argument("--epoch", metavar="SECONDS", type=_filled("--epoch", "seconds since 1970"), help=epoch)
    parser.set_defaults(flannel=None, calico=None)


def package_options(parser: argparse.ArgumentParser) -> None:
    """Of `package`."""
    line_options(parser)
    output = "where the packages and their SBOMs are written; default: dist"
    parser.add_argument("--output", metavar="DIR", type=_path("--output"), default=Path("dist"), help=output)
    parser.add_argument("--key", metavar="NAME", type=_filled("--key", "a name of a key"), help="sign with this key")
    for option, told in (
        ("--keyring", "the file of secret keys that it is in"),
        ("--passphrase-file", "its passphrase"),
    ):
        parser.add_argument(option, metavar="FILE", type=_path(option, FILE), help=told)


def publish_options(parser: argparse.ArgumentParser) -> None:
    """Of `publish`."""
    line_options(parser)
    repository = "the folder that is served as a chart repository, or a registry such as oci://example.org/charts"
    parser.add_argument(
        "--repo", metavar="DIR|oci://...", type=_filled("--repo", FOLDER), required=True, help=repository
    )
    url = "the address that it is served at; default: none, links in it are relative"
    parser.add_argument("--url", metavar="URL", type=_filled("--url", "an address"), help=url)
    parser.add_argument("--plain-http", action="store_true", help="speak http to the registry")
    made = "publish what `package` wrote there; default: package the lines anew"
    parser.add_argument("--packages", metavar="DIR", type=_path("--packages"), help=made)


def verify_options(parser: argparse.ArgumentParser) -> None:
    """Of `verify`."""
    parser.add_argument("package", metavar="PACKAGE.tgz", type=_path("PACKAGE.tgz", FILE), help="a packaged chart")


def coverage_options(parser: argparse.ArgumentParser) -> None:
    """Of `coverage`."""
    parser.add_argument("--json", action="store_true", help="the table as JSON")


def lines_options(parser: argparse.ArgumentParser) -> None:
    """Of `lines`."""
    parser.add_argument("--json", action="store_true", help="the table as JSON")


def schemas_options(parser: argparse.ArgumentParser) -> None:
    """Of `schemas`."""
    wheels = "where the wheels kubernetes-validate are installed, one folder a version"
    parser.add_argument("--wheels", metavar="DIR", type=_path("--wheels"), required=True, help=wheels)


def _tool(name: str) -> str:
    if name not in TOOLS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(TOOLS)}")
    return name


def tools_options(parser: argparse.ArgumentParser) -> None:
    """Of `tools`."""
    names = f"of {', '.join(TOOLS)}; default: all that are not for tests alone"
    parser.add_argument("names", nargs="*", type=_tool, metavar="NAME", help=names)


def try_options(parser: argparse.ArgumentParser) -> None:
    """Of `try`."""
    _values(parser)
    parser.add_argument("--keep", action="store_true", help="stay until Ctrl-C and print the KUBECONFIG")


# What is known of a machine, how it is read, and what it is for.
_MACHINE = (
    ("--node-ip", machine.address, "IP", "the machine's address; default: calico-node detects it"),
    ("--node-name", machine.node_name, "NAME", "the machine's name as a node; default: its host name when it runs"),
    ("--arch", machine.arch, "ARCH", "the machine's architecture, where images differ by it; default: amd64"),
    ("--etcd-endpoints", machine.endpoints, "URLS", "etcd for flannel on its own; default: the Kubernetes API"),
    ("--etcd-ca", machine.path, "FILE", f"etcd's CA certificate on the machine; default: {machine.EtcdFiles().ca}"),
    ("--etcd-cert", machine.path, "FILE", f"etcd's client certificate there; default: {machine.EtcdFiles().cert}"),
    ("--etcd-key", machine.path, "FILE", f"etcd's client key there; default: {machine.EtcdFiles().key}"),
    ("--kubeconfig", machine.path, "FILE", "the kubeconfig there, without etcd; default: /etc/calico/kubeconfig"),
)


Command = tuple[str, str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]


def parse(arguments: Sequence[str], table: Sequence[Command]) -> argparse.Namespace:
    """The arguments of a command of the table, and with them as `run` what runs it.

    Raises UsageError for an option that is empty, and SystemExit for other wrong usage, help and the version.
    """
    program = SCRIPT if Path(sys.argv[0]).name == SCRIPT else "python -m generator"
    parser = ProgramParser(prog=program, description="Builds and proves charts/cni.")
    parser.add_argument("--version", action="version", version=f"{SCRIPT} {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for name, summary, options, run in table:
        command = commands.add_parser(name, help=summary, description=summary, epilog=STATUSES)
        options(command)
        command.set_defaults(run=run)
    return parser.parse_args(arguments)
