"""Bundles: what they are, what is left out, and that no bundle can do harm: twice, in any order, damaged, hostile."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from inspections.blocks import encode_update, read_update
from inspections.bundle_format import HEAD, README
from inspections.ids import DocId, EventId
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from tests.inspections.laptop.office import FILLED, RECORD, Office, found, photo
from tests.stories.together import Laptop, laptop


@pytest.fixture
def wang(office: Office) -> Laptop:
    one = laptop(office, "wang", "wangmin")
    one.seal()
    return one


@pytest.fixture
def chen(office: Office) -> Laptop:
    return laptop(office, "chen", "yanghui")


def rewritten(bundle: Path, name: str, data: bytes | None, to: str = "other.ducha") -> Path:
    """Return a copy of a bundle with one entry's content changed, or left out."""
    made = bundle.with_name(to)
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
            elif data is not None:
                new.writestr(entry, data)
    return made


def refused(one: Laptop, bundle: Path) -> tuple[int, list[str]]:
    return one.refused("bundle", "import", bundle, "--as", one.who)


def test_the_first_thing_in_a_bundle_is_a_page_that_says_what_it_is(wang: Laptop) -> None:
    with zipfile.ZipFile(wang.export()) as bundle:
        first = bundle.infolist()[0]
        page = bundle.read(README).decode()
    assert (first.filename, first.compress_type) == (README, zipfile.ZIP_STORED)
    for word in ("王敏", "云岭区", "云岭区第三小学", "ducha bundle import", "take it in"):
        assert word in page


def test_the_same_ledger_makes_the_same_bundle(wang: Laptop) -> None:
    assert wang.export("a.ducha").read_bytes() == wang.export("b.ducha").read_bytes()


def test_events_and_photos_arrive_and_are_told_by_school_person_and_kind(
    wang: Laptop, chen: Laptop
) -> None:
    [told] = chen.does_as("--json", "bundle", "import", wang.export()).json
    [document] = told["documents"]
    assert document["new"] == {"wangmin": {"answered": 1, "opened": 1, "sealed": 1, "signed": 2}}
    assert (document["photos"], document["photos_missing"], document["issues"]) == (2, 0, [0, 4])
    assert chen.ids() == wang.ids()
    assert chen.does("doctor").status == 0


def test_twice_changes_nothing_and_says_so(wang: Laptop, chen: Laptop) -> None:
    bundle = wang.export()
    chen.take(bundle)
    before = (chen.root / LEDGER).read_bytes(), chen.bytes_of()
    assert "没有新的内容" in chen.take(bundle).out
    assert chen.bytes_of() == before[1]


def test_what_rests_on_something_not_here_waits_and_comes_in_with_it(
    wang: Laptop, chen: Laptop
) -> None:
    first = wang.export("first.ducha")
    [issue, *_] = wang.issues()
    wang.does("issue", "confirm", issue["id"], "--as", "yanghui")
    later = wang.export("later.ducha", "--since", first)
    said = chen.take(later)
    assert "1 条在等还没到的记录" in said.out
    assert chen.ids() == set()
    assert "新到 6 条" in chen.take(first).out
    assert chen.ids() == wang.ids()
    with Store(chen.root / LEDGER) as store:
        assert store.waiting(DocId("yl3x")) == ()


def test_since_a_day_leaves_out_what_was_recorded_before(wang: Laptop) -> None:
    wang.does("issue", "comment", wang.issues()[0]["id"], "--text", "看过", "--as", "yanghui",
              now="2026-03-09T09:00:00+08:00")  # fmt: skip
    wang.export("week.ducha", "--since", "2026-03-05")
    with zipfile.ZipFile(wang.root / "week.ducha") as bundle:
        head = json.loads(bundle.read(HEAD))
    assert {doc: one["events"] for doc, one in head["documents"].items()} == {
        "district": 0, "yl3x": 1,
    }  # fmt: skip


def test_only_the_schools_that_are_asked_for_go_in(wang: Laptop) -> None:
    other = FILLED.replace("yl3x", "yl5x")
    wang.write(other, RECORD.replace("yl3x", "yl5x"))
    photo((wang.root / RECORD.replace("yl3x", "yl5x")).with_suffix("") / "报警器.jpg")
    photo((wang.root / RECORD.replace("yl3x", "yl5x")).with_suffix("") / "通道-后.jpg")
    wang.export("all.ducha")
    wang.export("one.ducha", "--school", "yl5x")
    for name, documents in (("all", {"district", "yl3x", "yl5x"}), ("one", {"district", "yl5x"})):
        with zipfile.ZipFile(wang.root / f"{name}.ducha") as bundle:
            assert set(json.loads(bundle.read(HEAD))["documents"]) == documents


def test_a_bundle_carries_only_schools_in_the_sender_s_scope(wang: Laptop) -> None:
    bundle = wang.root / "school.ducha"
    wang.does("bundle", "export", bundle, "--as", "wulaoshi")
    with zipfile.ZipFile(bundle) as read:
        assert set(json.loads(read.read(HEAD))["documents"]) == {"district"}


def test_a_bundle_of_another_district_is_refused(wang: Laptop, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    far = Laptop(found(tmp_path / "far" / "w").root, who="yanghui")
    assert refused(far, wang.export()) == (3, ["bundle.district"])


def test_what_is_no_bundle_is_said_to_be_none_and_the_others_go_on(
    wang: Laptop, chen: Laptop
) -> None:
    bundle = wang.export()
    cut, picture, missing = (chen.root / name for name in ("cut", "picture.jpg", "missing"))
    cut.write_bytes(bundle.read_bytes()[:-400])
    photo(picture)
    said = chen.ducha("--json", "bundle", "import", cut, picture, missing, bundle, "--as", chen.who)
    assert (said.status, said.codes) == (
        1,
        ["bundle.unreadable", "bundle.unreadable", "file.missing"],
    )
    assert chen.ids() == wang.ids()


def test_a_bundle_whose_entries_claim_to_begin_before_the_file_is_none(
    wang: Laptop, chen: Laptop
) -> None:
    data = bytearray(wang.export().read_bytes())
    end = data.rfind(b"PK\5\6")
    moved = int.from_bytes(data[end + 16 : end + 20], "little") + 100_000
    data[end + 16 : end + 20] = moved.to_bytes(4, "little")
    (chen.root / "bad.ducha").write_bytes(data)
    assert refused(chen, chen.root / "bad.ducha") == (1, ["bundle.unreadable"])


def test_no_cut_and_no_flipped_bit_ever_does_harm(wang: Laptop, chen: Laptop) -> None:
    whole = wang.export().read_bytes()
    rng = random.Random(20260302)
    bad = chen.root / "bad.ducha"
    for n in range(60):
        data = bytearray(whole)
        at = rng.randrange(len(data))
        if n % 3 == 0:
            data = data[:at]
        else:
            data[at] ^= 1 << rng.randrange(8)
        bad.write_bytes(data)
        said = chen.ducha("bundle", "import", bad, "--as", chen.who)
        assert said.status in (0, 1, 3), said
        assert chen.ids() <= wang.ids()
    chen.take(wang.export())
    assert chen.ids() == wang.ids()
    assert chen.does("doctor").status == 0


def test_a_damaged_photo_is_named_and_comes_with_the_next_bundle(
    wang: Laptop, chen: Laptop
) -> None:
    bundle = wang.export()
    with zipfile.ZipFile(bundle) as read:
        name = next(n for n in read.namelist() if n.startswith("blobs/"))
    assert refused(chen, rewritten(bundle, name, b"another picture")) == (1, ["bundle.damaged"])
    assert chen.ids() == wang.ids()
    assert chen.workspace().blob(name.removeprefix("blobs/")) is None
    [told] = chen.does_as("--json", "bundle", "import", bundle).json
    assert told["documents"][0]["photos"] == 1
    assert chen.does("doctor").status == 0


def test_one_forged_event_is_turned_away_and_the_district_s_come_in(
    wang: Laptop, chen: Laptop
) -> None:
    bundle = wang.export()
    with zipfile.ZipFile(bundle) as read:
        blocks = read_update(read.read("documents/yl3x.update"))
    value = blocks[1].value.replace(b'"masks":"20"', b'"masks":"99"')
    forged = blocks[1]._replace(value=value, id=EventId(hashlib.sha256(value).hexdigest()))
    update = encode_update([blocks[0], forged, *blocks[2:]])
    assert refused(chen, rewritten(bundle, "documents/yl3x.update", update)) == (
        1, ["event.turned_away"],
    )  # fmt: skip
    assert chen.ids() == {blocks[0].id}
    with Store(chen.root / LEDGER) as store:
        assert [why for why, _ in store.quarantined(DocId("yl3x"))] == ["signature"]
    chen.take(bundle)
    assert chen.ids() == wang.ids()


def test_bytes_that_are_no_update_of_ours_never_reach_the_ledger(
    wang: Laptop, chen: Laptop
) -> None:
    nested = b"\x01\x01\x01\x00\x27\x01\x01a\x01" + b"\x00" * 50_000
    bad = rewritten(wang.export(), "documents/yl3x.update", nested)
    assert refused(chen, bad) == (1, ["bundle.damaged"])
    assert chen.ids() == set()


def test_a_bomb_is_not_unpacked(wang: Laptop, chen: Laptop) -> None:
    bundle = wang.export()
    bomb = bundle.with_name("bomb.ducha")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = bytes(80 * 1024 * 1024) if name == "documents/yl3x.update" else old.read(name)
            new.writestr(name, data)
    assert bomb.stat().st_size < 1_000_000
    assert refused(chen, bomb) == (1, ["bundle.damaged"])


@pytest.mark.parametrize("name", ["../../evil.txt", "/tmp/evil.txt", "blobs/../../evil.txt"])
def test_no_name_in_a_bundle_leads_anywhere(wang: Laptop, chen: Laptop, name: str) -> None:
    bundle = wang.export()
    with zipfile.ZipFile(bundle, "a") as add:
        add.writestr(name, b"evil")
    chen.take(bundle)
    assert list(chen.root.parent.rglob("evil.txt")) == []


def test_an_entry_that_is_there_twice_makes_the_bundle_unreadable(
    wang: Laptop, chen: Laptop
) -> None:
    bundle = wang.export()
    with zipfile.ZipFile(bundle, "a") as add, pytest.warns(UserWarning, match="Duplicate"):
        add.writestr(HEAD, b"{}")
    assert refused(chen, bundle) == (1, ["bundle.unreadable"])


@pytest.mark.parametrize(
    "head",
    [b"", b"[]", b"{}", b'{"format":"ducha-bundle-2"}', b'{"format":"ducha-bundle-1"}', b"\xff"],
)
def test_a_head_of_another_format_is_no_bundle(wang: Laptop, chen: Laptop, head: bytes) -> None:
    assert refused(chen, rewritten(wang.export(), HEAD, head)) == (1, ["bundle.unreadable"])


def test_an_open_inspection_that_arrives_gets_its_file_with_all_answers(
    office: Office, chen: Laptop
) -> None:
    li = laptop(office, "li", "zhaolei")
    li.begin("--visit", "四不两直")
    li.type_in(masks="20", duty="不符合，两天没有签名")
    chen.take(li.export())
    assert chen.answers() == li.answers()
    assert chen.text == li.text


def test_a_killed_import_is_done_again_from_where_it_was(wang: Laptop, chen: Laptop) -> None:
    from unittest.mock import patch

    bundle = wang.export()
    with patch("inspections.laptop.taking_in.Came", side_effect=KeyboardInterrupt):
        assert chen.ducha("bundle", "import", bundle, "--as", chen.who).status == 5
    chen.take(bundle)
    assert chen.ids() == wang.ids()


def test_a_disk_without_room_leaves_no_half_bundle(wang: Laptop) -> None:
    from unittest.mock import patch

    with patch("zipfile.ZipFile.writestr", side_effect=OSError(28, "No space left on device")):
        said = wang.ducha("--json", "bundle", "export", "out.ducha", "--as", "wangmin")
    assert (said.status, said.codes) == (5, ["store.full"])
    assert [path.name for path in wang.root.iterdir() if "out" in path.name] == []
    shutil.rmtree(wang.root)


def test_the_file_about_a_person_is_in_no_bundle_and_nobody_waits_for_it(
    wang: Laptop, chen: Laptop
) -> None:
    file = wang.write("张三，约谈记录", "record.txt")
    wang.does("issue", "escalate", wang.issues()[0]["id"], "--step", "talk", "--target", "person",
              "--person", file, "--reason", "逾期", "--as", "yanghui")  # fmt: skip
    bundle = wang.export()
    with zipfile.ZipFile(bundle) as opened:
        assert not [n for n in opened.namelist() if "约谈".encode() in opened.read(n)]
    said = chen.take(bundle)
    assert "escalated" in {event.kind for event in chen.events()}
    assert "还没到" not in str(said)
    assert chen.refused("doctor") == (0, [])
