"""Turns the wheel of Kubernetes schemas and the snapshot's CRDs into the folder of schemas that validation reads."""

from pathlib import Path

from generator.base.files import write_tree
from generator.base.yamltree import load_documents
from generator.schemas.crds import crd_schemas
from generator.schemas.kubernetes import KUBERNETES_VERSIONS, kubernetes_schemas


def schema_files(crds: Path) -> dict[str, str]:
    """All schema files by their path below `schemas`, with their text; reads the CRDs of a snapshot."""
    files = {
        f"kubernetes/v{version}/{name}": text
        for version in KUBERNETES_VERSIONS
        for name, text in kubernetes_schemas(version).items()
    }
    definitions = load_documents(crds.read_text(encoding="utf-8"), str(crds))
    return files | {f"crds/{name}": text for name, text in crd_schemas(definitions).items()}


def refresh_schemas(root: Path, crds: Path) -> None:
    """Write `schemas` below the root of the repository anew; nothing else may live there."""
    write_tree(root / "schemas", schema_files(crds))
