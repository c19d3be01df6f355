"""Turns upstream's raw manifests into a checked release without comments and prose."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import Problem, odd_upstream, problem, raise_problems
from generator.base.trees import TOO_DEEP, Steps, Tree, below, canonical, is_deep_json, leaves, show_path, submap
from generator.releases.corrections import correct_images
from generator.releases.parameters import parse_parameters
from generator.releases.release import Correction, Document, Release, ReleaseSpec, identity, stem_of

# Kinds and names: objects become files of these names.
_IDENTITY = re.compile(r"[A-Za-z]+/[A-Za-z0-9]+(?:[.:_-]+[A-Za-z0-9]+)*")

# Helm acts on these annotations: a hook is no part of the release, and a policy keeps an object when the release goes.
_HELMS = ("helm.sh/", "meta.helm.sh/")


def _misnamed(document: Document) -> str:
    """Return what is wrong with the names of a document; empty if it has those of an object."""
    keys = {"apiVersion": ("apiVersion",), "kind": ("kind",), "name": ("metadata", "name")}
    parts = {key: below(document, *path) for key, path in keys.items()}
    wrong = [
        f"no {key}" if value is None else f"{key} {canonical(value)[:80]}"
        for key, value in parts.items()
        if not isinstance(value, str)
    ]
    return ", ".join(wrong) or ("" if _IDENTITY.fullmatch(identity(document)) else identity(document))


def _metadata_problems(where: str, document: Document) -> Iterator[Problem]:
    """Yield labels and annotations, the pods' included, that are no mapping, and annotations with a meaning to helm,
    which would not install the object as a part of the release.
    """
    for path in (("metadata",), ("spec", "template", "metadata")):
        metadata = submap(document, *path)
        for key in ("labels", "annotations"):
            if not isinstance(metadata.get(key, {}), dict):
                at, found = show_path((*path, key)), canonical(metadata[key])[:80]
                yield odd_upstream(f"{where} > {at}", f"{key} to be a mapping", found)
    for key in ("labels", "annotations"):
        held = submap(document, "metadata", key)
        for name in (name for name in held if name.startswith(_HELMS)):
            at, found = f"{where} > metadata.{key}[{name}]", f"a word to helm, {held[name]!r}"
            yield odd_upstream(at, "a plain manifest", found, "take it out of")


def _doubled_members(text: str) -> list[tuple[str, str]]:
    """Return members of a JSON text's objects that share a name. Go ignores the case of names, and takes the last."""
    doubled: list[tuple[str, str]] = []

    def look(members: list[tuple[str, Tree]]) -> None:
        first: dict[str, str] = {}
        for name, _ in members:
            if name.casefold() in first:
                doubled.append((first[name.casefold()], name))
            first.setdefault(name.casefold(), name)

    with suppress(ValueError, RecursionError):  # no JSON text has no members
        json.loads(text, object_pairs_hook=look)
    return doubled


def _leaf_faults(at: Steps, leaf: Tree) -> Iterator[tuple[str, str, str]]:
    """Yield what is expected of a leaf, what was found there, and what to do about it."""
    if "{{" in f"{leaf} {' '.join(at)}":
        remedy = "take the manifest from upstream's release, not from its sources"
        yield "a finished manifest", f"template text {str(leaf)[:80]!r}", remedy
    text = leaf.lstrip() if isinstance(leaf, str) else ""
    if is_deep_json(text):
        remedy = "see what upstream means, and take them out of a copy of the manifest"
        yield "a JSON object that can be read", TOO_DEEP, remedy
    for first, second in _doubled_members(text) if text.startswith(("{", "[")) else ():
        expected, found = "each member of a JSON object once, in upper or lower case", f"{first!r} and {second!r}"
        yield expected, found, "see which one upstream means, and take the other out of a copy of the manifest"


def _definition_problems(where: str, document: Document) -> Iterator[Problem]:
    """Yield fields that a CustomResourceDefinition lacks and that the chart needs."""
    kind = below(document, "spec", "names", "kind")
    if document.get("kind") == "CustomResourceDefinition" and not isinstance(kind, str):
        found = canonical(document.get("spec"))[:80]
        yield odd_upstream(f"{where} > spec.names.kind", "the kind that the definition is of", found)


def _document_problems(where: str, documents: list[Document]) -> Iterator[Problem]:
    seen: set[str] = set()
    if not documents:
        yield Problem(where=where, expected="objects", found="none")
    for number, document in enumerate(documents, 1):
        at = f"{where} > {identity(document)}"
        if wrong := _misnamed(document):
            at = f"{where} document {number}"
            yield odd_upstream(at, "apiVersion, kind and name", wrong)
        elif at in seen:
            yield Problem(where=at, expected="one object of that kind and name", found="a second one")
        seen.add(at)
        yield from _metadata_problems(at, document)
        yield from _definition_problems(at, document)
        for steps, leaf in leaves(document):
            for expected, found, remedy in _leaf_faults(steps, leaf):
                yield Problem(where=f"{at} > {show_path(steps)}", expected=expected, found=found, remedy=remedy)


def _without_descriptions(tree: Tree) -> Tree:
    if isinstance(tree, dict):
        return {
            key: _without_descriptions(value)
            for key, value in tree.items()
            if not (key == "description" and isinstance(value, str))
        }
    if isinstance(tree, list):
        return [_without_descriptions(item) for item in tree]
    return tree


def _is_crd(document: Document) -> bool:
    return document["kind"] == "CustomResourceDefinition"


def _shared_crds(release: str, parsed: Mapping[str, Sequence[Document]]) -> dict[str, list[Document]]:
    """Return the CRDs by manifest. Raise ProblemsError if the manifests that have CRDs do not have the same ones."""
    found = {stem: [submap(_without_descriptions(one)) for one in raw if _is_crd(one)] for stem, raw in parsed.items()}
    carriers = {stem: crds for stem, crds in found.items() if crds}
    texts = {stem: canonical([*crds]) for stem, crds in carriers.items()}
    if len(set(texts.values())) > 1:
        first, *others = texts
        odd = [stem for stem in others if texts[stem] != texts[first]]
        raise problem(
            f"{release} > CustomResourceDefinitions",
            expected=f"the same in every manifest that has them, as in {first}",
            found=f"others in {', '.join(odd)}",
            remedy="merge them like other documents",
        )
    return carriers


def with_parameters(release: Release, file: str, text: str) -> Release:
    """Return the release with the table of parameters that a raw file holds."""
    parameters = parse_parameters(text, f"{release.name} > {file}")
    return replace(release, parameters=parameters, parameters_file=file)


def _assemble(spec: ReleaseSpec, parsed: Mapping[str, Sequence[Document]]) -> Release:
    carriers = _shared_crds(spec.name, parsed)
    documents: dict[str, tuple[Document, ...]] = {}
    corrected: dict[str, tuple[Correction, ...]] = {}
    for stem, raw in parsed.items():
        right = [correct_images(spec, stem, document) for document in raw if not _is_crd(document)]
        documents[stem] = tuple(document for document, _ in right)
        if corrections := tuple(one for _, found in right for one in found):
            corrected[stem] = corrections
    return Release(
        project=spec.project,
        version=spec.version,
        documents=documents,
        crds=tuple(next(iter(carriers.values()), ())),
        crd_variants=frozenset(carriers),
        corrected=corrected,
    )


def decode(where: str, body: bytes) -> str:
    """Return the text of a raw manifest. Raise ProblemsError if it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise problem(where, expected="UTF-8", found=str(error)) from error


def parse_release(spec: ReleaseSpec, read: Callable[[str], str]) -> Release:
    """Parse a release from its raw manifests; `read` returns the text of a file. Raise ProblemsError with all
    problems.
    """
    parsed: dict[str, list[Document]] = {}
    problems: list[Problem] = []
    for file in spec.files:
        where = f"{spec.name} > {file}"
        text = read(file)
        stem = stem_of(file)
        parsed[stem] = yamltree.load_shared(text, where)
        problems += yamltree.refuse_ambiguous(text, where)
        problems += _document_problems(where, parsed[stem])
    raise_problems(problems)
    return _assemble(spec, parsed)
