"""A server put back from yesterday: devices that are ahead bring everything, and numbers and receipts go on without a double."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest

from inspections.blocks import Block
from inspections.errors import Code, UserError
from inspections.ids import PersonId
from inspections.laptop.actor import root_recorder
from inspections.laptop.certify import certificate_act
from inspections.laptop.clock import Clock
from inspections.vocabulary import Role
from sync_server.backing_up import back_up, restore
from sync_server.confirming import confirm
from sync_server.service import Service, opened
from tests.inspections.drafts import KEY, a_chain
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import DISTRICT, YL3X, Hall, ask, held, receipts, sends

pytestmark = ON_BOTH


def notify(hall: Hall, notice: str, issues: slice = slice(None)) -> list[Block]:
    """Issue a notice at the bureau's laptop; return the new events."""
    before = {b.id for b in hall.blocks()}
    found = [i["id"] for i in hall.office.issues()][issues]
    for issue in found:
        if hall.office.status(issue) == "found":
            hall.office.does("issue", "confirm", issue, "--as", "yanghui")
    hall.office.does("issue", "notify", *found, "--notice", notice, "--due", "2026-03-20", "--as", "yanghui")  # fmt: skip
    return [b for b in hall.blocks() if b.id not in before]


def numbers(service: Service) -> list[tuple[str, int]]:
    given = [e.body for e in held(service).values() if e.kind == "numbered"]
    return sorted((str(one["notice"]), int(one["n"])) for one in given)


def put_back(hall: Hall, *, photos: bool = False) -> Service:
    """Back the server up as it is now; the server goes on at its place, the copy is returned by `restore` later."""
    service = hall.opened()
    back_up(service, hall.folder / "yesterday.backup", photos=photos)
    service.close()
    return service


def test_a_restored_server_collects_and_then_goes_on_where_the_bureau_says(hall: Hall) -> None:
    put_back(hall, photos=True)
    service = hall.opened()
    first = notify(hall, "n1", slice(0, 1))
    ask(service, hall, "yanghui", yl3x=sends(*first))
    assert numbers(service) == [("n1", 1)]
    ahead = [b for one in (held(service),) for b in _all(service)]
    service.close()
    restore(hall.folder / "yesterday.backup", hall.folder / "new")
    new = opened(hall.folder / "new", service.clock)
    assert ask(new, hall, "yanghui").collecting
    second = notify(hall, "n2", slice(1, 2))
    ask(new, hall, "yanghui", yl3x=sends(*second))
    assert {b.id for b in second}.isdisjoint(held(new))
    ask(new, hall, "yanghui", yl3x=sends(*ahead))
    assert {b.id for b in (*ahead, *second)} <= set(held(new))
    assert numbers(new) == [("n1", 1)]
    with pytest.raises(UserError) as told:
        confirm(new, 0, None, None)
    assert told.value.problems[0].code is Code.RULE_LIMIT
    assert confirm(new, 1, None, None).next == 2
    assert numbers(new) == [("n1", 1), ("n2", 2)]
    assert [e.body["n"] for e in receipts(new)] == [1, 2, 3]
    assert not ask(new, hall, "yanghui").collecting
    new.close()


def _all(service: Service) -> list[Block]:
    with service.database.reading() as connection, service.documents.opened(connection, YL3X) as one:  # fmt: skip
        return list(one.ledger.blocks())


def test_a_certificate_that_has_expired_since_keeps_nothing_out_while_the_server_collects(
    hall: Hall,
) -> None:
    workspace, before = hall.office.workspace(), {b.id for b in hall.blocks(DISTRICT)}
    root, _ = root_recorder(workspace, PersonId("chenjing"))
    last_day = date(2026, 3, 5)
    root.record([certificate_act(workspace, PersonId("wangmin"), KEY.public_hex, [Role.INSPECTOR], until=last_day)])  # fmt: skip
    workspace.close()
    service = hall.opened()
    ask(service, hall, "yanghui", district=sends(*(b for b in hall.blocks(DISTRICT) if b.id not in before)))  # fmt: skip
    sealed = next(e for e in held(service).values() if e.kind == "sealed")
    issue = f"q:{hall.office.issues()[0]['id']}"
    [old] = a_chain(1, key=KEY, subject=issue, seen=frozenset({sealed.id}))
    put_back(hall)
    restore(hall.folder / "yesterday.backup", hall.folder / "new")
    later = Clock.from_text("2026-04-01T09:00:00+08:00")
    running, collecting = opened(hall.server, later), opened(hall.folder / "new", later)
    turned = ask(running, hall, "yanghui", yl3x=sends(old)).documents[YL3X].turned_away
    assert [away.why for away in turned] == ["certificate.time"]
    ask(collecting, hall, "yanghui", yl3x=sends(old))
    assert old.id in held(collecting)


def test_a_number_above_what_is_known_is_believed(hall: Hall) -> None:
    put_back(hall)
    restore(hall.folder / "yesterday.backup", hall.folder / "new")
    new = opened(hall.folder / "new", hall.opened().clock)
    assert confirm(new, 12, None, None).next == 13
    ask(new, hall, "yanghui", yl3x=sends(*notify(hall, "n9", slice(0, 1))))
    assert numbers(new) == [("n9", 13)]
    with pytest.raises(UserError):
        confirm(new, 13, None, None)
    new.close()


def test_a_backup_holds_the_same_documents_and_its_photos(hall: Hall) -> None:
    put_back(hall, photos=True)
    found = restore(hall.folder / "yesterday.backup", hall.folder / "new")
    assert (found.blobs, found.carried) == (3, 3)
    old, new = hall.opened(), opened(hall.folder / "new")
    for doc in (DISTRICT, YL3X):
        assert held(new, doc) == held(old, doc)
    whole = {p.relative_to(hall.server): p.read_bytes() for d in ("blobs", "private") for p in (hall.server / d).rglob("*") if p.is_file()}  # fmt: skip
    assert {name: (hall.folder / "new" / name).read_bytes() for name in whole} == whole
    assert (hall.folder / "yesterday.backup").stat().st_mode & 0o777 == 0o600


def test_photos_that_the_backup_lacks_are_wanted_again(hall: Hall) -> None:
    put_back(hall)
    assert restore(hall.folder / "yesterday.backup", hall.folder / "new").carried == 0
    new = opened(hall.folder / "new", hall.opened().clock)
    assert len(ask(new, hall).documents[YL3X].wanted) == 3


def test_a_server_is_not_written_over(hall: Hall) -> None:
    put_back(hall)
    with pytest.raises(UserError) as told:
        restore(hall.folder / "yesterday.backup", hall.server)
    assert told.value.problems[0].code is Code.WORKSPACE_EXISTS


@pytest.mark.parametrize("damage", ["cut", "byte", "other"])
def test_a_damaged_backup_is_refused_and_makes_no_server(hall: Hall, damage: str) -> None:
    put_back(hall)
    path = hall.folder / "yesterday.backup"
    data = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "byte":
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path, "w") as other:
            other.writestr("manifest.json", "{}")
    with pytest.raises(UserError) as told:
        restore(path, hall.folder / "new")
    assert told.value.problems[0].code is Code.STORE_DAMAGED
    assert not (hall.folder / "new" / "server.json").exists()


def test_backup_and_restore_are_commands(hall: Hall) -> None:
    office = hall.office
    office.does("-C", str(hall.server), "backup", hall.folder / "b")
    office.does("restore", hall.folder / "b", hall.folder / "new")
    assert office.refused("-C", str(hall.server), "admin", "confirm-number", "3")[0] == 2
    office.does("-C", str(hall.folder / "new"), "admin", "confirm-number", "3", "--year", "2026")
