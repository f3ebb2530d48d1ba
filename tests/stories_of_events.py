"""Events without keys, for tests of the fold: a story tells who does what, having seen what; ids are made up.

`Story().raised("wang").confirmed("qian")` goes on from everything told so far; `seen=` names other acts instead, so
branches are told by keeping what an act returns. Refuses kinds that no table knows, unless `unknown=True`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from inspections.district import School
from inspections.events import Event
from inspections.folding import fold_district, fold_school
from inspections.ids import DocId, EventId, PersonId, SchoolId
from inspections.kinds import BODIES
from inspections.timeline import Effect
from inspections.view import Issue, SchoolView
from inspections.vocabulary import Role, Stage

START = datetime(2022, 4, 12, 9, 0, tzinfo=UTC)
SCHOOL = School(id=SchoolId("yl3x"), name="云岭区第三小学", stage=Stage.PRIMARY)
DISTRICT = fold_district(())
I, A, B, S = Role.INSPECTOR, Role.AREA_LEAD, Role.BUREAU, Role.SCHOOL  # noqa: E741
ROLES = {
    "wang": I, "li": I, "zhao": A, "qian": B, "sun": B, "clerk": B, "xiao": S, "root": Role.ROOT,
}  # fmt: skip
FINDING = {
    "title": "口罩储备不足", "place": "仓库", "category": "supplies", "severity": "ordinary",
    "disposition": "notice", "requirement": "补足", "days": 5, "basis": "校园防疫物资储备要求",
    "source": "inspection", "photos": [],
}  # fmt: skip


def photo(name: str) -> dict[str, Any]:
    return {"sha256": "ab" + name, "name": name, "bytes": 10}


def make(
    n: int,
    kind: str,
    by: str,
    seen: Iterable[str | Event],
    *,
    subject: str = "q:Q1",
    from_: str | None = None,
    role: Role | None = None,
    at: datetime | None = None,
    unknown: bool = False,
    on: date | None = None,
    more: dict[str, Any] | None = None,
    **body: Any,
) -> Event:
    """Return an event with the id `e<n>`; `at` defaults to n hours after the start; `more` holds further fields of the body."""
    assert unknown or kind in BODIES, kind
    ids = frozenset(EventId(e.id if isinstance(e, Event) else e) for e in seen)
    return Event(
        id=EventId(f"e{n:04}"), doc=DocId("yl3x"), kind=kind, subject=subject, by=PersonId(by),
        role=role or ROLES[by], device="d" * 64, session="s" * 32, seq=n, prev=None,
        at=at or START + timedelta(hours=n), seen=ids, body=body | (more or {}), from_=from_, happened_on=on,
    )  # fmt: skip


class Story:
    """Acts on one issue (and others, by `subject`), each seeing all that was told, unless `seen` says otherwise."""

    def __init__(self, subject: str = "q:Q1") -> None:
        self.subject = subject
        self.events: list[Event] = []

    def tell(self, kind: str, by: str, **told: Any) -> Event:
        """Add an act; a move starts from the status that its author saw, unless `from_` says otherwise."""
        told.setdefault("subject", self.subject)
        told.setdefault("seen", [e for e in self.events if e.subject == told["subject"]])
        told.setdefault("from_", self._from(kind, told))
        if kind in ("raised", "raised_fixed"):
            told = FINDING | told
        event = make(len(self.events) + 1, kind, by, told.pop("seen"), **told)
        self.events.append(event)
        return event

    def _from(self, kind: str, told: dict[str, Any]) -> str | None:
        if kind not in MOVE_KINDS:
            return None
        past = self.past(told["seen"])
        view = fold_school(SCHOOL, past, DISTRICT)
        return next((i.status.value for i in view.issues if f"q:{i.id}" == told["subject"]), None)

    def past(self, seen: Iterable[Event]) -> list[Event]:
        """Return what somebody knows who has seen these events."""
        known = {e.id: e for e in self.events}
        todo, reached = [e.id for e in seen], set[str]()
        while todo:
            i = todo.pop()
            if i in known and i not in reached:
                reached.add(i)
                todo += known[i].seen
        return [e for e in self.events if e.id in reached]

    @property
    def view(self) -> SchoolView:
        return fold_school(SCHOOL, self.events, DISTRICT)

    @property
    def issue(self) -> Issue:
        return issue_of(self.view, self.subject)


MOVE_KINDS = frozenset(
    [
        "confirmed",
        "advised",
        "consulted",
        "consult_answered",
        "notified",
        "transferred",
        "submitted",
        "passed",
        "returned",
        "close_proposed",
        "closed",
        "reopened",
        "merged",
        "withdrawn",
        "restored",
        "decided",
    ]
)


def issue_of(view: SchoolView, subject: str) -> Issue:
    return next(i for i in view.issues if f"q:{i.id}" == subject)


def effect(issue: Issue, event: Event) -> Effect:
    (entry,) = (e for e in issue.timeline if e.event.id == event.id)
    return entry.effect


def notified(severity: str = "ordinary", by: str = "wang") -> Story:
    """Return a story that has come to 整改中."""
    story = Story()
    story.tell("raised", by, severity=severity)
    story.tell("confirmed", "qian")
    story.tell("notified", "qian", issued_on="2022-04-12", due="2022-04-20", requirement="补足")
    return story


def submitted(severity: str = "ordinary") -> Story:
    """Return a story that has come to 已报送待复查."""
    story = notified(severity)
    story.tell("submitted", "xiao", measures="已补足")
    return story


def verified(severity: str = "ordinary") -> Story:
    """Return a story that has come to 复查通过待销号."""
    story = submitted(severity)
    story.tell("passed", "wang")
    return story


def closed() -> Story:
    """Return a story that has come to 已销号."""
    story = verified()
    story.tell("closed", "qian")
    return story
