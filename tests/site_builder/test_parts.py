"""Small parts: policy, guidance, rendering, charts, lines, timelines, file roles."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspections.deadline import WorkCalendar
from inspections.ids import IssueId
from inspections.timeline import Effect
from inspections.vocabulary import Badge, Counted, Status
from site_builder import charts, guidance, links
from site_builder.lines import issue_line
from site_builder.material import Material
from site_builder.policy import POLICY, Audience, Shown, Sight
from site_builder.rendering import environment
from site_builder.timeline import timeline
from tests.site_builder import factory
from tests.site_builder.trees import tree


def material(as_of: date = factory.AS_OF, audience: Audience = Audience.BUREAU) -> Material:
    return Material(view=factory.county(), audience=audience, as_of=as_of, calendar=WorkCalendar())


def test_every_row_of_the_policy_decides_for_every_audience() -> None:
    assert {what: set(row) for what, row in POLICY.items()} == {
        what: set(Audience) for what in Shown
    }


@pytest.mark.parametrize("what", [Shown.PRIVATE, Shown.STEPS_PERSON])
def test_what_is_private_or_against_a_person_is_for_no_static_tree(what: Shown) -> None:
    assert set(POLICY[what].values()) == {Sight.NO}


def test_every_status_badge_and_count_is_explained() -> None:
    tables = (guidance.ADVICE, guidance.BADGES, guidance.COUNTED, guidance.TURN_LABELS)
    assert [set(table) for table in tables] == [
        set(Status),
        set(Badge),
        set(Counted),
        set(guidance.Turn),
    ]


@pytest.mark.parametrize(
    ("due", "left", "overdue"),
    [
        (date(2026, 4, 24), "今天到期", False),
        (date(2026, 4, 28), "还剩2个工作日", False),
        (date(2026, 4, 25), "下一个工作日之前到期", False),
        (date(2026, 4, 23), "逾期1个工作日", True),
    ],
)
def test_days_left_are_working_days_as_of_the_printed_date(
    due: date, left: str, overdue: bool
) -> None:
    line = issue_line(material(), factory.issue(due=due))
    assert (line.left, line.overdue) == (left, overdue)


def test_a_deadline_in_a_year_nobody_announced_is_provisional() -> None:
    line = issue_line(material(as_of=date(2091, 4, 20)), factory.issue(due=date(2091, 4, 24)))
    assert "暂定" in line.left


def test_a_closed_issue_is_never_overdue() -> None:
    line = issue_line(material(), factory.issue(status=Status.CLOSED, due=date(2026, 4, 1)))
    assert (line.overdue, line.left) == (False, "")


def test_filters_find_an_issue_by_its_bucket_only_if_it_is_a_requirement() -> None:
    stands = {
        status: issue_line(
            material(), factory.issue(status=status, due=date(2026, 4, 1))
        ).hooks.overdue
        for status in (Status.NOTIFIED, Status.CLOSED, Status.FOUND, Status.WITHDRAWN)
    }
    assert list(stands.values()) == ["overdue", "closed", "", ""]


def test_an_unconfirmed_issue_is_not_overdue_yet() -> None:
    line = issue_line(material(), factory.issue(status=Status.FOUND, due=date(2026, 4, 1)))
    assert not line.overdue


def test_a_step_against_a_school_names_no_private_file() -> None:
    step = factory.entry(
        "escalated", factory.AS_OF, by="sunyan", step="talk", target="school", reason="两次逾期",
        person={"sha256": "0" * 64, "name": "PRIVATE", "bytes": 1},
    )  # fmt: skip
    (line,) = timeline(material(), (step,))
    assert [fact.text for fact in line.facts] == ["约谈", "两次逾期"]


def test_evidence_that_was_struck_is_called_by_its_name() -> None:
    struck = factory.entry(
        "evidence_struck", factory.AS_OF, file=factory.digest("新灭火器.jpg"), reason="选错照片"
    )
    (line,) = timeline(material(), (struck,))
    assert [fact.text for fact in line.facts] == ["新灭火器.jpg", "选错照片"]


def test_a_kind_of_a_newer_version_is_a_line_that_says_so() -> None:
    event = factory.entry("a_kind_of_2030", factory.AS_OF, effect=Effect.NEWER, secret="x")
    (line,) = timeline(material(), (event,))
    assert ([flag.text for flag in line.flags], line.facts) == (["需要新版本"], ())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"photos_after": "x"},
        {"photos_after": [1]},
        {"measures": {"a": 1}},
        {"done_on": "soon"},
        {"behalf": 3},
    ],
)
def test_a_body_of_the_wrong_shape_is_still_a_line(body: dict[str, object]) -> None:
    (line,) = timeline(
        material(), (factory.entry("submitted", factory.AS_OF, Status.SUBMITTED, **body),)
    )
    assert line.label == "报送整改"


def test_an_act_entered_later_says_when_it_was_entered_and_for_whom() -> None:
    entered = factory.entry(
        "submitted", factory.AS_OF, Status.SUBMITTED, happened_on=date(2026, 4, 20),
        behalf={"name": "周校长", "how": "paper"},
    )  # fmt: skip
    (line,) = timeline(material(), (entered,))
    assert line.day == date(2026, 4, 20)
    assert line.notes == ("2026年4月24日补录", "代周校长录入（书面）")


def test_a_merged_issue_leads_to_the_one_that_goes_on() -> None:
    other = factory.county().issues[0]
    (line,) = timeline(
        material(), (factory.entry("merged", factory.AS_OF, Status.MERGED, into=other.id),)
    )
    assert [fact.path for fact in line.facts] == [links.issue_path(IssueId(other.id))]


def test_a_name_that_a_template_does_not_get_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(jinja2.UndefinedError):
        environment(folder=tmp_path).get_template("a.html").render()


def test_words_of_a_template_are_put_into_the_language_and_escaped(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.html").write_text('<p title="{{ _("问题") }}">', encoding="utf-8")
    made = environment(_english, folder=tmp_path)
    assert made.get_template("a.html").render() == '<p title="a &quot;finding&quot; &amp; more">'


def _english(text: str) -> str:
    return {"问题": 'a "finding" & more'}.get(text, text)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
@example([5000, 5000, 1])
def test_a_bar_stays_within_its_width_and_shows_everything_there_is(counts: list[int]) -> None:
    bar = charts.bar([("open", n) for n in counts], sum(counts), "")
    assert all(
        piece.x >= 0 and piece.width > 0 and piece.x + piece.width <= charts.WIDTH
        for piece in bar.pieces
    )
    assert len(bar.pieces) == sum(n > 0 for n in counts)


def test_a_trend_needs_a_week() -> None:
    day = factory.AS_OF
    assert charts.trend([day - timedelta(days=6)], [], day, "") is None
    assert charts.trend([], [], day, "") is None
    assert charts.trend([day - timedelta(days=7)], [day], day, "") is not None


@given(st.text(max_size=40), st.text(max_size=40))
def test_lists_of_two_names_have_two_addresses(one: str, other: str) -> None:
    assert (links.slug(one) == links.slug(other)) == (one == other)
    assert links.slug(one).isascii()


@pytest.mark.parametrize("status", [Status.MERGED, Status.WITHDRAWN])
def test_what_is_merged_or_withdrawn_has_no_deadline(status: Status) -> None:
    due = factory.AS_OF
    issues = (factory.issue(1, status=status, due=None), factory.issue(2, status=status, due=due))
    of = factory.school_view(factory.school("yl3x", "三小"), issues)
    page = tree(factory.view(of))[links.school_path("yl3x")]
    rows = page[page.index("<tbody>") : page.index("</tbody>")].split("<tr")[1:]
    assert [row[row.index('class="when"') :].count("—") for row in rows] == [1, 1]
