"""Takes upstream's raw manifests in: from a folder, a mirror or upstream itself into the snapshot and its lock."""

import hashlib
from collections.abc import Sequence
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
from generator.releases.sources import has_parameters, is_published, parameter_files, read_source, upstream_url


def read_raw(wanted: Wanted, source: str) -> Release:
    """A release straight from raw manifests, without the snapshot; `source` as in `update --from`."""
    digests: dict[str, str] = {}

    def read(file: str) -> str:
        body = read_source(source, wanted.project, wanted.version, file)
        digests[file] = hashlib.sha256(body).hexdigest()
        return decode(f"{wanted.name} > {file}", body)

    release = parse_release(wanted, read)
    for file in parameter_files(source, wanted.project, wanted.version):
        release = with_parameters(release, file, read(file))
    return replace(release, raw=digests)


def _locked(root: Path, wanted: Wanted) -> dict[str, str]:
    """The digests that the lock has for a release already; a tag that moved since must not go unnoticed."""
    folder = root / wanted.project / wanted.version
    if not (folder / "lock.yaml").is_file():
        return {}
    return {name: entry.sha256 for name, entry in read_lock(folder).items()}


def _take_in(wanted: Wanted, source: str | None, root: Path) -> tuple[Release, dict[str, str]]:
    project, version = wanted.project, wanted.version
    locked = _locked(root, wanted)
    tables = parameter_files(source, project, version)
    names = (*wanted.files, *tables)
    bodies = {file: read_source(source, project, version, file, locked.get(file)) for file in names}
    texts = {file: decode(f"{wanted.name} > {file}", body) for file, body in bodies.items()}
    release = parse_release(wanted, texts.__getitem__)
    for file in tables:
        release = with_parameters(release, file, texts[file])
    digests = {file: hashlib.sha256(body).hexdigest() for file, body in bodies.items()}
    release = replace(release, raw=digests)
    files = snapshot_files(release)
    lock: dict[str, Tree] = {}
    for file, body in bodies.items():
        raw: dict[str, Tree] = {"size": len(body), "sha256": digests[file]}
        if has_parameters(project, version) if file in PARAMETER_FILES else is_published(project, version):
            raw = {"url": upstream_url(project, version, file), **raw}
        lock[file] = sealed({**raw, **lock_entry(release, file, files)})
    return release, {**files, "lock.yaml": yamltree.dump([lock])}


def update(releases: Sequence[Wanted], source: str | None, root: Path = SNAPSHOT) -> list[Release]:
    """Write the snapshots of the releases, all or none; everything is read and checked before anything is written."""
    taken = [_take_in(wanted, source, root) for wanted in releases]
    write_trees({root / release.project / release.version: files for release, files in taken})
    return [release for release, _ in taken]
