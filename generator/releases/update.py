"""Takes upstream's raw manifests into the snapshot and its lock: from a folder, a mirror or upstream itself."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import problem, some_of
from generator.base.files import write_trees
from generator.base.trees import Tree
from generator.releases.listing import parse_listing
from generator.releases.lock import LISTING, read_listed, read_lock, sealed
from generator.releases.parameters import PARAMETER_FILES
from generator.releases.raw_files import bodies_of, release_of
from generator.releases.release import Release, ReleaseSpec
from generator.releases.snapshot import SNAPSHOT, lock_entry, snapshot_files
from generator.releases.sources import parameter_files, read_listing, read_optional, read_source
from generator.releases.urls import known_url


def _locked(root: Path, spec: ReleaseSpec) -> dict[str, str]:
    """Return the digests that the lock already has for a release: a tag that moved since must be noticed."""
    folder = root / spec.project / spec.version
    if not (folder / "lock.yaml").is_file():
        return {}
    return {name: entry.sha256 for name, entry in read_lock(folder).items()}


def _listed(spec: ReleaseSpec, source: str | None, root: Path) -> tuple[str, ...]:
    """Return the names of upstream's files. If the source has no list, those of the lock stay."""
    folder = root / spec.project / spec.version
    before = read_listed(folder) if (folder / "lock.yaml").is_file() else ()
    found = parse_listing(spec, read_listing(source, spec.project, spec.version))
    if before and found and found != before:
        other = sorted({*before} ^ {*found})
        where, said = f"{spec.name} > {LISTING}", f"another: {some_of(other, 4)}"
        remedy = "the tag moved or the list was changed; compare it with upstream's tag"
        raise problem(where, expected="the list in the lock", found=said, remedy=remedy)
    return found or before


def _take_in(spec: ReleaseSpec, source: str | None, root: Path) -> tuple[Release, dict[str, str]]:
    project, version = spec.project, spec.version
    place = (source, project, version)
    tables, locked = parameter_files(*place), _locked(root, spec)
    bodies = bodies_of(spec, tables, locked, partial(read_source, *place), partial(read_optional, *place))
    release = replace(release_of(spec, bodies), listed=_listed(spec, source, root))
    files = snapshot_files(release)
    lock: dict[str, Tree] = {}
    for file in sorted(bodies, key=[*spec.files, *spec.assets, *spec.optional, *PARAMETER_FILES].index):
        body = bodies[file]
        raw: dict[str, Tree] = {"size": len(body), "sha256": release.raw[file]}
        if url := known_url(project, version, file):
            raw = {"url": url, **raw}
        lock[file] = sealed({**raw, **lock_entry(release, file, files)})
    if release.listed:
        lock[LISTING] = sealed({"files": [*release.listed]})
    return release, {**files, "lock.yaml": yamltree.dump([lock])}


def update(
    releases: Sequence[ReleaseSpec], source: str | None, root: Path = SNAPSHOT, *, dry_run: bool = False
) -> list[Release]:
    """Write the snapshots of all releases or none. Everything is read and checked before anything is written.

    A dry run reads and checks the same, and writes nothing.
    """
    taken = [_take_in(spec, source, root) for spec in releases]
    if not dry_run:
        write_trees({root / release.project / release.version: files for release, files in taken})
    return [release for release, _ in taken]
