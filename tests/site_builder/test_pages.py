from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspections.deadline import WorkCalendar
from inspections.ids import SchoolId
from inspections.view import SchoolView
from inspections.vocabulary import Badge, InspectionStatus, Status
from site_builder import links
from site_builder.material import Material, Picture
from site_builder.photos_of import wanted
from site_builder.policy import Audience
from tests.site_builder import factory
from tests.site_builder.trees import Page, first_view, html, own_tree, target, tree

COUNTY = factory.county()
BUREAU = tree(COUNTY)
OWN = own_tree(COUNTY)
PAGE_BYTES_MAX = 20_000
OUTSIDE = r"(https?:)?//[a-z]|@import|url\(|<script>| on[a-z]+=\""
TREES = {
    "bureau": BUREAU,
    "school": OWN,
    "many": tree(factory.many(300)),
    "wordy": tree(factory.wordy(70)),
}


@pytest.mark.parametrize("name", TREES)
def test_every_link_leads_to_a_file_and_an_anchor_of_the_tree(name: str) -> None:
    texts = TREES[name]
    ids = {path: set(Page(text).ids) for path, text in texts.items() if path.endswith(".html")}
    broken = []
    for path in ids:
        for link in Page(texts[path]).links:
            to, anchor = target(path, link) if not link.startswith("data:") else (path, "")
            if to not in texts or (anchor and anchor not in ids[to]):
                broken.append((path, link))
    assert broken == []


@pytest.mark.parametrize("name", TREES)
def test_no_id_stands_twice_on_a_page(name: str) -> None:
    pages = {path: text for path, text in TREES[name].items() if path.endswith(".html")}
    for path, text in pages.items():
        ids = Page(text).ids
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("name", TREES)
def test_no_page_asks_for_anything_outside_the_tree(name: str) -> None:
    for path, text in TREES[name].items():
        if not path.startswith("data/"):  # of what people wrote nothing is followed there
            assert not re.search(OUTSIDE, text), path


def test_the_same_material_gives_the_same_bytes() -> None:
    assert tree(COUNTY) == BUREAU


@pytest.mark.parametrize("name", TREES)
def test_nothing_private_stands_in_any_file(name: str) -> None:
    for path, text in TREES[name].items():
        for secret in ("13900001111", "PRIVATE"):
            assert secret not in text, path


def test_markup_in_names_and_titles_is_shown_as_it_was_typed() -> None:
    page = BUREAU["schools/odd.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;“引号”🔥" in page
    assert "A&#34;校&lt;b&gt;&amp;amp;&#39;🏫" in page


def test_a_schools_tree_holds_nothing_of_another_school() -> None:
    for path, text in OWN.items():
        assert "第一中学" not in text, path
    issues = {path for path in OWN if path.startswith("issues/")}
    assert len(issues) == len(COUNTY.schools[SchoolId("yl3x")].issues)


def test_a_school_learns_that_an_act_had_no_effect_but_not_whose_it_was() -> None:
    issue = COUNTY.schools[SchoolId("yl3x")].issues[3]
    shown, whole = OWN[f"issues/{issue.id}.html"], BUREAU[f"issues/{issue.id}.html"]
    assert "未生效" in shown
    assert "孙燕" in whole
    assert "孙燕" not in shown


def test_a_school_learns_of_a_conflict_but_not_of_its_sides() -> None:
    issue = COUNTY.schools[SchoolId("yl3x")].issues[3]
    anchors = [f'href="#e{side.event.id[:12]}"' for side in issue.sides]
    assert all(anchor in BUREAU[f"issues/{issue.id}.html"] for anchor in anchors)
    assert "待裁定" in OWN[f"issues/{issue.id}.html"]
    assert not any(anchor in OWN[f"issues/{issue.id}.html"] for anchor in anchors)


def test_a_step_against_a_person_stands_in_no_tree() -> None:
    for texts in (BUREAU, OWN):
        assert not any("督办问责" in text for text in texts.values())


def test_an_inspection_that_is_still_open_is_the_bureaus_only() -> None:
    school = factory.school("yl3x", "云岭区第三小学")
    opened = factory.inspection("yl3x", (), status=InspectionStatus.OPEN)
    view = factory.view(SchoolView(school=school, inspections=(opened,), issues=()))
    path = f"inspections/{opened.id}.html"
    assert path in tree(view)
    assert path not in own_tree(view)


def test_the_first_thing_to_do_is_the_most_overdue_one() -> None:
    page = OWN["index.html"]
    first = page.index("先办这一件")
    assert (
        first
        < page.index("燃气报警装置未检修")
        < page.index("逾期5个工作日")
        < page.index("口罩储备不足")
    )


def test_an_issue_in_conflict_is_not_the_schools_turn() -> None:
    page = OWN["index.html"]
    assert page.index('id="waiting"') < page.index("隔离观察室堆放杂物")


def test_the_guide_explains_every_status_and_every_badge() -> None:
    for word in (*Status, *Badge):
        assert f">{word.label}<" in BUREAU["guide.html"], word


def test_every_photo_that_is_copied_is_shown_somewhere_and_every_shown_one_is_copied() -> None:
    material = Material(
        view=COUNTY, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar()
    )
    pictures = {sha: Picture(sha256=sha, width=4, height=3) for sha in wanted(material)}
    texts = tree(COUNTY, pictures=pictures)
    shown = {link for text in texts.values() for link in re.findall(r"photos/\w+\.jpg", text)}
    assert shown == {links.photo_path(sha) for sha in pictures}


def test_a_county_without_anything_is_a_site_that_says_so() -> None:
    texts = tree(factory.view())
    assert "没有逾期的问题" in texts["index.html"]
    assert "没有问题" in texts["lists/all.html"]


def test_two_thousand_issues_are_each_listed_once_in_pages_that_stay_small() -> None:
    view = factory.many(2000)
    texts = own_tree(view, "big")
    listed = [
        link
        for path, text in texts.items()
        if re.fullmatch(r"lists/all(-p\d+)?\.html", path)
        for link in re.findall(r'href="\.\./issues/(\w+)\.html"', text)
    ]
    assert sorted(listed) == sorted(issue.id for issue in view.issues)
    heaviest = max((first_view(texts, path), path) for path in html(texts))
    assert heaviest[0] <= PAGE_BYTES_MAX, heaviest


@pytest.mark.parametrize("name", TREES)
def test_every_page_weighs_less_than_20_kb_with_its_style_and_scripts(name: str) -> None:
    weights = {path: first_view(TREES[name], path) for path in html(TREES[name])}
    assert {path: n for path, n in weights.items() if n > PAGE_BYTES_MAX} == {}


def test_the_table_of_very_many_schools_ends_where_the_page_would_grow_and_leads_on() -> None:
    schools = [
        factory.school_view(
            factory.school(f"s{n}", f"第{n}小学"), (factory.issue(1, school=f"s{n}"),)
        )
        for n in range(61)
    ]
    page = tree(factory.view(*schools))["statistics.html"]
    table = page[
        page.index('id="by_school"') : page.index("</section>", page.index('id="by_school"'))
    ]
    assert table.count('<th scope="row">') == 60
    assert f'<a href="{links.SCHOOLS}">' in table


def test_a_site_in_english_says_so_and_writes_dates_so() -> None:
    words = {
        "督查": "Inspection",
        "学校": "Schools",
        "{name}督查整改台账": "Rectification ledger of {name}",
    }
    page = tree(COUNTY, translate=lambda text: words.get(text, text))["index.html"]
    assert '<html lang="en">' in page
    assert "Rectification ledger of 云岭区" in page
    assert "24 Apr 2026" in page


@pytest.mark.parametrize("name", ["school", "issue"])
def test_a_small_page_is_the_golden_one(name: str, request: pytest.FixtureRequest) -> None:
    """After a wanted change: UPDATE_GOLDEN=1 python -m pytest tests/site_builder/test_pages.py, then read the diff."""
    import os

    factory.restart()
    issue = factory.issue(1, place="", timeline=factory.closed_story()[:3])
    texts = tree(
        factory.view(factory.school_view(factory.school("yl3x", "云岭区第三小学"), (issue,)))
    )
    path = {"school": "schools/yl3x.html", "issue": f"issues/{issue.id}.html"}[name]
    golden = Path(__file__).parent / "golden" / f"{name}.html"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(texts[path], encoding="utf-8")
    assert texts[path] == golden.read_text(encoding="utf-8")
