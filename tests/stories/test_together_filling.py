"""Two or three people with laptops and no network fill one checklist, meet, and go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inspections.inspection import Side
from tests.inspections.laptop.office import NOW, RECORD, Office, photo
from tests.stories.together import Laptop, laptop, meet

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wang(office: Office) -> Laptop:
    return laptop(office, "wang", "wangmin")


@pytest.fixture
def zhao(office: Office) -> Laptop:
    return laptop(office, "zhao", "zhaolei")


def folder(one: Laptop) -> Path:
    return (one.root / RECORD).with_suffix("")


def test_different_and_equal_answers_meet_and_a_third_decides(
    office: Office, wang: Laptop, zhao: Laptop
) -> None:
    chen = laptop(office, "chen", "yanghui")
    for one in (wang, zhao):
        one.begin()
    wang.put("  # 4 口罩库存\n", "  # 4 口罩库存\n  # 王：楼下库房另点\n")
    wang.type_in(duty="不符合，两天没有签名", masks="20", phone="08312345678")
    zhao.put("  # 4 口罩库存\n", "  # 赵：只点了一楼\n  # 4 口罩库存\n")
    zhao.type_in(duty="不符合，两天没有签名", masks="40", handover="08:30")
    meet(wang, zhao, chen)
    assert wang.answers() == zhao.answers() == chen.answers()
    assert wang.answers()["masks"] == (Side("王敏", "20"), Side("赵蕾", "40"))
    chen.does_as("decide", RECORD, "masks", "40", "--reason", "一起数过")
    meet(wang, zhao, chen)
    assert wang.answers() == zhao.answers() == chen.answers()
    assert wang.answers()["masks"] == "40"
    assert repr(wang.view()) == repr(zhao.view()) == repr(chen.view())
    assert "  # 4 口罩库存\n  # 王：楼下库房另点\n  masks: 40\n" in wang.text
    assert "  # 赵：只点了一楼\n  # 4 口罩库存\n  masks: 40\n" in zhao.text


def test_only_lines_of_answers_change_in_a_file_that_takes_in_others(
    wang: Laptop, zhao: Laptop
) -> None:
    for one in (wang, zhao):
        one.begin("--with", "liqiang")
    before = wang.text
    zhao.type_in(handover="08:30")
    meet(wang, zhao)
    wanted = before.replace("  handover:\n", "  handover: 08:30\n")
    assert wang.text == wanted.replace("[wangmin, liqiang]", "[wangmin, liqiang, zhaolei]")


def test_a_conflict_carries_the_note_of_its_side_and_the_decision_keeps_it(
    wang: Laptop, zhao: Laptop
) -> None:
    for one in (wang, zhao):
        one.begin()
    wang.type_in(duty="符合")
    zhao.type_in(duty="不符合，两天没有签名")
    meet(wang, zhao)
    assert wang.answers()["duty"] == (Side("王敏", "符合"), Side("赵蕾", "不符合", "两天没有签名"))
    assert "duty.note" not in wang.answers()
    wang.does_as("decide", RECORD, "duty", "不符合")
    meet(wang, zhao)
    assert wang.answers()["duty.note"] == zhao.answers()["duty.note"] == "两天没有签名"


def test_the_note_of_the_side_that_falls_goes_with_it(wang: Laptop, zhao: Laptop) -> None:
    for one in (wang, zhao):
        one.begin()
    wang.type_in(duty="符合")
    zhao.type_in(duty="不符合，两天没有签名")
    meet(wang, zhao)
    zhao.type_in(duty="符合")
    meet(wang, zhao)
    assert (wang.answers()["duty"], "duty.note" in wang.answers()) == ("符合", False)
    assert wang.inspection().conflicts == {}


def test_one_who_saw_the_other_s_answer_replaces_it_without_a_conflict(
    wang: Laptop, zhao: Laptop
) -> None:
    for one in (wang, zhao):
        one.begin()
    wang.type_in(masks="20")
    meet(wang, zhao)
    zhao.type_in(masks="24")
    meet(wang, zhao)
    assert wang.answers()["masks"] == "24"
    assert wang.inspection().conflicts == {}


def test_nothing_is_recorded_by_saving_checking_or_reading(wang: Laptop) -> None:
    wang.begin()
    wang.type_in(masks="20")
    wang.does_as("check")
    assert [event.kind for event in wang.events()] == ["opened"]


def test_exporting_twice_records_once(wang: Laptop) -> None:
    wang.begin()
    wang.type_in(masks="20")
    wang.export()
    wang.export()
    assert [event.kind for event in wang.events()] == ["opened", "answered"]
    assert wang.events()[1].body["set"] == {"masks": "20"}


def test_photos_of_one_name_and_other_content_are_both_kept(wang: Laptop, zhao: Laptop) -> None:
    for one, colour in ((wang, (200, 0, 0)), (zhao, (0, 0, 200))):
        one.begin()
        photo(folder(one) / "IMG_1.jpg", colour)
        one.type_in(gas="\n    value: 不符合\n    photos: [IMG_1.jpg]")
    meet(wang, zhao)
    for one, other in ((wang, zhao), (zhao, wang)):
        own, theirs = sorted(folder(one).iterdir(), key=lambda path: len(path.name))
        assert own.name == "IMG_1.jpg"
        assert theirs.name.startswith("IMG_1-")
        assert theirs.read_bytes() == (folder(other) / "IMG_1.jpg").read_bytes()
        assert theirs.name in one.text
    assert len(wang.inspection().photos["gas"]) == 2
    before = wang.ids()
    meet(wang, zhao)
    assert wang.ids() == before


def test_a_photo_struck_by_one_who_saw_it_goes_and_one_added_blind_stays(
    wang: Laptop, zhao: Laptop
) -> None:
    wang.begin()
    photo(folder(wang) / "a.jpg", (1, 200, 1))
    wang.type_in(gas="\n    value: 不符合\n    photos: [a.jpg]")
    zhao.begin()
    meet(wang, zhao)
    zhao.put("\n    photos: [a.jpg]", "") if "\n    photos: [a.jpg]" in zhao.text else zhao.put(
        "\n    photos:\n      - a.jpg", ""
    )
    photo(folder(wang) / "b.jpg", (1, 1, 200))
    wang.put("[a.jpg]", "[a.jpg, b.jpg]")
    meet(wang, zhao)
    assert [file.name for file in wang.inspection().photos["gas"]] == ["b.jpg"]
    assert "a.jpg" not in wang.text
    assert (folder(wang) / "a.jpg").exists()


def test_two_who_find_something_that_is_not_on_the_list_have_two_findings(
    wang: Laptop, zhao: Laptop
) -> None:
    for one, title in ((wang, "观察室堆放杂物"), (zhao, "楼梯扶手松动")):
        one.begin()
        one.put(
            "findings: []               #",
            f"findings:\n  - title: {title}\n    category: 其他\n    severity: 轻微\n#",
        )
    meet(wang, zhao)
    titles = sorted(str(v) for k, v in wang.answers().items() if k.endswith(".title"))
    assert titles == ["楼梯扶手松动", "观察室堆放杂物"]
    assert wang.answers() == zhao.answers()


def test_a_finding_deleted_without_a_reason_comes_back_and_is_named(wang: Laptop) -> None:
    wang.begin()
    finding = "findings:\n  - id: f1\n    title: 扶手松动\n    category: 其他\n    severity: 轻微\n"
    wang.put("findings: []               #", finding + "#")
    wang.export()
    wang.put(finding, "findings: []\n")
    said = wang.ducha("bundle", "export", "two.ducha", "--as", "wangmin")
    assert said.status == 4
    assert "title: 扶手松动" in wang.text
    assert "removed: 理由" in said.err
    wang.put("severity: 轻微\n", "severity: 轻微\n    removed: 看错了\n")
    wang.export()
    assert wang.answers()["findings.f1.removed"] == "看错了"


def test_a_file_that_is_half_understood_is_left_alone_and_named(wang: Laptop) -> None:
    wang.begin()
    wang.type_in(masks="20")
    wang.put("  phone:\n", "  phone: 1\n  fone: 2\n")
    said = wang.ducha("--json", "bundle", "export", "out.ducha", "--as", "wangmin")
    assert (said.status, said.codes) == (1, ["item.unknown"])
    assert [event.kind for event in wang.events()] == ["opened"]


def test_several_people_on_one_laptop_each_sign_what_they_bring_in(wang: Laptop) -> None:
    wang.begin("--with", "liqiang")
    wang.type_in(masks="20")
    wang.does("bundle", "export", "one.ducha", "--as", "wangmin")
    wang.type_in(phone="08312345678")
    wang.does("bundle", "export", "two.ducha", "--as", "zhaolei")
    assert [(e.by, list(e.body["set"])) for e in wang.events() if e.kind == "answered"] == [
        ("wangmin", ["masks"]), ("zhaolei", ["phone"]),
    ]  # fmt: skip
    assert wang.inspection().conflicts == {}


def test_one_person_on_two_laptops_is_two_sides_of_one_name(office: Office, wang: Laptop) -> None:
    other = laptop(office, "wang-at-home", "wangmin")
    for one, masks in ((wang, "20"), (other, "24")):
        one.begin()
        one.type_in(masks=masks)
    meet(wang, other)
    assert [side.by for side in wang.answers()["masks"]] == ["王敏", "王敏"]  # type: ignore[attr-defined]
    sessions = {e.session for e in wang.events() if e.kind == "answered"}
    assert len(sessions) == 2


def test_heads_are_joined_and_a_conflict_of_the_head_is_decided_by_command(
    wang: Laptop, zhao: Laptop
) -> None:
    for one in (wang, zhao):
        one.begin()
    meet(wang, zhao)
    wang.put("visit:  ", "visit: 事先通知  ")
    zhao.put("visit:  ", "visit: 四不两直  ")
    meet(wang, zhao)
    assert wang.inspection().inspectors == zhao.inspection().inspectors
    said = wang.ducha("--json", "check")
    assert (said.status, [p["code"] for p in said.json["problems"]]) == (4, ["conflict"])
    wang.does_as("decide", RECORD, "record.visit", "四不两直")
    meet(wang, zhao)
    assert wang.answers()["record.visit"] == zhao.answers()["record.visit"] == "四不两直"


def test_a_joiner_finds_what_was_answered_and_is_one_of_its_people(
    wang: Laptop, zhao: Laptop
) -> None:
    wang.begin()
    wang.type_in(masks="20")
    bundle = wang.export()
    zhao.take(bundle)
    (zhao.root / RECORD).unlink()
    zhao.begin()
    zhao.export()
    assert zhao.answers()["masks"] == "20"
    assert zhao.inspection().inspectors == ("wangmin", "zhaolei")


def test_conflicts_names_file_line_people_time_and_note(wang: Laptop, zhao: Laptop) -> None:
    for one in (wang, zhao):
        one.begin()
    wang.type_in(duty="符合")
    zhao.type_in(duty="不符合，两天没有签名")
    meet(wang, zhao)
    [found] = wang.does("conflicts", "--json").json
    line = wang.text.splitlines().index("  duty:") + 1
    assert found["where"] in {f"{RECORD}:{line}", f"{RECORD}:{line + 1}"}
    assert [(s["by"], s["says"], s["note"]) for s in found["sides"]] == [
        (["王敏"], "符合", ""), (["赵蕾"], "不符合", "两天没有签名"),
    ]  # fmt: skip
    assert "ducha decide" in found["remedy"]


def test_the_same_in_processes_of_their_own(wang: Laptop, zhao: Laptop) -> None:
    def ducha(one: Laptop, *words: str) -> str:
        command = [sys.executable, "-m", "inspections.laptop", "--as", one.who, *words]
        env = {"PYTHONPATH": str(ROOT), "DUCHA_NOW": NOW, "PATH": "/usr/bin:/bin"}
        return subprocess.run(
            command, cwd=one.root, env=env, check=True, capture_output=True, text=True
        ).stdout

    for one, masks in ((wang, "20"), (zhao, "40")):
        ducha(one, "new", "yl3x", "small")
        one.type_in(masks=masks)
        ducha(one, "bundle", "export", "out.ducha")
    assert "待定 0 → 1" in ducha(wang, "bundle", "import", str(zhao.root / "out.ducha"))
    assert "masks" in ducha(wang, "conflicts")
    ducha(wang, "decide", RECORD, "masks", "40")
    assert "没有待定的内容" in ducha(wang, "conflicts")


def test_a_conflict_typed_by_hand_is_listed_too(wang: Laptop) -> None:
    wang.begin()
    wang.type_in(
        masks="\n    conflict:\n      - {by: 王敏, value: 20}\n      - {by: 李强, value: 40, note: 实点}"
    )
    [found] = wang.does("conflicts", "--json").json
    line = wang.text.splitlines().index("    conflict:") + 1
    assert (found["kind"], found["where"], found["path"]) == ("typed", f"{RECORD}:{line}", "masks")
    assert [(s["by"], s["says"], s["note"]) for s in found["sides"]] == [
        (["王敏"], "20", ""), (["李强"], "40", "实点"),
    ]  # fmt: skip
