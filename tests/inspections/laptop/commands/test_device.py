"""`ducha device list`: whose keys may write, and what became of them."""

from __future__ import annotations

from inspections.certificates import Authority
from inspections.laptop.commands.device import devices
from tests.inspections.certified import (
    DEVICE,
    OPENED,
    OTHER,
    REGISTRAR,
    ROOT,
    certified,
    registrar,
    revoked,
    said,
)
from tests.inspections.laptop.office import Office


def test_every_person_entered_has_a_key_with_their_roles_and_scope(office: Office) -> None:
    told = office.does("--json", "device", "list").json
    assert told[0]["state"] == "root"
    known = {one["person"]: one for one in told[1:]}
    assert known["zhoulaoshi"]["roles"] == ["school"]
    assert known["zhoulaoshi"]["schools"] == ["yl3x"]
    assert known["zhaolei"]["areas"] == ["东片", "西片"]
    assert {one["state"] for one in known.values()} == {"certified"}
    assert "周老师" in office.does("device", "list").out


def test_what_has_come_to_an_end_stays_in_the_list() -> None:
    late = certified("e" * 64, "thief", by=REGISTRAR)
    authority = Authority.of(
        [OPENED, registrar(), certified(), certified(OTHER, "liqiang"), revoked(), late, revoked(REGISTRAR)]
    )  # fmt: skip
    states = {one["key"]: one["state"] for one in devices(authority)}
    assert states == {
        ROOT: "root", REGISTRAR: "ended", DEVICE: "ended", OTHER: "certified", "e" * 64: "ended",
    }  # fmt: skip


def test_a_root_key_that_named_a_successor_is_a_former_one() -> None:
    states = [
        one["state"] for one in devices(Authority.of([OPENED, said("rooted", successor=OTHER)]))
    ]
    assert states == ["former_root", "root"]
