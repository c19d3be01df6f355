"""Takes upstream's raw manifests in: from a folder, a mirror or upstream itself into the snapshot and its lock."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.base import yamltree
from generator.base.files import write_trees
from generator.base.trees import Tree
from generator.releases.lock import read_lock, sealed
from generator.releases.parameters import PARAMETER_FILES
from generator.releases.raw import decode, parse_release, with_parameters
from generator.releases.release import Release, Wanted
from generator.releases.snapshot import SNAPSHOT, lock_entry, snapshot_files
from generator.releases.sources import (
    has_parameters,
    is_published,
    parameter_files,
    read_optional,
    read_source,
    upstream_url,
)


def _read(wanted: Wanted, source: str | None, locked: Mapping[str, str]) -> dict[str, bytes]:
    """The raw files of a release: its manifests, those of the others that it has, and its table of parameters.

    What its lock knows must be there again.
    """
    project, version = wanted.project, wanted.version
    names = [*wanted.files, *(file for file in wanted.optional if file in locked)]
    names += parameter_files(source, project, version)
    bodies = {file: read_source(source, project, version, file, locked.get(file)) for file in names}
    for file in (file for file in wanted.optional if file not in bodies):
        body = read_optional(source, project, version, file)
        if body is not None:
            bodies[file] = body
    return bodies


def _parsed(wanted: Wanted, bodies: Mapping[str, bytes]) -> Release:
    """The release that raw files make."""
    texts = {file: decode(f"{wanted.name} > {file}", body) for file, body in bodies.items()}
    there = [*wanted.files, *(file for file in wanted.optional if file in bodies)]
    release = parse_release(replace(wanted, files=there), texts.__getitem__)
    for file in (file for file in PARAMETER_FILES if file in bodies):
        release = with_parameters(release, file, texts[file])
    return replace(release, raw={file: hashlib.sha256(body).hexdigest() for file, body in bodies.items()})


def read_raw(wanted: Wanted, source: str) -> Release:
    """A release straight from raw manifests, without the snapshot; `source` as in `update --from`."""
    return _parsed(wanted, _read(wanted, source, {}))


def _locked(root: Path, wanted: Wanted) -> dict[str, str]:
    """The digests that the lock has for a release already; a tag that moved since must not go unnoticed."""
    folder = root / wanted.project / wanted.version
    if not (folder / "lock.yaml").is_file():
        return {}
    return {name: entry.sha256 for name, entry in read_lock(folder).items()}


def _take_in(wanted: Wanted, source: str | None, root: Path) -> tuple[Release, dict[str, str]]:
    project, version = wanted.project, wanted.version
    bodies = _read(wanted, source, _locked(root, wanted))
    release = _parsed(wanted, bodies)
    files = snapshot_files(release)
    lock: dict[str, Tree] = {}
    for file in sorted(bodies, key=[*wanted.files, *wanted.optional, *PARAMETER_FILES].index):
        body = bodies[file]
        raw: dict[str, Tree] = {"size": len(body), "sha256": release.raw[file]}
        if has_parameters(project, version) if file in PARAMETER_FILES else is_published(project, version):
            raw = {"url": upstream_url(project, version, file), **raw}
        lock[file] = sealed({**raw, **lock_entry(release, file, files)})
    return release, {**files, "lock.yaml": yamltree.dump([lock])}


def update(
    releases: Sequence[Wanted], source: str | None, root: Path = SNAPSHOT, *, dry_run: bool = False
) -> list[Release]:
    """Write the snapshots of the releases, all or none; everything is read and checked before anything is written.

    A dry run reads and checks the same and writes nothing.
    """
    taken = [_take_in(wanted, source, root) for wanted in releases]
    if not dry_run:
        write_trees({root / release.project / release.version: files for release, files in taken})
    return [release for release, _ in taken]
