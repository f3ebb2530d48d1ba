"""Everything hostile that gate and door were tried on, over the wire, by certified devices and by strangers.

Refused, and the server goes on serving. What the judge is against comes in and is refused by a receipt: `test_pushing`.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from inspections.blocks import Block, encode_update
from inspections.ids import DISTRICT, PersonId
from inspections.keys import SigningKey
from inspections.laptop.actor import root_recorder
from inspections.laptop.recorder import Act
from inspections.sync_json import read_answer, read_fault, write_request
from inspections.sync_protocol import SYNC_PATH, Offered
from inspections.sync_wire import authorization
from inspections.vocabulary import Role
from tests.inspections.hostile_world import RAISED, WANG
from tests.inspections.test_blocks_hostile import hostile_updates
from tests.inspections.test_door_hostile import REFUSED, TURNED_AWAY, WAITING
from tests.sync_server.serving import YL3X, Hall, Running, held, sends

HOSTILE = {name: blocks for name, (blocks, _) in (TURNED_AWAY | REFUSED).items()} | WAITING
STRANGER = SigningKey.from_seed(b"x" * 32)
FITS = 8 * 1024 * 1024


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """The prepared server, where the key of the hostile table is certified for wangmin."""
    hall = Hall(tmp_path_factory.mktemp("hall"))
    workspace = hall.office.workspace()
    recorder = root_recorder(workspace, PersonId("chenjing"))[0]
    scope = {"schools": ["yl3x"], "areas": []}
    body = {
        "person": "wangmin",
        "roles": ["inspector"],
        "scope": scope,
        "from": "2022-01-01",
        "until": None,
    }
    recorder.record([Act(doc=DISTRICT, kind="device_certified", subject=f"d:device/{WANG.public_hex}", role=Role.ROOT, body=body)])  # fmt: skip
    workspace.close()
    return hall


@pytest.fixture(scope="module")
def server(hall: Hall) -> Iterator[Running]:
    with Running(hall) as server:
        server.ask("yanghui", district=sends(*hall.blocks(DISTRICT)))
        yield server


def written(blocks: tuple[Block, ...]) -> bytes:
    """Return the events as an update; of a chain with a gap, which is none, what comes after it."""
    whole = blocks[-1].clock - blocks[0].clock == len(blocks) - 1
    return encode_update(blocks if whole else blocks[-1:])


def asked(hall: Hall, server: Running, key: SigningKey | None, offered: Offered) -> httpx.Response:
    """Send an update in the name of a key, signed by it; unsigned for None."""
    body = write_request(hall.request("wangmin", yl3x=offered))
    told = (key or STRANGER).public_hex.encode()
    body = body.replace(hall.key("wangmin").public_hex.encode(), told)
    root = hall.office.workspace().district.root_key
    signed = authorization(key, "ab" * 16, root, "POST", SYNC_PATH, body) if key else ""
    return server.http.post(SYNC_PATH, content=body, headers={"Authorization": signed})


@pytest.mark.parametrize("name", hostile_updates())
def test_a_hostile_update_is_refused_or_turned_away_and_nothing_of_it_is_held(
    hall: Hall, server: Running, name: str
) -> None:
    service = hall.opened()
    before = set(held(service))
    offered = Offered(update=hostile_updates()[name])
    said = asked(hall, server, hall.key("wangmin"), offered)
    if said.status_code == 200:
        told = read_answer(said.content).documents[YL3X]
        assert told.turned_away or told.waiting or not offered.update
    else:
        assert (said.status_code, read_fault(said.content).code) == (400, "wire.unreadable")
    assert set(held(service)) == before
    service.close()


def test_what_the_hostile_table_rests_on_comes_in(hall: Hall, server: Running) -> None:
    said = asked(hall, server, WANG, sends(RAISED))
    assert read_answer(said.content).documents[YL3X].turned_away == ()
    service = hall.opened()
    assert RAISED.id in held(service)
    service.close()


@pytest.mark.parametrize("name", TURNED_AWAY | WAITING)
def test_a_hostile_event_of_a_certified_device_stays_outside(
    hall: Hall, server: Running, name: str
) -> None:
    service = hall.opened()
    before = set(held(service))
    blocks: tuple[Block, ...] = HOSTILE[name]
    update = written(blocks)
    said = asked(hall, server, WANG, Offered(update=update))
    if len(update) > FITS:
        assert said.status_code == 413
    elif said.status_code == 200:
        told = read_answer(said.content).documents[YL3X]
        assert {one.id for one in (*told.turned_away, *told.waiting)} & {b.id for b in blocks}
    else:
        assert (said.status_code, read_fault(said.content).code) == (400, "wire.unreadable")
    grown = set(held(service)) - before
    assert blocks[-1].id not in grown
    assert grown <= {block.id for block in blocks[:-1]} | {e.id for e in held(service).values() if e.kind == "received"}  # fmt: skip
    service.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_stranger_is_not_even_asked_what_it_brings(hall: Hall, server: Running, name: str) -> None:  # fmt: skip
    service = hall.opened()
    before = set(held(service))
    update = Offered(update=written(HOSTILE[name]))
    assert asked(hall, server, STRANGER, update).status_code == 403
    assert asked(hall, server, None, update).status_code == 401
    assert set(held(service)) == before
    service.close()


def test_after_all_of_them_an_honest_push_goes_in(hall: Hall, server: Running) -> None:
    [said] = hall.comments("照常")
    server.ask(yl3x=sends(said))
    service = hall.opened()
    assert said.id in held(service)
    service.close()
