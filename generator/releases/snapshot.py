"""Turns upstream's raw manifests, or the snapshot made of them, into checked releases without comments and prose."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.trees import Tree, canonical, digest, leaves, show_path
from generator.features.features import MANIFESTS, Manifest

Document = dict[str, Tree]

SNAPSHOT = Path(__file__).parents[1] / "upstream"

# The images that carry their release's own version as tag; a tag may add an architecture to it.
_OWN_IMAGE: Mapping[str, re.Pattern[str]] = {
    "flannel": re.compile(r"(?:.*/)?(?:mirrored-flannelcni-)?flannel"),
    "calico": re.compile(r"(?:.*/)?calico/[\w-]+"),
}


# Kind and name; objects become files of these names.
_IDENTITY = re.compile(r"[A-Za-z]+/[A-Za-z0-9]+(?:[.:_-]+[A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one upstream release publishes: documents by manifest, CRDs once, and the image tags put right."""

    project: str
    version: str
    documents: Mapping[str, tuple[Document, ...]]
    crds: tuple[Document, ...]
    crd_variants: frozenset[str]
    corrections: tuple[str, ...]

    @property
    def name(self) -> str:
        """Project and version, as people say it: `calico v3.32.1`."""
        return f"{self.project} {self.version}"

    @property
    def digest(self) -> str:
        """The sha256 of everything in the release as canonical JSON."""
        return digest(canonical([{stem: list(documents) for stem, documents in self.documents.items()}, [*self.crds]]))


def identity(document: Document) -> str:
    """Kind and name of an object: `DaemonSet/calico-node`."""
    metadata = document.get("metadata")
    return f"{document.get('kind')}/{metadata.get('name') if isinstance(metadata, dict) else None}"


def manifests(project: str) -> list[Manifest]:
    """The manifest files of a project."""
    return [manifest for manifest in MANIFESTS if manifest.project == project]


def _document_problems(where: str, documents: list[Document]) -> Iterator[Problem]:
    seen: set[str] = set()
    if not documents:
        yield Problem(where=where, expected="objects", found="none")
    for number, document in enumerate(documents, 1):
        name = identity(document)
        named = _IDENTITY.fullmatch(name) and "None" not in name.split("/")
        if not named or not isinstance(document.get("apiVersion"), str):
            yield Problem(where=f"{where} document {number}", expected="apiVersion, kind and name", found=name)
        if name in seen:
            yield Problem(where=f"{where} > {name}", expected="one object of that kind and name", found="a second one")
        seen.add(name)
        for at, leaf in leaves(document):
            if "{{" in f"{leaf} {' '.join(at)}":
                yield Problem(
                    where=f"{where} > {name} > {show_path(at)}",
                    expected="a finished manifest",
                    found=f"template text {str(leaf)[:80]!r}",
                    remedy="take the manifest from upstream's release, not from its sources",
                )


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


def _corrected(tree: Tree, own: re.Pattern[str], version: str, at: tuple[str, ...]) -> tuple[Tree, list[str]]:
    """The tree with the release's own version as tag of its own images, and a line for each tag put right."""
    corrections: list[str] = []
    if isinstance(tree, dict):
        changed: dict[str, Tree] = {}
        for key, value in tree.items():
            changed[key], more = _corrected(value, own, version, (*at, key))
            corrections += more
        return changed, corrections
    if isinstance(tree, list):
        items: list[Tree] = []
        for index, item in enumerate(tree):
            name = str(item["name"]) if isinstance(item, dict) and "name" in item else str(index)
            item, more = _corrected(item, own, version, (*at, name))  # noqa: PLW2901 - the item, put right
            items.append(item)
            corrections += more
        return items, corrections
    if at[-1:] != ("image",) or not isinstance(tree, str):
        return tree, []
    repository, _, tag = tree.rpartition(":")
    if not own.fullmatch(repository) or tag == version or tag.startswith(f"{version}-"):
        return tree, []
    right = f"{repository}:{version}"
    return right, [f"{show_path(at)}: upstream names {tree}, corrected to {right}"]


def _assemble(project: str, version: str, parsed: Mapping[str, list[Document]]) -> Release:
    documents: dict[str, tuple[Document, ...]] = {}
    crds: dict[str, list[Document]] = {}
    corrections: list[str] = []
    for stem, raw in parsed.items():
        crds[stem] = [_stripped(document) for document in raw if document["kind"] == "CustomResourceDefinition"]
        kept: list[Document] = []
        for document in raw:
            if document["kind"] == "CustomResourceDefinition":
                continue
            right, lines = _corrected(document, _OWN_IMAGE[project], version, ())
            assert isinstance(right, dict)
            kept.append(right)
            corrections += [f"{project} {version} > {stem} > {identity(document)} > {line}" for line in lines]
        documents[stem] = tuple(kept)
    carriers = {stem: canonical([*found]) for stem, found in crds.items() if found}
    if len(set(carriers.values())) > 1:
        first, *others = carriers
        odd = [stem for stem in others if carriers[stem] != carriers[first]]
        raise problem(
            f"{project} {version} > CustomResourceDefinitions",
            expected=f"the same in every manifest that has them, as in {first}",
            found=f"others in {', '.join(odd)}",
            remedy="merge them like other documents",
        )
    return Release(
        project=project,
        version=version,
        documents=documents,
        crds=tuple(crds[next(iter(carriers))]) if carriers else (),
        crd_variants=frozenset(carriers),
        corrections=tuple(corrections),
    )


def _stripped(document: Document) -> Document:
    stripped = _without_descriptions(document)
    assert isinstance(stripped, dict)
    return stripped


def parse_release(project: str, version: str, read: Callable[[str], str]) -> Release:
    """The release from its raw manifests; `read` gives the text of a file. Raises ProblemsError with all problems."""
    parsed: dict[str, list[Document]] = {}
    problems: list[Problem] = []
    for manifest in manifests(project):
        where = f"{project} {version} > {manifest.file}"
        text = read(manifest.file)
        parsed[manifest.stem] = yamltree.load_documents(text, where)
        problems += yamltree.refuse_ambiguous(text, where)
        problems += _document_problems(where, parsed[manifest.stem])
    raise_problems(problems)
    return _assemble(project, version, parsed)


def decode(where: str, body: bytes) -> str:
    """The text of a raw manifest; raises ProblemsError where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise problem(where, expected="UTF-8", found=str(error)) from error


def snapshot_files(release: Release) -> dict[str, str]:
    """The snapshot's files: a canonical YAML file a manifest, and `crds.yaml` once."""
    files = {f"{stem}.yaml": yamltree.dump(list(documents)) for stem, documents in release.documents.items()}
    if release.crds:
        files["crds.yaml"] = yamltree.dump(list(release.crds))
    return files


def _edited(folder: Path, lock: Mapping[str, Mapping[str, Tree]], texts: Mapping[str, str]) -> Iterator[Problem]:
    """Files of the snapshot that are not what the program wrote."""
    locked = {f"{Path(name).stem}.yaml": entry.get("snapshot") for name, entry in lock.items()}
    shared = [("crds.yaml", entry["crds"]) for entry in lock.values() if "crds" in entry]
    for name, expected in dict([*locked.items(), *shared]).items():
        if digest(texts[name]) != expected:
            yield Problem(
                where=str(folder / name),
                expected=f"sha256 {expected}, as in its lock",
                found=digest(texts[name]),
                remedy="restore the file; python -m generator update writes it",
            )


def read_snapshot(project: str, version: str, root: Path = SNAPSHOT) -> Release:
    """The release from the snapshot in the repository; raises ProblemsError where it is missing or was edited."""
    folder = root / project / version
    lock = read_lock(folder)
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}
    texts.pop("lock.yaml", None)
    crd_variants = frozenset(Path(name).stem for name, entry in lock.items() if entry.get("crds"))
    expected = {f"{Path(name).stem}.yaml" for name in lock} | ({"crds.yaml"} if crd_variants else set())
    if set(texts) != expected:
        raise problem(
            str(folder),
            expected=f"the files {', '.join(sorted(expected))}",
            found=", ".join(sorted(texts)) or "none",
            remedy="python -m generator update",
        )
    raise_problems(_edited(folder, lock, texts))
    parsed = {name: yamltree.load_documents(text, str(folder / name)) for name, text in texts.items()}
    return Release(
        project=project,
        version=version,
        crds=tuple(parsed.pop("crds.yaml", ())),
        documents={manifest.stem: tuple(parsed[f"{manifest.stem}.yaml"]) for manifest in manifests(project)},
        crd_variants=crd_variants,
        corrections=tuple(str(line) for entry in lock.values() for line in _lines(entry.get("corrections"))),
    )


def _lines(tree: Tree) -> list[Tree]:
    return tree if isinstance(tree, list) else []


def read_lock(folder: Path) -> dict[str, dict[str, Tree]]:
    """The lock of a release in the snapshot: url, size and digests of each raw file, by its name."""
    path = folder / "lock.yaml"
    if not path.is_file():
        raise problem(
            str(folder),
            expected="a snapshot of the release",
            found="no lock.yaml",
            remedy="python -m generator update, with --flannel or --calico for another version",
        )
    [lock] = yamltree.load_documents(path.read_text(encoding="utf-8"), str(path))
    return {name: entry for name, entry in lock.items() if isinstance(entry, dict)}
