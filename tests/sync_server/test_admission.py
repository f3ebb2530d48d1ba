"""The end to how many sessions a device may begin in a document: it keeps out nobody else, and nothing that was received."""

from __future__ import annotations

from pathlib import Path

from inspections.blocks import Block
from inspections.ids import PersonId
from inspections.vocabulary import Role
from sync_server.database import put_meta
from sync_server.entering import COLLECTING
from sync_server.service import Service
from tests.inspections.drafts import a_chain
from tests.sync_server.serving import YL3X, Hall, ask, held, sends

EARLIER = 1
"""Sessions that wangmin's device began in the prepared ledger."""


def said(
    hall: Hall, n: int, by: str = "wangmin", role: Role = Role.INSPECTOR, length: int = 1
) -> list[Block]:
    """Return a session of comments on the school's first issue."""
    issue = hall.office.issues()[0]["id"]
    return a_chain(
        length, session=f"{n:032x}", key=hall.key(by), by=PersonId(by), subject=f"q:{issue}", kind="commented", role=role,
    )  # fmt: skip


def brought(service: Service, hall: Hall, *blocks: Block, by: str = "wangmin") -> list[str]:
    """Bring the events; return why those were turned away that were."""
    return [a.why for a in ask(service, hall, by, yl3x=sends(*blocks)).documents[YL3X].turned_away]


def test_a_device_begins_so_many_sessions_and_then_no_more(hall: Hall) -> None:
    service = hall.opened(device_sessions_max=EARLIER + 3)
    first = [b for n in range(3) for b in said(hall, n)]
    assert brought(service, hall, *first) == []
    assert brought(service, hall, *said(hall, 3)) == ["rule.limit"]
    assert {b.id for b in first} <= set(held(service))
    assert said(hall, 3)[0].id not in held(service)
    service.close()


def test_what_it_began_goes_on_and_others_begin(hall: Hall) -> None:
    service = hall.opened(device_sessions_max=EARLIER + 1)
    other = said(hall, 7, "zhaolei", Role.AREA_LEAD)
    begun, more = said(hall, 0, length=2)
    assert brought(service, hall, begun) == []
    assert brought(service, hall, more, *other) == []
    assert {more.id, other[0].id} <= set(held(service))
    service.close()


def test_of_sessions_that_come_together_those_go_in_for_which_there_is_room(hall: Hall) -> None:
    service = hall.opened(device_sessions_max=EARLIER + 2)
    assert (
        brought(service, hall, *(b for n in range(5) for b in said(hall, n))) == ["rule.limit"] * 3
    )
    service.close()


def test_a_server_that_collects_takes_back_all_that_there_was(hall: Hall) -> None:
    service = hall.opened(device_sessions_max=EARLIER + 1)
    with service.database.writing() as connection:
        put_meta(connection, COLLECTING, "1")
    blocks = [b for n in range(3) for b in said(hall, n)]
    assert brought(service, hall, *blocks) == []
    assert {b.id for b in blocks} <= set(held(service))
    service.close()


def test_what_a_receipt_names_comes_back_whatever_the_number(hall: Hall, tmp_path: Path) -> None:
    blocks = [b for n in range(3) for b in said(hall, n)]
    service = hall.opened()
    brought(service, hall, *blocks)
    with (
        service.database.reading() as connection,
        service.documents.opened(connection, YL3X) as one,
    ):
        everything = one.ledger.blocks()
    service.close()
    (tmp_path / "earlier").mkdir()
    earlier = Hall(tmp_path / "earlier").opened(device_sessions_max=EARLIER + 1)
    assert brought(earlier, hall, *everything) == []
    assert {b.id for b in blocks} <= set(held(earlier))
    earlier.close()
