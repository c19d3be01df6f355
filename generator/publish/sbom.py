"""Makes the bill of materials of a package, CycloneDX 1.6 in JSON: upstream's files and the images."""

import json
import uuid
from collections.abc import Sequence
from itertools import starmap
from urllib.parse import quote

from generator.base.trees import Tree
from generator.base.version import VERSION
from generator.chart.build import Build
from generator.chart.metadata import SOURCES, manifest_images
from generator.publish.archive import Archive
from generator.releases.images import parse_reference
from generator.releases.release import Release
from generator.releases.urls import known_url

_LICENSES: list[Tree] = [{"license": {"id": "Apache-2.0"}}]

Component = dict[str, Tree]


def _hashes(sha256: str) -> list[Tree]:
    return [{"alg": "SHA-256", "content": sha256}]


def _image(reference: str, roles: Sequence[str]) -> Component:
    """Return the component of a container image. Its purl names the registry, and the digest if the reference has
    one. Its properties name the values of the chart that choose it.
    """
    parts = parse_reference(reference)
    host, path, version = parts.host, parts.path, parts.version
    return {
        "type": "container",
        "bom-ref": f"image:{reference}",
        "name": f"{host}/{path}",
        "version": version,
        "purl": f"pkg:docker/{quote(path)}@{quote(version, safe='')}?repository_url={quote(host, safe='')}",
        "properties": [{"name": "cni:value", "value": f"images.{role}"} for role in roles],
    }


def _source(release: Release) -> Component:
    """Return the component of an upstream release, and in it each raw file that the chart was made from."""
    owner = SOURCES[release.project].removeprefix("https://github.com/")
    files: list[Tree] = []
    for name, sha256 in release.raw.items():
        one: Component = {
            "type": "file",
            "bom-ref": f"file:{release.project}/{release.version}/{name}",
            "name": name,
            "version": release.version,
            "hashes": _hashes(sha256),
        }
        if url := known_url(release.project, release.version, name):
            one["externalReferences"] = [{"type": "distribution", "url": url, "hashes": _hashes(sha256)}]
        files.append(one)
    return {
        "type": "application",
        "bom-ref": f"release:{release.project}/{release.version}",
        "name": release.project,
        "version": release.version,
        "licenses": _LICENSES,
        "purl": f"pkg:github/{owner}@{release.version}",
        "externalReferences": [{"type": "vcs", "url": SOURCES[release.project]}],
        "components": files,
    }


def _dependencies(root: str, components: list[Component]) -> list[Tree]:
    """Return the dependencies of the chart, which is the only one that has any."""
    references = sorted(str(one["bom-ref"]) for one in components)
    leaves: list[Tree] = [{"ref": reference} for reference in references]
    return [{"ref": root, "dependsOn": [*references]}, *leaves]


def sbom(made: Build, archive: Archive) -> bytes:
    """Return the bill of materials of a package. The same package has the same one, including its serial number."""
    roles = made.catalogue.roles
    images = {
        image: [role for role, references in roles.items() if image in references]
        for image in sorted(manifest_images(made.releases))
    }
    components = [*map(_source, made.releases), *starmap(_image, images.items())]
    version, root = made.line.version, f"chart:cni@{made.line.version}"
    chart: Component = {
        "type": "application",
        "bom-ref": root,
        "name": "cni",
        "version": version,
        "hashes": _hashes(archive.sha256),
        "licenses": _LICENSES,
        "purl": f"pkg:helm/cni@{version}",
    }
    bom: dict[str, Tree] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sha256:{archive.sha256}')}",
        "version": 1,
        "metadata": {
            "timestamp": archive.created,
            "tools": {"components": [{"type": "application", "name": "cni-chart", "version": VERSION}]},
            "component": chart,
        },
        "components": [*components],
        "dependencies": _dependencies(root, components),
    }
    return (json.dumps(bom, indent=2, ensure_ascii=False) + "\n").encode()
