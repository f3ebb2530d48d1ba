"""Laptops and the bureau's server: what one writes the others get; what is amiss is said, and nothing is lost."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from PIL import Image

from inspections.blocks import encode_update
from inspections.errors import Code
from inspections.ids import DISTRICT, DocId, PersonId
from inspections.laptop import sync_line
from inspections.laptop.recorder import Act, Recorder
from inspections.sync_json import write_answer
from inspections.sync_protocol import Answer
from inspections.vocabulary import Role
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import PRIVATE, RECORD, Office, Said
from tests.stories.lines import saying, serving
from tests.stories.together import Laptop
from tests.sync_server.serving import Hall

SESSION = "ab" * 16


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    with patch.object(sync_line, "PAUSES", (0.0,)):
        yield


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def laptop(hall: Hall, name: str, who: str) -> Laptop:
    return Laptop(hall.office.copy(hall.folder / name).root, who=who)


def sync(one: Laptop, url: str, status: int = 0) -> Said:
    said = one.ducha("--json", "sync", url, "--as", one.who)
    assert said.status == status, said
    return said


def comment(one: Office, text: str, by: str = "wangmin", subject: str = "") -> None:
    issue = subject or one.issues()[0]["id"]
    one.does("issue", "comment", issue, "--text", text, "--as", by)


def texts(one: Office) -> list[str]:
    return sorted(str(e.body["text"]) for e in one.events() if e.kind == "commented")


def ledger(one: Office) -> dict[str, list[bytes]]:
    return {doc: one.bytes_of(doc) for doc in ("district", "yl3x", "yl5x")}


def test_what_one_laptop_writes_another_gets_with_its_receipt(hall: Hall) -> None:
    wang, li = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    with serving(hall.server) as url:
        comment(wang, "门卫换了人")
        assert sync(wang, url).json["sent"] == {"yl3x": 1}
        assert sync(li, url).json["came"] == {"yl3x": {"wangmin": {"commented": 1}}}
    for one in (wang, li):
        assert texts(one) == ["门卫换了人"]
        workspace = one.workspace()
        receipts = workspace.district.authority.receipts_of(workspace.events(DocId("yl3x")))
        assert all(receipts.accepted(e.id) for e in one.events() if e.kind == "commented")


def test_a_second_sync_changes_no_byte(hall: Hall) -> None:
    wang = laptop(hall, "a", "wangmin")
    with serving(hall.server) as url:
        comment(wang, "门卫换了人")
        sync(wang, url)
        before = ledger(wang)
        again = sync(wang, url).json
    assert (again["sent"], again["came"], ledger(wang)) == ({}, {}, before)


def test_the_address_is_kept_in_the_settings_and_used_from_then_on(hall: Hall) -> None:
    wang = laptop(hall, "a", "wangmin")
    assert wang.refused("sync", "--as", "wangmin") == (2, ["usage"])
    with serving(hall.server) as url:
        sync(wang, url)
        wang.does("sync", "--as", "wangmin")
    assert f"server: {url}" in (wang.root / "district.yml").read_text("utf-8")


def test_photos_and_private_answers_travel_to_those_who_may_hold_them(hall: Hall) -> None:
    wang, yang, wu = (laptop(hall, n, w) for n, w in (("a", "wangmin"), ("b", "yanghui"), ("c", "wulaoshi")))  # fmt: skip
    wang.begin("--team", "t9")
    path = RECORD.replace("-t1", "-t9")
    text = (
        (wang.root / path).read_text("utf-8").replace("  gas:", "  gas: 不符合，过期\n  gas_:", 1)
    )
    photo = (wang.root / path).with_suffix("") / "仪表.png"
    photo.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((500, 500), 90).save(photo)
    wang.write("\n".join(line for line in text.splitlines() if "gas_:" not in line) + "\n", path)
    wang.write(PRIVATE.replace("-t1", "-t9"), path.replace(".yml", ".private.yml"))
    with serving(hall.server) as url:
        went = sync(wang, url).json
        came = sync(yang, url).json
        nothing = sync(wu, url).json
    assert went["photos"]["up"] >= 1
    assert came["photos"] == {"up": 0, "down": went["photos"]["up"], "missing": 0}
    assert nothing["photos"]["down"] == 0
    assert "某某" in (yang.root / path.replace(".yml", ".private.yml")).read_text("utf-8")


def test_two_who_answered_differently_find_both_answers_in_their_files(hall: Hall) -> None:
    wang, li = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    path = RECORD.replace("-t1", "-t9")
    with serving(hall.server) as url:
        wang.begin("--team", "t9")
        sync(wang, url)
        sync(li, url)
        for one, answer in ((wang, "11"), (li, "12")):
            text = (one.root / path).read_text("utf-8")
            one.write(text.replace("  masks:", f"  masks: {answer}", 1), path)
        sync(wang, url)
        sync(li, url)
        sync(wang, url)
    for one in (wang, li):
        assert "conflict:" in (one.root / path).read_text("utf-8")


def test_without_a_network_nothing_changes(hall: Hall) -> None:
    wang = laptop(hall, "a", "wangmin")
    comment(wang, "门卫换了人")
    before = ledger(wang)
    assert sync(wang, "http://127.0.0.1:9", status=5).codes == [Code.SERVER_UNREACHABLE]
    assert ledger(wang) == before


def test_a_device_that_the_bureau_does_not_know_is_refused_with_words(hall: Hall) -> None:
    comes = hall.office.copy(hall.folder / "x")
    comes.write("heyan,何燕,inspector,,\n".join(["人员代码,姓名,角色,学校,片区\n", ""]), "p.csv")
    comes.does("person", "import", "p.csv", "--as", "chenjing")
    he = Laptop(comes.root, who="heyan")
    with serving(hall.server) as url:
        assert Code.SERVER_REFUSED in sync(he, url, status=3).codes


def test_a_server_of_another_district_is_refused(hall: Hall, tmp_path: Path) -> None:
    other = Hall(_made(tmp_path / "other"))
    stranger = Laptop(_other_district(tmp_path / "z"), who="chenjing")
    with serving(other.server) as url:
        assert Code.SERVER_REFUSED in sync(stranger, url, status=3).codes


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _other_district(root: Path) -> Path:
    office = Office(root.parent)
    office.does("init", root, "--name", "别处", "--person", "chenjing", "--person-name", "陈静")
    return root


def record(one: Office, text: str, subject: str) -> None:
    """Record a comment in a session that another copy of the laptop has as well."""
    workspace = one.workspace()
    recorder = Recorder(workspace, PersonId("wangmin"), workspace.keyring.key("wangmin"), SESSION)
    recorder.record([Act(doc=DocId("yl3x"), kind="commented", subject=f"q:{subject}", role=Role.INSPECTOR,
                         body={"text": text}, seen=frozenset(e.id for e in one.events() if e.kind == "sealed"))])  # fmt: skip
    workspace.close()


def test_a_copied_machine_shows_as_a_fork_and_loses_nothing(hall: Hall) -> None:
    one, two = laptop(hall, "a", "wangmin"), laptop(hall, "b", "wangmin")
    issue = one.issues()[0]["id"]
    record(one, "甲", issue)
    record(two, "乙", issue)
    with serving(hall.server) as url:
        sync(one, url)
        codes = sync(two, url, status=3).codes
    assert Code.SYNC_FORK in codes or Code.EVENT_TURNED_AWAY in codes
    assert (texts(one), texts(two)) == (["甲"], ["乙"])


def test_a_server_put_back_from_yesterday_gets_everything_again(hall: Hall) -> None:
    wang, yang = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    with serving(hall.server) as url:
        comment(wang, "一")
        sync(wang, url)
    shutil.copytree(hall.server, hall.folder / "yesterday")
    with serving(hall.server) as url:
        comment(wang, "二")
        sync(wang, url)
    with serving(hall.folder / "yesterday") as url:
        said = sync(wang, url)
        assert Code.SYNC_ROLLED_BACK in said.codes
        sync(yang, url)
    assert texts(yang) == ["一", "二"]


def test_a_laptop_put_back_from_yesterday_gets_its_own_acts_again(hall: Hall) -> None:
    wang = laptop(hall, "a", "wangmin")
    yesterday = Laptop(wang.copy(hall.folder / "yesterday").root, who="wangmin")
    with serving(hall.server) as url:
        comment(wang, "门卫换了人")
        sync(wang, url)
        assert Code.SYNC_BEHIND in sync(yesterday, url).codes
        assert Code.SYNC_BEHIND not in sync(yesterday, url).codes
    assert texts(yesterday) == ["门卫换了人"]


PAGE = b"<html>login</html>"
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
BOMB = gzip.compress(bytes(80 << 20))
ANSWERS = {
    "a page": HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE,
    "a redirection": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "not found": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "a bomb": HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB,
    "too much": HEAD + b"\r\n" + bytes(17 << 20),
    "another encoding": HEAD + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_is_no_answer_of_ours_is_said_to_be_none(hall: Hall, answer: bytes) -> None:
    wang = laptop(hall, "a", "wangmin")
    before = ledger(wang)
    with saying(answer) as url:
        assert Code.SERVER_ANSWER in sync(wang, url, status=1).codes
    assert ledger(wang) == before


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n", HEAD + b"Content-Length: 9\r\n\r\n{", b"SSH-2.0-x\r\n",
                                    b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"])  # fmt: skip
def test_a_line_that_breaks_off_can_be_tried_again(hall: Hall, answer: bytes) -> None:
    with saying(answer) as url:
        sync(laptop(hall, "a", "wangmin"), url, status=5)


@pytest.mark.parametrize("url", ["ftp://x", "x", "https://", "https://u:p@x", "https://x/?a=1", "https://x:99999", "https://服务器"])  # fmt: skip
def test_what_is_no_address_is_refused(hall: Hall, url: str) -> None:
    assert hall.office.refused("sync", url, "--as", "wangmin") == (2, [Code.SERVER_ADDRESS])


def test_everything_that_the_laptop_holds_is_on_the_server_and_the_other_way_round(
    hall: Hall,
) -> None:
    wang, yang = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    with serving(hall.server) as url:
        for n in range(3):
            comment(wang, f"甲{n}")
            comment(yang, f"乙{n}", by="yanghui")
            sync(wang, url)
            sync(yang, url)
        sync(wang, url)
    for doc in (DISTRICT, DocId("yl3x")):
        sets = [{e.id for e in one.events(doc)} for one in (wang, yang)]
        assert sets[0] == sets[1]


def test_what_the_server_refuses_is_told_once_with_its_remedy_and_then_by_status(
    hall: Hall,
) -> None:
    wang = laptop(hall, "a", "wangmin")
    workspace = wang.workspace()
    key = workspace.keyring.key("wangmin")
    with workspace.store.transaction() as writing:  # as an older program would have recorded it
        writing.append(DocId("yl3x"), encode_update(a_chain(1, key=key, kind="closed")))
    workspace.close()
    with serving(hall.server) as url:
        assert sync(wang, url, status=3).codes == [Code.RECEIPT_REFUSED]
        assert sync(wang, url).codes == []
    assert wang.ducha("--json", "status", "--as", "wangmin").json["refused"] == 1


def test_a_photo_that_comes_after_its_record_is_put_beside_the_file(hall: Hall) -> None:
    wang, yang = laptop(hall, "a", "wangmin"), laptop(hall, "b", "yanghui")
    wang.begin("--team", "t9")
    path = RECORD.replace("-t1", "-t9")
    photo = (wang.root / path).with_suffix("") / "仪表.png"
    photo.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((40, 40), 90).save(photo)
    text = (wang.root / path).read_text("utf-8")
    wang.write(text.replace("  gas:", "  gas:\n    value: 不符合\n    photos: [仪表.png]", 1), path)
    there = (yang.root / path).with_suffix("") / "仪表.png"
    with serving(hall.server) as url:
        wang.does("sync", url, "--no-photos", "--as", "wangmin")
        assert sync(yang, url).json["photos"] == {"up": 0, "down": 0, "missing": 1}
        assert not there.exists()
        sync(wang, url)
        sync(yang, url)
    assert there.read_bytes() == photo.read_bytes()


def test_an_answer_for_another_district_is_refused(hall: Hall) -> None:
    wang = laptop(hall, "a", "wangmin")
    answer = write_answer(Answer(district="b" * 64, server_time=datetime(2026, 3, 2, tzinfo=UTC)))
    with saying(HEAD + b"Content-Length: %d\r\n\r\n" % len(answer) + answer) as url:
        assert Code.SERVER_DISTRICT in sync(wang, url, status=3).codes
