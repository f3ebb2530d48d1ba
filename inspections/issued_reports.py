"""Reports issued (通报, 专报, 日报): what `report_issued` says of each, in the order of issuing (FORMATS §7).

Two laptops that issued the same number without knowing of each other have both: each stands here and is marked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from inspections.district import District
from inspections.events import Event
from inspections.folding import bodies
from inspections.ids import IssueId, PersonId
from inspections.timeline import COUNTING
from inspections.view import File
from inspections.vocabulary import Labelled


class Series(Labelled):
    """A series of reports, numbered from 1."""

    BULLETIN = "bulletin", "通报"
    SPECIAL = "special", "专报"
    DAILY = "daily", "日报"


@dataclass(frozen=True, kw_only=True)
class IssuedReport:
    """One report: `from_` and `to` are its period; `public_title` is None unless it may be published.

    `doubled` marks a number that was given twice. `text` is its text as a file, None if nobody named one.
    """

    series: Series
    n: int
    title: str
    area: str
    from_: date | None
    to: date | None
    text: File | None
    issues: tuple[IssueId, ...]
    public_title: str | None
    by: PersonId
    on: date
    doubled: bool
    event: Event


def issued_reports(district: District) -> tuple[IssuedReport, ...]:
    """Return the reports by series, number and time; what names no series or number of ours is left out."""
    entries = [e for e in district.timeline if e.event.kind == "report_issued"]
    events = [e.event for e in entries if e.effect in COUNTING]
    often = Counter(event.subject for event in events)
    found = (_report(event, often[event.subject] > 1) for event in events)
    order = list(Series)
    return tuple(
        sorted(
            (one for one in found if one),
            key=lambda one: (order.index(one.series), one.n, one.event.at, one.event.id),
        )
    )


def _report(event: Event, doubled: bool) -> IssuedReport | None:
    _, _, tail = event.subject.partition("/")
    name, _, number = tail.partition("/")
    series = bodies.member(name, Series)
    if series is None or not (number.isascii() and number.isdecimal() and len(number) < 7):
        return None
    body = event.body
    period, public = bodies.mapping(body, "period"), bodies.mapping(body, "public")
    return IssuedReport(
        series=series,
        n=int(number),
        title=bodies.text(body, "title") or "",
        area=bodies.text(body, "area") or "",
        from_=bodies.day(period, "from"),
        to=bodies.day(period, "to"),
        text=next(iter(bodies.files(body, "text")), None),
        issues=tuple(map(IssueId, bodies.texts(body, "issues"))),
        public_title=bodies.text(public, "title"),
        by=event.by,
        on=event.day,
        doubled=doubled,
        event=event,
    )
