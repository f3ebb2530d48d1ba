"""What the server refused, told to its author: what it was, why, what to do. For `check`, `doctor`, `issue show`.

Refuses to speak of other people's acts, except to the bureau's own eyes in `doctor`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from inspections.errors import Code, Level, M, Msg, Problem
from inspections.events import Event
from inspections.ids import DISTRICT, SPOKEN_LETTERS, DocId, PersonId, SchoolId
from inspections.kinds import LABELS
from inspections.laptop.workspace import LEDGER, Workspace
from inspections.receipts import Receipts, Refused


def refusals(workspace: Workspace, people: Collection[PersonId] | None = None) -> Iterator[Problem]:
    """Yield a warning for each act that a receipt refused; with `people`, of theirs only.

    Only documents that hold receipts are read.
    """
    if not workspace.district.authority.servers:
        return
    for doc in (DISTRICT, *workspace.store.documents_about("")):
        events = workspace.events(doc)
        receipts = workspace.district.authority.receipts_of(events)
        yield from refused_among(workspace, doc, events, receipts, people)


def refused_among(
    workspace: Workspace, doc: DocId, events: Collection[object], receipts: Receipts,
    people: Collection[PersonId] | None = None,
) -> Iterator[Problem]:  # fmt: skip
    """Yield the same of one document whose receipts are known."""
    for event in events:
        if not isinstance(event, Event) or (people is not None and event.by not in people):
            continue
        if event.id in receipts.refused:
            yield _problem(workspace, doc, event, receipts.refused[event.id])


def _problem(workspace: Workspace, doc: DocId, event: Event, refused: Refused) -> Problem:
    district = workspace.district
    person, school = district.persons.get(event.by), district.schools.get(SchoolId(doc))
    return Problem(
        code=Code.RECEIPT_REFUSED,
        level=Level.WARNING,
        file=LEDGER.as_posix(),
        what=M(
            "{school}：{name} {day} 的“{act}”（{about}）未生效，服务器回执第 {n} 号拒收（{code}）",
            school=school.name if school else district.name,
            name=person.name if person else event.by,
            day=event.day.isoformat(),
            act=Msg(LABELS.get(event.kind, event.kind)),
            about=about(event),
            n=refused.n,
            code=refused.code,
        ),
        remedy=Msg("{remedy}", {"remedy": refused.remedy or "—"}),
    )


def about(event: Event) -> str:
    """Return what an event is about, short: the spoken letters of an issue, the inspection, the subject's tail."""
    kind, _, tail = event.subject.partition(":")
    return tail[:SPOKEN_LETTERS] if kind == "q" else tail or event.id[:12]
