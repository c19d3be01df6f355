"""Takes upstream's raw manifests in: from a folder, a mirror or upstream itself into the snapshot and its lock."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree, digest
from generator.releases.fetch import read_source, upstream_url
from generator.releases.snapshot import SNAPSHOT, Release, decode, manifests, parse_release, read_lock, snapshot_files


def read_raw(project: str, version: str, source: str) -> Release:
    """A release straight from raw manifests, without the snapshot; `source` as in `update --from`."""
    return parse_release(
        project,
        version,
        lambda file: decode(f"{project} {version} > {file}", read_source(source, project, version, file)),
    )


def _locked(root: Path, project: str, version: str) -> dict[str, str]:
    """The digests that the lock has for a release already; a tag that moved since must not go unnoticed."""
    folder = root / project / version
    if not (folder / "lock.yaml").is_file():
        return {}
    return {name: str(entry["sha256"]) for name, entry in read_lock(folder).items()}


def _take_in(project: str, version: str, source: str | None, root: Path) -> tuple[Release, dict[str, str]]:
    locked = _locked(root, project, version)
    bodies = {
        manifest.file: read_source(source, project, version, manifest.file, locked.get(manifest.file))
        for manifest in manifests(project)
    }
    release = parse_release(project, version, lambda file: decode(f"{project} {version} > {file}", bodies[file]))
    files = snapshot_files(release)
    lock: dict[str, Tree] = {}
    for manifest in manifests(project):
        body = bodies[manifest.file]
        corrections: list[Tree] = [line for line in release.corrections if f"> {manifest.stem} >" in line]
        lock[manifest.file] = {
            "url": upstream_url(project, version, manifest.file),
            "size": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "snapshot": digest(files[f"{manifest.stem}.yaml"]),
            **({"crds": digest(files["crds.yaml"])} if manifest.stem in release.crd_variants else {}),
            **({"corrections": corrections} if corrections else {}),
        }
    return release, {**files, "lock.yaml": yamltree.dump([lock])}


def update(releases: Sequence[tuple[str, str]], source: str | None, root: Path = SNAPSHOT) -> list[Release]:
    """Write the snapshot of each release; everything is read and checked before anything is written."""
    taken = [_take_in(project, version, source, root) for project, version in releases]
    for release, files in taken:
        write_tree(root / release.project / release.version, files)
    return [release for release, _ in taken]
