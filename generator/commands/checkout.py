"""Finds the parts of the repository, and tells whether the program runs from it or from a wheel, which has
fewer parts.
"""

from pathlib import Path

from generator.base.errors import problem

ROOT = Path(__file__).parents[2]
CHART = ROOT / "charts" / "cni"
SCHEMAS = ROOT / "schemas"


def in_checkout() -> bool:
    """Report whether the parts exist that only the repository has."""
    return (SCHEMAS / "crds").is_dir()


def need_checkout(command: str, remedy: str = "run it in a checkout of the repository") -> None:
    """Raise ProblemsError for a command that cannot run from the installed package."""
    if not in_checkout():
        raise problem(command, expected="a checkout of the repository", found="the installed package", remedy=remedy)
