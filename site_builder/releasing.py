"""From a workspace to a release: what has been released, what could be, and the manifest of the next one.

Reads the ledger and the checklists; records nothing and writes nothing. What a person chose comes from the draft, every
fact from the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from inspections import folding
from inspections.bulletin import bulletin
from inspections.checklist import Checklist
from inspections.deadline import WorkCalendar
from inspections.errors import Code, Exit, M, Problem, Translate, UserError
from inspections.events import Event, Unreadable
from inspections.ids import DISTRICT, DocId, EventId, InspectionId, IssueId, SchoolId
from inspections.laptop.workspace import Workspace
from inspections.release_draft import PHOTO_DIGITS, Draft, DraftIssue
from inspections.release_manifest import read_manifest
from inspections.release_rows import Candidate, candidates, figures, gone, rows, schools
from inspections.releases import Fingerprint, Manifest, Release, Scope, fingerprint
from inspections.view import Issue, View
from inspections.vocabulary import Severity
from site_builder.building import cache_of, sources
from site_builder.photos import prepare
from site_builder.program import program
from site_builder.release_checks import changed, hindrances, private, ticked, unreadable

Held = Mapping[DocId, tuple[Event | Unreadable, ...]]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The next release as the draft has it: its manifest (without files), what was left out, and what is wrong."""

    manifest: Manifest
    receipts: Mapping[DocId, Fingerprint]
    left_out: Mapping[str, int]
    problems: tuple[Problem, ...]


def released(workspace: Workspace) -> tuple[tuple[Release, Manifest], ...]:
    """Return every release with its manifest, oldest first. Raises UserError when a manifest is not here."""
    found = []
    for release in workspace.district.releases.values():
        data = workspace.blob(release.manifest)
        try:
            if data is None:
                raise ValueError
            manifest = read_manifest(data)
        except ValueError:
            raise UserError(
                Problem(
                    code=Code.RELEASE_MISSING,
                    what=M("第 {n} 期的文件清单不在这里，或读不出来", n=release.n),
                    remedy=M("从发布的那台电脑用 ducha bundle export 做一个数据包，在这里导入"),
                ),
                exit=Exit.REFUSED,
            ) from None
        found.append((release, replace(manifest, n=release.n)))
    return tuple(found)


def held(workspace: Workspace, as_of: date) -> Held:
    """Return the events that a release as of the end of a day is made from: the whole district, schools up to the day."""
    zone = workspace.settings.zone
    found: dict[DocId, tuple[Event | Unreadable, ...]] = {}
    for doc in workspace.documents():
        events = workspace.events(doc)
        found[doc] = events if doc == DISTRICT else folding.as_of(events, as_of, zone)
    return {doc: events for doc, events in found.items() if events}


def fold_of(of: Held) -> View:
    """Return the view of exactly these events."""
    parts = {SchoolId(doc): events for doc, events in of.items() if doc != DISTRICT}
    return folding.fold(of.get(DISTRICT, ()), parts)


def fresh_draft(
    workspace: Workspace,
    scope: Scope,
    as_of: date,
    earlier: Iterable[Manifest],
    titles: Mapping[IssueId, str],
    translate: Translate,
) -> Draft:
    """Return the draft of the next release, as the program proposes it; `titles` are public titles given by hand."""
    before = list(earlier)
    of = sources(workspace, as_of=as_of, translate=translate)
    n = next_number(workspace)
    given = {row.issue: row.title for one in before for row in one.rows} | dict(titles)
    shown = {row.issue: row.photos for one in before for row in one.rows}
    chosen = [one for one in candidates(of.view, scope, as_of) if not one.left_out]
    issues = tuple(
        _draft_issue(one, given.get(one.issue.id) or _title(one.issue, of.checklists, translate), shown.get(one.issue.id, ()), translate)
        for one in chosen
    )  # fmt: skip
    proposed = {one.id: one.title for one in issues}
    made = rows(of.view, proposed, {}, n=n, earlier=before)
    stated = figures(of.view, scope, as_of, of.calendar)
    return Draft(
        as_of=as_of,
        title=M("督查整改情况通报（第{n}期）", n=n).render(translate),
        text=bulletin(stated, made, schools(of.view, made), as_of, translate),
        scope=scope,
        issues=issues,
    )


def next_number(workspace: Workspace) -> int:
    """Return the number of the next release: the last one and 1, withdrawn ones counted."""
    return max(workspace.district.releases, default=0) + 1


def proposal(
    workspace: Workspace,
    draft: Draft,
    earlier: Iterable[tuple[Release, Manifest]],
    *,
    lang: str,
    checked: Iterable[str] = (),
) -> Proposal:
    """Return what the draft would publish, and everything that stands in its way as problems."""
    before = [manifest for _, manifest in earlier]
    standing = [m for release, m in earlier if release.withdrawn is None]
    of = held(workspace, draft.as_of)
    view = fold_of(of)
    found = {one.issue.id: one for one in candidates(view, draft.scope, draft.as_of)}
    wanted = [one for one in draft.issues if one.publish]
    titles = {one.id: one.title for one in wanted if one.id in found}
    photos = {one.id: _ticked(one, found[one.id]) for one in wanted if one.id in found}
    n = next_number(workspace)
    made = rows(view, titles, photos, n=n, earlier=before)
    manifest = Manifest(
        n=n,
        on=workspace.today(),
        as_of=draft.as_of,
        lang=lang,
        program=program(),
        district=workspace.district.name,
        title=draft.title,
        text=draft.text,
        scope=draft.scope,
        figures=figures(view, draft.scope, draft.as_of, WorkCalendar()),
        schools=schools(view, made),
        rows=made,
        gone=gone(view, draft.scope, draft.as_of, made, standing),
        ledgers={doc: tuple(sorted(e.id for e in events)) for doc, events in of.items()},
    )
    left: dict[str, int] = {}
    for one in found.values():
        if one.left_out:
            left[one.left_out] = left.get(one.left_out, 0) + 1
    problems = (
        *hindrances(draft, workspace.today(), manifest.figures["requirements"]),
        *changed(draft, found),
        *private(draft, view, checked),
        *unreadable(draft, found, lambda sha256: _readable(workspace, sha256)),
    )
    receipts = {doc: _fingerprint(view, doc, ids) for doc, ids in manifest.ledgers.items()}
    return Proposal(manifest=manifest, receipts=receipts, left_out=left, problems=problems)


def _fingerprint(view: View, doc: DocId, ids: tuple[EventId, ...]) -> Fingerprint:
    school = view.schools.get(SchoolId(doc))
    receipts = view.district.authority.receipts if doc == DISTRICT else school and school.receipts
    last = max((one.n for one in receipts.received.values()), default=None) if receipts else None
    return Fingerprint(events=len(ids), sha256=fingerprint(ids), receipt=last)


def _draft_issue(
    one: Candidate, title: str, ticked: Collection[str], translate: Translate
) -> DraftIssue:
    issue = one.issue
    words = (one.school.name, translate(issue.category.label), translate(issue.status.label))
    grave = (translate(issue.severity.label),) if issue.severity is Severity.SEVERE else ()
    return DraftIssue(
        id=issue.id,
        title=title,
        photos={file.sha256[:PHOTO_DIGITS]: file.sha256 in ticked for file, _ in one.photos},
        photo_remarks={file.sha256[:PHOTO_DIGITS]: _plain(file.name) for file, _ in one.photos},
        remark=_plain(" · ".join((issue.spoken, *words, *grave))),
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _title(issue: Issue, checklists: Mapping[InspectionId, Checklist], translate: Translate) -> str:
    """Return the title that the checklist gives to such a finding; for others only what it is about."""
    checklist = checklists.get(issue.inspection) if issue.inspection else None
    item = checklist.item(issue.item) if checklist else None
    if item is not None and item.finding is not None:
        return item.finding.title
    category = translate(issue.category.label)
    return M("{category}方面的问题", category=category).render(translate)


def _ticked(one: DraftIssue, candidate: Candidate) -> tuple[str, ...]:
    starts = ticked(one)
    there = (file.sha256 for file, _ in candidate.photos)
    return tuple(sha256 for sha256 in there if sha256.startswith(starts))


def _readable(workspace: Workspace, sha256: str) -> bool:
    """Return whether the site can show a photo; what was re-encoded to know it serves the site's next build."""
    made = prepare((sha256,), workspace.blob, cache_of(workspace) / "photos")
    return made.pictures[sha256].readable
