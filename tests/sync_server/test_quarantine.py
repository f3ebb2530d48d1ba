"""What was turned away is kept up to a carrier's share: its own oldest go, never what others brought."""

from __future__ import annotations

from sqlalchemy import select

from inspections.blocks import Block
from inspections.ids import EventId, PersonId, sha256_hex
from sync_server.schema import QUARANTINE
from sync_server.service import Service
from tests.inspections.drafts import a_chain
from tests.sync_server.serving import YL3X, Hall, ask, sends


def damaged(hall: Hall, n: int) -> Block:
    [good] = a_chain(1, session=f"{n:032x}", key=hall.key("liqiang"), by=PersonId("liqiang"))
    value = good.value[:-1] + b"!"
    return Block(good.client, good.clock, EventId(sha256_hex(value)), value)


def kept(service: Service) -> dict[str, set[str]]:
    """What is kept, by who brought it."""
    found: dict[str, set[str]] = {}
    with service.database.reading() as connection:
        for carrier, sha256 in connection.execute(
            select(QUARANTINE.c.carrier, QUARANTINE.c.sha256)
        ):
            found.setdefault(carrier, set()).add(sha256)
    return found


def bring(hall: Hall, person: str, n: int, **caps: int) -> dict[str, set[str]]:
    """Let a person's device bring a damaged event, a minute after the one before."""
    service = hall.opened(f"2026-03-02T10:{n:02}:00+08:00", **caps)
    [away] = ask(service, hall, person, yl3x=sends(damaged(hall, n))).documents[YL3X].turned_away
    assert away.why == "damaged"
    found = kept(service)
    service.close()
    return found


def test_beyond_a_carriers_share_its_own_oldest_go(hall: Hall) -> None:
    bring(hall, "yanghui", 1)
    for n in (2, 3, 4):
        found = bring(hall, "wangmin", n, quarantined_of_carrier_max=2)
    assert found == {
        hall.key("yanghui").public_hex: {damaged(hall, 1).id},
        hall.key("wangmin").public_hex: {damaged(hall, 3).id, damaged(hall, 4).id},
    }


def test_a_share_has_an_end_in_bytes_too(hall: Hall) -> None:
    size = len(damaged(hall, 1).value)
    for n in (1, 2, 3):
        found = bring(hall, "wangmin", n, quarantined_bytes_of_carrier_max=2 * size + 1)
    assert found == {hall.key("wangmin").public_hex: {damaged(hall, n).id for n in (2, 3)}}


def test_what_is_brought_again_is_kept_once(hall: Hall) -> None:
    for _ in range(3):
        found = bring(hall, "wangmin", 1)
    assert found == {hall.key("wangmin").public_hex: {damaged(hall, 1).id}}
