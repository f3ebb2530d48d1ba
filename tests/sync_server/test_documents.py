"""A document in memory follows what comes: what it worked out before holds only as long as nothing contradicts it."""

from __future__ import annotations

from inspections.blocks import Block, encode_update
from inspections.certificates import Authority
from inspections.events import Event
from inspections.events_json import sign
from inspections.slots import client_of
from inspections.vocabulary import Role
from tests.inspections.drafts import a_draft
from tests.sync_server.test_portions import SERVER, a_log


class OneServer(Authority):
    """A district whose server is the one key of these tests."""

    def serves(self, event: Event) -> bool:
        return event.device == SERVER.public_hex


def a_second(n: int) -> Block:
    """Another receipt of a number, as a server gives it that was put back from a backup."""
    body = {"n": n, "server_time": "2022-04-13T10:00:00+08:00", "ids": [], "refused": []}
    session = "7" * 32
    draft = a_draft(session=session, kind="received", subject="", role=Role.SERVER, body=body)
    event_id, value = sign(draft, SERVER)
    return Block(client_of(SERVER.public_hex, session), 0, event_id, value)


def test_of_two_receipts_with_one_number_neither_covers_once_both_are_here() -> None:
    log, district = a_log(3), OneServer(())
    first, second = ((n, log.chains[SERVER][n - 1].id) for n in (1, 2))
    assert log.held.reached(district, first) and log.held.reached(district, second)
    log.held._take(encode_update([a_second(2)]))
    assert log.held.reached(district, first)
    assert log.held.reached(district, second) is None
