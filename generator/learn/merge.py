"""Merges the documents of all variants of a project into one tree whose nodes know which variants have them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

from msgspec import Struct

from generator.base.errors import problem
from generator.base.trees import LIST_KEYS, Tree, canonical, is_json, show_place
from generator.learn.orders import OrderConflictError, merge_orders, numbered

Presence = frozenset[str]


class Leaf(Struct, frozen=True, kw_only=True):
    """A scalar, `{}` or `[]`."""

    presence: Presence
    value: Tree


class Branch(Struct, frozen=True, kw_only=True):
    """A mapping or a list: children by key or by what identifies the item, in an order that all variants agree on."""

    presence: Presence
    is_list: bool
    children: tuple[tuple[str, "Merged"], ...]


class MergedText(Struct, frozen=True, kw_only=True):
    """A text of several lines, merged line by line: each line with the variants that have it."""

    presence: Presence
    lines: tuple[tuple[str, Presence], ...]


class Alternatives(Struct, frozen=True, kw_only=True):
    """Values that differ between variants. The sets of variants are disjoint, and together they are the node's."""

    presence: Presence
    options: tuple["Merged", ...]


Merged = Leaf | Branch | MergedText | Alternatives


def list_identities(key: str, items: Sequence[Tree]) -> list[str]:
    """Return what identifies each item of the list under `key`. Repeated items get the numbers `#2`, `#3`."""
    fields = LIST_KEYS.get(key, ())
    keyed = fields and all(isinstance(item, dict) and any(field in item for field in fields) for item in items)
    names: list[str] = []
    for item in items:
        if keyed and isinstance(item, dict):
            parts = [item[field] for field in fields if field in item]
            names.append(" ".join(part if isinstance(part, str) else canonical(part) for part in parts))
        else:
            names.append(item if isinstance(item, str) else canonical(item))
    return [f"{name}#{number + 1}" if number else name for name, number in numbered(names)]


def _merge_lines(texts: Mapping[str, str]) -> MergedText | None:
    """Return the texts merged by line, or None if that reads worse than one text after the other."""
    orders = {variant: numbered(text.split("\n")) for variant, text in texts.items()}
    ends = {text[len(text.rstrip("\n")) :] for text in texts.values()}
    printable = all(line.replace("\t", " ").isprintable() for order in orders.values() for line, _ in order)
    if ends not in ({""}, {"\n"}) or not printable:
        return None
    try:
        merged = merge_orders(list(orders.values()))
    except OrderConflictError:
        return None
    lines = [(line[0], frozenset(variant for variant, order in orders.items() if line in order)) for line in merged]
    switches = sum(1 for (_, one), (_, two) in pairwise(lines) if one != two)
    if 2 * switches > len(lines):
        return None
    return MergedText(presence=frozenset(texts), lines=tuple(lines))


def _merge_differing(values: Mapping[str, Tree], at: tuple[str, ...]) -> Merged:
    """Merge values that are neither all mappings nor all lists."""
    groups: dict[str, dict[str, Tree]] = {}
    for variant, value in values.items():
        kind = "mapping" if isinstance(value, dict) and value else "list" if isinstance(value, list) and value else None
        text = f'"{value}' if isinstance(value, str) else canonical(value)
        groups.setdefault(kind or text, {})[variant] = value
    if len(groups) == 1:
        return Leaf(presence=frozenset(values), value=next(iter(values.values())))
    texts = {variant: value for variant, value in values.items() if isinstance(value, str) and "\n" in value}
    is_mergeable = len(texts) == len(values) and not all(map(is_json, texts.values()))
    if is_mergeable and (lines := _merge_lines(texts)):
        return lines
    return Alternatives(presence=frozenset(values), options=tuple(merge_values(group, at) for group in groups.values()))


def _order(orders: list[list[str]], at: tuple[str, ...], variants: Sequence[str]) -> list[str]:
    try:
        return merge_orders(orders)
    except OrderConflictError as error:
        raise problem(
            show_place(at),
            expected=f"one order of the list in {', '.join(variants)}",
            found=f"orders that contradict each other at {error}",
            remedy="give the list a key in LIST_KEYS or render the variants apart",
        ) from error


def _merge_keyed(keyed: Mapping[str, Mapping[str, Tree]], *, is_list: bool, at: tuple[str, ...]) -> Branch:
    orders = [list(children) for children in keyed.values()]
    if is_list:
        merged = _order(orders, at, list(keyed))
    else:  # the order of a mapping means nothing, so that a conflict does not matter
        merged = list(dict.fromkeys(key for order in orders for key in order))
        with suppress(OrderConflictError):
            merged = merge_orders(orders)
    children = tuple(
        (key, merge_values({variant: tree[key] for variant, tree in keyed.items() if key in tree}, (*at, key)))
        for key in merged
    )
    return Branch(presence=frozenset(keyed), is_list=is_list, children=children)


def merge_values(values: Mapping[str, Tree], at: tuple[str, ...] = ()) -> Merged:
    """Merge into one node the values that the variants (the keys) have at the path `at`."""
    mappings = {variant: value for variant, value in values.items() if isinstance(value, dict) and value}
    if len(mappings) == len(values):
        return _merge_keyed(mappings, is_list=False, at=at)
    lists = {variant: value for variant, value in values.items() if isinstance(value, list) and value}
    if len(lists) == len(values):
        keyed = {
            variant: dict(zip(list_identities(at[-1] if at else "", items), items, strict=True))
            for variant, items in lists.items()
        }
        return _merge_keyed(keyed, is_list=True, at=at)
    return _merge_differing(values, at)
