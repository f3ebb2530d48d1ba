"""An act of somebody without a device: made from a page's form, signed by the server and named by its receipt at once.

The same bodies and rules as commands (`inspections.acts`, `act_bodies`). What was seen is what the page showed. Refuses
an act when others have moved the issue since, unless only facts came to it: its author has not seen what they did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspections.act_bodies import Bodies
from inspections.acts import Act, act_on, allow
from inspections.deadline import WorkCalendar, work_calendar
from inspections.district import District
from inspections.errors import Code, M, Msg, Problem, RuleError
from inspections.events import Event
from inspections.events_json import decode
from inspections.fields import Field
from inspections.ids import DocId, EventId, SchoolId
from inspections.judge import judge
from inspections.lifecycle import FACTS, MOVES
from inspections.rules import Fact, Move
from inspections.view import Issue
from sync_server import audit
from sync_server.accounts import Account, sees
from sync_server.documents import Held
from sync_server.pushing import push
from sync_server.school_views import VIEWS, issue_of, not_here
from sync_server.service import ZONE, Service
from sync_server.signing import Pen

OFFERED = (
    "acknowledged", "planned", "progressed", "submitted", "extension_requested", "objected", "evidence_added",
    "commented",
)  # fmt: skip
"""What a school does on its pages, in the order in which it is done."""


class MovedOnError(RuleError):
    """Others have moved the issue since the page was shown."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                code=Code.RULE_STATUS,
                what=M("您填写的时候，别人办理了这个问题；这次没有登记"),
                remedy=M("看过下面的办理经过，再提交一次；照片要重新选"),
            )
        )


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a form asks for: which act on which issue, the values of its fields, the events that its page showed."""

    school: str
    issue: str
    kind: str
    given: Mapping[str, Any]
    seen: frozenset[str]


@dataclass(frozen=True)
class PageDesk:
    """The desk of a page: its files are kept already, its fields are called by their labels."""

    day: date
    days: WorkCalendar

    def today(self) -> date:
        """Return the day of the server."""
        return self.day

    def calendar(self) -> WorkCalendar:
        """Return the district's working days."""
        return self.days

    def field(self, one: Field) -> Msg:
        """Return the label."""
        return Msg(one.label)

    def file(self, value: Any) -> Mapping[str, object]:
        """Return the file, which is kept already."""
        kept: Mapping[str, object] = value
        return kept

    def private_file(self, value: Any, issue: Issue, field: str) -> Mapping[str, object]:
        """Never asked: no act that pages offer has a private field."""
        raise AssertionError(field)

    def issue(self, letters: str) -> Issue:
        """Never asked: no act that pages offer names another issue."""
        raise AssertionError(letters)

    def notice_id(self) -> str:
        """Never asked: pages issue no notice."""
        raise AssertionError

    def provisional(self, due: date) -> None:
        """Never asked: pages count no deadline."""


def row_of(kind: str) -> Move | Fact:
    """Return the table's row of an act that pages offer. Raises DeniedError (404) for any other."""
    if kind not in OFFERED:
        raise not_here()
    return MOVES.get(kind) or FACTS[kind]


def record(service: Service, account: Account, wish: Wish, address: str = "") -> EventId:
    """Record the act and return its id; it is durable, and a receipt names it, when this returns.

    The same form sent twice is recorded once. Raises RuleError (not allowed, or MovedOnError), UserError (a field that
    does not fit; the server is busy or has no certificate), DeniedError for an issue that the account does not see.
    """
    row = row_of(wish.kind)
    made: list[EventId] = []

    def compose(held: Held, district: District, pen: Pen) -> None:
        made.append(_compose(service, account, wish, row, held, district, pen))

    push(service, DocId(wish.school), (), service.signer.key.public_hex, compose)
    with service.database.writing() as connection:
        about = f"{wish.school} {wish.issue[:6]}"
        now = service.clock.now(ZONE)
        audit.note(connection, now, account.id, audit.Did.RECORDED, about, address=address, kind=wish.kind)  # fmt: skip
    return made[0]


def _compose(
    service: Service,
    account: Account,
    wish: Wish,
    row: Move | Fact,
    held: Held,
    district: District,
    pen: Pen,
) -> EventId:
    """Write the act with the pen and return its id, or that of the same act when it stands there already."""
    school = district.schools.get(SchoolId(wish.school))
    if school is None or not sees(account, school):
        raise not_here()
    if service.person(district.authority) is None:
        raise _uncertified()
    issue = issue_of(VIEWS.folded(district, held, school.id), wish.issue)
    role = account.acts_as
    assert role is not None
    shown = _shown(issue, wish)
    bodies = Bodies(PageDesk(pen.at.date(), work_calendar(district.calendars)))
    body = bodies.body(row, issue, wish.given)
    if (twin := _twin(issue, account, wish, body)) is not None:
        return twin
    if _moved_since(issue, shown):
        raise MovedOnError
    allow(issue, row, account.person, role, [role], body)
    act = act_on(issue, row, role, body, seen=shown)
    return _sign(pen, held, account, act)


def _sign(pen: Pen, held: Held, account: Account, act: Act) -> EventId:
    """Sign the act for the account. Raises RuleError for one that the judge would refuse anywhere else."""
    assert not callable(act.body)
    block = pen.sign(
        act.kind, act.subject, act.body, account.person, act.role, account.id, seen=act.seen, from_=act.from_
    )  # fmt: skip
    event = decode(block.value, block.id)
    assert isinstance(event, Event)

    def find(event_id: EventId) -> Event | None:
        found = held.events.get(event_id)
        return found if isinstance(found, Event) else None

    if refused := judge(event, find):
        raise RuleError(*refused)
    return block.id


def _shown(issue: Issue, wish: Wish) -> frozenset[EventId]:
    """Return the events that the page showed. Raises RuleError for what never was on a page of this issue."""
    known = {entry.event.id for entry in issue.timeline}
    shown = frozenset(EventId(one) for one in wish.seen)
    if not shown or not shown <= known:
        raise MovedOnError
    return shown


def _moved_since(issue: Issue, shown: frozenset[EventId]) -> bool:
    """Return whether a move came to the issue that somebody who was shown these events has not seen."""
    events = {entry.event.id: entry.event for entry in issue.timeline}
    past, todo = set(shown), list(shown)
    while todo:
        new = (events[todo.pop()].seen & events.keys()) - past
        past |= new
        todo.extend(new)
    return any(i not in past and event.kind in MOVES for i, event in events.items())


def _twin(issue: Issue, account: Account, wish: Wish, body: Mapping[str, Any]) -> EventId | None:
    """Return the same act of this account from the same page, if it stands already: a form that was sent twice."""
    for entry in reversed(issue.timeline):
        event = entry.event
        same = event.kind == wish.kind and event.account == account.id
        if same and event.seen == wish.seen and event.body == body:
            return event.id
    return None


def _uncertified() -> RuleError:
    return RuleError(
        Problem(
            code=Code.CERTIFICATE_MISSING,
            what=M("服务器还没有签名的证书，现在不能在网页上办理"),
            remedy=M("请管理员看 ducha serve 的说明；着急的交给督学代为登记"),
        )
    )
