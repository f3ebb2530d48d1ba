"""One issue from its events: status, fields, evidence, badges, timeline (FORMATS §3–§5).

Each event of the subject stands in exactly one line of the timeline, also what had no effect and what this version
does not know. Refuses to judge between issues: duplicates and repeats need the school, see `school`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from inspections.errors import Code, M, Msg
from inspections.events import Event
from inspections.folding import bodies, texts
from inspections.folding.badges import badges
from inspections.folding.bodies import Body
from inspections.folding.evidence import evidence
from inspections.folding.graph import RAISING, Act, Course, course
from inspections.folding.guards import Refusal, judge_fact, listed
from inspections.folding.past import History, bits, mask_of
from inspections.ids import SPOKEN_LETTERS, InspectionId, IssueId, PersonId, SchoolId
from inspections.kinds import INSPECTION_KINDS, LABELS, ON_ISSUES_TOO
from inspections.lifecycle import FACTS, STATUSES
from inspections.timeline import Effect, Entry
from inspections.view import Issue, Side
from inspections.vocabulary import Mode, Status


@dataclass(frozen=True)
class Finding:
    """A finding that an effective `sealed` or `amended` (at `n` of the history) raises as an issue."""

    n: int
    body: Body
    inspection: InspectionId
    mode: Mode | None
    day: date

    @property
    def kind(self) -> str:
        """Return the kind of move that it acts as."""
        return "raised_fixed" if self.body.get("fixed") is True else "raised"


@dataclass(frozen=True)
class _Facts:
    """The facts of an issue as masks: those with effect and those that are late; and why not, or why late."""

    effective: int
    late: int
    why: Mapping[int, Refusal]


def fold_issue(
    history: History,
    issue: IssueId,
    school: SchoolId,
    own: Iterable[int],
    findings: Iterable[Finding] = (),
) -> Issue:
    """Return the issue that the events at `own` and the `findings` make. Never raises; drops nothing."""
    raising = {finding.n: finding for finding in reversed(tuple(findings))}
    result = course(history, _acts(history, own, raising))
    facts = _facts(result)
    shown_evidence, photos, struck_in_vain = evidence(result, facts.effective)
    effective = facts.effective & ~mask_of(struck_in_vain)
    why = {**result.refusals, **facts.why, **struck_in_vain}
    written, begun, status = texts.values(result, effective), _begun(result, raising), result.status
    return Issue(
        id=issue,
        spoken=issue[:SPOKEN_LETTERS],
        school=school,
        inspection=begun.inspection,
        item=begun.item,
        row=begun.row,
        mode=begun.mode,
        source=begun.source,
        status=status,
        sides=_sides(result),
        counted=STATUSES[status].counted,
        began_as=begun.began_as,
        **written.shown,
        raised_on=begun.raised_on,
        raised_by=begun.raised_by,
        notified_on=written.notified_on,
        due=written.due,
        closed_on=texts.closed_on(result),
        merged_into=written.into if status is Status.MERGED else None,
        rounds=texts.rounds(result),
        badges=badges(result, effective, facts.late & effective, written.extended),
        photos=photos,
        evidence=shown_evidence,
        timeline=tuple(_entry(result, n, effective, facts.late, why) for n in sorted(result.acts)),
        heads=history.heads(mask_of(result.acts)),
        variants=written.variants,
    )


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """How an issue began: with which inspection, or by itself."""

    inspection: InspectionId | None
    item: str
    row: str
    mode: Mode | None
    source: str
    began_as: Status
    raised_on: date
    raised_by: tuple[PersonId, ...]


def _begun(result: Course, raising: Mapping[int, Finding]) -> _Begun:
    raised = [n for n in bits(result.legal) if result.acts[n].kind in RAISING]
    found = next((raising[n] for n in raised if n in raising), None)
    body: Body = found.body if found else result.acts[raised[0]].body if raised else {}
    among = raised or list(result.acts)
    event_of = result.history.events
    return _Begun(
        inspection=found.inspection if found else None,
        item=(found and bodies.text(body, "item")) or "",
        row=(found and bodies.text(body, "row")) or "",
        mode=found.mode if found else None,
        source="inspection" if found else bodies.text(body, "source") or "other",
        began_as=result.leads[raised[0]] if raised else Status.FOUND,
        raised_on=min(raising[n].day if n in raising else event_of[n].day for n in among),
        raised_by=tuple(dict.fromkeys(event_of[n].by for n in raised)),
    )


def _acts(history: History, own: Iterable[int], raising: Mapping[int, Finding]) -> dict[int, Act]:
    events = history.events
    acts = {}
    for n in own:
        event = events[n]
        acts[n] = Act(event, event.kind, event.body, event.role, event.from_)
    return acts | {n: Act(events[n], f.kind, f.body, None, None) for n, f in raising.items()}


def _facts(result: Course) -> _Facts:
    """Judge each fact by what its author saw, and by the moves made blind beside it (kept and flagged, FORMATS §5)."""
    effective, late, why = 0, 0, {}
    counting = result.legal & ~result.absorbed
    for n, act in result.acts.items():
        if act.kind in ON_ISSUES_TOO and act.role in INSPECTION_KINDS[act.kind].who:
            effective |= 1 << n
        if act.kind not in FACTS or act.role is None:
            continue
        refusal = judge_fact(act.kind, act.role, result.at(n))
        if act.role not in FACTS[act.kind].who and refusal:
            why[n] = refusal
            continue
        effective |= 1 << n
        beside = bits(result.history.blind(n, counting))
        elsewhere = {result.leads[m] for m in beside} - FACTS[act.kind].within
        if refusal is None and elsewhere:
            unseen = listed(Msg(s.label) for s in Status if s in elsewhere)
            why_late = M("记录的人没有看到别处已经办到“{status}”", status=unseen)
            refusal = Refusal(code=Code.RULE_STATUS, why=why_late)
        if refusal:
            late |= 1 << n
            why[n] = refusal
    return _Facts(effective, late, why)


def _sides(result: Course) -> tuple[Side, ...]:
    if len(result.sides) < 2:
        return ()
    return tuple(
        Side(event=result.acts[n].event, status=result.leads[n]) for n in bits(result.tips)
    )


def _entry(result: Course, n: int, effective: int, late: int, why: Mapping[int, Refusal]) -> Entry:
    act = result.acts[n]
    reason = why[n].why if n in why else None
    if n in result.leads:
        absorbed = bool(result.absorbed >> n & 1)
        return Entry(
            event=act.event,
            effect=Effect.ABSORBED if absorbed else Effect.MOVED,
            to=result.leads[n],
            why=_ABSORBED if absorbed else None,
        )
    if effective >> n & 1:
        effect = Effect.LATE_FACT if late >> n & 1 else Effect.FACT
        return Entry(event=act.event, effect=effect, why=reason)
    if not act.event.known:
        return Entry(event=act.event, effect=Effect.NEWER, why=NEWER)
    return Entry(event=act.event, effect=Effect.NO_EFFECT, why=reason or misplaced(act.event))


_ABSORBED = M("别处已经办理同一步并继续往下办理，本条存档，不改变状态")
NEWER = M("须用更新的版本才能识别")


def misplaced(event: Event) -> Msg:
    """Return why an event of a known kind has no effect under its subject."""
    return M("“{act}”不能记录在这里", act=Msg(LABELS[event.kind]))
