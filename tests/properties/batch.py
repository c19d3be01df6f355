"""Renders many values of a chart in one helm process: a parent chart has the chart as a dependency once for each.

What takes values by itself is told by the alias, and a refusal is printed instead of ending the process.
"""

import functools
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.base import yamltree
from generator.base.process import scratch
from generator.base.trees import Tree
from generator.releases.release import Document
from generator.settings.strict_schema import LIBRARY
from generator.tools.helm import HelmError, Install
from tests.helms import RENDERERS
from tests.rendering import HELMS

# No drawn text has this in it, and no chart.
_ALIAS = "alias-of-case-{}-"
_NUMBER = re.compile(r"alias-of-case-([0-9]+)-")
_SOURCE = re.compile(r"^---\n# Source: batch/charts/alias-of-case-([0-9]+)-/(.*)\n", re.MULTILINE)

# The refusals' last words, and the same as an object of the render.
FAILS = 'fail (join "\\n" .)'
_TELLS = 'printf "kind: Refused\\nmetadata: {name: refused}\\nsaid: %s\\n" (join "\\n" . | toJson)'
# Objects that are the same for all values, and most of the chart's text.
_LEFT_OUT = "templates/calico/crds"
# More cases than these end no helm by chance: something is wrong with the chart itself.
_ENDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The texts of what one helm renders of one case, by the file they come from; and what the chart said against it.

    `ended` is whether helm ended because of it, by the schema or in a template, which no case by chance should do.
    """

    texts: tuple[tuple[str, str], ...]
    refused: str = ""
    ended: bool = False


def prepared(chart: Path, folder: Path) -> Path:
    """A copy of a chart that prints what it refuses, without its CRDs and what no object is made of.

    The specs of the CRDs stay: Calico's resources are checked by them.
    """
    copy = folder / "cni"
    shutil.copytree(chart, copy, ignore=shutil.ignore_patterns("NOTES.txt", "*.md", "ci"))
    library = copy / "charts" / LIBRARY / "templates"
    shutil.rmtree(copy / _LEFT_OUT)
    validate = library / "_refusals.tpl"
    text = validate.read_text(encoding="utf-8")
    assert text.count(FAILS) == 1
    validate.write_text(text.replace(FAILS, _TELLS), encoding="utf-8")
    return copy


def _written(folder: Path, chart: Path, values: Mapping[int, Mapping[str, Tree]], name: str) -> Install:
    """The parent chart; of the helms the first alone checks the schema, which takes a third of the time."""
    parent = folder / "batch"
    (parent / "charts").mkdir(parents=True)
    left_out = shutil.ignore_patterns(*(() if name == HELMS[0] else ("values.schema.json",)))
    shutil.copytree(chart, parent / "charts" / chart.name, ignore=left_out)
    dependencies = [{"name": "cni", "version": "*", "alias": _ALIAS.format(number)} for number in values]
    metadata = {"apiVersion": "v2", "name": "batch", "version": "0.0.0", "dependencies": dependencies}
    (parent / "Chart.yaml").write_text(json.dumps(metadata), encoding="utf-8")
    path = folder / "values.yaml"
    given = {_ALIAS.format(number): one for number, one in values.items()}
    path.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    return Install(chart=parent, values=(path,))


def _divided(text: str) -> dict[int, list[tuple[str, str]]]:
    """The texts of each case by file, with the chart's name in the place of the alias."""
    found: dict[int, list[tuple[str, str]]] = {}
    _, *parts = _SOURCE.split(text)
    for number, file, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        plain = body.replace(_ALIAS.format(number), "cni").strip("\n") + "\n"
        found.setdefault(int(number), []).append((file, plain))
    return found


def _rendered(texts: Sequence[tuple[str, str]]) -> Rendered:
    said = [text for file, text in texts if file == "templates/validate.yaml"]
    if not said:
        return Rendered(texts=tuple(texts))
    [document] = yamltree.load_documents(said[0], "what is refused")
    return Rendered(texts=(), refused=str(document["said"]))


def render(chart: Path, cases: Mapping[int, Mapping[str, Tree]], name: str) -> dict[int, Rendered]:
    """What a helm renders of each case of a prepared chart; a case that ends the process is refused and left out."""
    waiting, ended = dict(cases), dict[int, Rendered]()
    while waiting:
        with scratch("cni-batch-") as folder:
            try:
                text = RENDERERS.template(name, _written(folder, chart, waiting, name))
            except HelmError as error:
                culprits = {int(number) for number in _NUMBER.findall(error.text)}
                if not culprits & waiting.keys() or len(ended) > _ENDED:
                    raise
                for number in culprits & waiting.keys():
                    said = "\n".join(line for line in error.text.splitlines() if _ALIAS.format(number) in line)
                    ended[number] = Rendered(texts=(), refused=said or error.text, ended=True)
                    del waiting[number]
                continue
        found = _divided(text)
        return {**ended, **{number: _rendered(found.get(number, [])) for number in waiting}}
    return ended


@functools.lru_cache(maxsize=2000)
def _parsed(text: str) -> tuple[Document, ...]:
    return tuple(yamltree.load_shared(text, "a render"))


def objects(rendered: Rendered) -> tuple[Document, ...]:
    """The objects of a case, in the order of the render; many cases share theirs, they must not be changed."""
    return tuple(document for _, text in rendered.texts for document in _parsed(text))
