"""How much of what is being sent the server holds in memory at once, over all requests.

Each request has a cap of its own; a few hundred of them together would still be more than a small machine has. Refuses
(503) what comes while there is no room: it can be sent again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from inspections.errors import Code, Exit, M, Problem, UserError


@dataclass
class Room:
    """Room for so many bytes."""

    bytes_max: int
    _held: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def held(self) -> int:
        """How many bytes are held now."""
        return self._held

    @contextmanager
    def guest(self) -> Iterator[Callable[[int], None]]:
        """Hand out what asks for more bytes, and give all of them back at the end.

        What is handed out raises UserError (exit 5) when there is no room for so many.
        """
        mine = 0

        def more(count: int) -> None:
            nonlocal mine
            with self._lock:
                if self._held + count > self.bytes_max:
                    raise UserError(_full(), exit=Exit.TRY_AGAIN)
                self._held += count
                mine += count

        try:
            yield more
        finally:
            with self._lock:
                self._held -= mine


def _full() -> Problem:
    what = M("服务器正在收很多内容，暂时收不下")
    return Problem(code=Code.STORE_BUSY, what=what, remedy=M("过一会儿再试"))
