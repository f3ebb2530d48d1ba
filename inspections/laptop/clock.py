"""The only reader of the clock on this side. Whole seconds, in the district's zone; `DUCHA_NOW` stands in for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from inspections.errors import Code, Exit, M, Problem, UserError


@dataclass(frozen=True)
class Clock:
    """Tells the time: the machine's, or always `fixed` (tests, demo)."""

    fixed: datetime | None = None

    @staticmethod
    def from_text(now: str | None) -> Clock:
        """Return a clock fixed at the RFC 3339 time `now`, or the machine's if it is None or empty.

        Raises UserError (exit 2) when the text is not a time with an offset.
        """
        if not now:
            return Clock()
        try:
            fixed = datetime.fromisoformat(now)
        except ValueError:
            fixed = None
        if fixed is None or fixed.tzinfo is None:
            raise UserError(
                Problem(
                    code=Code.USAGE,
                    what=M("DUCHA_NOW 不是带时区的时间：“{text}”", text=now),
                    remedy=M("写成 2026-03-02T09:00:00+08:00"),
                ),
                exit=Exit.USAGE,
            )
        return Clock(fixed.replace(microsecond=0))

    def now(self, zone: ZoneInfo) -> datetime:
        """Return the time in `zone`, whole seconds."""
        moment = self.fixed or datetime.now(zone)
        return moment.astimezone(zone).replace(microsecond=0)

    def today(self, zone: ZoneInfo) -> date:
        """Return the date in `zone`."""
        return self.now(zone).date()
