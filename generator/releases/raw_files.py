"""Makes a release of its raw files, wherever these are read."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from generator.base.errors import problem
from generator.releases.folders import parameter_files_in, read_file, read_file_if_there
from generator.releases.listing import parse_listing
from generator.releases.lock import LISTING
from generator.releases.parameters import PARAMETER_FILES
from generator.releases.raw import decode, parse_release, with_parameters
from generator.releases.release import Release, ReleaseSpec

Bodies = Mapping[str, bytes]


def bodies_of(
    spec: ReleaseSpec,
    tables: Sequence[str],
    locked: Mapping[str, str],
    read: Callable[[str, str | None], bytes],
    read_optional: Callable[[str, str | None], bytes | None],
) -> Bodies:
    """Return the raw files of a release: its manifests, assets, the optional ones that exist, its tables of parameters.

    A file that the lock names must exist. So must an asset: nobody would notice that the chart lacks it.
    """
    names = [*spec.files, *(file for file in spec.optional if file in locked), *tables]
    bodies = {file: read(file, locked.get(file)) for file in names}
    for file in (file for file in (*spec.assets, *spec.optional) if file not in bodies):
        body = read_optional(file, locked.get(file))
        if body is not None:
            bodies[file] = body
        elif file in spec.assets:
            where, remedy = f"{spec.name} > {file}", "put it there, or leave it out with --without-release"
            expected = "the manifest that upstream publishes with the release"
            raise problem(where, expected=expected, found="none", remedy=remedy)
    return bodies


def release_of(spec: ReleaseSpec, bodies: Bodies) -> Release:
    """Return the release that the raw files make."""
    texts = {file: decode(f"{spec.name} > {file}", body) for file, body in bodies.items()}
    there = [*spec.files, *spec.assets, *(file for file in spec.optional if file in bodies)]
    release = parse_release(replace(spec, files=there), texts.__getitem__)
    for file in (file for file in PARAMETER_FILES if file in bodies):
        release = with_parameters(release, file, texts[file])
    return replace(release, raw={file: hashlib.sha256(body).hexdigest() for file, body in bodies.items()})


def read_raw(spec: ReleaseSpec, folder: Path) -> Release:
    """Read a release from the raw manifests in a folder, without the snapshot."""
    place = (folder, spec.project, spec.version)
    tables = parameter_files_in(*place)
    bodies = bodies_of(spec, tables, {}, partial(read_file, *place), partial(read_file_if_there, *place))
    return replace(release_of(spec, bodies), listed=parse_listing(spec, read_file_if_there(*place, LISTING)))
