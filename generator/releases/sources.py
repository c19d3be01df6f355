"""Reads upstream's files from upstream's own address, a folder or a base url."""

from pathlib import Path

from msgspec.structs import replace

from generator.releases.fetch import UPSTREAM, NotThereError, fetch, host_of, split_url
from generator.releases.folders import parameter_files_in, read_file, read_file_if_there
from generator.releases.lock import LISTING
from generator.releases.urls import PUBLISHED_PARAMETERS, check_names, has_parameters, upstream_url


def _folder_of(source: str | None) -> Path | None:
    """Return the folder that a source names, None if the source is an address."""
    return None if source is None or "://" in source else Path(source)


def fetch_below(base_url: str, relative: str, sha256: str | None = None) -> bytes:
    """Download a file below an https base url. Redirects must stay within its host."""
    base = split_url(base_url)
    url = base._replace(path=f"{base.path.rstrip('/')}/{relative}").geturl()
    return fetch(url, sha256=sha256, policy=replace(UPSTREAM, hosts=frozenset({host_of(base)})))


def read_source(source: str | None, project: str, version: str, file: str, sha256: str | None = None) -> bytes:
    """Return a release's raw file from a folder or an https base url with `<project>/<version>/<file>`, or from
    upstream.
    """
    if source is None:
        return fetch(upstream_url(project, version, file), sha256=sha256)
    if folder := _folder_of(source):
        return read_file(folder, project, version, file, sha256)
    check_names(project, version, file)
    return fetch_below(source, f"{project}/{version}/{file}", sha256)


def read_optional(source: str | None, project: str, version: str, file: str, sha256: str | None = None) -> bytes | None:
    """Return an optional raw file, as `read_source` does; None if the source has none."""
    if folder := _folder_of(source):
        return read_file_if_there(folder, project, version, file, sha256)
    try:
        return read_source(source, project, version, file, sha256)
    except NotThereError:
        return None


def read_listing(source: str | None, project: str, version: str) -> bytes | None:
    """Return the list of upstream's files that a folder or a mirror may have beside them. Upstream's own addresses give
    files alone, and no list.
    """
    return None if source is None else read_optional(source, project, version, LISTING)


def parameter_files(source: str | None, project: str, version: str) -> tuple[str, ...]:
    """Return the file with a release's table of parameters: in a folder the one that exists, elsewhere the one that
    upstream publishes.
    """
    if folder := _folder_of(source):
        return parameter_files_in(folder, project, version)
    return (PUBLISHED_PARAMETERS,) if has_parameters(project, version) else ()
