"""Runs `package`: writes the packages of lines and their SBOMs into a folder; the bytes are the same on every
machine.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.base.errors import misuse
from generator.base.files import replace_files
from generator.base.statuses import CLEAN
from generator.commands.named_lines import chosen_lines
from generator.commands.options import FILE, as_path, filled, package_options
from generator.pipeline import build
from generator.publish.package import EPOCH, package, read_epoch
from generator.releases.lines import ReleaseLine
from generator.tools.helm import Signing


def signing_by(key: str | None, keyring: Path | None, passphrase: Path | None) -> Signing | None:
    """Return what signs the packages, or None without a key. Raise UsageError for a key without its file, or the
    reverse.
    """
    if key is None and keyring is None and passphrase is None:
        return None
    if key is None or keyring is None:
        remedy = "gpg --export-secret-keys writes the file of keys that helm reads"
        found = "--keyring" if key is None else "--key"
        raise misuse("--key", expected="--key and --keyring", found=f"{found} alone", remedy=remedy)
    return Signing(key=key, keyring=keyring, passphrase=passphrase)


def package_lines(
    lines: Sequence[ReleaseLine], epoch: str | None, output: Path, signing: Signing | None = None
) -> Iterator[str]:
    """Write the package of each line into the folder, replace what exists there, and print what was written."""
    moment = read_epoch(os.environ.get(EPOCH) if epoch is None else epoch)
    for line in lines:
        made = package(build(line), moment, signing)
        replace_files(output, made.files)
        yield f"{output / made.name}: sha256 {made.archive.sha256}, with {', '.join(made.beside)}"


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    package_options(parser)
    output = "where the packages and their SBOMs are written; default: dist"
    parser.add_argument("--output", metavar="DIR", type=as_path("--output"), default=Path("dist"), help=output)
    parser.add_argument("--key", metavar="NAME", type=filled("--key", "a name of a key"), help="sign with this key")
    for option, told in (
        ("--keyring", "the file of secret keys that it is in"),
        ("--passphrase-file", "its passphrase"),
    ):
        parser.add_argument(option, metavar="FILE", type=as_path(option, FILE), help=told)


def run(arguments: argparse.Namespace) -> int:
    """Write the packages, and print what was written."""
    signing = signing_by(arguments.key, arguments.keyring, arguments.passphrase_file)
    for said in package_lines(chosen_lines(arguments), arguments.epoch, arguments.output, signing):
        print(said)
    return CLEAN
