"""Defines where the parts of the repository are."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CHART = ROOT / "charts" / "cni"
SCHEMAS = ROOT / "schemas"
