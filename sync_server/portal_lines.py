"""What the pages of accounts show of issues: lines, what to do, timelines, in words; FORMATS §16 says what a school sees.

Shapes are those of the macros that the sites use. Refuses nothing and decides nothing: the view and the tables do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from inspections.advice import ADVICE, Turn
from inspections.deadline import WorkCalendar, work_calendar, working_days_left
from inspections.district import District
from inspections.errors import M, Msg, Translate
from inspections.events import Event
from inspections.fields import Holds
from inspections.ids import EventId, PersonId
from inspections.issue_words import Tag, badge_tags, status_tag, time_left, urgency
from inspections.kinds import BODIES, LABELS
from inspections.receipts import Receipts
from inspections.sight import PRIVATE_FIELDS, Audience, author_shown, event_shown, sides_of
from inspections.timeline import Effect, Entry
from inspections.view import Issue, SchoolView
from inspections.vocabulary import Counted, Status
from inspections.wording import field_text
from sync_server.portal_files import FileLine, files_of

UNSHOWN: Final = frozenset({"sealed", "amended"})
"""Kinds whose body is the whole inspection: the timeline of an issue names them only."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An issue as one line."""

    id: str
    school: str
    spoken: str
    title: str
    place: str
    status: Tag
    badges: tuple[Tag, ...]
    due: date | None
    left: str
    overdue: bool
    closed_on: date | None
    advice: str


@dataclass(frozen=True)
class Fact:
    """A label and its words."""

    label: str
    text: str
    path: str = ""
    tag: Tag | None = None


@dataclass(frozen=True, kw_only=True)
class TimeLine:
    """One entry of a timeline: who did what when, and when the server received it."""

    id: str
    day: date
    label: str
    who: str
    to: Tag | None
    flags: tuple[Tag, ...]
    facts: tuple[Fact, ...]
    files: tuple[FileLine, ...]
    received: str


@dataclass(frozen=True)
class Reader:
    """Who reads: in which language, on which day, as whom."""

    translate: Translate
    today: date
    audience: Audience
    district: District
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Accounts by their names: an act of somebody without a device names one."""

    @property
    def calendar(self) -> WorkCalendar:
        """The district's working days."""
        return work_calendar(self.district.calendars)


def line(reader: Reader, issue: Issue) -> Line:
    """Return an issue as a line."""
    running = issue.counted is Counted.IN_PROGRESS
    overdue = running and issue.due is not None and issue.due < reader.today
    return Line(
        id=issue.id,
        school=issue.school,
        spoken=issue.spoken,
        title=issue.title or reader.translate("（没有写明问题）"),
        place=issue.place,
        status=status_tag(reader.translate, issue.status),
        badges=badge_tags(reader.translate, issue, overdue=overdue),
        due=issue.due,
        left=_left(reader, issue.due, overdue).render(reader.translate) if running and issue.due else "",
        overdue=overdue,
        closed_on=issue.closed_on,
        advice=reader.translate(ADVICE[issue.status].school_does),
    )  # fmt: skip


def to_do(view: SchoolView) -> list[Issue]:
    """Return the issues whose turn is the school's, the most urgent first."""
    mine = (i for i in view.issues if ADVICE[i.status].turn is Turn.SCHOOL and not i.in_conflict)
    return sorted(mine, key=urgency)


def timeline(reader: Reader, issue: Issue, receipts: Receipts) -> tuple[TimeLine, ...]:
    """Return the entries of an issue that the reader may see, the oldest first."""
    sides = sides_of(issue)
    shown = (entry for entry in issue.timeline if event_shown(entry.event, reader.audience))
    return tuple(_entry(reader, entry, sides, receipts) for entry in shown)


def name_of(reader: Reader, person: PersonId) -> str:
    """Return a person's name by the roster, else the id that signed."""
    known = reader.district.persons.get(person)
    return known.name if known else str(person)


def received(receipts: Receipts, event: EventId) -> Msg:
    """Return what the server says of an event: received when, by which receipt, or refused."""
    if event in receipts.refused:
        return receipts.refused[event].why
    one = receipts.received.get(event)
    if one is None:
        return M("服务器还没有出回执")
    time = one.server_time.strftime("%Y-%m-%d %H:%M")
    return M("服务器 {time} 收到，回执第 {n} 号", time=time, n=one.n)


def _entry(reader: Reader, entry: Entry, sides: frozenset[EventId], receipts: Receipts) -> TimeLine:
    event = entry.event
    role = reader.translate(event.role.label)
    name = reader.accounts.get(event.account or "") or name_of(reader, event.by)
    who = M("{name}（{role}）", name=name, role=role)
    told = event.kind in BODIES and event.kind not in UNSHOWN
    return TimeLine(
        id=event.id[:12],
        day=event.day,
        label=reader.translate(_label(entry)),
        who=who.render(reader.translate) if author_shown(entry, reader.audience, sides) else "",
        to=status_tag(reader.translate, entry.to) if entry.to else None,
        flags=tuple(_flags(reader, entry)),
        facts=tuple(_facts(reader, event)) if told else (),
        files=tuple(files_of(reader.translate, event)) if told else (),
        received=received(receipts, event.id).render(reader.translate),
    )


def _label(entry: Entry) -> str:
    """Return what the act is called; a sealed inspection raised the issue in whose timeline it stands."""
    kind = entry.event.kind
    if kind == "sealed" and entry.to is not None:
        kind = "raised_fixed" if entry.to is Status.FIXED else "raised"
    return LABELS.get(kind, kind)


def _flags(reader: Reader, entry: Entry) -> Iterator[Tag]:
    words = {Effect.ABSORBED: "迟到", Effect.LATE_FACT: "迟到", Effect.NO_EFFECT: "未生效", Effect.NEWER: "需要新版本"}  # fmt: skip
    if entry.effect in words:
        yield Tag(text=reader.translate(words[entry.effect]), tone="dispute")


def _facts(reader: Reader, event: Event) -> Iterator[Fact]:
    for one in BODIES[event.kind]:
        if (event.kind, one.name) in PRIVATE_FIELDS or one.holds in (Holds.FILE, Holds.FILES):
            continue
        text = field_text(one, event.body.get(one.name), reader.translate)
        if text:
            yield Fact(reader.translate(one.label), text)


def _left(reader: Reader, due: date, overdue: bool) -> Msg:
    days = working_days_left(due, reader.today, reader.calendar)
    known = reader.calendar.year(due.year) is not None
    return time_left(days, today=due == reader.today, overdue=overdue, known=known)
