"""The sites after a restore: what the mirror held that no event carries comes back, and the trees are made anew."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sync_server import site_keeping
from sync_server.backing_up import back_up, restore
from sync_server.service import opened
from sync_server.site_keeping import SiteKeeper
from sync_server.site_mirror import MIRROR
from sync_server.site_trees import built, last_round, tree
from tests.sync_server.serving import Hall
from tests.sync_server.test_site_keeping import soon


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = Hall(tmp_path)
    for folder, name in (("checklists", "own.yml"), ("calendar", "2031.yml")):
        path = hall.server / MIRROR / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")
    return hall


def backed_up(hall: Hall) -> Path:
    service = hall.opened()
    back_up(service, hall.folder / "b", photos=True)
    service.close()
    return hall.folder / "b"


def test_checklists_and_calendars_of_the_bureau_are_in_a_backup_and_come_back(hall: Hall):
    restore(backed_up(hall), hall.folder / "new")
    found = {p.relative_to(hall.folder / "new").as_posix(): p.read_text("utf-8") for p in (hall.folder / "new" / MIRROR).rglob("*.yml")}  # fmt: skip
    assert found["mirror/checklists/own.yml"] == "# own.yml\n"
    assert found["mirror/calendar/2031.yml"] == "# 2031.yml\n"
    assert set(found) == {p.relative_to(hall.server).as_posix() for p in (hall.server / MIRROR).rglob("*.yml")}  # fmt: skip


@pytest.mark.parametrize("name", ["mirror/checklists/../../evil.yml", "mirror/checklists/.evil.yml", "mirror/ledger/evil.yml", "mirror/checklists/a/evil.yml", "mirror\\checklists\\evil.yml"])  # fmt: skip
def test_nothing_else_gets_into_the_mirror_by_its_name_in_the_file(hall: Hall, name: str):
    file = backed_up(hall)
    with zipfile.ZipFile(file, "a") as into:
        into.writestr(name, "evil")
    restore(file, hall.folder / "new")
    assert not list(hall.folder.rglob("*evil*"))


def test_the_sites_come_back_whole(hall: Hall, monkeypatch):
    monkeypatch.setattr(site_keeping, "LOOK_SECONDS", 0.05)
    (hall.server / MIRROR / "checklists" / "own.yml").unlink()
    (hall.server / MIRROR / "calendar" / "2031.yml").unlink()
    restore(backed_up(hall), hall.folder / "new")
    service = opened(hall.folder / "new", hall.opened().clock)
    keeper = SiteKeeper(service, begin_seconds=0)
    keeper.start()
    try:
        assert soon(lambda: last_round(service.folder))
        assert built(service.folder, "bureau") and built(service.folder, "school", "yl3x")
        pages = tree(service.folder, "bureau").glob("issues/*.html")
        assert len(list(pages)) == len(hall.office.issues())
        assert (told := last_round(service.folder)) is not None and told.why == ""
    finally:
        keeper.stop()
        service.close()
