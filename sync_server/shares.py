"""How much each device brings in a day: counted over all documents of a push, at its end. Refuses more than a day's share.

Rows are written in one order, so that two hosts on PostgreSQL never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from inspections.blocks import Block
from inspections.errors import Code, Exit, M, Problem, UserError
from sync_server.database import add_missing
from sync_server.schema import USAGE
from sync_server.service import Caps

_RAISE: Final = (
    update(USAGE)
    .where(USAGE.c.device == bindparam("carrier"), USAGE.c.day == bindparam("today"))
    .values(events=USAGE.c.events + bindparam("more"), bytes=USAGE.c.bytes + bindparam("size"))
)


@dataclass
class Shares:
    """What a push has brought so far, by the key of the device that carried it: events, bytes."""

    _brought: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, carrier: str, blocks: Collection[Block]) -> None:
        """Count what a device brings."""
        if blocks:
            events, size = self._brought.get(carrier, (0, 0))
            added = sum(len(block.value) for block in blocks)
            self._brought[carrier] = events + len(blocks), size + added

    def settle(self, connection: Connection, caps: Caps, today: date) -> None:
        """Write what was counted. Raises UserError (exit 5) when a device is beyond its share of the day."""
        if not self._brought:
            return
        day, told = today.isoformat(), sorted(self._brought.items())
        rows = [{"device": carrier, "day": day, "events": 0, "bytes": 0} for carrier, _ in told]
        add_missing(connection, USAGE, *rows)
        more = [{"carrier": c, "today": day, "more": n, "size": size} for c, (n, size) in told]
        connection.execute(_RAISE, more)
        u = USAGE.c
        beyond = (u.events > caps.device_events_a_day_max) | (u.bytes > caps.device_bytes_a_day_max)
        mine = (u.day == day) & u.device.in_(list(self._brought))
        if connection.execute(select(u.device).where(mine, beyond).limit(1)).first() is not None:
            what = M("这台设备今天送来的记录太多，超出的没有收下")
            remedy = M("明天再同步；急需时请管理员放宽上限")
            problem = Problem(code=Code.RULE_LIMIT, what=what, remedy=remedy)
            raise UserError(problem, exit=Exit.TRY_AGAIN)
