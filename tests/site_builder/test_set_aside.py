"""What the server refused, on the pages: the bureau sees it where it would have stood, a school does not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from inspections.folding.effective import VOID
from inspections.receipts import Receipts, Refused
from inspections.timeline import Effect, Entry
from inspections.view import Issue, SchoolView
from inspections.vocabulary import Status
from site_builder import links
from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import Office
from tests.inspections.laptop.server import REMEDY, certify_server, receive
from tests.site_builder import factory
from tests.site_builder.trees import Page, Texts, own_tree, tree

__all__ = ["founded", "office"]

DAYS = [date(2026, 4, day) for day in (1, 2, 9)]
ACTS = (
    factory.entry("raised", DAYS[0], Status.FOUND),
    factory.entry("confirmed", DAYS[2], Status.CONFIRMED, by="zhaohong"),
)
ISSUE = factory.issue(1, timeline=ACTS)
PATH = links.issue_path(ISSUE.id)


def recorded(kind: str, issue: Issue = ISSUE, **more: object) -> Entry:
    """An act on an issue that counts for nothing, recorded between its two others."""
    made = factory.entry(kind, DAYS[1], effect=Effect.NO_EFFECT, why=VOID, **more)
    return Entry(
        event=replace(made.event, subject=f"q:{issue.id}"), effect=made.effect, why=made.why
    )


def shown(entry: Entry, code: str = "", *, own: bool = False) -> Texts:
    """The tree of a school at which an act was refused with `code`, or set aside without a receipt."""
    receipt = factory.event("received").id
    refused = {entry.event.id: Refused(n=7, receipt=receipt, code=code, remedy="请督导室<办理>")}
    of = SchoolView(
        school=factory.school("yl3x", "云岭区第三小学"),
        inspections=(factory.inspection("yl3x", (ISSUE,)),),
        issues=(ISSUE,),
        others=(entry, factory.entry("received", DAYS[2])),
        receipts=Receipts(refused=refused if code else {}),
    )
    return (own_tree if own else tree)(factory.view(of))


def acts(page: str) -> list[str]:
    """What each line of the timeline is called, in order."""
    return re.findall(r"</time> <b>([^<]*)</b>", page)


def test_a_refused_act_stands_where_it_was_recorded_with_why_and_what_to_do() -> None:
    page = shown(recorded("closed", conclusion="都好了"), "rule.role")[PATH]
    assert acts(page) == ["登记问题", "销号", "确认"]
    for words in (
        "拒收",
        "第 7 号",
        "这个角色不能办理这一步",
        "rule.role",
        "请督导室&lt;办理&gt;",
        "都好了",
    ):
        assert words in page, words


def test_a_code_that_has_no_words_is_shown_as_it_is() -> None:
    assert "made.up" in shown(recorded("closed", conclusion="都好了"), "made.up")[PATH]


def test_what_a_revoked_key_wrote_says_so() -> None:
    page = shown(recorded("closed", conclusion="都好了"))[PATH]
    assert "拒收" not in page
    assert str(VOID) in page


def test_a_school_sees_nothing_of_what_was_refused() -> None:
    for path, text in shown(recorded("closed", conclusion="都好了"), "rule.role", own=True).items():
        assert "都好了" not in text, path
        assert 'id="set_aside"' not in text, path


def test_a_refused_step_against_a_person_stands_in_no_tree() -> None:
    step = recorded("escalated", by="sunyan", step="criticism", target="person", reason="PRIVATE")
    for path, text in shown(step, "rule.role").items():
        assert "PRIVATE" not in text, path


def test_the_schools_page_lists_it_with_the_way_to_its_issue() -> None:
    page = shown(recorded("closed", conclusion="都好了"), "rule.role")[links.school_path("yl3x")]
    assert acts(page) == ["销号"]
    assert f"../{PATH}" in Page(page[page.index('id="set_aside"') :]).links


def test_an_act_on_an_issue_that_is_not_there_is_on_the_schools_page_without_a_link() -> None:
    page = shown(recorded("closed", factory.issue(9), conclusion="都好了"), "rule.role")[
        links.school_path("yl3x")
    ]
    assert acts(page) == ["销号"]


@pytest.mark.parametrize("kind", ["received", "numbered"])
def test_receipts_are_no_acts_of_anybody(kind: str) -> None:
    page = shown(recorded(kind), "rule.role")[links.school_path("yl3x")]
    assert 'id="set_aside"' not in page


def test_photos_of_a_refused_act_are_not_shown() -> None:
    files = [{"sha256": factory.digest("x.jpg"), "name": "没有人看过.jpg", "bytes": 9}]
    page = shown(recorded("submitted", measures="换了", photos_after=files), "rule.role")[PATH]
    assert "换了" in page
    assert "没有人看过" not in page


def test_what_the_receipt_of_a_real_server_refused_is_on_the_built_pages(office: Office) -> None:
    issue = office.seal()["duty"]
    office.does("issue", "comment", issue, "--text", "已看过了", "--as", "wangmin")
    certify_server(office)
    said = next(event for event in office.events() if event.kind == "commented")
    office.does("build", "--audience", "all")
    receive(office, refused={said.id: "rule.role"})
    office.does("build", "--audience", "all")
    page = (office.root / "site/bureau" / links.issue_path(issue)).read_text("utf-8")  # type: ignore[arg-type]
    own = (office.root / "site/school/yl3x" / links.issue_path(issue)).read_text("utf-8")  # type: ignore[arg-type]
    assert REMEDY in page
    assert ("已看过了" in page, "已看过了" in own) == (True, False)
