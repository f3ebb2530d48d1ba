"""The server's receipts and official numbers, as bodies of its acts (FORMATS §7, decision 14).

A receipt names every event that none named before: those of the push and, after a time in which the server only
collected, those that came in meanwhile. Official numbers count without a gap: the counter is raised in the transaction
that stores the act. Refuses to number what it refuses to receive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from inspections.errors import Problem
from inspections.events import Event
from inspections.ids import DocId, EventId
from sync_server.database import add_missing
from sync_server.schema import NOTICES, NUMBERS

IDS_MAX: Final = 4000
"""Events named by one receipt: an event holds 1 MB (decision 10)."""
NOTIFIED: Final = "notified"


def receipt_bodies(
    named: Sequence[tuple[EventId, Problem | None]], first: int, time: datetime
) -> Iterator[dict[str, Any]]:
    """Yield the bodies of the receipts that name these events, from number `first`, each with its refusals."""
    for n, at in enumerate(range(0, len(named), IDS_MAX)):
        part = named[at : at + IDS_MAX]
        yield {
            "n": first + n,
            "server_time": time.isoformat(),
            "ids": [event_id for event_id, problem in part if problem is None],
            "refused": [
                {"id": event_id, "code": problem.code.value, "remedy": str(problem.remedy)}
                for event_id, problem in part
                if problem is not None
            ],
        }


def number_bodies(
    connection: Connection,
    doc: DocId,
    events: Iterable[Event],
    known: Collection[str],
    series: str,
) -> Iterator[dict[str, Any]]:
    """Yield the bodies that give the notices of these acts their official numbers; `known` ones of this document have one.

    A notice about several schools has one number, and each of their documents says it.
    """
    done = set(known)
    for event in events:
        notice = event.body.get("notice")
        if event.kind == NOTIFIED and isinstance(notice, str) and notice and notice not in done:
            done.add(notice)
            yield _number(connection, doc, notice, series, _year(event))


def _number(
    connection: Connection, doc: DocId, notice: str, series: str, year: int
) -> dict[str, Any]:
    """Return the number of a notice: the one it has, or the next of its series and year.

    The counter's row is written before the notice is looked for: two transactions that give a number wait for each other.
    """
    add_missing(connection, NUMBERS, series=series, year=year, last=0)
    mine = (NUMBERS.c.series == series) & (NUMBERS.c.year == year)
    connection.execute(update(NUMBERS).where(mine).values(last=NUMBERS.c.last))
    row = connection.execute(select(NOTICES).where(NOTICES.c.notice == notice)).one_or_none()
    if row is not None:
        return {"series": row.series, "year": row.year, "n": row.n, "notice": notice}
    connection.execute(update(NUMBERS).where(mine).values(last=NUMBERS.c.last + 1))
    n = connection.execute(select(NUMBERS.c.last).where(mine)).scalar_one()
    given = {"series": series, "year": year, "n": n, "notice": notice}
    connection.execute(insert(NOTICES).values(**given, doc=doc))
    return given


def _year(event: Event) -> int:
    told = event.body.get("issued_on")
    try:
        return date.fromisoformat(told).year if isinstance(told, str) else event.at.year
    except ValueError:
        return event.at.year
