"""The pages of areas, modes and teams: their schools and inspections, who is responsible, what is open.

Who answers for which school is `inspections.assignments`; who has been inspected is `inspections.coverage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from inspections.assignments import Duty as Responsible
from inspections.errors import M, Msg
from inspections.ids import PersonId
from inspections.vocabulary import Mode
from site_builder import links
from site_builder.contexts import SubjectPage
from site_builder.figures import FIVE, TABLES, Statistics, breakdown, figure
from site_builder.guidance import MODES
from site_builder.listings import Listings
from site_builder.material import Material
from site_builder.pages_subjects import (
    COVERED,
    SCHOOLS_MAX,
    coverage_bar,
    subject,
    visits_figure,
)
from site_builder.parts import Breakdown, BreakdownRow, Fact, Figure, Link
from site_builder.parts_work import Duty, SchoolGroup
from site_builder.rolls import campaign_roll

SCHOOLS = TABLES[0]
CHAIN: Mapping[str, Msg] = {
    "leader": M("包乡镇局领导"),
    "office": M("包学校股室"),
    "inspector": M("责任督学"),
}
"""The words of `assignments.CHAIN`."""


def area_page(m: Material, lists: Listings, stats: Statistics, area: str) -> SubjectPage:
    """Return the context of an area's page; the area of schools without one is called so."""
    name = f"area-{links.slug(area)}"
    page = subject(m, lists, M("片区"), m.area_name(area), issues=name, visits=name)
    duties = [duty for duty in m.duties if duty.school.area == area]
    return replace(
        page,
        figures=(*_schools(m, lists, name), visits_figure(m, lists, name), *page.figures),
        facts=tuple(_leads(m, duties)),
        breakdowns=(_members(m, lists, stats, name), *_campaigns(m, lists, "area", area)),
        people=tuple(_inspectors(m, duties)),
        schools=tuple(_gaps(m, area)),
    )


def mode_page(m: Material, lists: Listings, mode: Mode) -> SubjectPage:
    """Return the context of a mode's page."""
    name = f"mode-{links.slug(mode.value)}"
    page = subject(m, lists, M("督查方式"), M(mode.label), issues=name, visits=name)
    of = [id_ for id_, c in m.coverages.items() if c.campaign.mode is mode]
    return replace(
        page,
        says=m.translate(MODES[mode]),
        figures=(visits_figure(m, lists, name), *page.figures),
        breakdowns=campaign_table(m, lists, of),
    )


def team_page(m: Material, lists: Listings, team: str) -> SubjectPage:
    """Return the context of a team's page."""
    name = f"team-{links.slug(team)}"
    page = subject(m, lists, M("督导小组"), m.team_name(team), issues=name, visits=name)
    known = m.teams.get(team)
    rows = (
        ("组长", m.name(PersonId(known.lead)) if known.lead else ""),
        ("牵头科室", known.unit),
        ("成员", m.names(tuple(map(PersonId, known.members)))),
        ("负责片区", "、".join(known.areas)),
    ) if known else ()  # fmt: skip
    return replace(
        page,
        figures=(visits_figure(m, lists, name), *page.figures),
        facts=tuple(Fact(label=m.translate(label), text=text) for label, text in rows if text),
        breakdowns=_campaigns(m, lists, "team", team),
    )


def campaign_table(m: Material, lists: Listings, of: Iterable[str]) -> tuple[Breakdown, ...]:
    """Return the coverage of campaigns as a table; nothing when there are none."""
    rows = [_coverage_row(m, lists, id_, campaign_roll(id_)) for id_ in of]
    return (_coverage_table(m, rows),) if rows else ()


def _campaigns(m: Material, lists: Listings, by: str, key: str) -> tuple[Breakdown, ...]:
    """Return how far each campaign is in an area or with a team."""
    named = ((id_, campaign_roll(id_, by, key)) for id_ in m.coverages)
    rows = [_coverage_row(m, lists, id_, n) for id_, n in named if n in lists.rolls.schools]
    return (_coverage_table(m, rows),) if rows else ()


def _coverage_table(m: Material, rows: Iterable[BreakdownRow]) -> Breakdown:
    tr = m.translate
    columns = tuple(words.render(tr) for _, words in COVERED)
    return Breakdown(
        id="campaigns", title=tr("督查任务"), head=tr("督查任务"), columns=columns, rows=tuple(rows)
    )


def _coverage_row(m: Material, lists: Listings, campaign: str, name: str) -> BreakdownRow:
    numbers = {part: lists.rolls.school_count(name, part) for part, _ in COVERED}
    title = m.campaign_name(campaign).render(m.translate)
    return BreakdownRow(
        name=Link(text=title, path=links.campaign_path(campaign)),
        note="",
        figures=tuple(
            figure(m, words, numbers[part], lists.rolls.school_path(name, part))
            for part, words in COVERED
        ),
        bar=coverage_bar(m, numbers, title),
    )


def _schools(m: Material, lists: Listings, name: str) -> tuple[Figure, ...]:
    rolls = lists.rolls
    rows = (("on_roster", M("学校")), ("seen", M("受检学校")), ("not_inspected", M("还没有督查")))
    return tuple(
        figure(m, words, rolls.school_count(name, part), rolls.school_path(name, part))
        for part, words in rows
    )


def _members(m: Material, lists: Listings, stats: Statistics, name: str) -> Breakdown:
    """Return the schools of an area with their numbers; of very many the first, and where all are."""
    none = dict.fromkeys((part for part, _ in FIVE), 0)
    parts = lists.rolls.schools[name].parts.values()
    members = [school.id for part in parts for school in part]
    rows: dict[str, Mapping[str, int]] = {
        id_: stats["by_school"].get(id_, none) for id_ in members[:SCHOOLS_MAX]
    }
    made = breakdown(m, lists, SCHOOLS, rows, keep_empty=True)
    path = lists.rolls.school_path(name)
    more = Link(text=m.translate("全部学校"), path=path) if len(members) > SCHOOLS_MAX else None
    bare = tuple(replace(row, note="") for row in made.rows)
    title = m.translate("学校")
    return replace(made, title=title, count=len(members), more=more, rows=bare)


def _leads(m: Material, duties: Iterable[Responsible]) -> Iterator[Fact]:
    """Yield who leads the area, and who of the bureau's leaders answers for each of its townships."""
    tr = m.translate
    leads = sorted({duty.area_lead for duty in duties if duty.area_lead})
    if leads:
        yield Fact(label=tr("片区督学主任"), text=m.names(tuple(map(PersonId, leads))))
    townships = sorted({(duty.school.township, duty.leader) for duty in duties if duty.leader})
    for township, leader in townships:
        text = M("{leader}（{township}）", leader=m.name(PersonId(leader)), township=township)
        yield Fact(label=CHAIN["leader"].render(tr), text=text.render(tr))


def _inspectors(m: Material, duties: Iterable[Responsible]) -> Iterator[Duty]:
    """Yield each responsible inspector and each office with their schools."""
    for name in ("inspector", "office"):
        held: dict[str, list[Link]] = {}
        for duty in duties:
            who = getattr(duty, name)
            if who:
                link = Link(text=duty.school.name, path=m.school_page(duty.school.id))
                held.setdefault(who, []).append(link)
        for who, schools in sorted(held.items()):
            yield Duty(
                label=CHAIN[name].render(m.translate),
                who=m.name(PersonId(who)),
                schools=tuple(schools),
            )


def _gaps(m: Material, area: str) -> Iterator[SchoolGroup]:
    """Yield the schools for which nobody is named whom the district names for others."""
    lacking = [(d, name) for d, names in m.duty_gaps if d.school.area == area for name in names]
    for name, words in CHAIN.items():
        schools = [duty.school for duty, missing in lacking if missing == name]
        if schools:
            title = M("没有{who}的学校", who=words)
            yield SchoolGroup(
                id=f"no_{name}",
                title=title.render(m.translate),
                count=len(schools),
                schools=tuple(Link(text=one.name, path=m.school_page(one.id)) for one in schools),
                more=None,
            )
