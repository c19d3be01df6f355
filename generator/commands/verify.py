"""Runs `verify`: compares a package with what its line makes."""

import argparse

from generator.base.statuses import CLEAN, FINDINGS
from generator.commands.options import FILE, as_path
from generator.pipeline import build
from generator.publish.archive import read_archive
from generator.publish.replay import line_of, replay


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("package", metavar="PACKAGE.tgz", type=as_path("PACKAGE.tgz", FILE), help="a packaged chart")


def run(arguments: argparse.Namespace) -> int:
    """Print what differs, or that nothing does."""
    archive = read_archive(arguments.package)
    line = line_of(archive)
    found = replay(archive, build(line))
    made = f"line {line.version}, {line.pair}, makes these very bytes"
    said = f"{arguments.package}: {made}: {len(archive.files)} files, sha256 {archive.sha256}"
    print("\n".join(map(str, found)) or said)
    return FINDINGS if found else CLEAN
