"""Cuts what the chart refuses into parts, each with the sections of values that it reads.

The chart parses a part where one of its sections differs from its defaults. With the defaults of all its sections, no
part finds a problem, whatever the plugin is.
"""

import json
import re
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from generator.base.trees import Tree, below, digest, submap
from generator.refusals.names_taken import ExtendedWorkload
from generator.refusals.rules import Unread
from generator.refusals.text_formats import FormatRule
from generator.rows.spellings import Spelling
from generator.settings.setting import sections_of
from generator.template.wrapping import WIDTH, in_lines, operands

# How many digits of a digest the chart compares.
DIGITS = 16
# The section of what is read with every value that differs.
_ANY = frozenset({"any"})
_START = "{{- /* Sections: "

_CUT = "calico"
_NAMED = re.compile(r'\.Values\.([A-Za-z0-9_.]+)|get \.Values "([^"]+)"|(\$[a-z][A-Za-z0-9]*)|"(cni\.[A-Za-z0-9.]+)"')
# Tests of one value, and whether they fail with its default; the literal is empty where there is none.
_VALUE = r"\.Values\.([A-Za-z0-9_.]+)"
_FAILS: Mapping[str, Callable[[Tree, str], bool]] = {
    _VALUE: lambda default, _: not default,
    f"not {_VALUE}": lambda default, _: bool(default),
    rf'not \(kindIs "invalid" {_VALUE}\)': lambda default, _: default is None,
    f'kindIs "bool" {_VALUE}': lambda default, _: not isinstance(default, bool),
    f'eq {_VALUE} "([^"]*)"': lambda default, literal: default != literal,
}
_DEFINITION = re.compile(r'\{\{-? define "([^"]+)" -?\}\}(.*?)(?=\{\{-? define "|\Z)', re.DOTALL)


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that is refused, as statements of the template language, and the sections that they read."""

    sections: frozenset[str]
    text: str


def section(path: str) -> str:
    """The section of a value: what stands at the top of the values, or right below `calico`, the widest of them."""
    first, *deeper = path.split(".")
    return f"{first}.{deeper[0]}" if first == _CUT and deeper else first


def sections_of_values(values: Mapping[str, Tree]) -> dict[str, Tree]:
    """The defaults of each section but the plugin."""
    others = {name: value for name, value in values.items() if name not in {"plugin", _CUT}}
    return {**others, **{f"{_CUT}.{name}": value for name, value in submap(values[_CUT]).items()}}


def definitions(texts: Iterable[str]) -> dict[str, str]:
    """The named templates in some texts."""
    return {name: body for text in texts for name, body in _DEFINITION.findall(text)}


class Reader(Struct, frozen=True, kw_only=True):
    """Tells which sections a text reads: `values` are the defaults, `named` the texts of templates and of variables."""

    values: dict[str, Tree]
    named: Mapping[str, str]

    @property
    def sections(self) -> frozenset[str]:
        """The sections below `calico`."""
        return frozenset(name for name in sections_of_values(self.values) if name.startswith(_CUT))

    def read(self, text: str) -> frozenset[str]:
        """The sections but the plugin that a text reads, itself and through templates and variables that it names."""
        found: set[str] = set()
        texts = {"": text}
        pending = [""]
        while pending:
            said = texts[pending.pop()].replace("$calico.", f".Values.{_CUT}.")
            for value, got, *names in _NAMED.findall(said):
                if path := (value or got).rstrip("."):
                    found |= {section(path)} if path != _CUT else {*self.sections}
                for name in names:
                    if name in self.named and name not in texts:
                        texts[name] = self.named[name]
                        pending.append(name)
        return frozenset(found - {"plugin"})

    def _fails(self, test: str) -> bool:
        """Whether a test of one value fails with its default."""
        for pattern, fails in _FAILS.items():
            if found := re.fullmatch(pattern, test):
                path, *literal = found.groups()
                default = below(self.values, *path.split("."))
                return path != "plugin" and fails(default, "".join(literal))
        return False

    def deciding(self, test: str) -> frozenset[str]:
        """The sections without a change in which a test fails: the fewest that one of its conditions reads, or all."""
        conditions = [one.removeprefix("(").removesuffix(")") if one[0] == "(" else one for one in operands(test)]
        failing = conditions[1:] if conditions[0] == "and" else [test]
        read = [self.read(one) for one in failing if self._fails(one.replace("$calico.", f".Values.{_CUT}."))]
        return min(read, key=len, default=self.read(test)) or _ANY


def _heading(sections: Iterable[str]) -> str:
    return f"{_START}{textwrap.fill(' '.join(sorted(sections)), WIDTH - len(_START), break_on_hyphens=False)} */ -}}}}"


def parts(found: Iterable[Entry]) -> str:
    """The entries that read the same sections as one part, the parts in the order of their first entries."""
    groups: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for entry in found:
        groups[entry.sections].append(entry.text)
    text = "\n".join("\n".join([_heading(read), *texts, ""]) for read, texts in groups.items())
    return text.replace(f".Values.{_CUT}.", f"${_CUT}.")


def _appended(name: str, item: str) -> str:
    """The statement that puts an item into a list."""
    return in_lines(f"{{{{- ${name} = append ${name} (list {item}) }}}}")


def misspelt(rows: Sequence[Spelling], paths: frozenset[str]) -> Iterator[Entry]:
    """The names that people write in the place of ours, by the sections that would hold them."""
    ours = {one for path in paths for one in sections_of(path)}
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        holder = next((one for one in reversed(sections_of(row.theirs)) if one in ours), "")
        names[holder][row.theirs.removeprefix(f"{holder}.").partition(".")[0]] = None
    for holder, found in names.items():
        picked = f".Values{'.' if holder else ''}{holder} {' '.join(map(json.dumps, found))}"
        text = in_lines(f"{{{{- $misspelt = concat $misspelt (keys (pick {picked})) }}}}")
        yield Entry(sections=_ANY if holder in {"", _CUT} else frozenset({section(holder)}), text=text)


def malformed(rules: Sequence[FormatRule]) -> Iterator[Entry]:
    """The forms of texts."""
    for rule in rules:
        form, values = rule.text_format, " ".join(f'"{path}" {value}' for path, value in rule.values)
        said = f"{json.dumps(form.what, ensure_ascii=False)} `{rule.pattern}` {form.longest} (dict {values})"
        read = frozenset(section(path) for path, _ in rule.values)
        yield Entry(sections=read, text=_appended("forms", f"{said}{' true' if form.secret else ''}"))


def _lines(group: Unread) -> Iterator[tuple[str, list[str]]]:
    """The lines of a group by the section that they read: the path of a section of values, and names in it."""
    rows = [
        (section(f"{holder}.{name}".removeprefix("..").partition("=")[0]), holder, "=" in name, name)
        for holder, names in group.names.items()
        for name in names
    ]
    for read, found in groupby(rows, key=itemgetter(0)):
        lines: list[str] = []
        for (holder, _), names in groupby(found, key=itemgetter(1, 2)):
            text = " ".join(name for *_, name in names)
            lines += (f"{holder} {line}" for line in textwrap.wrap(text, WIDTH - len(holder), break_on_hyphens=False))
        yield read, lines


def unread(groups: Iterable[Unread]) -> Iterator[Entry]:
    """Values without an effect, by where and by their sections."""
    for group in groups:
        for name, lines in _lines(group):
            text = (
                in_lines(f"{{{{- if {group.test} }}}}"),
                "{{- $unread = append $unread (list",
                in_lines(group.words, "  "),
                "  `" + "\n".join(lines) + "`",
                ") }}",
                "{{- end }}",
            )
            yield Entry(sections=frozenset({name}), text="\n".join(text))


def workloads(found: Iterable[ExtendedWorkload]) -> Iterator[Entry]:
    """The workloads that take further items for their lists."""
    for one in found:
        lists = " ".join(f'"{name}" (list "{path}" .Values.{path})' for name, path in one.containers.items())
        text = _appended("workloads", f'"{one.path}" .Values.{one.path} "{one.file}" (dict {lists})')
        yield Entry(sections=frozenset({section(one.path)}), text=text)


def _without_null(tree: Tree) -> Tree:
    if not isinstance(tree, dict):
        return "" if tree is None else tree
    return {name: _without_null(value) for name, value in tree.items() if value is not None}


def _digests(tree: Tree) -> list[str]:
    """The digests of a tree in JSON as Go prints it: with what is null, as helm 3 has it, and without, as helm 4."""
    escapes = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
    trees = (tree, _without_null(tree))
    texts = (json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in trees)
    return [*dict.fromkeys(digest(text.translate(escapes))[:DIGITS] for text in texts)]


def default_digests(values: Mapping[str, Tree]) -> list[str]:
    """The digests of all values but the plugin."""
    return _digests({name: value for name, value in values.items() if name != "plugin"})


def section_lines(values: Mapping[str, Tree], text: str) -> str:
    """A line a section: its name, the numbers of the parts of the text that read it, the digests of its defaults."""
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for number, part in enumerate(text.split(_START)[1:]):
        for name in part.partition(" */")[0].split():
            numbers[name].append(f"{number:03}")
    rows = {"any": [], **{name: _digests(value) for name, value in sections_of_values(values).items()}}
    lines = (f"{name} {','.join(numbers[name])} {' '.join(digests)}" for name, digests in rows.items() if numbers[name])
    return "".join(f"{line.rstrip()}\n" for line in lines)
