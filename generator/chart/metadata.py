"""Makes Chart.yaml's facts about releases: the icon, links, images and CRDs, and the version of canal's flannel."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator.base.errors import problem
from generator.base.files import read_text
from generator.base.trees import Map, sublist, submap, submaps
from generator.chart.changes import CHANGELOG, changes_of
from generator.releases.images import image_references, parse_reference
from generator.releases.lines import UNLISTED, ReleaseLine
from generator.releases.release import Release, identity
from generator.settings.catalogue import Catalogue
from generator.template.scalars import scalar

ICON = Path(__file__).parent / "icon.svg"

# The address of each project's sources.
SOURCES: Mapping[str, str] = {
    "flannel": "https://github.com/flannel-io/flannel",
    "calico": "https://github.com/projectcalico/calico",
}

# The signs that an icon's URI may hold: a space or a `<` stops Artifact Hub's reader.
_URI = "/:;,='()"

_SCOPES: Mapping[str, str] = {"Cluster": "Cluster-wide", "Namespaced": "Namespaced"}

# Between the words of a kind: IPPool, BGPConfiguration, CalicoNodeStatus.
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

Card = Mapping[str, str]


def icon_uri(svg: str) -> str:
    """Return the picture as a data URI without white space between its elements."""
    return f"data:image/svg+xml,{quote(''.join(svg.splitlines()), safe=_URI)}"


def _annotation(entries: Iterator[Card]) -> str:
    """Return the entries as a list in YAML, one line each."""
    return "\n".join(
        f"- {{{', '.join(f'{key}: {scalar(value)}' for key, value in entry.items())}}}" for entry in entries
    )


def _links(releases: Sequence[Release]) -> Iterator[Card]:
    for release in releases:
        yield {"name": release.name, "url": f"{SOURCES[release.project]}/releases/tag/{release.version}"}


def manifest_images(releases: Sequence[Release]) -> set[str]:
    """Return every image of every manifest."""
    return {
        reference
        for release in releases
        for stem, documents in release.documents.items()
        for reference in image_references([*documents])
    }


def _images(releases: Sequence[Release]) -> Iterator[Card]:
    """Yield every image of every manifest; tags tell images apart that share a name."""
    references = sorted(map(parse_reference, manifest_images(releases)), key=lambda one: (one.name, one.tag, str(one)))
    names = [one.name for one in references]
    for one in references:
        name = one.name if names.count(one.name) == 1 else f"{one.name}-{one.tag}"
        yield {"name": name, "image": str(one)}


def _stored_version(spec: Map) -> str:
    """Return the version that objects are stored in. Definitions of v1beta1 may name their only version directly."""
    stored = [version["name"] for version in submaps(spec, "versions") if version.get("storage")]
    return str(stored[0] if stored else spec["version"])


def _crds(releases: Sequence[Release]) -> Iterator[Card]:
    definitions = (definition for release in releases for definition in release.crds)
    for definition in sorted(definitions, key=identity):
        spec = submap(definition, "spec")
        kind = str(submap(spec, "names")["kind"])
        shown = _WORDS.sub(" ", kind)
        yield {
            "kind": kind,
            "version": _stored_version(spec),
            "name": str(submap(definition, "metadata")["name"]),
            "displayName": shown,
            "description": f"{_SCOPES[str(spec.get('scope', 'Namespaced'))]} {shown} of {spec['group']}",
        }


def flannel_versions(releases: Sequence[Release], catalogue: Catalogue) -> Mapping[str, str]:
    """Return the version of flannel in each plugin: the release's own, and those in the images of canal's manifests."""
    features = catalogue.features
    flannel, calico = (next(one for one in releases if one.project == project) for project in features.projects)
    canal = [stem for stem, point in features.points(calico.project).items() if point["plugin"] == "canal"]
    documents = (document for stem in canal for document in calico.documents[stem])
    pods = (one for document in documents for one in submaps(document, "spec", "template", "spec", "containers"))
    if not any(str(next(iter(sublist(one, "command")), "")).endswith("/flanneld") for one in pods):
        raise problem(f"{calico.name} > canal", expected="a container that runs flanneld", found="none")
    tags = {parse_reference(image).tag for image in catalogue.roles["canalFlannel"]}
    return {"flannel": flannel.version, "canal": " and ".join(sorted(tags))}


def _upstream(releases: Sequence[Release]) -> Iterator[Card]:
    """Yield every raw file that the chart was made from, so that everyone with the chart can make it again."""
    for release in releases:
        for file, sha256 in release.raw.items():
            yield {"release": release.name, "file": file, "sha256": sha256}


def chart_metadata(line: ReleaseLine, releases: Sequence[Release]) -> Mapping[str, Any]:
    """Return Chart.yaml's facts about the chart's version and its releases. Annotations are texts in YAML, one line an
    entry.
    """
    return {
        "icon": icon_uri(ICON.read_text(encoding="utf-8")),
        "sources": [SOURCES[release.project] for release in releases],
        "links": _annotation(_links(releases)),
        "images": _annotation(_images(releases)),
        "crds": _annotation(_crds(releases)),
        "upstream": _annotation(_upstream(releases)),
        "changes": "\n".join(f"- {scalar(change)}" for change in changes_of(line.version, read_text(CHANGELOG))),
        "prerelease": line.version == UNLISTED,
    }
