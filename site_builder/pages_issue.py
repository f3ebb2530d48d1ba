"""An issue's page: what it is, where it stands, by when, who is responsible, photos, and who did what when."""

from __future__ import annotations

from dataclasses import replace

from inspections.errors import M
from inspections.kinds import LABELS
from inspections.labels import CHOICES, choice_label
from inspections.view import Issue
from inspections.vocabulary import Severity
from site_builder import links
from site_builder.contexts import IssuePage
from site_builder.guidance import ADVICE, Turn
from site_builder.lines import issue_line, status_tag
from site_builder.material import Material
from site_builder.pages_school import how_to_answer
from site_builder.parts import Fact, Side, Tag, TimelineLine
from site_builder.photos_of import evidence_photos, is_picture, photo
from site_builder.policy import Shown, Sight, sides_of, sight
from site_builder.set_aside import with_set_aside
from site_builder.timeline import day_text, timeline

PHOTOS_MAX = 12
"""How many photos of one act its timeline shows, if the page shows them all above."""
FIELDS = {**CHOICES["field"], "due": "整改时限", "days": "时限天数", "disposition": "处置"}


def issue_page(m: Material, issue: Issue) -> IssuePage:
    """Return the context of an issue's page."""
    sides_shown = sight(Shown.DISPUTED, m.audience) is Sight.YES
    school = m.school_of(issue.school)
    answers = ADVICE[issue.status].turn is Turn.SCHOOL and not issue.in_conflict
    found = tuple(photo(m, f, m.translate("发现时")) for f in issue.photos if is_picture(f.name))
    before = evidence_photos(m, issue.evidence, "found", "before")
    known = {shot.large for shot in before}
    before = (*(shot for shot in found if not shot.large or shot.large not in known), *before)
    after = evidence_photos(m, issue.evidence, "after", "added")
    papers = evidence_photos(m, issue.evidence, "document")
    above = frozenset(shot.large for shot in (*before, *after, *papers) if shot.large)
    one_scene = bool(after) and {shot.name for shot in before} == {shot.name for shot in after}
    anchor = "scene" if one_scene else "photos" if before or after else "files"
    return IssuePage(
        line=issue_line(m, issue),
        status_means=m.translate(ADVICE[issue.status].means),
        conflict=issue.in_conflict,
        sides=_sides(m, issue) if sides_shown else (),
        facts=_facts(m, issue),
        requirement=issue.requirement,
        basis=issue.basis,
        variants=tuple(
            Fact(
                label=m.translate(FIELDS.get(name, name)),
                text=m.translate(choice_label(name, value)),
            )
            for name, values in sorted(issue.variants.items())
            for value in values
        ),
        before=() if one_scene else before,
        after=() if one_scene else after,
        scene=tuple(replace(shot, caption="") for shot in before) if one_scene else (),
        papers=papers,
        files=_files(m, issue),
        timeline=tuple(_few_photos(line, above, anchor) for line in _acts(m, issue)),
        how=how_to_answer(m, school) if answers else "",
    )


def _acts(m: Material, issue: Issue) -> tuple[TimelineLine, ...]:
    """Return the timeline; the bureau sees in it what the server refused, too."""
    lines = timeline(m, issue.timeline, sides_of(issue))
    return with_set_aside(m, issue.school, f"q:{issue.id}", issue.timeline, lines)


def _few_photos(line: TimelineLine, above: frozenset[str], anchor: str) -> TimelineLine:
    """Return an act with the first of its photos, and of the others those that stand nowhere above."""
    rest = line.photos[PHOTOS_MAX:]
    kept = tuple(shot for shot in rest if shot.large not in above)
    if len(kept) == len(rest):
        return line
    shown = (*line.photos[:PHOTOS_MAX], *kept)
    hidden = len(line.photos) - len(shown)
    return replace(line, photos=shown, photos_above=hidden, above=anchor)


def _facts(m: Material, issue: Issue) -> tuple[Fact, ...]:
    tr = m.translate
    inspection = m.inspection_of.get(issue.inspection) if issue.inspection else None
    responsible = ""
    if issue.responsible:
        responsible = " / ".join(filter(None, (issue.responsible.unit, issue.responsible.person)))
    merged = m.issue_of.get(issue.merged_into) if issue.merged_into else None
    tone = "late" if issue.severity is Severity.SEVERE else "plain"
    days = M("{n}个工作日", n=issue.days) if issue.days else M("立即")
    rows = (
        Fact(label=tr("问题类别"), text=tr(issue.category.label)),
        Fact(label=tr("严重程度"), text="", tag=Tag(text=tr(issue.severity.label), tone=tone)),
        Fact(label=tr("检查部位"), text=issue.place),
        Fact(label=tr("责任单位/责任人"), text=responsible),
        Fact(label=tr("处置"), text=tr(issue.disposition.label)),
        Fact(label=tr("时限天数"), text=days.render(tr) if issue.days is not None else ""),
        Fact(label=tr("发现日期"), text=_day(m, issue.raised_on)),
        Fact(label=tr("发现人"), text=m.names(issue.raised_by)),
        Fact(label=tr("来源"), text=tr(choice_label("source", issue.source))),
        Fact(label=tr("督查方式"), text=tr(issue.mode.label) if issue.mode else ""),
        Fact(
            label=tr("督查记录"),
            text=inspection.title or inspection.checklist if inspection else "",
            path=links.inspection_path(inspection.id) if inspection else "",
        ),
        Fact(label=tr("下发日期"), text=_day(m, issue.notified_on)),
        Fact(label=tr("销号日期"), text=_day(m, issue.closed_on)),
        Fact(
            label=tr("并入问题"),
            text=f"{merged.spoken} {merged.title}" if merged else "",
            path=links.issue_path(merged.id) if merged else "",
        ),
    )
    return tuple(fact for fact in rows if fact.text or fact.tag)


def _sides(m: Material, issue: Issue) -> tuple[Side, ...]:
    return tuple(
        Side(
            status=status_tag(m, side.status),
            who=m.name(side.event.by),
            day=side.event.day,
            label=m.translate(LABELS.get(side.event.kind, side.event.kind)),
            anchor=side.event.id[:12],
        )
        for side in issue.sides
    )


def _files(m: Material, issue: Issue) -> tuple[Fact, ...]:
    """Return the evidence that is no picture: named, not carried; its bytes stay in the ledger."""
    seen: dict[str, Fact] = {}
    for one in issue.evidence:
        if not is_picture(one.file.name):
            struck = m.translate("已剔除") if one.struck else ""
            seen.setdefault(one.file.sha256, Fact(label=one.file.name, text=struck))
    return tuple(seen.values())


def _day(m: Material, day: object) -> str:
    return day_text(m, day) if day else ""
