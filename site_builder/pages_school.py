"""A school's page: what to do first, by when and how to answer; then everything else that is open, then what is closed."""

from __future__ import annotations

from inspections.district import School
from inspections.errors import M
from inspections.issue_words import urgency
from inspections.view import Inspection, Issue, SchoolView
from inspections.vocabulary import Counted, InspectionStatus, Result
from site_builder import links
from site_builder.contexts import SchoolPage
from site_builder.figures import figure
from site_builder.guidance import ADVICE, Turn
from site_builder.lines import issue_line, late
from site_builder.listings import SCHOOL_ROWS_MAX, Listings, school_rows
from site_builder.material import Material
from site_builder.parts import Fact, Figure, InspectionLine, IssueLine, Link, Section, Tag
from site_builder.policy import inspection_shown
from site_builder.set_aside import set_aside

OPEN_MAX = 25
CLOSED_MAX = 10
"""Rows of a section when the school has more issues than its page can hold (`SCHOOL_ROWS_MAX`)."""
INSPECTIONS_MAX = 40
INSPECTION_TONES = {
    InspectionStatus.OPEN: "open",
    InspectionStatus.SEALED: "done",
    InspectionStatus.DISCARDED: "none",
}


def school_page(m: Material, lists: Listings, view: SchoolView) -> SchoolPage:
    """Return the context of a school's page."""
    running = sorted((i for i in view.issues if i.counted is Counted.IN_PROGRESS), key=urgency)
    turn = [i for i in running if ADVICE[i.status].turn is Turn.SCHOOL and not i.in_conflict]
    shown = [one for one in view.inspections if inspection_shown(one, m.audience)]
    whole = len(view.issues) <= SCHOOL_ROWS_MAX
    todo = tuple(issue_line(m, i) for i in (turn if whole else turn[:OPEN_MAX]))
    return SchoolPage(
        name=view.school.name,
        about=about(m, view.school),
        figures=_figures(m, lists, view, running),
        first=todo[0] if todo else None,
        answer_to=answer_to(m, view.school),
        how=how_to_answer(m, view.school),
        todo=todo[1:],
        sections=_sections(m, view, [i for i in running if i not in turn]),
        all_issues=school_rows(m, lists, view.school.id, ""),
        inspections=tuple(inspection_line(m, one) for one in shown[:INSPECTIONS_MAX]),
        inspections_all=len(shown),
        newer=len(view.unreadable),
        set_aside=set_aside(m, view.school.id),
    )


def how_to_answer(m: Material, school: School) -> str:
    """Return how a school answers as long as it has no account: to whom, with what."""
    to = m.name(school.inspector) if school.inspector else m.translate("督导室")
    said = M(
        "整改完成后，把整改措施、完成日期、责任人和整改前后照片交{to}，由其录入台账；书面、电话、现场都可以。"
        "按时完不成的，在时限之前申请延期；对问题有不同意见的，可以陈述申辩。",
        to=to,
    )
    return said.render(m.translate)


def answer_to(m: Material, school: School) -> str:
    """Return in one line to whom a school hands its answer."""
    to = m.name(school.inspector) if school.inspector else m.translate("督导室")
    return M("办好后交{to}录入台账，书面、电话、现场都可以。", to=to).render(m.translate)


def about(m: Material, school: School) -> tuple[Fact, ...]:
    """Return what the roster says about a school; its telephone number is private and never shown."""
    tr = m.translate
    rows = (
        ("学段", tr(school.stage.label)),
        ("办别", tr(school.ownership.label) if school.ownership else ""),
        ("片区", school.area),
        ("乡镇街道", school.township),
        ("寄宿", tr("是") if school.boarding else ""),
        ("学生", M("{n}人", n=school.pupils).render(tr) if school.pupils is not None else ""),
        ("教职工", M("{n}人", n=school.staff).render(tr) if school.staff is not None else ""),
        ("校长（园长）", school.principal),
        ("责任督学", m.name(school.inspector) if school.inspector else ""),
    )
    area = links.area_path(school.area) if m.school is None else ""
    return tuple(
        Fact(label=tr(label), text=text, path=area if label == "片区" else "")
        for label, text in rows
        if text
    )


def inspection_line(m: Material, one: Inspection) -> InspectionLine:
    """Return an inspection as a line; made once, shown in many lists."""
    known = m.visit_lines.get(one.id)
    if known is None:
        known = m.visit_lines[one.id] = _inspection_line(m, one)
    return known


def _inspection_line(m: Material, one: Inspection) -> InspectionLine:
    school = m.school_of(one.school)
    issues = [m.issue_of[i] for i in one.issues if i in m.issue_of]
    path = links.inspection_path(one.id)
    running = sum(i.counted is Counted.IN_PROGRESS for i in issues)
    highlights = sum(result == Result.HIGHLIGHT for result in one.results.values())
    documents = sum(count for _, count in one.documents_seen)
    return InspectionLine(
        title=Link(text=one.title or one.checklist, path=path),
        school=Link(text=school.name, path=m.school_page(one.school)),
        day=one.day,
        mode=m.translate(one.mode.label) if one.mode else "",
        inspectors=m.names(one.inspectors),
        status=Tag(text=m.translate(one.status.label), tone=INSPECTION_TONES[one.status]),
        figures=(
            figure(m, M("问题"), len(issues), f"{path}#problems"),
            figure(m, M("正在整改"), running, f"{path}#problems"),
            figure(m, M("亮点"), highlights, f"{path}#results"),
            figure(m, M("查阅资料"), documents, f"{path}#documents"),
        ),
    )


def _figures(
    m: Material, lists: Listings, view: SchoolView, running: list[Issue]
) -> tuple[Figure, ...]:
    def rows(part: str) -> str:
        return school_rows(m, lists, view.school.id, part)

    late_ones = sum(late(m, i) for i in running)
    counts = {counted: sum(i.counted is counted for i in view.issues) for counted in Counted}
    return (
        figure(m, M("正在整改"), len(running), rows("in_progress")),
        figure(m, M("其中逾期"), late_ones, rows("overdue"), "late" if late_ones else ""),
        figure(m, M("已完成整改"), counts[Counted.CLOSED], rows("closed")),
        figure(m, M("未确认"), counts[Counted.UNCONFIRMED], rows("unconfirmed")),
    )


def _sections(m: Material, view: SchoolView, waiting: list[Issue]) -> tuple[Section, ...]:
    """Return what waits for others, then what is not confirmed, closed, excluded; empty ones left out."""
    whole = len(view.issues) <= SCHOOL_ROWS_MAX
    by = {counted: [i for i in view.issues if i.counted is counted] for counted in Counted}
    by[Counted.CLOSED].sort(key=lambda i: (i.closed_on or i.raised_on, i.spoken), reverse=True)
    rows = (
        ("waiting", M("等督导室、督学办理"), waiting, OPEN_MAX),
        ("unconfirmed", M("未确认，不计入整改要求"), by[Counted.UNCONFIRMED], OPEN_MAX),
        ("closed", M("已完成整改"), by[Counted.CLOSED], CLOSED_MAX),
        ("excluded", M("已并案、已撤销"), by[Counted.EXCLUDED], CLOSED_MAX),
    )
    return tuple(
        Section(
            id=name,
            title=title.render(m.translate),
            count=len(issues),
            lines=_lines(m, issues if whole else issues[:most]),
        )
        for name, title, issues, most in rows
        if issues
    )


def _lines(m: Material, issues: list[Issue]) -> tuple[IssueLine, ...]:
    return tuple(issue_line(m, issue) for issue in issues)
