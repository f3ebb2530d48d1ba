"""An inspection's page: its header, the problem list (问题清单), every result, the score explained, who signed.

Answers are shown only through the checklist that the inspection pins, which says what is private; without it only
results are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from inspections.checklist import Checklist, Item, ItemType
from inspections.errors import M
from inspections.issue_words import urgency
from inspections.labels import choice_label
from inspections.view import Inspection, Score
from inspections.vocabulary import Result, Visit
from site_builder import links
from site_builder.contexts import InspectionPage
from site_builder.lines import issue_line
from site_builder.material import Material
from site_builder.pages_school import inspection_line
from site_builder.parts import Fact, Problem, ResultLine, ResultSection, Tag
from site_builder.photos_of import inspection_photos, photo
from site_builder.set_aside import with_set_aside
from site_builder.timeline import day_text, timeline

RESULT_TONES = {
    Result.PASS: "done",
    Result.FAIL: "late",
    Result.FIXED_ON_SITE: "open",
    Result.NA: "none",
    Result.NOT_CHECKED: "new",
    Result.HIGHLIGHT: "star",
}
SIGNING = ("inspector", "school")
"""Who signs the problem list on site (DOMAIN, papers people expect)."""
ASIDES = {"note": "说明", "place": "部位", "self": "学校自查"}


def inspection_page(m: Material, one: Inspection) -> InspectionPage:
    """Return the context of an inspection's page."""
    line = inspection_line(m, one)
    issues = sorted((m.issue_of[i] for i in one.issues if i in m.issue_of), key=urgency)
    checklist = m.checklists.get(one.id)
    late = {event.id for event in one.late}
    counts = Counter(one.results.values())
    return InspectionPage(
        title=line.title.text,
        school=line.school,
        status=line.status,
        facts=_facts(m, one),
        problems=tuple(
            Problem(line=issue_line(m, i), requirement=i.requirement, basis=i.basis) for i in issues
        ),
        results=tuple(_results(m, one, checklist)),
        counts=tuple(
            Tag(text=f"{m.translate(r.label)} {counts[r.value]}", tone=RESULT_TONES[r])
            for r in Result
            if counts[r.value]
        ),
        score=_score(m, one.score, checklist) if one.score else (),
        score_lines=one.score.lines if one.score else (),
        documents=tuple(Fact(label=what, text=str(count)) for what, count in one.documents_seen),
        signatures=_signatures(m, one),
        sign_here=tuple(
            m.translate(choice_label("as", who))
            for who in SIGNING
            if who not in {signature.as_ for signature in one.signatures}
        ),
        unsigned_reason=one.unsigned_reason or "",
        late=timeline(m, (e for e in one.timeline if e.event.id in late)),
        photos=tuple(photo(m, file, label) for label, file in inspection_photos(m, one)),
        timeline=with_set_aside(
            m, one.school, f"i:{one.id}", one.timeline,
            timeline(m, (e for e in one.timeline if e.event.id not in late)),
        ),
    )  # fmt: skip


def _facts(m: Material, one: Inspection) -> tuple[Fact, ...]:
    """Return the header; in a tree of several schools its words lead to the mode, team, campaign and checklist."""
    tr = m.translate
    visits = {v.value: v.label for v in Visit}
    mode = one.mode
    rows = (
        ("督查日期", day_text(m, one.day), ""),
        ("督查方式", tr(mode.label) if mode else "", links.mode_path(mode.value) if mode else ""),
        ("督查人员", m.names(one.inspectors), ""),
        ("督导小组", team_name(m, one.team), links.team_path(one.team)),
        ("到访方式", tr(visits.get(one.visit, one.visit)) if one.visit else "", ""),
        ("督查任务", m.campaign_name(one.campaign).render(tr) if one.campaign else "",
         links.campaign_path(one.campaign or "")),
        ("检查清单", one.title or one.checklist, links.checklist_path(one.checklist)),
        ("封存人", m.names(one.sealed_by), ""),
    )  # fmt: skip
    many = m.school is None
    return tuple(
        Fact(
            label=tr(label),
            text=text,
            path=path if many else "",
            code=one.checklist if label == "检查清单" and one.title else "",
        )
        for label, text, path in rows
        if text
    )


def team_name(m: Material, team: str) -> str:
    """Return a team's name in the site's language; empty for no team."""
    return m.team_name(team).render(m.translate) if team else ""


def _results(m: Material, one: Inspection, checklist: Checklist | None) -> Iterator[ResultSection]:
    if checklist is None:
        lines = tuple(
            ResultLine(no="", label=item, result=result_tag(m, result), answers=())
            for item, result in one.results.items()
        )
        if lines:
            yield ResultSection(title=m.translate("检查结果"), lines=lines)
        return
    paths: dict[str, list[list[str]]] = {}
    for path in one.answers:
        paths.setdefault(path.partition(".")[0], []).append(path.split("."))
    for section in checklist.sections:
        found = (_result(m, one, item, paths.get(item.id, ())) for item in section.items)
        lines = tuple(line for line in found if line is not None)
        if lines:
            yield ResultSection(title=section.title, lines=lines)


def _result(
    m: Material, one: Inspection, item: Item, paths: Iterable[list[str]]
) -> ResultLine | None:
    """Return the line of an item that has answers at `paths`; None for headings, of a private one no more than that."""
    if item.type is ItemType.NOTE:
        return None
    if item.private:
        hidden = m.translate("内容不公开")
        return ResultLine(no=item.no or "", label=item.label, result=None, answers=(hidden,))
    result = one.results.get(item.id)
    answers = tuple(_answers(m, one, item, paths)) if paths else ()
    if result is None and not answers:
        return None
    return ResultLine(
        no=item.no or "",
        label=item.label,
        result=result_tag(m, result) if result else None,
        answers=answers,
    )


def _answers(m: Material, one: Inspection, item: Item, paths: Iterable[list[str]]) -> Iterator[str]:
    """Yield an item's answers in the order of the checklist, the columns of a row on one line."""
    places = (*item.parts.items(), *item.rows.items(), *item.columns.items())
    names = dict((*places, *((f, c.label) for f, c in item.fields.items()), *ASIDES.items()))
    order = {name: n for n, name in enumerate(names)}
    grouped: dict[str, list[str]] = {}
    for head, *tail in sorted(paths, key=lambda path: [order.get(name, -1) for name in path[1:]]):
        bare = not tail and item.type is ItemType.RESULT and item.id in one.results
        if "finding" in tail or bare:
            continue
        values = one.answers[".".join((head, *tail))]
        said = " ／ ".join(_value(item, value) for value in values if value not in (None, "", []))
        words = [
            m.translate(ASIDES[name]) if name in ASIDES else names.get(name, name) for name in tail
        ]
        if said and len(words) > 1:
            grouped.setdefault(words[0], []).append(f"{words[1]} {said}")
        elif said:
            grouped.setdefault("".join(words), []).append(said)
    for label, parts in grouped.items():
        yield f"{label}：{'，'.join(parts)}" if label else "，".join(parts)


def _value(item: Item, value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(str(part) for part in value)
    unit = item.unit if item.unit and str(value)[:1].isdigit() else ""
    return f"{value}{unit}"


def result_tag(m: Material, result: str) -> Tag:
    """Return a result as a tag; a word that this version does not know stays as it is."""
    known = result in Result._value2member_map_
    if not known:
        return Tag(text=result, tone="none")
    return Tag(text=m.translate(Result(result).label), tone=RESULT_TONES[Result(result)])


def _score(m: Material, score: Score, checklist: Checklist | None) -> tuple[Fact, ...]:
    tr = m.translate
    labels = [_label(checklist, item) for item in score.veto]
    rows = [
        Fact(label=tr("得分"), text=M("{got}分，满分{of}分", got=score.got, of=score.of).render(tr))
    ]
    if score.percent:
        rows.append(Fact(label=tr("折合百分制"), text=score.percent))
    if labels:
        rows.append(Fact(label=tr("一票否决"), text="、".join(labels)))
    return tuple(rows)


def _label(checklist: Checklist | None, item_id: str) -> str:
    item = checklist.item(item_id) if checklist else None
    return item.label if item else item_id


def _signatures(m: Material, one: Inspection) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            label=m.translate(choice_label("as", signature.as_)),
            text="，".join(filter(None, (
                signature.name,
                day_text(m, signature.event.day),
                M("异议：{text}", text=signature.objection).render(m.translate) if signature.objection else "",
            ))),
        )
        for signature in one.signatures
    )  # fmt: skip
