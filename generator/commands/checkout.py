"""Says whether this program runs from its repository, which the wheel is not the whole of, and where its parts are."""

from pathlib import Path

from generator.base.errors import problem

ROOT = Path(__file__).parents[2]
CHART = ROOT / "charts" / "cni"
SCHEMAS = ROOT / "schemas"


def in_checkout() -> bool:
    """Whether the parts are there that only the repository has."""
    return (SCHEMAS / "crds").is_dir()


def need_checkout(command: str, remedy: str = "run it in a checkout of the repository") -> None:
    """Raise ProblemsError for a command that the installed package alone cannot run."""
    if not in_checkout():
        raise problem(command, expected="a checkout of the repository", found="the installed package", remedy=remedy)
