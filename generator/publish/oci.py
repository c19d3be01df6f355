"""Pushes packages to a registry by helm, and computes the digest that a registry has for them. An existing tag is never
moved.
"""

import hashlib
import json
import os
import re
from pathlib import Path

from msgspec import Struct

from generator.base.errors import problem
from generator.base.process import scratch
from generator.base.trees import Map, Tree, sublist, submap, submaps
from generator.publish.archive import Archive, read_archive
from generator.publish.package import CHART, Package
from generator.tools import helm

_CONFIG = "application/vnd.cncf.helm.config.v1+json"
_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
_PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov"

# The order in which helm writes Chart.yaml. Helm leaves out what is empty, except for a repository.
_ABOUT = (
    *("name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion"),
    *("condition", "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type"),
)
_MAINTAINER = ("name", "email", "url")
_DEPENDENCY = ("name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias")
# What Go's JSON writes for the signs of HTML.
_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
_IMAGE = "org.opencontainers.image."
_PUSHED = re.compile(r"^Digest: (sha256:[0-9a-f]{64})$", re.MULTILINE)
_ABSENT = re.compile(r": not found|manifest unknown|name unknown")


class Registry(Struct, frozen=True, kw_only=True):
    """A registry and the path of its charts, `oci://example.org/charts`; it is reached over http if asked for."""

    url: str
    plain_http: bool = False


def _json(tree: Tree) -> bytes:
    """Return a tree as Go writes it."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED).encode()


def _ordered(tree: Tree, keys: tuple[str, ...], kept: str = "") -> Tree:
    """Return a mapping, or each mapping of a list, with its filled keys in this order."""
    if isinstance(tree, list):
        return [_ordered(one, keys, kept) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: tree.get(key, "") for key in keys if tree.get(key) or key == kept}


def _config(about: Map) -> bytes:
    parts = {
        "maintainers": _ordered(about.get("maintainers"), _MAINTAINER),
        "dependencies": _ordered(about.get("dependencies"), _DEPENDENCY, "repository"),
        "annotations": dict(sorted(submap(about, "annotations").items())),
    }
    return _json(_ordered({**about, **parts}, _ABOUT))


def _authors(about: Map) -> str:
    people = submaps(about, "maintainers")
    return ", ".join(f"{one['name']} ({one['email']})" if one.get("email") else str(one["name"]) for one in people)


def _described(archive: Archive) -> dict[str, Tree]:
    """Return the annotations of the manifest: the chart's own, and a description."""
    about = archive.about
    said: dict[str, Tree] = {
        "description": about.get("description"),
        "title": about["name"],
        "version": about["version"],
        "url": about.get("home"),
        "created": archive.created,
        "source": next(iter(sublist(about, "sources")), None),
        "authors": _authors(about),
    }
    own = {f"{_IMAGE}{name}": text for name, text in said.items() if text}
    fixed = {name: own[name] for name in (f"{_IMAGE}title", f"{_IMAGE}version")}
    return dict(sorted({**own, **submap(about, "annotations"), **fixed}.items()))


def _descriptor(kind: str, body: bytes) -> dict[str, Tree]:
    return {"mediaType": kind, "digest": f"sha256:{hashlib.sha256(body).hexdigest()}", "size": len(body)}


def oci_digest(package: Package) -> str:
    """Return the digest that a registry has for the package, which clients may pin. No registry is asked."""
    archive = package.archive
    layers = [_descriptor(_CHART, archive.body)]
    layers += [_descriptor(_PROVENANCE, body) for name, body in package.beside.items() if name.endswith(".prov")]
    manifest: dict[str, Tree] = {
        "schemaVersion": 2,
        "config": _descriptor(_CONFIG, _config(archive.about)),
        "layers": [*sorted(layers, key=lambda one: str(one["digest"]))],
        "annotations": _described(archive),
    }
    return f"sha256:{hashlib.sha256(_json(manifest)).hexdigest()}"


def pulled(registry: Registry, version: str) -> Archive | None:
    """Return the package of a version in the registry, or None if it has none. Any other answer is a problem."""
    with scratch("cni-pull-") as folder:
        try:
            helm.pull(helm.located("helm4"), f"{registry.url}/{CHART}", version, folder, plain_http=registry.plain_http)
        except helm.HelmError as error:
            if _ABSENT.search(error.text):
                return None
            raise
        return read_archive(folder / f"{CHART}-{version}.tgz")


def push(registry: Registry, package: Package) -> bool:
    """Push a package to the registry; return False if it exists there already.

    Raise ProblemsError if the version exists with other bytes, or if the registry reports another digest.
    """
    archive = package.archive
    version = str(archive.about["version"])
    where = f"{registry.url}/{CHART}:{version}"
    if there := pulled(registry, version):
        if there.sha256 != archive.sha256:
            found, remedy = f"sha256 {archive.sha256}", "a published version never changes: give the line another one"
            raise problem(where, expected=f"sha256 {there.sha256}", found=found, remedy=remedy)
        return False
    with scratch("cni-push-") as folder:
        for name, body in package.files.items():
            (folder / name).write_bytes(body)
        path: Path = folder / package.name
        os.utime(path, (archive.epoch, archive.epoch))  # helm gives a package the time of its file
        said = helm.push(helm.located("helm4"), path, registry.url, plain_http=registry.plain_http)
    digests = _PUSHED.findall(said)
    if digests != [oci_digest(package)]:
        raise problem(where, expected=oci_digest(package), found=", ".join(digests) or "no digest")
    return True
