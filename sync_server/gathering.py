"""Work that comes while other work is under way is gathered, and done together by whoever's turn is next.

One commit to the disk costs as much for twenty pushes as for one. Whoever comes while nobody works does the work at
once: nobody waits for company. Refuses to lose anybody: each gets the result, or the error, of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Sequence[T]], Sequence[R | BaseException]]


@dataclass
class _Ticket(Generic[T, R]):
    item: T
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    result: R | None = None
    error: BaseException | None = None


class Gathering(Generic[T, R]):
    """Hands items on in the order in which they came, at most `most` at a time; one thread works at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._queue: list[_Ticket[T, R]] = []
        self._busy = False

    def do(self, item: T, work: Work[T, R]) -> R:
        """Return the result of an item. Raises its error.

        `work` returns a result or an error for each item that it is given; of those who wait one does it for all.
        """
        ticket: _Ticket[T, R] = _Ticket(item)
        with self._lock:
            self._queue.append(ticket)
            ticket.leads, self._busy = not self._busy, True
        if not ticket.leads:
            ticket.woken.wait()
        if ticket.leads:
            self._lead(work)
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]

    def _lead(self, work: Work[T, R]) -> None:
        """Work for those who are waiting, this thread's own item first, and hand the turn on."""
        with self._lock:
            batch, self._queue = self._queue[: self._most], self._queue[self._most :]
        try:
            results: Sequence[R | BaseException] = work([ticket.item for ticket in batch])
            assert len(results) == len(batch), "an answer for each"
        except BaseException as error:  # noqa: BLE001  (raised again in each thread that waits for it)
            results = [error] * len(batch)
        with self._lock:
            following = self._queue[0] if self._queue else None
            self._busy = following is not None
        for ticket, result in zip(batch, results, strict=True):
            if isinstance(result, BaseException):
                ticket.error = result
            else:
                ticket.result = result
            ticket.leads = False
            ticket.woken.set()
        if following is not None:
            following.leads = True
            following.woken.set()
