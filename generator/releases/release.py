"""Defines an upstream release: its objects by manifest, its CRDs once, and the image tags that were corrected."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from generator.base.trees import Tree, canonical, digest
from generator.releases.parameters import Parameter, parameters_text

Document = dict[str, Tree]


def stem_of(file: str) -> str:
    """Return the name of a manifest file without its ending, by which the manifest is known everywhere.

    That of a file in a folder ends in the folder's name.
    """
    folder, _, name = file.rpartition("/")
    return "-".join(filter(None, (name.rsplit(".", 1)[0], folder)))


def identity(document: Document) -> str:
    """Return kind and name of an object: `DaemonSet/calico-node`."""
    metadata = document.get("metadata")
    return f"{document.get('kind')}/{metadata.get('name') if isinstance(metadata, dict) else None}"


def named(documents: Iterable[Document]) -> dict[str, Document]:
    """Return objects by kind and name."""
    return {identity(document): document for document in documents}


class _Named(Struct, frozen=True, kw_only=True):
    """A release by its name."""

    project: str
    version: str

    @property
    def name(self) -> str:
        """Project and version, as people say it: `calico v3.32.1`."""
        return f"{self.project} {self.version}"


class ReleaseSpec(_Named, frozen=True, kw_only=True):
    """A release that a line needs: the project, the version, its manifest files, and files that it may lack.

    `assets` are files that upstream publishes with the release instead of in its repository. A snapshot may lack them.
    """

    files: Sequence[str]
    optional: Sequence[str] = ()
    assets: Sequence[str] = ()


class Correction(Struct, frozen=True, kw_only=True):
    """An image with the tag of another release: its place, upstream's reference, and the corrected one."""

    where: str
    image: str
    corrected: str

    def __str__(self) -> str:
        return f"{self.where}: upstream names {self.image}, corrected to {self.corrected}"


class Release(_Named, frozen=True, kw_only=True):
    """The content of an upstream release: documents and corrections by manifest, CRDs and Felix's parameters once."""

    documents: Mapping[str, tuple[Document, ...]]
    crds: tuple[Document, ...]
    crd_variants: frozenset[str]
    corrected: Mapping[str, tuple[Correction, ...]]  # only manifests that have corrections
    parameters: tuple[Parameter, ...] = ()
    parameters_file: str = ""  # the raw file that they were taken from
    raw: Mapping[str, str] = {}  # the sha256 of each raw file, by its name
    listed: tuple[str, ...] = ()  # the files in upstream's folder of manifests, none if they are not known

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Every correction, in the order of the manifests."""
        return tuple(one for corrections in self.corrected.values() for one in corrections)

    @property
    def digest(self) -> str:
        """The sha256 of everything in the release as canonical JSON."""
        texts = [canonical([{stem: list(documents) for stem, documents in self.documents.items()}, [*self.crds]])]
        return digest("".join([*texts, *([parameters_text(self.parameters)] if self.parameters else [])]))
