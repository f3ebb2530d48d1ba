"""Every hostile shape that the gate was tried on, sent over the wire by a certified device: refused, and it goes on serving."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inspections.sync_json import read_answer, read_fault, write_request
from inspections.sync_protocol import SYNC_PATH, Offered
from tests.inspections.test_blocks_hostile import hostile_updates
from tests.sync_server.serving import YL3X, Hall, Running, held, sends


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return Hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def server(hall: Hall) -> Iterator[Running]:
    with Running(hall) as server:
        yield server


@pytest.mark.parametrize("name", hostile_updates())
def test_a_hostile_update_is_refused_or_turned_away_and_nothing_of_it_is_held(
    hall: Hall, server: Running, name: str
) -> None:
    service = hall.opened()
    before = set(held(service))
    offered = Offered(update=hostile_updates()[name])
    said = server.send("wangmin", "POST", SYNC_PATH, write_request(hall.request("wangmin", yl3x=offered)))  # fmt: skip
    if said.status_code == 200:
        told = read_answer(said.content).documents[YL3X]
        assert told.turned_away or told.waiting or not offered.update
    else:
        assert (said.status_code, read_fault(said.content).code) == (400, "wire.unreadable")
    assert set(held(service)) == before
    service.close()


def test_after_all_of_them_an_honest_push_goes_in(hall: Hall, server: Running) -> None:
    [said] = hall.comments("照常")
    server.ask(yl3x=sends(said))
    service = hall.opened()
    assert said.id in held(service)
    service.close()
