"""Turns the wheel of Kubernetes schemas and the snapshot's CRDs into the folder of schemas that validation reads."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from generator.crdschemas import crd_schemas
from generator.kubeschemas import KUBERNETES_VERSIONS, kubernetes_schemas
from generator.yamltree import load_documents


def schema_files(crds: Path) -> dict[str, str]:
    """All schema files by their path below `schemas`, with their text; reads the CRDs of a snapshot."""
    files = {
        f"kubernetes/v{version}/{name}": text
        for version in KUBERNETES_VERSIONS
        for name, text in kubernetes_schemas(version).items()
    }
    definitions = load_documents(crds.read_text(encoding="utf-8"), str(crds))
    return files | {f"crds/{name}": text for name, text in crd_schemas(definitions).items()}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _swap(fresh: Path, folder: Path, stale: Path) -> None:
    if folder.exists():
        folder.rename(stale)
    try:
        fresh.rename(folder)
    except OSError:
        stale.rename(folder)
        raise


def replace_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make the folder hold exactly these files; it is never seen half written, and after a failure it is as before."""
    fresh, stale = (folder.with_name(f".{folder.name}.{state}") for state in ("fresh", "stale"))
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(stale, ignore_errors=True)
    try:
        _write(fresh, files)
        _swap(fresh, folder, stale)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(stale, ignore_errors=True)


def refresh_schemas(root: Path, crds: Path) -> None:
    """Write `schemas` below the root of the repository anew; nothing else may live there."""
    replace_folder(root / "schemas", schema_files(crds))
