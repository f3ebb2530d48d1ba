"""The pages of areas, campaigns, modes, teams and checklists, and the way to them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from inspections.checklist import Checklist
from inspections.checklist_yaml import read_checklist
from inspections.view import SchoolView
from inspections.vocabulary import Mode, Status
from site_builder import links
from tests.site_builder import factory
from tests.site_builder.trees import Texts, tree

COUNTY = factory.county()
TREE = tree(COUNTY)
CAMPAIGN = TREE[links.campaign_path("spring")]
CITY = TREE[links.area_path("城区片")]


def figures(page: str) -> dict[str, str]:
    """Label -> number of the figures at the top of a page."""
    head = page[: page.index("</dl>", page.index('<dl class="figures">'))]
    found = re.findall(r"<dt>([^<]*)</dt><dd>(?:<a [^>]*>|<span[^>]*>)([^<]*)<", head)
    return dict(found)


def test_a_campaign_says_how_many_schools_it_has_and_how_far_each_is() -> None:
    said = figures(CAMPAIGN)
    assert [said[word] for word in ("应督查", "已督查", "正在检查", "未督查")] == [
        "5",
        "1",
        "1",
        "3",
    ]
    assert "应督查5所，已督查1所" in CAMPAIGN


def test_a_campaign_names_the_schools_that_are_not_inspected_yet() -> None:
    part = CAMPAIGN[
        CAMPAIGN.index('id="not_yet"') : CAMPAIGN.index(
            "</section>", CAMPAIGN.index('id="not_yet"')
        )
    ]
    assert "云岭区第一中学" in part
    assert "云岭区第三小学" not in part


def test_a_campaign_that_only_inspections_name_has_a_page_without_coverage() -> None:
    view = factory.view(
        factory.school_view(factory.school("yl3x", "三小"), (factory.issue(1),), campaign="lost")
    )
    page = tree(view)[links.campaign_path("lost")]
    assert figures(page)["督查次数"] == "1"
    assert "应督查" not in page[page.index("<h1>") : page.index('class="figures"')]


def test_an_inspection_outside_its_campaign_is_told_and_not_counted() -> None:
    campaign = {"title": "只查中学", "mode": "special", "schools": {"list": []}}
    school = factory.school_view(factory.school("yl3x", "三小"), (factory.issue(1),), campaign="c")
    page = tree(factory.view(school, campaigns={"c": campaign}))[links.campaign_path("c")]
    assert figures(page)["应督查"] == "0"
    assert "任务范围以外" in page


def test_an_area_names_its_lead_and_who_is_responsible_for_which_school() -> None:
    assert "赵红" in CITY
    assert "孙局长（云岭街道）" in CITY
    duties = CITY[CITY.index('id="people"') : CITY.index('id="documents"')].split("<dt>")[1:]
    (mine,) = [duty for duty in duties if "王敏" in duty]
    assert "云岭区第三小学" in mine
    assert "云岭区第一中学" not in mine


def test_schools_that_nobody_is_responsible_for_are_named() -> None:
    lone = factory.school("lone", "无人小学", inspector=None)
    held = factory.school("yl3x", "三小")
    view = factory.view(
        *(SchoolView(school=one, inspections=(), issues=()) for one in (lone, held))
    )
    page = tree(view)[links.area_path("城区片")]
    part = page[page.index('id="no_inspector"') :]
    assert "无人小学" in part[: part.index("</section>")]
    assert "三小" not in part[: part.index("</section>")]


def test_a_school_of_another_area_is_not_named_among_the_gaps_of_this_one() -> None:
    lone = factory.school("lone", "无人小学", inspector=None, area="乡镇片")
    held = factory.school("yl3x", "三小")
    view = factory.view(
        *(SchoolView(school=one, inspections=(), issues=()) for one in (lone, held))
    )
    texts = tree(view)
    assert "no_inspector" in texts[links.area_path("乡镇片")]
    assert "no_inspector" not in texts[links.area_path("城区片")]


def test_schools_stand_by_whether_all_of_their_requirements_are_closed() -> None:
    done = factory.school_view(
        factory.school("a", "甲"), (factory.issue(1, school="a", status=Status.CLOSED),)
    )
    open_ = factory.school_view(factory.school("b", "乙"), (factory.issue(2, school="b"),))
    page = tree(factory.view(done, open_))[links.SCHOOLS]
    assert (
        page.index('id="unclosed"')
        < page.index("乙")
        < page.index('id="all_closed"')
        < page.index("甲")
    )


def test_each_mode_has_a_page_that_says_what_it_is_with_or_without_inspections() -> None:
    for mode in Mode:
        assert mode.label in TREE[links.mode_path(mode.value)]
    assert figures(TREE[links.mode_path("special")])["督查次数"] == "4"
    assert figures(TREE[links.mode_path("followup")])["督查次数"] == "0"


def test_a_team_has_its_people_and_what_it_found() -> None:
    page = TREE[links.team_path("t1")]
    assert "第一督导小组" in page
    assert "王敏、李强" in page
    assert figures(page)["督查次数"] == "4"


def example() -> Checklist:
    folder = Path(__file__).parents[1] / "golden" / "example" / "checklists"
    checklist, _ = read_checklist(next(folder.glob("*.yml")).read_bytes(), "x.yml")
    assert checklist is not None
    return checklist


def with_private(checklist: Checklist, name: str) -> Checklist:
    sections = tuple(
        one.model_copy(
            update={
                "items": tuple(
                    i.model_copy(update={"private": i.private or i.id == name}) for i in one.items
                )
            }
        )
        for one in checklist.sections
    )
    return checklist.model_copy(update={"sections": sections})


def used(checklist: Checklist) -> Texts:
    """A tree with two inspections by the example's checklist, one of which failed the gate."""
    day = date(2026, 4, 1)
    issue = factory.issue(1, item="gate_check")
    views = []
    for id_, issues, results in (
        ("yl3x", (issue,), {"gate_check": "fail"}),
        ("ylyz", (), {"gate_check": "pass"}),
    ):
        made = factory.inspection(id_, issues, checklist=checklist.ref, results=results, day=day)
        views.append(
            SchoolView(school=factory.school(id_, id_), inspections=(made,), issues=issues)
        )
    view = factory.view(*views)
    return tree(view, checklists={one.id: checklist for one in view.inspections})


def test_a_checklist_says_how_often_an_item_failed_and_leads_to_where() -> None:
    checklist = example()
    texts = used(checklist)
    row = re.search(r"<tr><td[^>]*>4</td>.*", texts[links.checklist_path(checklist.ref)])
    assert row
    assert "进校人员核验：扫场所码、测温、逐人登记" in row[0]
    to = re.search(r'href="\.\./(visits/[^"#]*)#fail"[^>]*>1<', row[0])
    assert to
    assert "yl3x" in texts[to[1]]
    assert "ylyz" not in texts[to[1]]


def test_how_a_private_item_came_out_is_told_nowhere() -> None:
    checklist = with_private(example(), "gate_check")
    texts = used(checklist)
    row = re.search(r"<tr><td[^>]*>4</td>.*", texts[links.checklist_path(checklist.ref)])
    assert row
    assert row[0].count(">—<") == 4
    assert not [path for path in texts if path.startswith("visits/item-")]


def test_the_page_of_the_work_leads_to_every_one_of_these_pages() -> None:
    work = TREE[links.WORK]
    led = {path for path in TREE if re.match(r"(areas|campaigns|modes|teams|checklists)/", path)}
    assert [path for path in led if f'href="{path}"' not in work] == []


@pytest.mark.parametrize("path", [links.RELEASES, links.SEARCH])
def test_pages_that_wait_for_content_explain_themselves(path: str) -> None:
    assert "</h1>" in TREE[path]


@pytest.mark.parametrize(
    ("status", "part"), [(Status.NOTIFIED, "told"), (Status.CLOSED, "told_closed")]
)
def test_a_school_with_requirements_from_a_tip_is_among_those_not_inspected(
    status: Status, part: str
) -> None:
    tip = factory.issue(1, school="a", status=status, inspection=None, source="tip")
    of_tip = SchoolView(school=factory.school("a", "甲"), inspections=(), issues=(tip,))
    seen = factory.school_view(factory.school("b", "乙"), (factory.issue(2, school="b"),))
    texts = tree(factory.view(of_tip, seen))
    said = figures(texts[links.area_path("城区片")])
    assert (said["受检学校"], said["还没有督查"]) == ("1", "1")
    assert re.search(r"<dt>受检学校</dt><dd><a [^>]*>1<", texts[links.STATISTICS])
    page = texts[links.SCHOOLS]
    assert f'id="{part}"' in page[: page.index("甲")]


def test_the_checklist_of_an_inspection_is_called_by_its_title() -> None:
    one = next(one for one in COUNTY.inspections if one.campaign == "spring")
    page = TREE[links.inspection_path(one.id)]
    assert f'<a href="../{links.checklist_path(one.checklist)}">{one.title}</a>' in page
    assert f'<span class="id code">{one.checklist}</span>' in page
