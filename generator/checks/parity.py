"""Checks parity: with a variant's values the chart renders upstream's objects and nothing else, in upstream's order.

What an add-on adds to a variant must be upstream's manifest of the add-on.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence

from generator.base.findings import Finding, Outcome
from generator.base.trees import Tree, below, canonical, differences
from generator.chart.build import Build
from generator.checks.subject import Subject
from generator.releases.release import Document, Release, identity
from generator.settings.ci_values import CI_ENDPOINTS

PLACEHOLDER = "http://<ETCD_IP>:<ETCD_PORT>"
KEEP = "helm.sh/resource-policy"
CHECKSUM = "checksum/config"
LABELS = ("helm.sh/chart", "app.kubernetes.io/")


def expected_objects(release: Release, stem: str) -> dict[str, Document]:
    """Return upstream's objects of a variant, with the endpoints of its values in place of upstream's placeholder."""
    documents = [*release.documents[stem], *(release.crds if stem in release.crd_variants else ())]
    return {identity(document): _with_endpoints(document) for document in documents}


def _with_endpoints(document: Document) -> Document:
    data = document.get("data")
    if document["kind"] != "ConfigMap" or not isinstance(data, dict):
        return document
    replaced: dict[str, Tree] = {
        key: ",".join(CI_ENDPOINTS) if value == PLACEHOLDER else value for key, value in data.items()
    }
    return {**document, "data": replaced}


def _dropped(tree: Document, path: Sequence[str], allowed: Sequence[str], upstream: Document) -> None:
    """Remove from the mapping at `path` the allowed keys that upstream does not have, and the mapping itself if nothing
    else is in it.
    """
    held, own = below(tree, *path), below(upstream, *path)
    if not isinstance(held, dict):
        return
    kept = own if isinstance(own, dict) else {}
    added = [key for key in held if key in allowed or key.startswith(tuple(one for one in allowed if one[-1] == "/"))]
    for key in (key for key in added if key not in kept):
        del held[key]
    parent = below(tree, *path[:-1])
    if not held and isinstance(parent, dict) and not isinstance(own, dict):
        del parent[path[-1]]


def without_additions(document: Document, upstream: Document) -> Document:
    """Return the object without the chart's additions to upstream's: its labels, the keep annotation of CRDs, the
    checksum.
    """
    plain = copy.deepcopy(document)
    _dropped(plain, ("metadata", "labels"), LABELS, upstream)
    if document["kind"] == "CustomResourceDefinition":
        _dropped(plain, ("metadata", "annotations"), (KEEP,), upstream)
    _dropped(plain, ("spec", "template", "metadata", "annotations"), (CHECKSUM,), upstream)
    return plain


def compare(stem: str, expected: Mapping[str, Document], rendered: Sequence[Document]) -> Iterator[Finding]:
    """Yield a finding for each difference between upstream's objects and the rendered ones."""
    named = [(identity(document), document) for document in rendered]
    found = {name: without_additions(document, expected.get(name, {})) for name, document in named}
    if len(found) != len(rendered):
        yield Finding(where=stem, message="two objects of the same kind and name")
    for name in [*expected, *(name for name in found if name not in expected)]:
        if name not in found:
            yield Finding(where=f"{stem} > {name}", message="missing")
        elif name not in expected:
            yield Finding(where=f"{stem} > {name}", message="upstream has no such object")
        else:
            for line in differences(expected[name], found[name]):
                yield Finding(where=f"{stem} > {name}", message=line)


def added(stem: str, beside: Sequence[Document], rendered: Sequence[Document]) -> tuple[list[Document], list[Finding]]:
    """Return the objects that an add-on adds to the render of the variant beside it, and a finding for each object that
    is lost.
    """
    before, after = ({canonical(document) for document in documents} for documents in (beside, rendered))
    lost = [identity(document) for document in beside if canonical(document) not in after]
    findings = [Finding(where=f"{stem} > {name}", message="changed or missing beside the add-on") for name in lost]
    return [document for document in rendered if canonical(document) not in before], findings


def differing(build: Build, stem: str, rendered: Mapping[str, Sequence[Document]]) -> list[Finding]:
    """Return where a variant differs from its release; for an add-on, compare what it adds to the variant beside it."""
    manifest = build.features.manifest(stem)
    release = next(one for one in build.releases if one.project == manifest.project)
    objects, lost = list(rendered[stem]), list[Finding]()
    if manifest.switch:
        objects, lost = added(stem, rendered[build.features.beside(manifest).stem], objects)
    return [*lost, *compare(stem, expected_objects(release, stem), objects)]


def check_parity(subject: Subject) -> Outcome:
    """Compare every rendered variant and add-on with its release."""
    rendered = subject.renders.objects
    variants, addons = ([stem for stem in rendered if stem in of] for of in (subject.variants, subject.addons))
    counts = {
        "variants": len(variants),
        "objects": sum(len(rendered[stem]) for stem in variants),
        "add-ons": len(addons),
    }
    findings = (found for stem in (*variants, *addons) for found in differing(subject.build, stem, rendered))
    return Outcome(findings=tuple(findings), counts=counts)
