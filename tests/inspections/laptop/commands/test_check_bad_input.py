"""What people get wrong, each through the command: the code, the place, the mended line; the others go on."""

import pytest

from tests.inspections.laptop.office import (
    FILLED,
    PRIVATE,
    RECORD,
    Office,
    photo,
)

DUTY = "duty: 不符合，两天没有签名"


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(FILLED.splitlines(), 1) if text in line)


# --- the text of a record


def test_a_gbk_file_is_named_as_such(office: Office) -> None:
    office.write(FILLED.encode("gbk"))
    said = office.ducha("check")
    assert said.status == 1
    assert "file.encoding" in said.err
    assert "GBK" in said.err


@pytest.mark.parametrize(
    ("was", "typed", "code"),
    [
        ("  phone: ", "\tphone: ", "yaml.tab"),
        ("  phone: ", "  phone：", "yaml.colon"),
        ("  phone: ", "  phone:", "yaml.colon"),
        ("  phone: 08312345678", "  masks: 21", "yaml.duplicate"),
        ("  phone: 08312345678", "  phone: &a 1", "yaml.anchor"),
        ("  phone: 08312345678", "  phone: *a", "yaml.anchor"),
        ("  phone: 08312345678", "  phone: !!int 8", "yaml.tag"),
        ("  phone: 08312345678", "  phone: " + "[" * 40 + "]" * 40, "yaml.depth"),
        ("  phone: 08312345678", "  telephone: 1", "item.unknown"),
        ("small@2026.01", "small@1999.01", "checklist.unknown"),
        ("masks: 20", "masks: 一万", "value.type"),
        ("masks: 20", "masks: -1", "value.check"),
        (DUTY, "duty: 马马虎虎", "value.option"),
        ("handover: 08:30", "handover: 25:99", "value.type"),
        ("drilled: 是", "drilled: 也许", "value.option"),
        ("school: yl3x", "school: yl9x", "record.school"),
        ("[wangmin, liqiang]", "[wangmin, zhangsan]", "record.person"),
        ("  phone: 08312345678", "  sick: 某某，发热", "item.private"),
    ],
)
def test_a_fault_has_its_code_and_its_line(office: Office, was: str, typed: str, code: str) -> None:
    assert was in FILLED
    office.fill(FILLED.replace(was, typed))
    status, found = office.checked()
    assert status == 1
    assert (code, line_of(was)) in found


def test_a_missing_photo_is_named_at_its_item(office: Office) -> None:
    office.fill(FILLED.replace("[报警器.jpg]", "[没有.jpg]"))
    assert office.checked() == (1, [("photo.missing", line_of("  gas:"))])


@pytest.mark.parametrize(
    ("was", "typed"),
    [
        ("phone: 08312345678", "phone: 08"),
        ("phone: 08312345678", "phone: no"),
        ("handover: 08:30", "handover: 1:30"),
        ("masks: 20", "masks: ２０"),
        ("masks: 20", "masks: 1,160"),
        ("drilled: 是", "drilled: 否"),
    ],
)
def test_what_is_typed_stays_what_it_is(office: Office, was: str, typed: str) -> None:
    office.does("seal", office.fill(FILLED.replace(was, typed)), "--as", "wangmin")
    item, _, value = typed.partition(": ")
    [answered] = [e for e in office.events() if e.kind == "answered"]
    assert answered.body["set"][item] == value


@pytest.mark.parametrize("change", [b"\xef\xbb\xbf", b"\r\n"])
def test_marks_and_line_ends_of_windows_do_not_matter(office: Office, change: bytes) -> None:
    data = FILLED.encode()
    office.fill()
    office.write(change + data if change[0] == 0xEF else data.replace(b"\n", change))
    assert office.checked() == (0, [])


def test_the_mended_line_stands_below(office: Office) -> None:
    office.fill(FILLED.replace("masks: 20", "masks：20"))
    said = office.ducha("check")
    assert "    + " in said.err
    assert said.err.split("    + ", 1)[1].splitlines()[0].strip() == "masks: 20"


def test_a_hundred_megabytes_are_refused_unread(office: Office) -> None:
    path = office.write(b"inspection: x\n")
    with path.open("r+b") as stream:
        stream.truncate(100_000_000)
    assert [code for code, _ in office.checked()[1]] == ["file.too_large"]


def test_all_problems_of_all_files_come_at_once(office: Office) -> None:
    office.fill(FILLED.replace("masks: 20", "masks: 一万").replace(DUTY, "duty: 好"))
    office.write(b"\xff\xfe\x00", "inspections/yl5x/2026-03-02-small-t1.yml")
    status, found = office.checked()
    assert status == 1
    assert {"value.type", "value.option", "file.encoding"} <= {code for code, _ in found}


def test_a_file_under_another_name_is_asked_to_be_renamed(office: Office) -> None:
    office.fill()
    office.write(FILLED, RECORD.replace("t1", "t7"))
    assert ("record.place", 1) in office.checked()[1]


def test_a_broken_photo_is_named(office: Office) -> None:
    office.fill()
    (office.root / RECORD).with_suffix("").joinpath("报警器.jpg").write_bytes(b"\xff\xd8 torn")
    assert [code for code, _ in office.checked()[1]] == ["photo.broken"]


def test_a_broken_picture_of_a_signature_is_named(office: Office) -> None:
    file = office.fill(FILLED.replace("as: 学校}", "as: 学校, image: 签名.png}"))
    assert [code for code, _ in office.checked(file)[1]] == ["photo.missing"]
    photo((office.root / file).with_suffix("") / "签名.png")
    assert office.checked(file) == (0, [])


def test_a_private_file_that_cannot_be_read_is_named_and_the_rest_checked(office: Office) -> None:
    file = office.fill(FILLED.replace("masks: 20", "masks: 一万"))
    private = office.root / RECORD.replace(".yml", ".private.yml")
    private.unlink()
    private.mkdir()
    status, found = office.checked(file)
    assert (status, {code for code, _ in found}) == (1, {"file.unreadable", "value.type"})


def test_a_private_file_in_gbk_is_named(office: Office) -> None:
    office.fill()
    office.write(PRIVATE.encode("gbk"), RECORD.replace(".yml", ".private.yml"))
    assert [code for code, _ in office.checked()[1]] == ["file.encoding"]
