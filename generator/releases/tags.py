"""Lists the releases that a project has published: upstream's tags, a mirror's list of them, or a folder's content."""

import re
from collections.abc import Mapping
from pathlib import Path

from generator.base.errors import problem
from generator.base.mounts import real_path
from generator.base.version import RELEASE, numbers
from generator.releases.fetch import fetch
from generator.releases.sources import fetch_below

# Git's list of references is one request without an account, where an API allows sixty an hour; a mirror can serve the
# same list as a plain file, as `git update-server-info` writes it.
REPOSITORIES: Mapping[str, str] = {
    "flannel": "https://github.com/flannel-io/flannel.git",
    "calico": "https://github.com/projectcalico/calico.git",
}
_LIST = "info/refs"
_SERVICE = "service=git-upload-pack"

# A reference follows its object's name. If git's own server answers, the length of the line comes first.
_REFERENCE = re.compile(rb"^(?:[0-9a-f]{4})*[0-9a-f]{40}[ \t]([^\0\r\n]+?)(?:\0.*)?$", re.MULTILINE)
# Only releases: candidates and development versions have more than numbers.
_TAG = re.compile(rf"refs/tags/({RELEASE})(?:\^\{{\}})?".encode())


def _listed(where: str, body: bytes) -> set[str]:
    """Return the releases in git's list of references."""
    references = _REFERENCE.findall(body)
    if not references:
        remedy = "serve what git update-server-info writes to info/refs, or name the releases"
        found = ascii(body[:40])[2:-1] or "nothing"
        raise problem(where, expected="git's list of references", found=found, remedy=remedy)
    return {tag[1].decode() for reference in references if (tag := _TAG.fullmatch(reference))}


def _in_folder(folder: Path) -> set[str]:
    """Return the releases in a folder of raw manifests, which has a folder for each."""
    if not real_path(folder).is_dir():
        return set()
    return {path.name for path in folder.iterdir() if re.fullmatch(RELEASE, path.name) and path.is_dir()}


def published(project: str, source: str | None) -> tuple[str, ...]:
    """Return the releases of a project in order, the newest last, without candidates.

    `source` is a folder or an https base url as `update --from` takes it, whose list is at `<project>/info/refs`, or
    None for upstream's own tags. Raise ProblemsError if there is no list, or no release in it.
    """
    if source is None:
        where = f"{REPOSITORIES[project]}/{_LIST}"
        found = _listed(where, fetch(f"{where}?{_SERVICE}"))
    elif "://" in source:
        where = f"{source.rstrip('/')}/{project}/{_LIST}"
        found = _listed(where, fetch_below(source, f"{project}/{_LIST}"))
    else:
        where = str(Path(source) / project)
        found = _in_folder(Path(source) / project)
    if not found:
        remedy = f"name the release with --{project}"
        raise problem(where, expected=f"a release of {project} such as v1.2.3", found="none", remedy=remedy)
    return tuple(sorted(found, key=numbers))


def newest_patch(version: str, releases: tuple[str, ...]) -> str:
    """Return the newest release of the same minor version, which may be the release itself."""
    same = [one for one in releases if numbers(one)[:2] == numbers(version)[:2]]
    return max((version, *same), key=numbers)
