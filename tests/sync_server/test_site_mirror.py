"""The workspace that mirrors the server: all that was accepted, nothing else, and nothing private."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspections.ids import DISTRICT
from inspections.laptop.workspace import LEDGER, Workspace
from sync_server.compacting import compact
from sync_server.service import Service
from sync_server.site_mirror import MIRROR, Mirror
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import YL3X, Hall, ask, held, sends

pytestmark = ON_BOTH


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path / "here")


def mirrored(hall: Hall) -> Workspace:
    return Workspace(hall.server / MIRROR, hall.opened().clock)


def ids(hall: Hall, doc=YL3X) -> set[str]:
    workspace = mirrored(hall)
    found = set(workspace.store.load(doc).values())
    workspace.close()
    return found


def server_ids(service: Service, doc=YL3X) -> set[str]:
    return set(held(service, doc))


def test_the_mirror_holds_what_the_server_accepted(hall: Hall):
    service = hall.opened()
    assert Mirror(service).catch_up() >= 2
    assert ids(hall) == server_ids(service) != set()
    assert ids(hall, DISTRICT) == server_ids(service, DISTRICT)


def test_a_push_is_mirrored_with_its_receipt_and_the_other_documents_are_not_read(hall: Hall):
    service = hall.opened()
    mirror = Mirror(service)
    mirror.catch_up()
    ask(service, hall, yl3x=sends(*hall.comments("补一句")))
    assert mirror.catch_up() == 1
    assert ids(hall) == server_ids(service)
    (mirror.root / LEDGER).unlink()
    assert mirror.catch_up() == 0
    assert not (mirror.root / LEDGER).exists()  # nothing new: not even opened


def test_what_was_compacted_meanwhile_comes_from_the_snapshot(hall: Hall):
    service = hall.opened()
    Mirror(service).catch_up()
    for text in ("一", "二", "三"):
        ask(service, hall, yl3x=sends(*hall.comments(text)))
        compact(service, YL3X)
    Mirror(service).catch_up()
    assert ids(hall) == server_ids(service)


def test_a_mirror_that_is_ahead_of_a_restored_server_is_made_anew(hall: Hall, tmp_path: Path):
    ahead = Hall(tmp_path / "ahead")
    ask(ahead.opened(), ahead, yl3x=sends(*ahead.comments("备份以后的")))
    Mirror(ahead.opened()).catch_up()
    shutil.rmtree(hall.server / MIRROR)
    (ahead.server / MIRROR).rename(hall.server / MIRROR)
    service = hall.opened()
    assert ids(hall) - server_ids(service)
    Mirror(service).catch_up()
    assert ids(hall) == server_ids(service)


def test_the_mirror_has_the_photos_and_neither_key_nor_private_answer(hall: Hall):
    Mirror(hall.opened()).catch_up()
    workspace = mirrored(hall)
    photos = [p.name for p in (hall.server / "blobs").rglob("*") if p.is_file()]
    assert photos and all(workspace.blobs.has(name) for name in photos)
    private = [p.name for p in (hall.server / "private").rglob("*") if p.is_file()]
    assert private and not any(workspace.blobs.has(name) for name in private)
    assert not workspace.keyring.people()
    assert not (hall.server / MIRROR / "ledger" / "private").exists()


def test_the_bureaus_own_checklists_come_with_the_server(hall: Hall):
    assert [p.name for p in (hall.server / MIRROR / "checklists").iterdir()] == [
        p.name for p in sorted((hall.folder / "w" / "checklists").glob("*.yml"))
    ]
