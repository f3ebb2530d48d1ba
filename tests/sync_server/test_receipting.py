"""Official numbers: in order, without a gap, whoever else is being given one; receipts that hold what one event can."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest

from inspections.errors import Code, M, Problem
from inspections.events import Event
from inspections.ids import DocId, EventId, sha256_hex
from sync_server.receipting import IDS_MAX, number_bodies, receipt_bodies
from sync_server.service import Service
from tests.inspections.laptop.office import NOW
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import YL3X, YL5X, Hall, held

pytestmark = ON_BOTH

TIME = datetime.fromisoformat(NOW)


def notified(service: Service, notice: str, issued_on: str = "2026-03-02") -> Event:
    some = next(iter(held(service).values()))
    return replace(some, kind="notified", body={"notice": notice, "issued_on": issued_on})


def give(service: Service, doc: DocId, event: Event, *, fails: bool = False) -> list[int]:
    with service.database.writing() as connection:
        given = [one["n"] for one in number_bodies(connection, doc, [event], (), "督")]
        if fails:
            raise RuntimeError("after the number was given")
        return given


def test_numbers_given_at_once_from_two_servers_have_neither_gap_nor_double(hall: Hall) -> None:
    servers = hall.opened(), hall.opened()
    event = notified(servers[0], "")

    def one(n: int) -> int | None:
        notice = replace(event, body={**event.body, "notice": f"n{n}"})
        try:
            [given] = give(servers[n % 2], (YL3X, YL5X)[n % 2], notice, fails=n % 5 == 0)
        except RuntimeError:
            return None
        return given

    with ThreadPoolExecutor(8) as pool:
        given = [n for n in pool.map(one, range(30)) if n is not None]
    assert sorted(given) == list(range(1, 25))
    for service in servers:
        service.close()


def test_a_notice_about_two_schools_has_one_number_and_a_document_that_has_it_is_not_told_again(
    hall: Hall,
) -> None:
    service = hall.opened()
    event = notified(service, "n1")
    assert give(service, YL3X, event) == [1]
    assert give(service, YL5X, event) == [1]
    assert give(service, YL5X, replace(event, body={**event.body, "notice": "n2"})) == [2]
    with service.database.writing() as connection:
        assert list(number_bodies(connection, YL3X, [event], ("n1",), "督")) == []
    service.close()


def test_every_year_and_series_counts_from_one(hall: Hall) -> None:
    service = hall.opened()
    assert give(service, YL3X, notified(service, "n1", "2025-12-31")) == [1]
    assert give(service, YL3X, notified(service, "n2", "2026-01-01")) == [1]
    with service.database.writing() as connection:
        other = number_bodies(connection, YL3X, [notified(service, "n3")], (), "另")
        assert [(one["series"], one["n"]) for one in other] == [("另", 1)]
    service.close()


@pytest.mark.parametrize("body", [{}, {"notice": 1}, {"notice": ""}, {"notice": "n", "issued_on": "soon"}])  # fmt: skip
def test_bodies_that_nobody_has_checked_break_no_counter(hall: Hall, body: object) -> None:
    service = hall.opened()
    event = replace(notified(service, ""), body=body)
    give(service, YL3X, event)
    assert give(service, YL3X, notified(service, "next"))[0] in (1, 2)
    service.close()


def test_a_receipt_that_would_be_too_large_becomes_several() -> None:
    ids = [EventId(sha256_hex(str(n).encode())) for n in range(2 * IDS_MAX + 1)]
    no = Problem(code=Code.RULE_ROLE, what=M("不行"), remedy=M("请督导室办理"))
    told = list(receipt_bodies([(i, no if i == ids[-1] else None) for i in ids], 7, TIME))
    assert [one["n"] for one in told] == [7, 8, 9]
    assert [i for one in told for i in one["ids"]] == ids[:-1]
    assert told[-1]["refused"] == [{"id": ids[-1], "code": "rule.role", "remedy": "请督导室办理"}]
