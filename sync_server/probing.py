"""Checks that answer in time: asked in a thread of their own, one round at a time, however long one of them waits.

Who asks while a round is under way gets what it has found so far; what has not answered by then counts as no. So a
supervisor is never kept waiting behind a writer, and a hundred probes are one. Refuses nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field


@dataclass
class Probe:
    """The checks of one server by name."""

    checks: Mapping[str, Callable[[], bool]]
    _round: Future[None] | None = None
    _found: dict[str, bool] = field(default_factory=dict)

    async def answer(self, seconds: float) -> dict[str, bool]:
        """Return what each check says, within so many seconds."""
        if self._round is None or self._round.done():
            self._round, self._found = Future(), {}
            asking = threading.Thread(target=self._ask, args=(self._round, self._found), daemon=True)  # fmt: skip
            asking.start()
        found = self._found
        await asyncio.wait({asyncio.wrap_future(self._round)}, timeout=seconds)
        return {name: found.get(name, False) for name in self.checks}

    def _ask(self, done: Future[None], found: dict[str, bool]) -> None:
        try:
            for name, check in self.checks.items():
                found[name] = check()
        finally:
            done.set_result(None)
