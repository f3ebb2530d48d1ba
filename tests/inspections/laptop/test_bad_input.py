"""What people get wrong, each through the command: the code, the place, the mended line; the others go on."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.laptop.workspace import LEDGER
from tests.inspections.laptop.office import (
    CHECKLIST,
    FILLED,
    NOW,
    PRIVATE,
    RECORD,
    Office,
    only_readable,
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


# --- checklists, settings, rosters


def test_a_local_checklist_that_does_not_compile_is_named_with_its_line(office: Office) -> None:
    office.fill()
    office.write(CHECKLIST.replace("value >= 0", "valeu >= 0"), "checklists/small.yml")
    said = office.ducha("--json", "check")
    places = {(p["code"], p["file"]) for p in said.json["problems"]}
    assert said.status == 1
    assert ("checklist.expression", "checklists/small.yml") in places
    assert office.refused("checklist", "check", "checklists/small.yml")[0] == 1


def test_a_broken_district_file_is_named_with_its_line(office: Office) -> None:
    office.write("name: 云岭区\ntime_zone: Asia/Nowhere\ntime_zon: x\n", "district.yml")
    said = office.ducha("--json", "check")
    places = [(p["code"], p["file"], p["line"]) for p in said.json["problems"]]
    assert said.status == 1
    assert sorted(places) == [("settings.field", "district.yml", n) for n in (2, 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_with_faults_are_listed_and_the_others_taken(office: Office, encoding: str) -> None:
    text = (
        "学校代码,名称,学段,寄宿,学生数\n"
        "yl6x,第六小学,小学,否,300\n"
        "YL7X,第七小学,小学,否,\n"
        "yl8x,第八小学,大学,否,\n"
        "yl9x,第九小学,小学,也许,很多\n"
        "yl6x,又是第六,小学,否,\n"
        "yl10,第十小学,小学,否,1,多出一格\n"
    )
    office.write(text.encode(encoding), "新学校.csv")
    status, codes = office.refused("school", "import", "新学校.csv", "--as", "chenjing")
    assert status == 1
    assert sorted(codes) == ["roster.duplicate", *["roster.value"] * 5]
    ids = [s["id"] for s in office.does("school", "list", "--json").json]
    assert sorted(ids) == ["yl3x", "yl5x", "yl6x"]


def test_a_roster_without_its_columns_says_which(office: Office) -> None:
    office.write("名称,学段\n第六小学,小学\n", "新学校.csv")
    said = office.ducha("school", "import", "新学校.csv", "--as", "chenjing")
    assert said.status == 1
    assert "学校代码" in said.err


def test_people_with_faults_are_listed_and_the_others_taken(office: Office) -> None:
    office.write(
        "人员代码,姓名,角色\nnew1,新人,督学\nnew2,,督学\nnew3,谁,校长\nroot,根,督学\n", "人.csv"
    )
    status, codes = office.refused("person", "import", "人.csv", "--as", "chenjing")
    assert (status, codes) == (1, ["roster.value"] * 3)
    assert "new1" in {p["id"] for p in office.does("person", "list", "--json").json}


def test_a_roster_file_with_other_columns_is_not_written_over(office: Office) -> None:
    text = "学校代码,名称,学段,邮编\nyl6x,第六小学,小学,650000\n"
    office.write(text, "schools.csv")
    office.does("school", "import", "schools.csv", "--as", "chenjing")
    assert (office.root / "schools.csv").read_text("utf-8") == text


def test_without_a_ledger_a_faulty_row_does_not_stop_the_check(office: Office) -> None:
    office.fill()
    for path in (office.root / "ledger").glob("ledger.sqlite*"):
        path.unlink()
    office.write("学校代码,名称,学段\nyl3x,云岭区第三小学,小学\nYY,坏,小学\n", "schools.csv")
    status, found = office.checked()
    assert (status, found) == (1, [("roster.value", 3)])


# --- places


def test_an_empty_folder_is_no_workspace(tmp_path: Path) -> None:
    for command in (["check"], ["issue", "list"], ["doctor"], ["report", "stats"]):
        assert Office(tmp_path).refused(*command) == (2, ["workspace.missing"])


def test_without_a_ledger_it_says_how_to_make_one(office: Office) -> None:
    for path in (office.root / "ledger").glob("ledger.sqlite*"):
        path.unlink()
    assert office.refused("issue", "list") == (2, ["workspace.missing"])


def test_in_a_read_only_folder_nothing_is_sealed_and_checking_works(founded: Office) -> None:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="ducha-ro-"))
    folder.chmod(0o755)
    try:
        office = founded.copy(folder / "w")
        office.fill()
        before = office.bytes_of()
        with only_readable(office.root):
            assert office.checked()[0] == 0
            status, codes = office.refused("seal", RECORD, "--as", "wangmin")
        assert (status, codes) == (5, ["store.readonly"])
        assert office.bytes_of() == before
    finally:
        shutil.rmtree(folder)


FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = Path("ledger/ledger.sqlite").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))
from inspections.laptop.cli import run
raise SystemExit(run(["--as", "wangmin", *sys.argv[1:]]))
"""


def test_on_a_full_disk_nothing_is_changed(office: Office) -> None:
    office.fill()
    big = (office.root / RECORD).with_suffix("") / "报警器.jpg"
    big.write_bytes(big.read_bytes() + b"\0" * 3_000_000)
    before = office.bytes_of()
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "DUCHA_NOW": NOW}
    done = subprocess.run([sys.executable, "-c", FULL, "seal", RECORD], cwd=office.root, env=env,
                          capture_output=True, text=True)  # fmt: skip
    assert (done.returncode, "store.full" in done.stderr) == (5, True), done.stderr
    assert office.bytes_of() == before
    assert office.ducha("seal", RECORD, "--as", "wangmin").status == 0


def test_a_ledger_of_a_newer_version_is_left_alone(office: Office) -> None:
    with sqlite3.connect(office.root / LEDGER) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert office.refused("issue", "list") == (1, ["store.newer"])


def test_a_locked_ledger_is_busy(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from inspections.laptop import store

    init = store.Store.__init__
    monkeypatch.setattr(
        store.Store,
        "__init__",
        lambda self, path, new=False: init(self, path, new=new, busy_seconds=0.05),
    )
    office.fill()
    connection = sqlite3.connect(office.root / LEDGER, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        assert office.refused("seal", RECORD, "--as", "wangmin") == (5, ["store.busy"])
    finally:
        connection.close()


def test_a_damaged_ledger_is_named_by_doctor(office: Office) -> None:
    with (office.root / LEDGER).open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * 4096)
    said = office.ducha("--json", "doctor")
    assert said.status == 1
    assert "store.damaged" in {problem["code"] for problem in said.json["problems"]}


@pytest.mark.parametrize("now", ["yesterday", "2026-03-02", "2026-03-02T09:00:00", "99:99"])
def test_a_time_that_is_none_is_wrong_usage(office: Office, now: str) -> None:
    said = office.ducha("--json", "check", now=now)
    assert (said.status, said.codes) == (2, ["usage"])
