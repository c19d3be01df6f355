"""Writes releases as files of the snapshot with a lock, and reads them back."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import asdict

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.files import read_text
from generator.base.trees import Tree, digest
from generator.base.version import numbers
from generator.releases.kept import load_kept
from generator.releases.lock import UPDATE, Lock, read_lock, read_whole
from generator.releases.parameters import PARAMETER_FILES, Parameter, parameters_text, read_parameters
from generator.releases.release import Release, ReleaseSpec, stem_of

SNAPSHOT = Path(__file__).parents[1] / "upstream"


def snapshot_files(release: Release) -> dict[str, str]:
    """Return the files of a release in the snapshot: one canonical YAML file a manifest, and `crds.yaml`."""
    files = {f"{stem}.yaml": yamltree.dump(list(documents)) for stem, documents in release.documents.items()}
    if release.crds:
        files["crds.yaml"] = yamltree.dump(list(release.crds))
    if release.parameters:
        files[f"{stem_of(release.parameters_file)}.yaml"] = parameters_text(release.parameters)
    return files


def lock_entry(release: Release, file: str, files: Mapping[str, str]) -> dict[str, Tree]:
    """Return the lock's part about the files of a manifest: their digests, and the corrections."""
    stem = stem_of(file)
    corrections: list[Tree] = [asdict(one) for one in release.corrected.get(stem, ())]
    return {
        "snapshot": digest(files[f"{stem}.yaml"]),
        **({"crds": digest(files["crds.yaml"])} if stem in release.crd_variants else {}),
        **({"corrections": corrections} if corrections else {}),
    }


def _missing(folder: Path, lock: Lock, files: Sequence[str]) -> Iterator[Problem]:
    """Yield manifests that the feature table names and the snapshot lacks."""
    for file in files:
        if file not in lock:
            yield Problem(where=str(folder), expected=f"{file} in its lock", found=", ".join(lock), remedy=UPDATE)


def _edited(folder: Path, lock: Lock, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield files of the snapshot that the program did not write so."""
    locked = {f"{stem_of(file)}.yaml": entry.snapshot for file, entry in lock.items()}
    shared = [("crds.yaml", entry.crds) for entry in lock.values() if entry.crds]
    for name, expected in dict([*locked.items(), *shared]).items():
        if digest(texts[name]) != expected:
            yield Problem(
                where=str(folder / name),
                expected=f"sha256 {expected}, as in its lock",
                found=digest(texts[name]),
                remedy=f"restore the file; {UPDATE} writes it",
            )


def _texts(folder: Path, lock: Lock) -> dict[str, str]:
    """Return the text of each file of the snapshot. Raise ProblemsError if the files are not those of the lock."""
    texts = {path.name: read_text(path) for path in sorted(folder.glob("*.yaml"))}
    texts.pop("lock.yaml", None)
    shared = {"crds.yaml" for entry in lock.values() if entry.crds}
    expected = {f"{stem_of(file)}.yaml" for file in lock} | shared
    if set(texts) != expected:
        raise problem(
            str(folder),
            expected=f"the files {', '.join(sorted(expected))}",
            found=", ".join(sorted(texts)) or "none",
            remedy=UPDATE,
        )
    raise_problems(_edited(folder, lock, texts))
    return texts


def _table_of(lock: Lock) -> str:
    """Return the file with the table of a release's parameters; empty if it has none."""
    return next((file for file in PARAMETER_FILES if file in lock), "")


def _parameters(folder: Path, texts: Mapping[str, str], table: str) -> tuple[Parameter, ...]:
    """Return the parameters of a release in the snapshot; none if it has no table of them."""
    if not table:
        return ()
    name = f"{stem_of(table)}.yaml"
    [trees] = load_kept(texts[name], folder / name)
    return read_parameters(trees if isinstance(trees, list) else [trees], str(folder / name))


def read_snapshot(spec: ReleaseSpec, root: Path = SNAPSHOT) -> Release:
    """Read a release from the snapshot. Raise ProblemsError if it is missing or was edited."""
    folder = root / spec.project / spec.version
    lock, listed = read_whole(folder)
    texts = _texts(folder, lock)
    raise_problems(_missing(folder, lock, spec.files))
    files = [*spec.files, *(file for file in (*spec.assets, *spec.optional) if file in lock)]
    table = _table_of(lock)
    parsed = {
        name: yamltree.mappings(load_kept(text, folder / name), str(folder / name))
        for name, text in texts.items()
        if name != f"{stem_of(table)}.yaml"
    }
    corrected = {stem_of(file): lock[file].corrections for file in files}
    return Release(
        project=spec.project,
        version=spec.version,
        crds=tuple(parsed.pop("crds.yaml", ())),
        documents={stem_of(file): tuple(parsed[f"{stem_of(file)}.yaml"]) for file in files},
        crd_variants=frozenset(stem_of(file) for file in files if lock[file].crds),
        corrected={stem: corrections for stem, corrections in corrected.items() if corrections},
        parameters=_parameters(folder, texts, table),
        parameters_file=table,
        raw={file: lock[file].sha256 for file in (*files, table) if file},
        listed=listed,
    )


@cache
def known_parameters(project: str, root: Path = SNAPSHOT) -> Mapping[str, tuple[Parameter, ...]]:
    """Return the parameters of every release in the snapshot that has a table of them, by version, the oldest first."""
    found: dict[str, tuple[Parameter, ...]] = {}
    for folder in sorted((root / project).glob("v*"), key=lambda one: numbers(one.name)):
        lock = read_lock(folder)
        if parameters := _parameters(folder, _texts(folder, lock), _table_of(lock)):
            found[folder.name] = parameters
    return found
