"""Shares that fill up again: nobody gets more than his, nobody uses up another's, what is kept has an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server import rates
from sync_server.rates import Rates, TooOftenError


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def allowed(shares: Rates, who: str) -> bool:
    try:
        shares.ask(who)
    except TooOftenError:
        return False
    return True


def test_a_share_may_be_used_at_once_and_fills_up_by_the_second() -> None:
    watch = Watch()
    shares = Rates(60, watch)
    assert [allowed(shares, "a") for _ in range(61)] == [True] * 60 + [False]
    watch.now = 2.0
    assert [allowed(shares, "a") for _ in range(3)] == [True, True, False]


def test_who_is_told_to_wait_is_let_in_then() -> None:
    watch = Watch()
    shares = Rates(2, watch)
    assert allowed(shares, "a")
    assert allowed(shares, "a")
    with pytest.raises(TooOftenError) as told:
        shares.ask("a")
    watch.now = float(told.value.seconds)
    assert allowed(shares, "a")


def test_one_does_not_use_up_what_is_anothers() -> None:
    shares = Rates(1, Watch())
    assert [allowed(shares, who) for who in ("a", "b", "a", "b")] == [True, True, False, False]


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "KEPT_MAX", 3)
    shares = Rates(1, Watch())
    assert all(allowed(shares, who) for who in "abcd")
    assert not allowed(shares, "d")
    assert len(shares._left) == 3


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 20)), max_size=20))
def test_in_any_time_no_more_is_allowed_than_a_share_and_what_filled_up(asked: list[tuple[float, int]]) -> None:  # fmt: skip
    watch, count = Watch(), 0
    shares = Rates(30, watch)
    for pause, times in asked:
        watch.now += pause
        count += sum(allowed(shares, "a") for _ in range(times))
    assert count <= 30 + watch.now / 2 + 1e-6
