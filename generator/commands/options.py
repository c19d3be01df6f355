"""Declares the options that several commands have. An option that is given empty is wrong usage."""

import argparse
from collections.abc import Callable
from pathlib import Path

from generator.base.errors import misuse

LINE_HELP = "a chart version of the table that `lines` prints; default: the current line's"

FOLDER, FILE = "a folder", "a file"


def filled(option: str, expected: str) -> Callable[[str], str]:
    """Return the value of an option. Refuse an empty one, which mostly means an unset variable in a script."""

    def read(text: str) -> str:
        if not text:
            remedy = "give one, or leave the option out"
            raise misuse(option, expected=expected, found="an empty text", remedy=remedy)
        return text

    return read


def as_path(option: str, expected: str = FOLDER) -> Callable[[str], Path]:
    """Return the path that an option gives. Refuse an empty one, which would mean the current folder."""
    read = filled(option, expected)
    return lambda text: Path(read(text))


def json_option(parser: argparse.ArgumentParser, told: str = "the table as JSON") -> None:
    """Declare the option for JSON."""
    parser.add_argument("--json", action="store_true", help=told)


def version_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options for a pair of releases."""
    for option, name, release in (("--flannel", "flannel", "v0.28.9"), ("--calico", "Calico", "v3.32.1")):
        told = f"{name}'s release, {release}; default: the current line's"
        parser.add_argument(option, metavar="V", type=filled(option, f"a release such as {release}"), help=told)


def assets_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option for raw manifests without those that upstream publishes with its releases."""
    told = "leave out raw manifests that upstream publishes with a release, release/<file>"
    parser.add_argument("--without-release", dest="assets", action="store_false", help=told)


def line_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options for a line or a pair of releases, and for the folder of its manifests."""
    version = filled("--line", "a chart version that `lines` prints")
    parser.add_argument("--line", metavar="CHART_VERSION", type=version, help=LINE_HELP)
    version_options(parser)
    raw = "read raw manifests here, not the snapshot"
    parser.add_argument("--upstream", metavar="DIR", type=as_path("--upstream"), help=raw)
    assets_option(parser)


def source_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option for the source of upstream's files."""
    source = filled("--from", "a folder or an https url")
    parser.add_argument(
        "--from", dest="source", metavar="DIR|URL", type=source, help="default: upstream's own addresses"
    )


def values_option(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Declare the option for value files, as helm has it."""
    values = as_path("--values", FILE)
    options = ("-f", "--values")
    parser.add_argument(
        *options, action="append", default=[], type=values, metavar="FILE", help="values", required=required
    )


def package_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options for the lines to package, one or all, and for the time in their packages."""
    version = filled("--line", "a chart version that `lines` prints")
    lines = parser.add_mutually_exclusive_group()
    lines.add_argument("--line", metavar="CHART_VERSION", type=version, help=LINE_HELP)
    lines.add_argument("--all-lines", action="store_true", help="every line")
    epoch = "the time of the package in seconds since 1970; default: SOURCE_DATE_EPOCH of the environment"
    parser.add_argument("--epoch", metavar="SECONDS", type=filled("--epoch", "seconds since 1970"), help=epoch)
    parser.set_defaults(flannel=None, calico=None)
