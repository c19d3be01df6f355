"""Lists the images that values make pods pull, and prints the list as text, JSON, a file for skopeo or a script."""

import json
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from generator.base import yamltree
from generator.base.errors import problem
from generator.base.files import read_text
from generator.base.process import scratch
from generator.base.trees import Tree, laid_over
from generator.releases.images import parse_reference, placed_images
from generator.releases.release import identity
from generator.rows.roles import role_of
from generator.tools.helm import Install
from generator.tools.renderer import Renderers, renderers

# The values that give images other names than upstream's.
_MIRRORS = ("imageMirror", "global")


class Pulled(Struct, frozen=True, order=True):
    """An image: the name by which pods pull it, its name without a mirror, and the roles that have it."""

    image: str
    source: str
    roles: tuple[str, ...] = ()


def _merged(values: Sequence[Path]) -> dict[str, Tree]:
    """Return the values of several files as one tree."""
    merged: Tree = {}
    for path in values:
        for document in yamltree.load(read_text(path), str(path)):
            merged = laid_over(merged, document)
    return merged if isinstance(merged, dict) else {}


def _rendered(helms: Renderers, chart: Path, values: Sequence[Path], kubernetes: str | None) -> list[tuple[str, str]]:
    """Return the images of a render with their roles, in its order."""
    text = helms.template("helm4", Install(chart=chart, values=tuple(values)), kube_version=kubernetes)
    return [
        (role_of(identity(document), steps[:-1]), image)
        for document in yamltree.load_shared(text, "helm4 template")
        for steps, image in placed_images(document)
    ]


def pulled(chart: Path, choices: Iterable[Sequence[Path]], kubernetes: str | None = None) -> list[Pulled]:
    """Return each image of the chart with each choice of value files, for a Kubernetes version.

    Raise HelmError if helm refuses the values.
    """
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    with scratch("cni-images-") as folder, renderers() as helms:
        no_mirror = folder / "no-mirror.yaml"
        for values in choices:
            images = sources = _rendered(helms, chart, values, kubernetes)
            merged = _merged(values)
            if not merged.keys().isdisjoint(_MIRRORS):
                bare = {key: value for key, value in merged.items() if key not in _MIRRORS}
                no_mirror.write_text(yamltree.dump([bare]), encoding="utf-8")
                sources = _rendered(helms, chart, [no_mirror], kubernetes)
            for (role, image), (_, source) in zip(images, sources, strict=True):
                found[image, source] |= {role} - {""}
    return sorted(Pulled(*names, tuple(sorted(roles))) for names, roles in found.items())


def images_text(images: Sequence[Pulled]) -> str:
    """Return one image a line, as pods pull it."""
    return "\n".join(dict.fromkeys(one.image for one in images))


def images_json(images: Sequence[Pulled]) -> str:
    """Return the images as a JSON list, each with its name without a mirror and with its roles."""
    return json.dumps([asdict(one) for one in images], indent=2)


def images_skopeo(images: Sequence[Pulled]) -> str:
    """Return the file for `skopeo sync --src yaml`: tags or digests by registry and path, without a mirror."""
    registries: defaultdict[str, defaultdict[str, list[Tree]]] = defaultdict(lambda: defaultdict(list))
    references = {parse_reference(one.source) for one in images}
    for host, path, version in sorted({(one.host, one.path, one.version or "latest") for one in references}):
        registries[host][path].append(version)
    heading = (
        "# For imageMirror.mode: flat, run skopeo sync --src yaml --dest docker FILE MIRROR with this file; for\n"
        "# prefix add --scoped; for replace use the script that --script prints.\n"
    )
    return heading + yamltree.dump([{host: {"images": dict(paths)} for host, paths in registries.items()}]).rstrip("\n")


def _copies(images: Sequence[Pulled]) -> Iterator[str]:
    """The command for each image: skopeo takes no name with a tag and a digest, of which the target has the tag."""
    for one in images:
        source, target = parse_reference(one.source), parse_reference(one.image)
        pinned = replace(source, tag="") if source.digest else source
        tagged = replace(target, digest="") if target.tag else target
        names = (shlex.quote(f"docker://{name}") for name in (pinned, tagged))
        yield f"skopeo copy --all --preserve-digests {' '.join(names)}"


def images_script(images: Sequence[Pulled]) -> str:
    """Return a shell script that copies each image to the place where the values make pods pull it.

    Raise ProblemsError if the values name no mirror.
    """
    copied = [one for one in images if one.image != one.source]
    if not copied:
        raise problem(
            "imageMirror.mode",
            expected="a mirror that images are copied to",
            found="none",
            remedy="set imageMirror in the values, and name the file with -f",
        )
    return "\n".join(
        ["#!/bin/sh", "# Copies the images of the chart cni to their mirror.", "set -eu", *_copies(copied)]
    )
