"""Turns YAML text into manifest trees and back; the only module that knows PyYAML."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from generator.base.errors import Problem, ProblemsError, odd_upstream, problem
from generator.base.trees import DEEPEST, TOO_DEEP, Tree, digest

if not yaml.__with_libyaml__:  # pragma: no cover
    raise ImportError("PyYAML was built without libyaml: install a PyYAML wheel for this platform")

# A sign of an anchor or alias. A hit is checked exactly, so that prose in a description only costs a second scan.
_ANCHOR_SIGN = re.compile(r"(?:^|[\s,:\[{-])[&*][\w-]", re.MULTILINE)
# Strings that some YAML 1.1 or 1.2 reader would turn into a number, a boolean, a null or a date; Go's reader drops
# every underscore before it looks for a number, so they are matched without them, too.
_RETYPED = re.compile(
    r"(?:~|null|y|n|yes|no|on|off|true|false|\.nan|[-+]?\.inf|=|<<"
    r"|[-+]?[0-9][0-9_,.:]*(?:e[-+]?[0-9]+)?|[-+]?\.[0-9_]+(?:e[-+]?[0-9]+)?"
    r"|[-+]?0[xob][-+]?[0-9a-f_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[0-9.]+e[-+]?[0-9]+)",
    re.IGNORECASE,
)
# Numbers, booleans and nulls that all readers agree on. In Kubernetes' YAML 1.1, 0400 is a number.
_EVERYWHERE = re.compile(r"~|null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|0[0-7]{3}", re.IGNORECASE)
# Addresses and versions start as numbers do, but all readers take them for texts: no number has two points.
_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+){2,}")
_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./@+-]*(?:[:][A-Za-z0-9_./@+-]+)*")

# libyaml composes by recursion in C, where too deep a recursion ends the process.
_TOO_DEEP_FOR_LIBYAML = "maximum nesting depth"  # the message of newer versions, which refuse it before we can

_SHOWN = 40

# A line at which a document of a stream ends for certain.
_BETWEEN = re.compile(r"^---\n", re.MULTILINE)
# The number of remembered documents: more than the renders of one line's scenarios hold.
_REMEMBERED = 4096

# The types of JSON, and so of Kubernetes. `!!binary`, `!!set` and the like are refused.
_JSON_TAGS = frozenset({f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map")})


# What is wrong with a value that cannot be read as its stated type, or as the type that it looks like.
_READABLE = {"bool": "boolean", "int": "whole number", "float": "number"}


class _UnreadableError(yaml.constructor.ConstructorError):
    """A value is not of the type of its tag, or has a tag that JSON does not have."""


class _Loader(yaml.CSafeLoader):
    """A CSafeLoader that reads only what JSON has, too, and refuses documents which are nested too deep, before it
    composes them.

    It calls the two methods about resolvers around each node. They replace those for path resolvers, which SafeLoader
    does not have.
    """

    depth = 0

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:  # noqa: ARG002 - PyYAML gives it
        self.depth += 1
        if self.depth > DEEPEST:
            mark = parent.start_mark if parent else None
            raise yaml.composer.ComposerError(None, None, TOO_DEEP, mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value) or not set(map(type, mapping)) <= {str}:
            _refuse_keys(node)
        return mapping

    def construct_finite(self, node: yaml.ScalarNode) -> float:
        """Return a number; JSON has no infinity."""
        number: float = self.construct_yaml_float(node)
        if not math.isfinite(number):
            raise yaml.constructor.ConstructorError(None, None, f"{node.value}, no finite number", node.start_mark)
        return number

    def construct_whole(self, node: yaml.ScalarNode) -> int:
        """Return a whole number of 64 bits; no reader of manifests holds more."""
        number: int = self.construct_yaml_int(node)
        if not -(2**63) <= number < 2**64:
            raise ValueError(node.value)
        return number

    def construct_unknown(self, node: yaml.Node) -> None:
        """Refuse a value that JSON does not have."""
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        raise _UnreadableError(None, None, f"the tag {tag}, which JSON has not", node.start_mark)


def _readable(construct: Callable[[Any, yaml.ScalarNode], Any], what: str) -> Callable[[Any, yaml.ScalarNode], Any]:
    """Wrap a constructor so that it tells where it cannot read a value."""

    def read(loader: _Loader, node: yaml.ScalarNode) -> Any:
        try:
            return construct(loader, node)
        except (ValueError, LookupError) as error:
            found = f"{node.value[:_SHOWN]!r}, no {what} that can be read"
            raise _UnreadableError(None, None, found, node.start_mark) from error

    return read


_Loader.yaml_constructors = {
    tag: made for tag, made in yaml.CSafeLoader.yaml_constructors.items() if tag in {*_JSON_TAGS, None}
} | {"tag:yaml.org,2002:float": _Loader.construct_finite, "tag:yaml.org,2002:int": _Loader.construct_whole}
_Loader.add_constructor(None, _Loader.construct_unknown)
for _name, _what in _READABLE.items():
    _tag = f"tag:yaml.org,2002:{_name}"
    _Loader.yaml_constructors[_tag] = _readable(_Loader.yaml_constructors[_tag], _what)

# Kubernetes reads YAML as JSON, which has no dates.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@cache
def reader() -> str:
    """Return a digest of the YAML reader: if it differs, the reader may read the same text differently, or refuse
    it.
    """
    return digest(f"{yaml.__version__} {Path(__file__).read_text(encoding='utf-8')}")


def _refuse_keys(node: yaml.MappingNode) -> None:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if key.tag != "tag:yaml.org,2002:str":
            raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} is not a string", key.start_mark)
        if key.value in seen:
            message = f"duplicate key {key.value!r}, first on line {seen[key.value]}"
            raise yaml.constructor.ConstructorError(None, None, message, key.start_mark)
        seen[key.value] = line


def parts(text: str) -> list[str]:
    """Return the documents of the stream as texts, most of them one by one."""
    return _BETWEEN.split(text)


def _refuse_aliases(text: str, where: str) -> None:
    if not _ANCHOR_SIGN.search(text):
        return
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise problem(
                f"{where} line {event.start_mark.line + 1 if event.start_mark else 0}",
                expected="plain YAML",
                found=f"the anchor or alias {getattr(event, 'anchor', '')!r}",
                remedy="write the value out",
            )


def load(text: str, where: str) -> list[Tree]:
    """Return all documents of a YAML stream without empty ones. Raise ProblemsError for anything ambiguous."""
    try:
        _refuse_aliases(text, where)
        return [document for document in yaml.load_all(text, _Loader) if document is not None]
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        found = str(error.problem or error.context).removeprefix("found ")
        if _TOO_DEEP_FOR_LIBYAML in found:
            found = TOO_DEEP
        remedy = "write a plain value there, or a quoted one" if isinstance(error, _UnreadableError) else ""
        raise problem(f"{where}{line}", expected="valid YAML", found=found, remedy=remedy) from error
    except yaml.YAMLError as error:
        raise problem(where, expected="valid YAML", found=str(error).replace("\n", " ")) from error


def _ambiguous(text: str, where: str) -> Iterator[Problem]:
    for event in yaml.parse(text, yaml.CSafeLoader):
        if not isinstance(event, yaml.ScalarEvent) or event.style or event.tag or is_plain(event.value):
            continue
        same = _EVERYWHERE.fullmatch(event.value) or _DOTTED.fullmatch(event.value)
        if _RETYPED.fullmatch(event.value) and not same:
            at = f"{where} line {event.start_mark.line + 1 if event.start_mark else 0}"
            expected = "a scalar that every reader takes for the same"
            yield odd_upstream(at, expected, f"an unquoted {event.value}", "quote it in")


@lru_cache(maxsize=_REMEMBERED)
def _is_ambiguous(part: str) -> bool:
    """Report whether a document may be ambiguous. One that cannot be read alone may be."""
    try:
        return any(_ambiguous(part, ""))
    except yaml.YAMLError:
        return True


def refuse_ambiguous(text: str, where: str) -> list[Problem]:
    """Raise a problem for each unquoted scalar that PyYAML and another reader of YAML disagree about: whether it is a
    number, a boolean or a date.
    """
    return list(_ambiguous(text, where)) if any(map(_is_ambiguous, parts(text))) else []


def load_documents(text: str, where: str) -> list[dict[str, Tree]]:
    """Return the Kubernetes objects of a YAML stream. Raise ProblemsError if a document is not a mapping."""
    return mappings(load(text, where), where)


def mappings(trees: Iterable[Tree], where: str) -> list[dict[str, Tree]]:
    """Return documents as mappings. Raise ProblemsError if one is none."""
    documents: list[dict[str, Tree]] = []
    for number, document in enumerate(trees, 1):
        if not isinstance(document, dict):
            raise problem(f"{where} document {number}", expected="a mapping", found=type(document).__name__)
        documents.append(document)
    return documents


@lru_cache(maxsize=_REMEMBERED)
def _loaded(part: str) -> tuple[Tree, ...]:
    return tuple(load(part, ""))


def load_shared(text: str, where: str) -> list[dict[str, Tree]]:
    """Return the same as `load_documents`. A document whose text was read before is not read again, and must not be
    changed.

    Renders and the manifests of one release hold the same CRDs many times. Raise ProblemsError as `load_documents`
    does.
    """
    try:
        trees = [tree for part in parts(text) for tree in _loaded(part)]
    except ProblemsError:
        return load_documents(text, where)  # which knows the line
    return mappings(trees, where)


@lru_cache(maxsize=8192)
def is_plain(text: str) -> bool:
    """Report whether every YAML reader takes the unquoted text for this very string."""
    forms = (text, text.replace("_", ""))
    return bool(_PLAIN.fullmatch(text)) and not any(_RETYPED.fullmatch(form) for form in forms)


class _Dumper(yaml.CSafeDumper):
    """CSafeDumper that quotes what another reader could retype and never writes an alias."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _represent_string(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = None if is_plain(text) else "|" if "\n" in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_string)


def dump(documents: list[Tree]) -> str:
    """Return the documents as canonical YAML in block style, keys in the order given."""
    text: str = yaml.dump_all(
        documents, Dumper=_Dumper, explicit_start=True, sort_keys=False, allow_unicode=True, width=2**20
    )
    return text
