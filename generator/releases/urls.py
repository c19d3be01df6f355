"""Defines the urls of upstream's files, and what the names of these may be."""

import re
from collections.abc import Mapping

from msgspec import Struct

from generator.base.errors import problem
from generator.base.version import RELEASE, numbers
from generator.releases.parameters import PARAMETER_FILES

# The file in which upstream publishes the table of a release's parameters. Older tables are made by hand.
PUBLISHED_PARAMETERS = PARAMETER_FILES[0]

# The folder of the assets of a release, beside its other files.
ASSETS = "release/"

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Address(Struct, frozen=True, kw_only=True):
    """Where a project publishes its finished manifests, assets of its releases and the table of its parameters, and
    the first releases with manifests and parameters.
    """

    url: str
    assets: str = ""
    since: tuple[int, int, int] = (0, 0, 0)
    parameters: str = ""
    parameters_since: tuple[int, int, int] = (0, 0, 0)


# One address a project without a fallback, so that a digest in a lock always belongs to the same file.
ADDRESSES: Mapping[str, Address] = {
    # The file in the git tag can name the image of the release before (v0.26.3 does); the snapshot corrects and reports
    # that. The release's asset of the same name is built by kustomize from other sources.
    "flannel": Address(
        url="https://raw.githubusercontent.com/flannel-io/flannel/{version}/Documentation/{file}",
        assets="https://github.com/flannel-io/flannel/releases/download/{version}/{file}",
    ),
    # Up to v3.23 the tag holds sources of the documentation site instead of manifests.
    "calico": Address(
        url="https://raw.githubusercontent.com/projectcalico/calico/{version}/manifests/{file}",
        since=(3, 24, 0),
        # Older releases have parameters only in the sources.
        parameters="https://raw.githubusercontent.com/projectcalico/calico/{version}/felix/docs/{file}",
        parameters_since=(3, 30, 0),
    ),
}


def check_names(project: str, version: str, file: str) -> None:
    """Raise ProblemsError for names that could lead out of the project's folder."""
    where = ascii(f"{project} {version} {file}")[1:-1]
    if project not in ADDRESSES:
        raise problem(where, expected=f"a project of {', '.join(ADDRESSES)}", found=ascii(project))
    if not re.fullmatch(RELEASE, version):
        raise problem(where, expected="a version such as v1.2.3", found=ascii(version))
    if not _FILE.fullmatch(file.removeprefix(ASSETS)):
        raise problem(where, expected="the plain name of a file", found=ascii(file))


def is_published(project: str, version: str) -> bool:
    """Report whether upstream has an address for the finished manifests of a release. Older ones are taken from a
    folder.
    """
    return numbers(version) >= ADDRESSES[project].since


def has_parameters(project: str, version: str) -> bool:
    """Report whether upstream has an address for the table of a release's parameters."""
    address = ADDRESSES[project]
    return bool(address.parameters) and numbers(version) >= address.parameters_since


def known_url(project: str, version: str, file: str) -> str:
    """Return upstream's own address of a raw file; empty if it was made by hand, or taken from the sources."""
    published = has_parameters if file in PARAMETER_FILES else is_published
    return upstream_url(project, version, file) if published(project, version) else ""


def upstream_url(project: str, version: str, file: str) -> str:
    """Return upstream's own address of a release's file. Raise ProblemsError if upstream does not publish it this
    way.
    """
    check_names(project, version, file)
    address = ADDRESSES[project]
    if not is_published(project, version):
        first = "v" + ".".join(str(part) for part in address.since)
        raise problem(
            f"{project} {version}",
            expected=f"{first} or later, whose git tag holds finished manifests",
            found=version,
            remedy=f"pass a folder that holds {project}/{version}/{file} with --from",
        )
    if address.assets and file.startswith(ASSETS):
        return address.assets.format(version=version, file=file.removeprefix(ASSETS))
    url = address.parameters if has_parameters(project, version) and file == PUBLISHED_PARAMETERS else address.url
    return url.format(version=version, file=file)
