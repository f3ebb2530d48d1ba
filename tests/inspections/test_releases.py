"""Releases as values: fingerprints, which rows stand, what a release changes."""

import hashlib
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspections.ids import EventId, IssueId, SchoolId
from inspections.releases import Manifest, PublicRow, Scope, current, difference, fingerprint
from inspections.vocabulary import Category, Severity, Status

IDS = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex).map(EventId), unique=True)


def row(number: str, status: Status = Status.NOTIFIED, title: str = "门") -> PublicRow:
    return PublicRow(
        number=number, issue=IssueId(number), school=SchoolId("yl3x"), title=title, category=Category.GATE,
        severity=Severity.MINOR, status=status, due=None, closed_on=None,
    )  # fmt: skip


def release(n: int, *rows: PublicRow, gone: tuple[str, ...] = ()) -> Manifest:
    return Manifest(
        n=n, on=date(2026, 3, n), as_of=date(2026, 3, n), lang="zh", program="1", district="云岭区", title="",
        text="", scope=Scope(), figures={}, schools=(), rows=rows, gone=gone,
    )  # fmt: skip


@given(IDS, st.randoms())
def test_a_fingerprint_does_not_depend_on_the_order_of_the_events(
    ids: list[EventId], chance: object
) -> None:
    turned = list(ids)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert fingerprint(turned) == fingerprint(ids)


@given(IDS, IDS)
def test_other_events_have_another_fingerprint(one: list[EventId], other: list[EventId]) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (set(one) == set(other))


def test_a_fingerprint_is_what_sort_and_sha256sum_print() -> None:
    assert fingerprint([EventId("bb"), EventId("aa")]) == hashlib.sha256(b"aa\nbb\n").hexdigest()


def test_the_newest_release_says_how_a_row_stands() -> None:
    first, second = release(1, row("1-1")), release(2, row("1-1", Status.CLOSED))
    assert current([second, first])["1-1"] == (row("1-1", Status.CLOSED), second)


def test_a_row_that_a_later_release_leaves_out_stands_as_it_was() -> None:
    first = release(1, row("1-1"), row("1-2"))
    assert current([first, release(2, row("1-1"))])["1-2"] == (row("1-2"), first)


def test_a_row_that_was_taken_back_does_not_stand_until_it_is_published_again() -> None:
    releases = [release(1, row("1-1")), release(2, gone=("1-1",)), release(3, row("1-1"))]
    assert [list(current(releases[:n])) for n in (1, 2, 3)] == [["1-1"], [], ["1-1"]]


def test_a_difference_names_what_is_new_changed_the_same_and_gone() -> None:
    first = release(1, row("1-1"), row("1-2"), row("1-3"))
    second = release(2, row("1-1"), row("1-2", Status.CLOSED), row("2-1"), gone=("1-3",))
    found = difference([first], second)
    assert [one.number for one in found.new] == ["2-1"]
    assert [(old.status, new.status) for old, new in found.changed] == [("notified", "closed")]
    assert (found.same, [one.number for one in found.gone]) == (1, ["1-3"])


def test_another_title_is_a_change() -> None:
    first = release(1, row("1-1"))
    assert (
        len(difference([first], replace(first, n=2, rows=(row("1-1", title="窗"),))).changed) == 1
    )
