"""One inspection from its events: status, answers, what was sealed, and the findings that it raises (FORMATS §6).

No checklist is evaluated: what `sealed` froze is what counts. Refuses to let an answer into a sealed inspection:
what arrives blind afterwards is kept as late (迟到填写) until an amendment has seen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspections.errors import M, Msg
from inspections.events import Event
from inspections.folding import bodies, sealed
from inspections.folding.answers import answers, photos, private_answers
from inspections.folding.issue import NEWER, Finding, misplaced
from inspections.folding.past import History, bits, mask_of
from inspections.ids import INSPECTION_ID, EventId, InspectionId, IssueId, PersonId, SchoolId
from inspections.kinds import INSPECTION_KINDS
from inspections.timeline import Effect, Entry
from inspections.view import Inspection, Said
from inspections.vocabulary import InspectionStatus, Mode

_MOVES = frozenset({"opened", "sealed", "discarded", "resumed"})
_OPEN, _SEALED, _DISCARDED = InspectionStatus


@dataclass(frozen=True)
class Folded:
    """An inspection, and the findings that its effective `sealed` and `amended` raise, by issue."""

    inspection: Inspection
    findings: Mapping[IssueId, tuple[Finding, ...]]


@dataclass(frozen=True)
class _Judged:
    """Per event (position in the history) why it has no effect; and the effective ones as a mask."""

    effective: int
    why: Mapping[int, Msg]
    status: InspectionStatus


def fold_inspection(
    history: History,
    inspection: InspectionId,
    school: SchoolId,
    own: list[int],
    campaigns: Mapping[str, Mapping[str, object]],
) -> Folded:
    """Return what the events at `own`, oldest first, make of the inspection. Never raises; drops nothing."""
    judged = _judge(history, own)

    def of(*kinds: str) -> int:
        return mask_of(n for n in bits(judged.effective) if history.events[n].kind in kinds)

    sealings, amended = of("sealed"), of("amended")
    counting, late = _counting(history, sealings, amended, of("answered"))
    shown, private = answers(history, counting), private_answers(history, counting)
    head = _header(history, inspection, of("opened"), shown.said, own, campaigns)
    frozen = [history.events[n].body for n in bits(sealings)]
    last = frozen[-1] if frozen else {}
    findings = sealed.findings(history, sealings | amended, inspection, head.mode, head.day)
    view = Inspection(
        id=inspection,
        school=school,
        status=judged.status,
        checklist=head.checklist,
        title=head.title,
        mode=head.mode,
        day=head.day,
        team=head.team,
        inspectors=head.inspectors,
        visit=head.visit,
        campaign=head.campaign,
        along_with=head.along_with,
        said=shown.said,
        taken_out=shown.taken_out,
        photos=photos(history, counting),
        private=private,
        erased=_erased(history, of("erased")),
        results=sealed.results(frozen),
        score=sealed.score(last),
        documents_seen=sealed.documents(last),
        signatures=sealed.signatures(history, of("signed")),
        unsigned_reason=bodies.text(last, "unsigned_reason"),
        issues=tuple(findings),
        late=tuple(history.events[n] for n in bits(late)),
        sealed_by=tuple(dict.fromkeys(history.events[n].by for n in bits(sealings))),
        timeline=tuple(_entry(history, n, judged, late) for n in own),
        heads=history.heads(mask_of(own)),
    )
    return Folded(view, findings)


def _judge(history: History, own: list[int]) -> _Judged:
    effective, why = 0, {}
    for n in own:
        event = history.events[n]
        row = INSPECTION_KINDS.get(event.kind)
        if row is None:
            continue
        status = _status(history, history.past[n] & effective)
        if event.role not in row.who:
            why[n] = M("{role}不能办理“{act}”", role=Msg(event.role.label), act=Msg(row.label))
        elif not _may(event.kind, status):
            now = Msg(status.label if status else "尚未开始检查")
            why[n] = M("“{status}”的检查不能办理“{act}”", status=now, act=Msg(row.label))
        else:
            effective |= 1 << n
    return _Judged(effective, why, _status(history, effective) or _OPEN)


def _status(history: History, effective: int) -> InspectionStatus | None:
    """Return the status: sealed stays sealed, and of blind others open goes before discarded; None if not opened."""
    moves = mask_of(n for n in bits(effective) if history.events[n].kind in _MOVES)
    if any(history.events[n].kind == "sealed" for n in bits(moves)):
        return _SEALED
    tips = [history.events[n].kind for n in bits(history.newest(moves))]
    if not tips:
        return None
    return _DISCARDED if all(kind == "discarded" for kind in tips) else _OPEN


def _may(kind: str, status: InspectionStatus | None) -> bool:
    """Whether the kind may follow; an inspection whose `opened` has not arrived counts as open."""
    among = {
        "opened": (None,),
        "answered": (None, _OPEN, _SEALED),
        "signed": (None, _OPEN, _SEALED),
        "sealed": (None, _OPEN),
        "amended": (_SEALED,),
        "discarded": (None, _OPEN),
        "resumed": (_DISCARDED,),
        "erased": (None, *InspectionStatus),
    }
    return status in among[kind]


def _counting(history: History, sealings: int, amended: int, filled: int) -> tuple[int, int]:
    """Return the masks of what gives the answers, and of what was filled too late for the sealing and amendments."""
    covered = _covered(history, sealings) if sealings else -1
    return (filled & covered) | amended, filled & ~covered & ~history.seen_in(amended)


def _covered(history: History, sealed: int) -> int:
    """Return the mask of what the sealings froze: all that they had seen, and the answers they name."""
    named = mask_of(
        history.position[EventId(i)]
        for n in bits(sealed)
        for i in bodies.texts(history.events[n].body, "heads")
        if i in history.position
    )
    return history.seen_in(sealed) | named | history.seen_in(named)


def _erased(history: History, erasures: int) -> dict[str, Event]:
    """Return blob -> the event that erased it, the oldest of several."""
    return {
        blob: history.events[n]
        for n in reversed(tuple(bits(erasures)))
        for blob in bodies.texts(history.events[n].body, "blobs")
    }


@dataclass(frozen=True, kw_only=True)
class _Header:
    checklist: str
    title: str
    mode: Mode | None
    day: date
    team: str
    inspectors: tuple[PersonId, ...]
    visit: str | None
    campaign: str | None
    along_with: str | None


def _header(
    history: History,
    inspection: str,
    opened: int,
    said: Mapping[str, tuple[Said, ...]],
    own: list[int],
    campaigns: Mapping[str, Mapping[str, object]],
) -> _Header:
    """Return the head of the record: the first `opened`, what was answered to `record.…`, else what the id says.

    The mode is that of the campaign it names; without one, that of its checklist (decision 0012).
    """
    found = [history.events[n].body for n in bits(opened)]
    body: dict[str, object] = dict(found[0]) if found else {}
    body["inspectors"] = [i for b in found for i in bodies.texts(b, "inspectors")]
    for name in ("checklist", "inspectors", "visit", "campaign", "along_with"):
        found_here = said.get(f"record.{name}", ())
        if len(found_here) == 1:
            body[name] = found_here[0].value
    parts = INSPECTION_ID.fullmatch(inspection)
    told = parts.groupdict() if parts else {}
    campaign = bodies.text(body, "campaign")
    checklist = bodies.text(body, "checklist") or told.get("checklist") or ""
    return _Header(
        checklist=checklist,
        title=bodies.text(body, "title") or checklist,
        mode=bodies.choice(campaigns.get(campaign or "", {}), "mode", Mode)
        or bodies.choice(body, "mode", Mode),
        day=bodies.day(body, "date")
        or bodies.as_day(told.get("date"))
        or min(history.events[n].day for n in own),
        team=bodies.text(body, "team") or told.get("team") or "",
        inspectors=tuple(dict.fromkeys(map(PersonId, bodies.texts(body, "inspectors")))),
        visit=bodies.text(body, "visit"),
        campaign=campaign,
        along_with=bodies.text(body, "along_with"),
    )


def _entry(history: History, n: int, judged: _Judged, late: int) -> Entry:
    event = history.events[n]
    if not judged.effective >> n & 1:
        if not event.known:
            return Entry(event=event, effect=Effect.NEWER, why=NEWER)
        why = judged.why.get(n) or misplaced(event)
        return Entry(event=event, effect=Effect.NO_EFFECT, why=why)
    if event.kind in _MOVES:
        return Entry(event=event, effect=Effect.MOVED)
    if late >> n & 1:
        return Entry(event=event, effect=Effect.LATE_FACT, why=_LATE)
    return Entry(event=event, effect=Effect.FACT)


_LATE = M("封存以后才到的填写，不计入检查结果；可以用更正检查采用")
