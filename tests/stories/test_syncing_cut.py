"""The line is cut at every piece of a push, of a pull and of photos; nothing is lost, doubled or half taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from PIL import Image

from inspections.ids import DocId
from inspections.laptop import sync_line, syncing
from tests.inspections.laptop.office import RECORD
from tests.stories.lines import Cutting, serving
from tests.stories.together import Laptop
from tests.sync_server.serving import Hall

YL3X = DocId("yl3x")


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    with patch.object(sync_line, "PAUSES", ()), patch.object(syncing, "PUSH_BYTES", 1200):
        yield


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def laptop(hall: Hall, name: str, who: str) -> Laptop:
    return Laptop(hall.office.copy(hall.folder / name).root, who=who)


def cuts(hall: Hall, one: Laptop, url: str, step: int, piece: int) -> int:
    """Sync over lines that die after 1, 1 + step, … pieces until one carries everything; return how many died."""
    for died in range(400):
        with Cutting(url, pieces=1 + died * step, piece=piece) as line:
            status = one.ducha("sync", line.url, "--as", one.who).status
            if status == 0:
                return died
            assert status == 5
    raise AssertionError("never done")


def test_a_push_cut_at_every_piece_arrives_once(hall: Hall) -> None:
    wang, yang = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    issue = wang.issues()[0]["id"]
    for n in range(4):
        wang.does("issue", "comment", issue, "--text", f"第 {n} 条", "--as", "wangmin")
    with serving(hall.server) as url:
        assert cuts(hall, wang, url, 1, 700) > 3
        yang.does("sync", url, "--as", "yanghui")
    told = sorted(e.body["text"] for e in yang.events() if e.kind == "commented")
    assert told == [f"第 {n} 条" for n in range(4)]
    named = [i for e in yang.events() if e.kind == "received" for i in e.body["ids"]]
    assert len(named) == len(set(named))


def test_a_pull_cut_at_every_piece_ends_with_the_same_ledger(hall: Hall) -> None:
    wang, yang, whole = (laptop(hall, n, w) for n, w in (("a", "wangmin"), ("b", "yanghui"), ("c", "yanghui")))  # fmt: skip
    issue = wang.issues()[0]["id"]
    for n in range(4):
        wang.does("issue", "comment", issue, "--text", f"第 {n} 条", "--as", "wangmin")
    with serving(hall.server) as url:
        wang.does("sync", url, "--as", "wangmin")
        assert cuts(hall, yang, url, 1, 700) > 3
        whole.does("sync", url, "--as", "yanghui")
    assert yang.ids() == whole.ids() == wang.ids()


def test_photos_cut_at_many_pieces_arrive_whole(hall: Hall) -> None:
    wang, yang = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    wang.begin("--team", "t9")
    path = wang.root / RECORD.replace("-t1", "-t9")
    photo = path.with_suffix("") / "仪表.png"
    photo.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((400, 400), 90).save(photo)
    path.write_text(path.read_text("utf-8").replace("  gas:", "  gas:\n    value: 不符合\n    photos: [仪表.png]", 1), "utf-8")  # fmt: skip
    with serving(hall.server) as url, patch.object(sync_line, "PIECE_BYTES", 20_000):
        assert cuts(hall, wang, url, 3, 16_000) > 3
        assert cuts(hall, yang, url, 3, 16_000) > 3
    there = yang.root / RECORD.replace("-t1", "-t9").replace(".yml", "") / "仪表.png"
    assert there.read_bytes() == photo.read_bytes()


def test_what_a_cut_sync_left_is_told_by_status(hall: Hall) -> None:
    wang = laptop(hall, "a", "wangmin")
    with serving(hall.server) as url:
        wang.does("sync", url, "--as", "wangmin")
        wang.does("issue", "comment", wang.issues()[0]["id"], "--text", "一", "--as", "wangmin")
        assert wang.does("--json", "status", "--as", "wangmin").json["unsent"] == {"yl3x": 1}
        wang.does("sync", "--as", "wangmin")
    after = wang.does("--json", "status", "--as", "wangmin").json
    assert (after["unsent"], after["last"]["whole"]) == ({}, True)


def test_status_before_the_first_sync_says_so(hall: Hall) -> None:
    assert hall.office.does("--json", "status", "--as", "wangmin").json["last"] is None
