"""`release.yml`: what the program writes reads back, and every fault of a person has its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.ids import IssueId
from inspections.release_draft import Draft, DraftIssue, draft_text, read_draft
from inspections.releases import Scope

ID = "0123456789ABCDEFGHJKMNPQRS"
LINES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=12)
DRAFT = Draft(
    as_of=date(2026, 4, 24),
    title="第1期",
    text="一段\n\n二段\n",
    scope=Scope(campaign="spring", area="东片", from_=date(2026, 4, 1), status="closed"),
    issues=(DraftIssue(id=IssueId(ID), title="门", photos={"abcd": True, "12e3": False}),),
)


def read(text: str) -> tuple[Draft | None, list[tuple[str, int | None]]]:
    draft, problems = read_draft(text.encode())
    return draft, [(problem.code, problem.line) for problem in problems]


def plain(draft: Draft) -> tuple[object, ...]:
    """What a draft says, without the remarks beside it."""
    issues = [(one.id, one.title, one.publish, dict(one.photos)) for one in draft.issues]
    return (draft.as_of, draft.title, draft.text, draft.scope, draft.bulletin, issues)


def test_what_was_written_reads_back() -> None:
    draft, problems = read(draft_text(DRAFT))
    assert draft is not None
    assert (plain(draft), problems) == (plain(DRAFT), [])


@given(LINES, LINES, st.lists(LINES, min_size=1, max_size=4), st.booleans())
def test_whatever_the_titles_and_texts_are_they_read_back(
    title: str, public: str, text: list[str], publish: bool
) -> None:
    issue = DraftIssue(id=IssueId(ID), title=public, publish=publish, remark="# : [")
    given = Draft(as_of=date(2026, 1, 1), title=title, text="\n".join(text) + "\n", issues=(issue,))
    draft, problems = read(draft_text(given))
    assert draft is not None, problems
    assert plain(draft) == plain(given)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("as_of: 2026-04-24", "as_of: 昨天", 3),
        ("bulletin: 是", "bulletin: 好", 6),
        ("  status: closed", "  status: 一半", 13),
        ("  area: 东片", "  aera: 东片", 10),
        (f"id: {ID}", "id: 0123", 21),
        ("publish: 是", "publish: 也许", 22),
        ("title: 门", "title:", 23),
        ("abcd: 是", "abcd: 好看", 25),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, line: int) -> None:
    text = draft_text(DRAFT)
    assert old in text
    draft, problems = read(text.replace(old, new, 1))
    assert (draft, problems) == (None, [("release.field", line)])


@pytest.mark.parametrize(
    "text", ["", "x", "- 1", "as_of: 2026-04-24", "title: x", "issues: {a: b}", "{", "a: &b c"]
)
def test_what_is_no_draft_is_a_problem_and_no_end(text: str) -> None:
    draft, problems = read(text)
    assert draft is None
    assert problems
