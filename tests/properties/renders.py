"""Renders the chart for many values: what stands in which file, or what the chart's rules said."""

import functools
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from generator.base import yamltree
from generator.releases.release import Document
from generator.tools.helm import HelmError
from tests.helms import template
from tests.rendering import Values, as_yaml

_SOURCE = re.compile(r"^---\n# Source: cni/(.*)\n", re.MULTILINE)
_REFUSED = re.compile(r"Error: execution error at \(cni/templates/validate\.yaml:[\d:]+\): (.*)\n\nUse --", re.DOTALL)


class Rendered(Struct, frozen=True, kw_only=True):
    """The texts of what one helm renders of one case, by the file they come from; and what was said against it.

    `ended` is whether it was not the chart's rules that said so, but the schema or a template, which no case by chance
    should come to.
    """

    texts: tuple[tuple[str, str], ...] = ()
    refused: str = ""
    ended: bool = False


def prepared(chart: Path, folder: Path) -> Path:
    """Return a copy of a chart without the objects of its CRDs, which are the same for all values, and most of its
    text.

    Their specs stay: Calico's resources are checked by them.
    """
    copy = shutil.copytree(chart, folder / "cni", ignore=shutil.ignore_patterns("*.md", "ci"))
    shutil.rmtree(copy / "templates" / "calico" / "crds")
    return copy


def render(chart: Path, values: Values, name: str) -> Rendered:
    """Return what a helm renders of values, or why it does not."""
    try:
        text = template(name, chart, as_yaml(values))
    except HelmError as error:
        told = _REFUSED.match(error.text)
        return Rendered(refused=told[1] if told else error.text, ended=told is None)
    _, *parts = _SOURCE.split(text)
    # helm 3 leaves out the empty line at the end of a file.
    texts = (part.rstrip("\n") + "\n" for part in parts[1::2])
    return Rendered(texts=tuple(zip(parts[::2], texts, strict=True)))


@functools.lru_cache(maxsize=2000)
def _parsed(text: str) -> tuple[Document, ...]:
    return tuple(yamltree.load_shared(text, "a render"))


def objects(rendered: Rendered) -> tuple[Document, ...]:
    """Return the objects of a case, in the order of the render; many cases share theirs, they must not be changed."""
    texts: Sequence[str] = [text for _, text in rendered.texts]
    return tuple(document for text in texts for document in _parsed(text))
