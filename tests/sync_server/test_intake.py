"""What came in at the server, in an order and in words that somebody of the bureau can act on."""

from __future__ import annotations

from inspections.blocks import Block
from inspections.check_code import check_code
from inspections.ids import EventId, PersonId, sha256_hex
from sync_server import intake
from sync_server.service import Service
from tests.inspections.drafts import KEY, a_chain
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import YL3X, Hall, ask, sends

pytestmark = ON_BOTH


def at(hall: Hall, moment: str, text: str) -> None:
    """Let 王敏's laptop bring a comment at another time."""
    service = hall.opened(moment)
    ask(service, hall, yl3x=sends(*hall.comments(text)))
    service.close()


def damaged(person: str, sign: bytes = b"!") -> Block:
    block = a_chain(1, by=PersonId(person))[0]
    value = block.value[:-1] + sign
    return Block(block.client, block.clock, EventId(sha256_hex(value)), value)


def test_what_one_device_brings_within_a_minute_is_one_line_the_newest_first(
    hall: Hall, service: Service
):
    at(hall, "2026-03-03T09:00:10+08:00", "一")
    at(hall, "2026-03-03T09:00:50+08:00", "二")
    at(hall, "2026-03-03T09:01:00+08:00", "三")
    with service.database.reading() as connection:
        found, older = intake.deliveries(connection, service.documents.district(connection))
    assert [(f"{d.at:%H:%M:%S}", d.person, d.docs) for d in found[:2]] == [
        ("09:01:00", "wangmin", ["yl3x"]), ("09:00:50", "wangmin", ["yl3x"]),
    ]  # fmt: skip
    assert (found[-1].person, older) == ("server", "")


def test_older_deliveries_stand_on_further_pages_none_of_them_twice(
    hall: Hall, service: Service, monkeypatch
):
    monkeypatch.setattr(intake, "DELIVERIES_MAX", 2)
    for minute in range(4):
        at(hall, f"2026-03-03T09:0{minute}:30+08:00", f"第{minute}条")
    shown, before = list[str](), ""
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        for _ in range(3):
            found, before = intake.deliveries(connection, district, before)
            shown += [f"{d.at:%H:%M}" for d in found]
    assert (shown[:4], len(shown), before) == (["09:03", "09:02", "09:01", "09:00"], 5, "")


def test_what_waits_says_for_what_and_of_whom(hall: Hall, service: Service):
    _, second, third = hall.comments("一", "二", "三")
    ask(service, hall, yl3x=sends(second, third))
    ask(service, hall, yl3x=sends(*a_chain(1, key=KEY, by=PersonId("liqiang"))))
    with service.database.reading() as connection:
        found = intake.waiting(connection, service.documents.district(connection))
    assert [(w.doc, w.person, w.uncertified, w.count) for w in found] == [
        (YL3X, "wangmin", False, 2), (YL3X, "liqiang", True, 1),
    ]  # fmt: skip
    assert found[1].code == check_code(KEY.public_hex)


def test_what_was_turned_away_names_who_carried_it_and_what_to_do(hall: Hall, service: Service):
    ask(service, hall, "yanghui", yl3x=sends(damaged("liqiang")))
    with service.database.reading() as connection:
        [away], count = intake.turned_away(connection, service.documents.district(connection), 0)
    assert (count, away.carrier, away.why.code) == (1, "yanghui", "damaged")
    assert away.why.remedy


def test_what_was_turned_away_comes_in_pages(hall: Hall, service: Service, monkeypatch):
    monkeypatch.setattr(intake, "LINES_MAX", 2)
    for sign in (b"a", b"b", b"c"):
        ask(service, hall, yl3x=sends(damaged("liqiang", sign)))
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        pages = [intake.turned_away(connection, district, n) for n in range(3)]
    assert [(len(rows), count) for rows, count in pages] == [(2, 3), (1, 3), (0, 3)]


def test_photos_that_have_not_come_are_counted(hall: Hall, service: Service):
    with service.database.reading() as connection:
        before = intake.photos(connection)
    assert (before.wanted, before.here > 0) == (0, True)
