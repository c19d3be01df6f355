"""Orders are merged into one that keeps each of them, or the contradiction is named."""

from itertools import pairwise

import pytest

from generator.learn.orders import OrderConflictError, merge_orders, numbered

MERGED = {
    "one order": (["ab"], "ab"),
    "equal orders": (["ab", "ab"], "ab"),
    "a key at the end": (["ab", "abc"], "abc"),
    "a key in the middle stands behind its predecessor": (["acd", "abcd"], "abcd"),
    "a key at the front": (["bc", "abc"], "abc"),
    "two keys at one place, in the order of the orders": (["ad", "abd", "acd"], "acbd"),
    "no key in common": (["ab", "cd"], "cdab"),
    "an empty order": (["", "ab"], "ab"),
    "a later order that moves an earlier key": (["xb", "bc", "xc"], "xbc"),
    "orders of which only the third connects the first two": (["ab", "cd", "bc"], "abcd"),
}
CONFLICTS = {
    "two keys swapped": (["ab", "ba"], "a, b"),
    "keys behind the contradiction are not named": (["abcx", "bacx"], "a, b"),
    "a ring of three": (["ab", "bc", "ca"], "c, a, b"),
}


@pytest.mark.parametrize(("orders", "merged"), MERGED.values(), ids=MERGED.keys())
def test_orders_are_merged(orders: list[str], merged: str) -> None:
    found = merge_orders([list(order) for order in orders])
    for order in orders:
        assert all(found.index(one) < found.index(two) for one, two in pairwise(order))
    assert "".join(found) == merged


@pytest.mark.parametrize(("orders", "keys"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_a_contradiction_names_its_keys(orders: list[str], keys: str) -> None:
    with pytest.raises(OrderConflictError) as caught:
        merge_orders([list(order) for order in orders])
    assert sorted(str(caught.value).split(", ")) == sorted(keys.split(", "))


def test_repeated_keys_are_numbered() -> None:
    assert numbered("abca") == [("a", 0), ("b", 0), ("c", 0), ("a", 1)]
