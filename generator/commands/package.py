"""Runs `package` and `verify`: the lines' packages into a folder, and a package against what its line makes."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.base.errors import Problem, UsageError
from generator.base.files import replace_files
from generator.base.findings import Finding
from generator.pipeline import build
from generator.publish.archive import read_archive
from generator.publish.package import EPOCH, package, read_epoch
from generator.publish.replay import line_of, replay
from generator.releases.lines import ReleaseLine
from generator.tools.helm import Signing


def signing_by(key: str | None, keyring: Path | None, passphrase: Path | None) -> Signing | None:
    """What packages are signed with, None without a key; UsageError for a key without its file, or the reverse."""
    if key is None and keyring is None and passphrase is None:
        return None
    if key is None or keyring is None:
        remedy = "gpg --export-secret-keys writes the file of keys that helm reads"
        found = "--keyring" if key is None else "--key"
        raise UsageError(
            [Problem(where="--key", expected="--key and --keyring", found=f"{found} alone", remedy=remedy)]
        )
    return Signing(key=key, keyring=keyring, passphrase=passphrase)


def package_lines(
    lines: Sequence[ReleaseLine], epoch: str | None, output: Path, signing: Signing | None = None
) -> Iterator[str]:
    """Write the package of each line into the folder, and say what was written; what is there already is replaced."""
    moment = read_epoch(os.environ.get(EPOCH) if epoch is None else epoch)
    for line in lines:
        made = package(build(line), moment, signing)
        replace_files(output, made.files)
        yield f"{output / made.name}: sha256 {made.archive.sha256}, with {', '.join(made.beside)}"


def verify_package(path: Path) -> tuple[list[Finding], str]:
    """What differs between a package and what its line makes, and what is said where nothing does."""
    archive = read_archive(path)
    line = line_of(archive)
    found = replay(archive, build(line))
    made = f"line {line.version}, flannel {line.flannel} with Calico {line.calico}, makes these very bytes"
    return found, f"{path}: {made}: {len(archive.files)} files, sha256 {archive.sha256}"
