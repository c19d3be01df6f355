"""Reads versions, upstream's and Kubernetes' alike, and says that of this program, which `pyproject.toml` takes from
here."""

VERSION = "0.1.0"

# What versions look like; candidates and development versions have more behind their numbers, and are no releases.
NUMBERS = r"[0-9]{1,6}(?:\.[0-9]{1,6}){2}"
RELEASE = f"v{NUMBERS}"


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version; what stands behind a dash, `v1.2.3-rc1`, is left out: it has what the release has."""
    return tuple(map(int, version.removeprefix("v").partition("-")[0].split(".")))
