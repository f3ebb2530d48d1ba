"""Faulty checklists, settings and rosters; folders, disks and ledgers that cannot serve: each through the command."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.laptop.workspace import LEDGER
from tests.inspections.laptop.office import (
    CHECKLIST,
    NOW,
    RECORD,
    Office,
    only_readable,
)

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
        assert (status, codes[-1]) == (5, "store.readonly")
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
