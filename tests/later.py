"""Defers work until it is needed: mappings that are made at the first look, so that an import builds nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Later(Mapping[Key, Value]):
    """What a function makes; with `keys`, which are known before, only what they lead to is made later."""

    def __init__(self, make: Callable[[], Mapping[Key, Value]], keys: Iterable[Key] | None = None) -> None:
        self._made = cache(make)
        self._keys = None if keys is None else dict.fromkeys(keys)

    def __getitem__(self, key: Key) -> Value:
        return self._made()[key]

    def __contains__(self, key: object) -> bool:
        return key in (self._made() if self._keys is None else self._keys)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._made() if self._keys is None else self._keys)

    def __len__(self) -> int:
        return len(self._made() if self._keys is None else self._keys)
