"""Corrects image tags of another release in an object, and reports the corrections."""

from collections.abc import Mapping

from msgspec.structs import replace

from generator.base.errors import Problem, odd_upstream, raise_problems
from generator.base.trees import Tree, show_path, submap
from generator.releases.images import Reference, parse_reference, placed_images
from generator.releases.release import Correction, Document, ReleaseSpec, identity

# The images that a release builds itself, which carry its version as tag, by the last part of their names. Others may
# stand beside them, in the same folder of the registry, with versions of their own: they stay as they are.
OWN_IMAGES: Mapping[str, frozenset[str]] = {
    "flannel": frozenset({"flannel", "mirrored-flannelcni-flannel"}),
    "calico": frozenset(
        {
            *("node", "cni", "typha", "kube-controllers", "ctl", "apiserver", "csi", "node-driver-registrar"),
            *("pod2daemon-flexvol", "dikastes", "calico"),
        }
    ),
}
# The folder of the registry, for names such as `node` that are not unique.
_FOLDERS: Mapping[str, str] = {"calico": "calico"}


def is_own(project: str, reference: Reference) -> bool:
    """Report whether the project's releases build an image."""
    folder = reference.repository.rpartition("/")[0].rpartition("/")[2]
    return reference.name in OWN_IMAGES[project] and _FOLDERS.get(project, folder) == folder


def _has_right_tag(spec: ReleaseSpec, reference: Reference) -> bool:
    """Report whether the tag is the release's own version, which an architecture or a way of building may follow."""
    untagged = bool(reference.digest) and not reference.tag
    return untagged or reference.tag == spec.version or reference.tag.startswith(f"{spec.version}-")


def _right_image(spec: ReleaseSpec, image: str) -> str:
    reference = parse_reference(image)
    right = _has_right_tag(spec, reference) or not is_own(spec.project, reference)
    return image if right else str(replace(reference, tag=spec.version))


def _replaced(tree: Tree, right: Mapping[str, str]) -> Tree:
    """Return the tree with each wrong image replaced by the right one."""
    if isinstance(tree, dict):
        return {
            key: right.get(value, value) if key == "image" and isinstance(value, str) else _replaced(value, right)
            for key, value in tree.items()
        }
    return [_replaced(item, right) for item in tree] if isinstance(tree, list) else tree


def _pinned(correction: Correction) -> Problem | None:
    """Return an image of another release that a digest pins: another tag would not make it the release's own."""
    if not parse_reference(correction.image).digest:
        return None
    expected = f"an image of the release, {correction.corrected.partition('@')[0]}"
    return odd_upstream(correction.where, expected, correction.image, "correct tag and digest in")


def correct_images(spec: ReleaseSpec, stem: str, document: Document) -> tuple[Document, list[Correction]]:
    """Return the object with the release's version as the tag of its own images, and the corrections.

    Raise ProblemsError if a digest prevents a correction.
    """
    where = f"{spec.name} > {stem} > {identity(document)}"
    corrections = [
        Correction(where=f"{where} > {show_path(at)}", image=image, corrected=right)
        for at, image in placed_images(document)
        if (right := _right_image(spec, image)) != image
    ]
    raise_problems(found for one in corrections if (found := _pinned(one)))
    replaced = _replaced(document, {one.image: one.corrected for one in corrections})
    return submap(replaced), corrections
