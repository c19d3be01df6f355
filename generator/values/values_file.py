"""Turns settings into values.yaml and the table in VALUES.md, each value below or beside what it does."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from generator.base.trees import Tree
from generator.settings.catalogue import Catalogue
from generator.settings.setting import Section, Setting
from generator.template.scalars import scalar
from generator.values.upstream_values import UpstreamValues

_WIDTH = 100
# A short mapping or list with none in it, which stays on one line, and what its spaces are until then.
_INNERMOST, _JOINED = re.compile(r"(?:[\w-]+: )?[{[][^][{}]{1,80}[]}]"), "\N{NO-BREAK SPACE}"
# What stands for upstream's value in a row's text, and what to say where upstream has none.
_UPSTREAM = re.compile(r"\{upstream(?: else (?P<otherwise>[^}]+))?\}")


def documentation(catalogue: Catalogue, upstream: UpstreamValues) -> dict[str, str]:
    """What each value does, by path, with upstream's default in words."""

    def told(setting: Setting) -> str:
        said = f"{setting.doc} {setting.first.sentence}" if setting.first else setting.doc
        said = said.replace("{choices}", setting.kind.choices) if "{choices}" in said else said
        return _UPSTREAM.sub(lambda found: upstream.text(setting.path, found["otherwise"] or "none"), said)

    return {setting.path: told(setting) for setting in catalogue.settings}


def _comment(doc: str, indent: str) -> Iterator[str]:
    whole = _INNERMOST.sub(lambda found: found[0].replace(" ", _JOINED), doc) if "{" in doc else doc
    for line in textwrap.wrap(whole, _WIDTH - len(indent) - 2, break_on_hyphens=False, break_long_words=False):
        yield f"{indent}# {line.replace(_JOINED, ' ')}"


def _printed(default: Tree) -> str:
    return "null" if default is None else scalar(default)


def values_file(catalogue: Catalogue, docs: Mapping[str, str], heading: Sequence[str]) -> str:
    """values.yaml: every value with its default, below what it does; `heading` are its first comments."""
    lines = [*(f"# {line}" for line in heading), ""]
    sections = {row.path: row.doc for row in catalogue.rows if isinstance(row, Section)}
    open_sections: list[str] = []
    for setting in catalogue.settings:
        *parents, last = setting.path.split(".")
        pairs = zip(open_sections, parents, strict=False)
        shared = len([*takewhile(lambda pair: pair[0] == pair[1], pairs)])
        if not shared and lines[-1]:
            lines.append("")
        for depth in range(shared, len(parents)):
            indent = "  " * depth
            doc = sections.get(".".join(parents[: depth + 1]), "")
            lines += [*_comment(doc, indent), f"{indent}{parents[depth]}:"]
        open_sections = parents
        indent = "  " * len(parents)
        lines += [*_comment(docs[setting.path], indent), f"{indent}{last}: {_printed(setting.default)}"]
    return "\n".join(lines) + "\n"


def documented_values(catalogue: Catalogue, docs: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the lines of the table in VALUES.md. One line stands for all roles of images, without the defaults, which
    are each one's. `later` says where to look at what the first install made of a value.
    """
    lines: dict[str, dict[str, str]] = {}
    for setting in catalogue.settings:
        first, path, doc = setting.first, setting.path, docs[setting.path]
        if path.startswith("images."):
            path, doc = f"images.<role>.{path.rpartition('.')[2]}", doc.partition(" Default:")[0]
        later = f"first install only; lives {first.lives}: `{first.shown}`" if first else ""
        lines[path] = {"path": path, "default_text": _printed(setting.default), "doc": doc, "later": later}
    return list(lines.values())
