"""The generated files are what the generator makes of its sources."""

from collections.abc import Mapping
from pathlib import Path

from generator.base.files import diff_tree
from generator.base.findings import Finding, Result

CHECK = "fresh"


def check_fresh(root: Path, files: Mapping[str, str]) -> Result:
    """The files below the root against those that were just generated."""
    findings = tuple(
        Finding(check=CHECK, where=name, message=f"{how}; run nox -s generate")
        for name, _, how in (line.rpartition(": ") for line in diff_tree(root, files))
    )
    return Result(check=CHECK, findings=findings, counts={"files": len(files)})
