"""A school's view from its events, and the whole view from all documents: what needs more than one issue stands here.

Each event goes to its inspection or issue; receipts and what belongs nowhere are kept beside them. Refuses to drop:
an issue of which only later acts are here is shown, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from inspections.district import District, School
from inspections.errors import M
from inspections.events import Event, Unreadable
from inspections.folding.district import fold_district
from inspections.folding.duplicates import settle_duplicates
from inspections.folding.effective import split, why_void
from inspections.folding.inspection import Folded, fold_inspection
from inspections.folding.issue import NEWER, Finding, fold_issue, misplaced
from inspections.folding.past import History
from inspections.folding.roster import unregistered
from inspections.ids import SPOKEN_LETTERS, InspectionId, IssueId, SchoolId
from inspections.kinds import SERVER_KINDS
from inspections.receipts import Receipts
from inspections.timeline import Effect, Entry
from inspections.view import Inspection, Issue, SchoolView, View
from inspections.vocabulary import Badge

REPEAT_DAYS = 365


def fold(
    district_events: Iterable[Event | Unreadable],
    school_events: Mapping[SchoolId, Iterable[Event | Unreadable]],
) -> View:
    """Return the whole view: every school of the roster and every other that has events, in the order of their ids."""
    district = fold_district(district_events)
    rows = roster_of(district, school_events)
    views = {i: fold_school(row, school_events.get(i, ()), district) for i, row in rows.items()}
    return view_of(district, views)


def roster_of(district: District, recorded: Iterable[SchoolId]) -> dict[SchoolId, School]:
    """Return the schools of a view by id, in its order: those of the roster and the others that have a record."""
    rows = {i: unregistered(i) for i in recorded} | dict(district.schools)
    return {i: rows[i] for i in sorted(rows)}


def view_of(district: District, views: Mapping[SchoolId, SchoolView]) -> View:
    """Return the whole view of schools folded each by itself: only the spoken ids depend on all of them."""
    spoken = spoken_forms(issue.id for view in views.values() for issue in view.issues)
    schools = {
        i: replace(
            view, issues=tuple(_with_spoken(issue, spoken[issue.id]) for issue in view.issues)
        )
        for i, view in views.items()
    }
    return View(district=district, schools=schools)


def fold_school(
    school: School, events: Iterable[Event | Unreadable], district: District
) -> SchoolView:
    """Return the view of one school. Never raises; each event of a subject stands in one line of its timeline.

    Of the `district` the campaigns count: an inspection that names no mode has the mode of its campaign.
    """
    given = tuple(events)
    receipts = district.authority.receipts_of(given)
    effective, void = split(given, district.authority, receipts)
    history = History(effective)
    by_subject: dict[str, list[int]] = {}
    for n, event in enumerate(history.events):
        by_subject.setdefault(event.subject, []).append(n)
    inspections: list[Folded] = []
    own: dict[IssueId, list[int]] = {}
    findings: dict[IssueId, list[Finding]] = {}
    others = [
        Entry(event=event, effect=Effect.NO_EFFECT, why=why_void(event, receipts)) for event in void
    ]
    for subject, among in by_subject.items():
        kind, _, tail = subject.partition(":")
        if kind == "i" and tail:
            inspections.append(
                fold_inspection(history, InspectionId(tail), school.id, among, district.campaigns)
            )
        elif kind == "q" and tail:
            own[IssueId(tail)] = among
        else:
            others += (_elsewhere(history.events[n], district, receipts) for n in among)
    for folded in sorted(inspections, key=lambda f: f.inspection.id):
        for issue, raising in folded.findings.items():
            findings.setdefault(issue, []).extend(raising)
            own.setdefault(issue, [])
    spoken = spoken_forms(own)
    issues = {
        i: _with_spoken(fold_issue(history, i, school.id, own[i], findings.get(i, ())), spoken[i])
        for i in (*findings, *sorted(own.keys() - findings.keys()))
    }
    unreadable = sorted((u for u in given if isinstance(u, Unreadable)), key=lambda u: u.id)
    return SchoolView(
        school=school,
        inspections=_newest_first(f.inspection for f in inspections),
        issues=_issues_newest_first(_with_repeats(settle_duplicates(issues)).values()),
        unreadable=tuple(unreadable),
        others=tuple(others),
        receipts=receipts,
    )


def fold_alone(
    inspection: InspectionId,
    school: SchoolId,
    events: Iterable[Event | Unreadable],
    district: District,
) -> Inspection | None:
    """Return one inspection as `fold_school` would, folding only its events and what they rest on; None without any."""
    given = {event.id: event for event in split(events, district.authority)[0]}
    subject = f"i:{inspection}"
    waiting = [event for event in given.values() if event.subject == subject]
    needed = {event.id: event for event in waiting}
    while waiting:
        for seen in waiting.pop().seen:
            if seen in given and seen not in needed:
                needed[seen] = given[seen]
                waiting.append(given[seen])
    history = History(needed.values())
    own = [n for n, event in enumerate(history.events) if event.subject == subject]
    if not own:
        return None
    return fold_inspection(history, inspection, school, own, district.campaigns).inspection


def _newest_first(inspections: Iterable[Inspection]) -> tuple[Inspection, ...]:
    return tuple(sorted(inspections, key=lambda i: (-i.day.toordinal(), i.id)))


def _issues_newest_first(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the issues by the day they were raised; those of one day as their inspections list them."""
    return tuple(sorted(issues, key=lambda i: -i.raised_on.toordinal()))


def spoken_forms(issues: Iterable[IssueId]) -> dict[IssueId, str]:
    """Return issue -> its first letters that no other of `issues` shares, six at least (FORMATS §10)."""
    ordered = sorted(set(issues))
    shared = [0, *map(_shared, ordered, ordered[1:]), 0]
    return {
        issue: issue[: max(SPOKEN_LETTERS, shared[n] + 1, shared[n + 1] + 1)]
        for n, issue in enumerate(ordered)
    }


def _shared(a: str, b: str) -> int:
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def _with_spoken(issue: Issue, spoken: str) -> Issue:
    return issue if issue.spoken == spoken else replace(issue, spoken=spoken)


def _with_repeats(issues: Mapping[IssueId, Issue]) -> dict[IssueId, Issue]:
    """Mark as 屡查屡犯 what was raised within a year of a closing of the same category (FORMATS §5)."""
    closed: dict[str, list[Issue]] = {}
    for issue in issues.values():
        if issue.closed_on:
            closed.setdefault(issue.category, []).append(issue)

    def repeats(issue: Issue) -> bool:
        return any(
            other.id != issue.id
            and other.closed_on is not None
            and 0 <= (issue.raised_on - other.closed_on).days <= REPEAT_DAYS
            for other in closed.get(issue.category, ())
        )

    return {
        i: replace(issue, badges=issue.badges | {Badge.REPEAT}) if repeats(issue) else issue
        for i, issue in issues.items()
    }


def _elsewhere(event: Event, district: District, receipts: Receipts) -> Entry:
    if not event.known:
        return Entry(event=event, effect=Effect.NEWER, why=NEWER)
    if event.kind in SERVER_KINDS and district.authority.serves(event):
        doubled = any(event.id in among for among in receipts.doubled.values())
        return Entry(event=event, effect=Effect.FACT, why=DOUBLED if doubled else None)
    why = NOT_SERVER if event.kind in SERVER_KINDS else misplaced(event)
    return Entry(event=event, effect=Effect.NO_EFFECT, why=why)


NOT_SERVER: Final = M("不是本区服务器写的回执，不起作用")
DOUBLED: Final = M("同一个回执号有两份回执：服务器可能用旧备份恢复过，请告诉督导室")
