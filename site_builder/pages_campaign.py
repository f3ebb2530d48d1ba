"""A campaign's page: of how many schools how many have been inspected, by whom, which not yet; what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inspections.campaigns import Campaign
from inspections.coverage import Coverage, Row, State, sentence
from inspections.errors import M
from site_builder import links
from site_builder.contexts import SubjectPage
from site_builder.figures import figure
from site_builder.listings import Listings
from site_builder.material import Material
from site_builder.pages_subjects import (
    COVERED,
    categories,
    coverage_bar,
    covered,
    not_yet,
    subject,
    visits_figure,
)
from site_builder.parts import Breakdown, Fact, Figure
from site_builder.rolls import campaign_roll
from site_builder.timeline import day_text


def campaign_page(m: Material, lists: Listings, of: Coverage) -> SubjectPage:
    """Return the context of a campaign's page."""
    campaign = of.campaign
    slug = links.slug(campaign.id)
    name = f"campaign-{slug}"
    page = subject(m, lists, M("督查任务"), m.campaign_name(campaign.id), issues=name, visits=name)
    groups = (not_yet(m, lists, of, State.NOT_YET), not_yet(m, lists, of, State.OPENED))
    found = [i for i in m.issues if (by := m.found_by(i)) and by.campaign == campaign.id]
    numbers = {
        part: lists.rolls.school_count(campaign_roll(campaign.id), part) for part, _ in COVERED
    }
    return replace(
        page,
        says=sentence(of).render(m.translate) if of.rows else "",
        progress=coverage_bar(m, numbers, page.title) if of.rows else None,
        facts=tuple(_facts(m, campaign, of)),
        figures=(
            *coverage_figures(m, lists, campaign.id),
            visits_figure(m, lists, name),
            *page.figures,
        ),
        schools=tuple(group for group in groups if group),
        breakdowns=(
            *((_by_team(m, lists, of), _by_area(m, lists, of)) if of.rows else ()),
            categories(m, lists, found, f"found-{slug}"),
        ),
    )  # fmt: skip


def coverage_figures(m: Material, lists: Listings, campaign: str) -> tuple[Figure, ...]:
    """Return how many schools a campaign has, and how many in each state."""
    name, rolls = campaign_roll(campaign), lists.rolls
    return tuple(
        figure(m, words, rolls.school_count(name, part), rolls.school_path(name, part))
        for part, words in COVERED
    )


def _facts(m: Material, campaign: Campaign, of: Coverage) -> Iterator[Fact]:
    tr = m.translate
    if campaign.mode:
        yield Fact(
            label=tr("督查方式"),
            text=tr(campaign.mode.label),
            path=links.mode_path(campaign.mode.value),
        )
    days = [day_text(m, day) for day in (campaign.from_, campaign.to) if day]
    if days:
        yield Fact(label=tr("起止日期"), text="—".join(days))
    if campaign.ended:
        yield Fact(label=tr("进展"), text=tr("已经结束"))
    used = {one.checklist: one.title for one in m.inspections}
    for checklist in campaign.checklists:
        path = links.checklist_path(checklist) if checklist in used else ""
        title = used.get(checklist)
        code = checklist if title else ""
        yield Fact(label=tr("检查清单"), text=title or checklist, path=path, code=code)
    for outside in of.outside:
        one = m.inspection_of.get(outside)
        if one:
            school = m.school_of(one.school).name
            yield Fact(label=tr("任务范围以外"), text=school, path=links.inspection_path(outside))


def _by_team(m: Material, lists: Listings, of: Coverage) -> Breakdown:
    def key(row: Row) -> str:
        return row.team

    return covered(
        m, lists, of, "team", M("督导小组"), M("各小组"), key, m.team_name, links.team_path
    )


def _by_area(m: Material, lists: Listings, of: Coverage) -> Breakdown:
    def key(row: Row) -> str:
        return row.school.area

    return covered(m, lists, of, "area", M("片区"), M("各片区"), key, m.area_name, links.area_path)
