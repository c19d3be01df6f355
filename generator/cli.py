"""Turns the command line into the call of a command, and imports the module of this command only."""

import argparse
import importlib
import keyword
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from generator.base.collecting import collecting_paused
from generator.base.version import VERSION

if TYPE_CHECKING:
    from generator.commands import (
        build,
        check,
        coverage,
        docs_and_schemas,
        drift,
        explain,
        images,
        lines,
        node,
        outdated,
        package,
        publish,
        releases,
        schemas,
        support,
        tools,
        try_,
        update,
        verify,
    )

SCRIPT = "cni-chart"

STATUSES = "Exit status: 0 clean, 1 findings, problems with the input or a stale chart, 2 wrong usage, 3 a bug."

# Each command and what it does; its module in generator/commands/ bears its name.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("update", "take upstream's manifests into the snapshot, and check their chart"),
    ("outdated", "print how far the lines are behind upstream's releases"),
    ("build", "write the chart"),
    ("explain", "print what was learned and what the settings change"),
    ("check", "run every check on the chart of a line, or of raw manifests"),
    ("releases", "prove every release in a folder of raw manifests, and print a line for each"),
    ("images", "print the images that values, or all variants, pull"),
    ("node", "write what one machine runs beside Kubernetes' pods, from values"),
    ("drift", "print what changes for a cluster from one line or release to another"),
    ("package", "write the packages of lines and their SBOMs, the same bytes everywhere"),
    ("publish", "put the packages of lines into a chart repository or a registry"),
    ("verify", "make a packaged chart again from the snapshot and compare"),
    ("coverage", "print what can be set upstream, and the values that set it"),
    ("lines", "print the table of lines"),
    ("tools", "build helm, kubeconform, etcd, kube-apiserver and a registry with Go"),
    ("schemas", "make the schemas that kubeconform needs"),
    ("try", "install the chart into a real API server"),
)


class _Writes(Protocol):
    """What argparse prints to."""

    def write(self, text: str, /) -> object:
        """Print the text."""


class _Command(Protocol):
    """The module of a command."""

    def options(self, parser: argparse.ArgumentParser, /) -> None:
        """Declare the command's options."""

    def run(self, arguments: argparse.Namespace, /) -> int:
        """Run the command, and return its exit status."""


class _Support(Protocol):
    """The module that says what is supported."""

    def epilog(self) -> str:
        """Return the end of the program's help."""


if TYPE_CHECKING:
    # Who reads imports, as mypy does, sees those that are made by name, and that each module is a command.
    _EVERY: tuple[_Command, ...] = (
        *(update, outdated, build, explain, check, releases, images, node, drift),
        *(package, publish, verify, coverage, lines, tools, schemas, try_),
    )
    _PARTS: tuple[build.Beside, _Support] = (docs_and_schemas, support)


def _part(name: str) -> ModuleType:
    """Import a module of generator/commands/ by its name, so that a call imports what it needs and nothing else."""
    with collecting_paused():
        return importlib.import_module(f"generator.commands.{name}")


class Parser(argparse.ArgumentParser):
    """A parser that reports an error if its help cannot be printed; argparse would be silent."""

    def _print_message(self, message: str, file: _Writes | None = None) -> None:
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


class ProgramParser(Parser):
    """The parser of the whole program. Its help ends with what the current line supports, which is read for the help
    only.
    """

    def format_help(self) -> str:
        """Return the help. If the table of lines cannot be read, the help says so."""
        support: _Support = _part("support")
        self.epilog = support.epilog()
        return super().format_help()


class CommandParser(Parser):
    """The parser of one command. It asks the command's module for options when the command is called."""

    name = ""

    def parse_known_args(  # type: ignore[override]  # of its overloads only the one that argparse itself calls
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Return the arguments, with the function that runs the command as `run`, and as `part` a function that imports
        what few calls need.
        """
        command: _Command = _part(f"{self.name}{'_' * keyword.iskeyword(self.name)}")
        command.options(self)
        self.set_defaults(run=command.run, part=_part)
        return super().parse_known_args(args, namespace)


def _parser() -> argparse.ArgumentParser:
    program = SCRIPT if Path(sys.argv[0]).name == SCRIPT else "python -m generator"
    parser = ProgramParser(prog=program, description="Builds and proves charts/cni.")
    parser.add_argument("--version", action="version", version=f"{SCRIPT} {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=CommandParser)
    for name, summary in COMMANDS:
        command = commands.add_parser(name, help=summary, description=summary, epilog=STATUSES)
        command.name = name
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run one command, and return its exit status: 0 if all is clean, 1 if there are findings.

    Raise ProblemsError for bad input, UsageError for an empty option, and SystemExit for other wrong usage, help and
    the version.
    """
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)
