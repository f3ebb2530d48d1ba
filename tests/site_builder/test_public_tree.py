"""The public tree from manifests alone: links, numbers, withdrawn releases, names with markup, the same bytes twice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from inspections.deadline import WorkCalendar
from inspections.ids import IssueId
from inspections.release_rows import figures, rows, schools
from inspections.releases import Manifest, Scope
from inspections.view import View
from inspections.vocabulary import Counted
from site_builder.public_tree import render_public
from tests.site_builder import factory
from tests.site_builder.trees import Page, first_view, html, target

HOSTILE = "<b>“引号”&amp; 🏫 '</b>"


def release(
    n: int, view: View, earlier: Iterable[Manifest] = (), title: str = "门卫脱岗"
) -> Manifest:
    shown = [one for one in view.issues if one.counted in (Counted.IN_PROGRESS, Counted.CLOSED)]
    made = rows(view, {one.id: title for one in shown}, {}, n=n, earlier=earlier)
    return Manifest(
        n=n, on=date(2026, 4, 24 + n), as_of=factory.AS_OF, lang="zh", program="1", district="云岭区",
        title=f"第{n}期通报", text="一、概况\n正文。\n", scope=Scope(),
        figures=figures(view, Scope(), factory.AS_OF, WorkCalendar()), schools=schools(view, made), rows=made,
    )  # fmt: skip


FIRST = release(1, factory.county())
SECOND = replace(release(2, factory.county(), [FIRST]), gone=(FIRST.rows[0].number,))
SECOND = replace(SECOND, rows=SECOND.rows[1:])
MANY = release(1, factory.many(250))
TREES = {
    "none": render_public([], district="云岭区"),
    "one": render_public([FIRST], district="云岭区"),
    "two": render_public([FIRST, SECOND], district="云岭区"),
    "withdrawn": render_public([FIRST, SECOND], district="云岭区", withdrawn=[(1, date(2026, 5, 1))]),
    "all withdrawn": render_public([FIRST], district="云岭区", withdrawn=[(1, date(2026, 5, 1))]),
    "many": render_public([MANY], district="云岭区"),
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_every_link_leads_to_a_page_and_every_anchor_to_its_place(name: str) -> None:
    texts = TREES[name]
    pages = {path: Page(texts[path]) for path in html(texts)}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            to, anchor = target(path, link)
            filters = to == "lists/all.html" and "=" in anchor
            known = to in texts or to == "ducha-site.json" or link.startswith("data:")
            if not known or (anchor and not filters and anchor not in pages[to].ids):
                broken.append((path, link))
    assert broken == []


def test_the_same_releases_make_the_same_bytes_in_whatever_order_they_come() -> None:
    assert render_public([SECOND, FIRST], district="云岭区") == TREES["two"]


@pytest.mark.parametrize("name", TREES)
def test_no_public_page_speaks_of_days_left(name: str) -> None:
    for path in html(TREES[name]):
        assert "剩余天数" not in TREES[name][path], path
        assert "数据截至" in TREES[name][path], path


def test_a_withdrawn_release_leaves_its_number_and_none_of_its_words() -> None:
    texts = TREES["withdrawn"]
    assert "第1期" in texts["index.html"]
    assert "第1期通报" not in "".join(texts.values())
    assert [path for path in texts if path.startswith("issues/2-")] == []


def test_what_was_taken_back_is_on_its_own_page_and_on_no_schools() -> None:
    number = FIRST.rows[0].number
    texts = TREES["two"]
    assert "releases/2.html#gone" in texts[f"issues/{number}.html"]
    assert f">{number}<" not in texts[f"schools/{FIRST.rows[0].school}.html"]
    assert f">{number}<" not in texts["lists/all.html"]


def test_titles_are_text_whatever_stands_in_them() -> None:
    texts = render_public([release(1, factory.county(), title=HOSTILE)], district=HOSTILE)
    assert [path for path in html(texts) if "<b>“" in texts[path]] == []
    assert "&lt;b&gt;“" in texts["releases/1.html"]


def test_a_cell_that_a_spreadsheet_would_compute_is_made_text() -> None:
    texts = render_public([release(1, factory.county(), title="=1+1")], district="云岭区")
    assert ",'=1+1," in texts["data/published.csv"]


@pytest.mark.parametrize("where", ["lists/all", "releases/1"])
def test_no_row_is_lost_over_several_pages(where: str) -> None:
    pages = [text for path, text in TREES["many"].items() if path.startswith(where)]
    assert len(pages) > 1
    assert sum(text.count('<td class="id">') for text in pages) == len(MANY.rows)


def test_a_page_of_the_public_tree_weighs_20_kb_at_most() -> None:
    texts = TREES["many"]
    heavy = {
        path: first_view(texts, path) for path in html(texts) if not path.startswith("schools/")
    }
    assert {path: bytes_ for path, bytes_ in heavy.items() if bytes_ > 20_000} == {}


def test_the_issue_behind_a_row_is_nowhere() -> None:
    everything = "".join(TREES["two"].values())
    assert [row.issue for row in FIRST.rows if row.issue in everything] == []


def test_a_row_without_its_issue_renders_the_same() -> None:
    blank = replace(FIRST, rows=tuple(replace(row, issue=IssueId("")) for row in FIRST.rows))
    assert render_public([blank], district="云岭区") == TREES["one"]
