"""Makes the schemas for validation of the wheels of Kubernetes schemas and of the lines' snapshots."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.base.files import write_tree
from generator.releases.lines import ReleaseLine, oldest_kubernetes
from generator.releases.release import Release
from generator.schemas.crds import crd_schemas
from generator.schemas.kubernetes import kubernetes_schemas
from generator.schemas.monitors import SERVICE_MONITOR
from generator.schemas.types import types_file, types_text
from generator.schemas.wheels import DEFINITIONS, ApiKind

# The kinds of the chart's own objects, whether upstream has objects of them or not.
_OWN: frozenset[ApiKind] = frozenset({("Namespace", "v1"), ("Secret", "v1"), ("ConfigMap", "v1")})

ReleasesByLine = Mapping[ReleaseLine, Sequence[Release]]


def kinds(releases: Sequence[Release]) -> set[ApiKind]:
    """Return the kinds of all objects of the releases, with their apiVersion, and those of the chart's own objects."""
    documents = [one for release in releases for documents in release.documents.values() for one in documents]
    documents += [crd for release in releases for crd in release.crds]
    return {(str(one["kind"]), str(one["apiVersion"])) for one in documents} | _OWN


def kinds_by_version(lines: ReleasesByLine) -> dict[str, set[ApiKind]]:
    """Return the kinds of all lines, by each Kubernetes version that the lines are validated for."""
    found: dict[str, set[ApiKind]] = {}
    for line, releases in lines.items():
        for version in line.validated:
            found[version] = found.get(version, set()) | kinds(releases)
    return found


def schema_files(lines: ReleasesByLine, wheels: Path) -> dict[str, str]:
    """Return the text of all schema files by their path below `schemas`; `wheels` is the folder of installed wheels."""
    kubernetes = {
        f"kubernetes/v{version}/{name}": text
        for version, wanted in kinds_by_version(lines).items()
        for name, text in kubernetes_schemas(version, wanted, wheels).items()
    }
    crds = {
        f"crds/{release.version}/{name}": text
        for releases in lines.values()
        for release in releases
        if release.crds
        for name, text in crd_schemas([*release.crds, SERVICE_MONITOR]).items()
    }
    return kubernetes | crds


def type_files(lines: ReleasesByLine, files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the types that values take, for each line's oldest Kubernetes version; `files` are the
    schemas.
    """
    versions = {oldest_kubernetes(line) for line in lines}
    return {types_file(version): types_text(files[f"kubernetes/v{version}/{DEFINITIONS}"]) for version in versions}


def refresh_schemas(root: Path, types: Path, lines: ReleasesByLine, wheels: Path) -> None:
    """Write the folders `kubernetes` and `crds` of the schemas anew, and that of types. They may hold nothing else."""
    files = schema_files(lines, wheels)
    write_tree(types, type_files(lines, files))
    for folder in ("kubernetes", "crds"):
        below = {name.removeprefix(f"{folder}/"): text for name, text in files.items() if name.startswith(f"{folder}/")}
        write_tree(root / folder, below)
