"""Work that comes while other work is under way is done together, and everybody gets their own result or error."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync_server.gathering import Gathering


def test_who_comes_alone_is_done_at_once() -> None:
    gathering = Gathering[int, int](9)
    assert [gathering.do(n, lambda all: [n * 2 for n in all]) for n in (1, 2)] == [2, 4]


def test_those_who_come_meanwhile_are_done_together_at_most_so_many_at_a_time() -> None:
    gathering = Gathering[int, int](4)
    batches = list[list[int]]()
    begun, going = threading.Event(), threading.Event()

    def work(all: Sequence[int]) -> list[int | BaseException]:
        batches.append(list(all))
        begun.set()
        assert going.wait(10)
        return [n * 2 for n in all]

    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(gathering.do, 0, work)
        assert begun.wait(10)
        others = [pool.submit(gathering.do, n, work) for n in range(1, 10)]
        while len(gathering._queue) < 9:
            pass
        going.set()
        assert first.result(10) == 0
        assert [other.result(10) for other in others] == [n * 2 for n in range(1, 10)]
    assert [len(batch) for batch in batches] == [1, 4, 4, 1]
    assert sorted(n for batch in batches for n in batch) == list(range(10))


def test_an_error_reaches_whose_it_is_alone() -> None:
    gathering = Gathering[int, int](9)

    def work(all: Sequence[int]) -> list[int | BaseException]:
        return [ValueError(n) if n % 2 else n for n in all]

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(gathering.do, n, work) for n in range(200)]
        for n, future in enumerate(futures):
            if n % 2:
                with pytest.raises(ValueError, match=f"^{n}$"):
                    future.result(10)
            else:
                assert future.result(10) == n


def test_work_that_raises_reaches_all_of_it_and_the_turn_goes_on() -> None:
    gathering = Gathering[int, int](9)

    def breaks(_: Sequence[int]) -> list[int | BaseException]:
        raise KeyError("gone")

    with pytest.raises(KeyError):
        gathering.do(1, breaks)
    assert gathering.do(2, lambda all: list(all)) == 2
