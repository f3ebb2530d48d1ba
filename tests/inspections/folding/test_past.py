"""The past of events, their order, and the events of an earlier day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from inspections.events import Event, Unreadable
from inspections.folding import as_of
from inspections.folding.past import History, bits, mask_of
from inspections.ids import EventId
from tests.stories_of_events import START, make

BEIJING = timezone(timedelta(hours=8))


def comment(n: int, *seen: Event | str, at: datetime = START) -> Event:
    return make(n, "commented", "wang", seen, at=at)


def test_the_past_is_everything_reachable() -> None:
    a = comment(1)
    b = comment(2, a)
    c = comment(3, b)
    history = History([c, a, b])
    assert [e.id for e in history.events] == [a.id, b.id, c.id]
    assert list(bits(history.past[2])) == [0, 1]


def test_a_cause_stands_before_its_effect_even_if_its_clock_is_ahead() -> None:
    a = comment(1, at=START + timedelta(days=9))
    b = comment(2, a)
    assert [e.id for e in History([b, a]).events] == [a.id, b.id]


def test_blind_events_stand_by_their_time_then_by_their_id() -> None:
    a, b, c = comment(1, at=START + timedelta(hours=1)), comment(3), comment(2)
    assert [e.id for e in History([a, b, c]).events] == [c.id, b.id, a.id]


def test_newest_and_blind() -> None:
    a = comment(1)
    b, c = comment(2, a), comment(3, a)
    history = History([a, b, c])
    assert history.newest(0b111) == 0b110
    assert history.blind(1, 0b111) == 0b100
    assert history.heads(0b011) == {b.id}


def test_what_is_not_here_is_left_out() -> None:
    assert History([comment(1, "e9999")]).past == (0,)


def test_events_that_see_each_other_neither_hang_nor_see_anything() -> None:
    a, b, c = comment(1, "e0002"), comment(2, "e0001"), comment(3, "e0002")
    history = History([a, b, c, comment(4, "e0004")])
    assert history.past[history.position[a.id]] == 0
    assert list(bits(history.past[history.position[c.id]])) == [history.position[b.id]]


def test_a_time_without_an_offset_does_not_stop_the_order() -> None:
    naive = comment(1, at=datetime(2022, 4, 12, 9, 0))  # noqa: DTZ001
    first = comment(2, at=datetime(1, 1, 1, tzinfo=BEIJING))
    last = comment(3, at=datetime(9999, 12, 31, 23, tzinfo=UTC))
    assert len(History([naive, first, last]).events) == 3
    assert len(as_of([naive, first, last], date(2022, 4, 12), BEIJING)) == 2


def test_a_mask_and_its_bits_are_the_same() -> None:
    assert list(bits(mask_of([70, 3, 0]))) == [0, 3, 70]


def test_as_of_goes_to_the_end_of_the_day_in_the_zone() -> None:
    before = comment(1, at=datetime(2022, 4, 12, 15, 59, tzinfo=UTC))
    after = comment(2, at=datetime(2022, 4, 12, 16, 0, tzinfo=UTC))
    assert as_of([before, after], date(2022, 4, 12), BEIJING) == (before,)
    assert as_of([before, after], date(2022, 4, 12), UTC) == (before, after)


def test_as_of_keeps_nothing_that_rests_on_what_is_later() -> None:
    later = comment(1, at=START + timedelta(days=3))
    back_dated = comment(2, later)
    assert as_of([later, back_dated], START.date(), UTC) == ()


def test_as_of_a_late_day_keeps_everything_also_what_cannot_be_read() -> None:
    bad = Unreadable(id=EventId("ff"), value=b"", why="版本")
    events = [comment(1, "e9999"), bad]
    assert as_of(events, date(2030, 1, 1), UTC) == tuple(events)
