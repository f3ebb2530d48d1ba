"""Bytes that are made once and kept for whoever asks next. Refuses to keep more than its room: the last used stay."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Kept(Generic[K]):
    """Bytes by key, up to `room` bytes of them; `weight` counts what a key takes besides."""

    def __init__(self, room: int, weight: Callable[[K], int] = lambda _: 0) -> None:
        self._room = room
        self._weight = weight
        self._made: OrderedDict[K, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def of(self, key: K, make: Callable[[], bytes]) -> bytes:
        """Return the bytes of a key; they are made unless they are kept."""
        with self._lock:
            if (known := self._made.get(key)) is not None:
                self._made.move_to_end(key)
                return known
        made = make()
        with self._lock:
            if key not in self._made:
                self._made[key] = made
                self._size += self._weight(key) + len(made)
            while self._size > self._room:
                gone, bytes_ = self._made.popitem(last=False)
                self._size -= self._weight(gone) + len(bytes_)
        return made
