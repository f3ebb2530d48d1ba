"""How often somebody may ask: a share that fills up again by the second, for each device and each address.

Kept in memory by each process, for as many as there is room; who is forgotten has his whole share. Refuses by saying how
many seconds to wait. What may be guessed (passwords, codes) has limits of its own, kept in the database (`attempts`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from inspections.errors import Code, Exit, M, Problem, UserError

KEPT_MAX: Final = 20_000
PAUSE_SECONDS: Final = 2
"""Who has used up his share waits at least so long: by then it does for several requests."""


class TooOftenError(UserError):
    """Somebody asks more often than he may; `seconds` until he may again (HTTP 429, Retry-After)."""

    def __init__(self, seconds: int) -> None:
        what, remedy = M("请求太频繁"), M("过 {n} 秒再试", n=seconds)
        problem = Problem(code=Code.RULE_LIMIT, what=what, remedy=remedy)
        super().__init__(problem, exit=Exit.TRY_AGAIN)
        self.seconds = seconds


@dataclass
class Rates:
    """The shares of many askers, each of `a_minute` requests, which is also what may come at once."""

    a_minute: int
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, who: str) -> None:
        """Take a request from somebody's share. Raises TooOftenError when it is used up."""
        now, a_second = self.clock(), self.a_minute / 60
        with self._lock:
            left, at = self._left.pop(who, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + (now - at) * a_second)
            allowed = left >= 1
            self._left[who] = left - 1 if allowed else left, now
            while len(self._left) > KEPT_MAX:
                self._left.popitem(last=False)
        if not allowed:
            raise TooOftenError(max(PAUSE_SECONDS, ceil((1 - left) / a_second)))
