"""The cache of `ducha check`: never another answer than without it, whatever changed or was damaged."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspections.errors import Code, M, Problem
from inspections.laptop import check_cache
from inspections.laptop.check_cache import FILE, CheckCache
from inspections.laptop.cli import run
from inspections.laptop.reports import Report, read_report, report_json, report_of
from inspections.laptop.working_copy import read_copy
from inspections.laptop.workspace import Workspace

EXAMPLE = Path(__file__).parents[2] / "golden" / "example"
RECORD = Path("inspections/yl3x/2022-04-12-opening_random-t3.yml")
PHOTO = RECORD.with_suffix("") / "报警器标签.jpg"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The reference example; its private sibling is clean."""
    shutil.copytree(EXAMPLE, tmp_path / "county")
    return tmp_path / "county"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were really read and assessed."""
    found: list[Path] = []

    def counted(workspace: Workspace, path: Path) -> Any:
        found.append(path)
        return read_copy(workspace, path)

    monkeypatch.setattr("inspections.laptop.working_copy.read_copy", counted)
    return found


def check(county: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    status = run(["-C", str(county), "check", *more], {})
    return (status, *capsys.readouterr())


def test_the_second_check_says_the_same_and_reads_no_record(
    county: Path, capsys: pytest.CaptureFixture[str], read: list[Path]
) -> None:
    first = check(county, capsys)
    assert first[0] == 4 and len(read) == 1
    assert check(county, capsys) == first
    assert len(read) == 1


def test_json_and_english_from_the_cache_are_those_without_it(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [("--json",), ("--lang", "en"), (str(county / RECORD),)]
    fresh = []
    for more in asked:
        (county / FILE).unlink(missing_ok=True)
        fresh.append(check(county, capsys, *more))
    assert [check(county, capsys, *more) for more in asked] == fresh


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the record": lambda c: edit(c / RECORD, "落实", "未落实"),
    "its private sibling": lambda c: edit(c / RECORD.with_suffix(".private.yml"), "已随访", "随访"),
    "a photo goes": lambda c: (c / PHOTO).unlink(),
    "a photo changes": lambda c: (c / PHOTO).write_bytes(b"no picture"),
    "the checklist": lambda c: edit(c / "checklists/opening_random.yml", "> 180", "> 1"),
    "the roster": lambda c: edit(c / "schools.csv", "yl3x", "yl9x"),
    "the people": lambda c: edit(c / "people.csv", "wangmin", "wangmei"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_report_rests_on_makes_it_read_again(
    county: Path,
    capsys: pytest.CaptureFixture[str],
    read: list[Path],
    change: Callable[[Path], object],
) -> None:
    check(county, capsys)
    change(county)
    cached = check(county, capsys)
    assert len(read) == 2
    shutil.rmtree(county / FILE.parent)
    assert check(county, capsys) == cached


def test_another_program_reads_again(
    county: Path,
    capsys: pytest.CaptureFixture[str],
    read: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check(county, capsys)
    monkeypatch.setattr(check_cache, "_program", lambda: "another")
    check(county, capsys)
    assert len(read) == 2


def test_the_ledger_of_the_school_counts(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "has_ledger", True)
    held: dict[str, tuple[bytes, ...]] = {}

    class Log:
        def updates(self, doc: str) -> tuple[bytes, ...]:
            return held.get(doc, ())

        def close(self) -> None: ...

    monkeypatch.setattr(Workspace, "store", Log())

    def key() -> str | None:
        return CheckCache(Workspace(county, Workspace.find(county).clock)).key(county / RECORD)

    keys = [key()]
    for doc in ("other", "yl3x", "district"):
        held[doc] = (b"one",)
        keys.append(key())
    assert keys[1] == keys[0], "another school's ledger changes nothing"
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe not a cache",
        b"{}",
        b"[" * 100_000,
    ],
    ids=["empty", "bytes", "no digest", "deep"],
)
def test_a_damaged_cache_is_ignored(
    county: Path, capsys: pytest.CaptureFixture[str], damage: bytes
) -> None:
    first = check(county, capsys)
    (county / FILE).write_bytes(damage)
    assert check(county, capsys) == first


def test_one_flipped_byte_is_damage(
    county: Path, capsys: pytest.CaptureFixture[str], read: list[Path]
) -> None:
    first = check(county, capsys)
    data = (county / FILE).read_bytes()
    (county / FILE).write_bytes(data.replace("还没有".encode(), "早就有".encode(), 1)[:-1] + b" ")
    assert check(county, capsys) == first
    assert len(read) == 2


def test_well_made_nonsense_is_ignored(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from inspections.ids import sha256_hex

    first = check(county, capsys)
    name = RECORD.as_posix()
    workspace = Workspace.find(county)
    key = CheckCache(workspace).key(county / RECORD)
    for report in ("null", "{}", '{"problems": 1}'):
        body = f'{{"{name}": {{"key": "{key}", "report": {report}}}}}'.encode()
        (county / FILE).write_bytes(sha256_hex(body).encode() + b"\n" + body)
        assert check(county, capsys) == first


def test_a_cache_that_cannot_be_written_stops_nothing(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (county / ".ducha").mkdir(exist_ok=True)
    (county / FILE.parent).write_text("a file where the folder should be", encoding="utf-8")
    assert check(county, capsys)[0] == 4


def test_nothing_of_a_private_answer_is_kept(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = county / RECORD.with_suffix(".private.yml")
    edit(private, "sick_pupils:", "sick_pupil:")
    check(county, capsys)
    kept = (county / FILE).read_text(encoding="utf-8") if (county / FILE).exists() else ""
    assert "已随访" not in kept and "sick_pupil" not in kept


def test_files_that_are_gone_are_forgotten(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check(county, capsys)
    assert RECORD.name in (county / FILE).read_text(encoding="utf-8")
    (county / RECORD).unlink()
    check(county, capsys)
    assert RECORD.name not in (county / FILE).read_text(encoding="utf-8")


def test_a_report_reads_back_as_it_was(county: Path) -> None:
    report = report_of(read_copy(Workspace.find(county), county / RECORD))
    assert report.problems and report.unanswered is not None
    assert read_report(report_json(report)) == report


def test_a_message_within_a_message_keeps_both_languages() -> None:
    inner = M("{n} 份", n=3)
    problem = Problem(code=Code.USAGE, what=M("有 {what}", what=inner), remedy=M("好"), line=2)
    report = Report(file="a", problems=(problem,))
    assert read_report(report_json(report)) == report


def test_a_lost_schema_is_written_again_by_check(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check(county, capsys)
    folder = county / ".ducha" / "schemas"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "opening_random@2022.04.json" in before
    shutil.rmtree(folder)
    check(county, capsys)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_unchanged_schema_is_not_written_again(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check(county, capsys)
    file = county / ".ducha" / "schemas" / "opening_random@2022.04.json"
    os.utime(file, (1, 1))
    edit(county / RECORD, "落实", "未落实")
    check(county, capsys)
    assert file.stat().st_mtime == 1
