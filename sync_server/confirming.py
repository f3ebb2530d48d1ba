"""The end of collecting after a restore: the bureau says which official number was the last; receipts and numbers go on.

What devices brought back meanwhile (receipts and numbers are events, too) is counted first. Refuses a last number below one
that is known to have been given: the next notice would bear a number twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DocId
from inspections.receipts import Number
from sync_server.database import add_missing, alone, get_meta, put_meta
from sync_server.entering import COLLECTING, SERIES
from sync_server.pushing import push
from sync_server.schema import DOCUMENTS, NOTICES, NUMBERS
from sync_server.service import Service


@dataclass(frozen=True)
class Confirmed:
    """From which number the server goes on, and how many documents got receipts for what came in meanwhile."""

    series: str
    year: int
    next: int
    documents: int


def confirm(service: Service, last: int, series: str | None, year: int | None) -> Confirmed:
    """End the collecting: `last` is the last official number that was given in this series and year (0: none).

    Raises UserError: the server does not collect (exit 2), a higher number is known (exit 3), busy or full (exit 5).
    """
    with service.database.writing() as connection:
        alone(connection)  # a push under way could bring back a number that is not counted here
        if get_meta(connection, COLLECTING) != "1":
            what, remedy = M("服务器没有在等待确认"), M("只有 ducha restore 以后才需要确认")
            raise UserError(Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE)
        district = service.documents.district(connection)
        series = series or str(district.settings.get("notice_series") or SERIES)
        year = year or service.today(district).year
        _count_again(service, connection)
        add_missing(connection, NUMBERS, series=series, year=year, last=0)
        mine = (NUMBERS.c.series == series) & (NUMBERS.c.year == year)
        known = int(connection.execute(select(NUMBERS.c.last).where(mine)).scalar_one())
        if last < known:
            raise UserError(_too_low(last, known), exit=Exit.REFUSED)
        connection.execute(update(NUMBERS).where(mine).values(last=last))
        put_meta(connection, COLLECTING, "0")
        docs = list(connection.execute(select(DOCUMENTS.c.doc)).scalars())
    for doc in docs:
        push(service, DocId(doc), (), service.signer.key.public_hex)
    return Confirmed(series, year, last + 1, len(docs))


def _count_again(service: Service, connection: Connection) -> None:
    """Enter the numbers that stand in the documents: those that came back are not in the database's own tables."""
    authority = service.documents.district(connection).authority
    for doc in list(connection.execute(select(DOCUMENTS.c.doc)).scalars()):
        with service.documents.opened(connection, DocId(doc)) as held:
            numbers = authority.receipts_of(held.events.values()).numbers
        for notice, one in numbers.items():
            _enter(connection, DocId(doc), notice, one)


def _enter(connection: Connection, doc: DocId, notice: str, one: Number) -> None:
    add_missing(connection, NOTICES, notice=notice, series=one.series, year=one.year, n=one.n, doc=doc)  # fmt: skip
    add_missing(connection, NUMBERS, series=one.series, year=one.year, last=0)
    mine = (NUMBERS.c.series == one.series) & (NUMBERS.c.year == one.year)
    connection.execute(update(NUMBERS).where(mine, NUMBERS.c.last < one.n).values(last=one.n))


def _too_low(last: int, known: int) -> Problem:
    return Problem(
        code=Code.RULE_LIMIT,
        what=M("已经发出过 {known} 号，不能从 {last} 号往后发", known=known, last=last),
        remedy=M("查发文登记簿，写实际发出的最后一号"),
    )
