"""Figures of many schools: true, folded once, and in a time that a page can wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspections.ids import DISTRICT, PersonId
from sync_server import school_tally
from sync_server.school_tally import Tally
from tests.inspections.drafts import a_chain
from tests.sync_server.browsing import House, a_house
from tests.sync_server.serving import YL3X, YL5X, ask, sends


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def counted(house: House, tally: Tally, *docs: str, seconds: float = 60) -> tuple[dict, int]:
    with house.service.database.reading() as connection:
        found, left = tally.of(house.service, connection, docs or (YL3X, YL5X), seconds)
    return {doc: figures.running for doc, figures in found.items()}, left


def test_what_is_being_rectified_is_counted_anew_once_a_school_grows(house: House):
    tally = Tally()
    assert counted(house, tally) == ({YL3X: 0, YL5X: 0}, 0)
    house.notify()
    assert counted(house, tally) == ({YL3X: 1, YL5X: 0}, 0)


def test_a_school_that_has_not_grown_is_not_folded_again(house: House, monkeypatch):
    tally = Tally()
    house.notify()
    first = counted(house, tally)
    monkeypatch.setattr(school_tally, "_figures", lambda *_: pytest.fail("folded again"))
    assert counted(house, tally) == first


def test_when_the_time_is_over_the_rest_is_left_and_folded_behind_the_page(house: House):
    tally = Tally()
    assert counted(house, tally, DISTRICT, YL3X, seconds=0) == ({DISTRICT: 0}, 1)
    until = time.monotonic() + 20
    while (house.service.folder, YL3X) not in tally._known:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert counted(house, tally, DISTRICT, YL3X, seconds=0) == ({DISTRICT: 0, YL3X: 0}, 0)


def test_after_a_change_of_the_district_the_old_figures_stand_until_the_new_ones_do(house: House):
    tally = Tally()
    house.notify()
    before = counted(house, tally, DISTRICT, YL3X)
    house.service.documents.forget(DISTRICT)
    assert counted(house, tally, DISTRICT, YL3X, seconds=0) == before


def test_nothing_is_folded_for_a_server_that_was_closed(house: House, monkeypatch):
    tally = Tally()
    house.service.closed = True
    monkeypatch.setattr(tally, "of", lambda *_: pytest.fail("folded"))
    tally._going_on.acquire()
    tally._go_on(house.service, [YL3X])
    assert tally._going_on.acquire(blocking=False)


def test_what_a_receipt_refused_is_told_with_its_author_and_its_remedy(house: House):
    [odd] = a_chain(
        1, key=house.hall.key("wangmin"), by=PersonId("wangmin"), subject="q:NOSUCHISSUE"
    )
    ask(house.service, house.hall, yl3x=sends(odd))
    with house.service.database.reading() as connection:
        found, _ = Tally().of(house.service, connection, [DISTRICT, YL3X], 60)
    [act] = found[YL3X].refused
    assert (act.event, act.person, act.issue, act.refused.code) == (
        odd.id,
        "wangmin",
        "",
        "rule.subject",
    )
    assert found[DISTRICT].refused == ()
