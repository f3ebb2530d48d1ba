"""`ducha checklist import` with real .xlsx files, as bureaus lay them out, and with rubbish."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspections.checklist import Checklist
from inspections.checklist_yaml import read_checklist
from inspections.errors import Code, UserError
from inspections.laptop import excel
from inspections.laptop.cli import run
from inspections.laptop.excel import read_xlsx

HEAD = ["序号", "检查项目", "检查内容", "分值"]


def book(path: Path, *rows: list[Any], merge: tuple[str, ...] = (), title: str = "表") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    made.save(path)
    return path


def imported(folder: Path, file: Path, *more: str) -> tuple[int, Checklist | None]:
    """Run the command outside of any workspace; return its status and the checklist that it wrote."""
    out = folder / "out.yml"
    status = run(["-C", str(folder), "checklist", "import", str(file), "--id", "t", "--out", "out.yml", *more], {})  # fmt: skip
    return status, read_checklist(out.read_bytes(), "out.yml")[0] if out.exists() else None


def test_a_sheet_with_title_merged_cells_and_total(tmp_path: Path) -> None:
    rows = [
        ["校园安全随机抽查表"],
        [],
        HEAD,
        [1, "一、消防", "灭火器有效", 10],
        [2, None, "通道畅通", 5.0],
        [1, "二、食堂", "留样 48 小时", 5],
        ["合计", None, None, 20],
    ]
    file = book(tmp_path / "a.xlsx", *rows, merge=("A1:D1", "B4:B5", "A7:C7"))
    status, found = imported(tmp_path, file)
    assert status == 0 and found
    assert found.title == "校园安全随机抽查表" and found.mode == "comprehensive"
    assert [[i.no for i in s.items] for s in found.sections] == [["1", "2"], ["1"]]
    assert [i.score.weight for i in found.items if i.score] == ["10", "5", "5"]


def test_a_heading_of_two_rows_with_yes_and_no(tmp_path: Path) -> None:
    rows = [["序号", "检查内容", "检查结果"], [None, None, "是", "否"], [1, "有预案", None, None]]
    file = book(tmp_path / "a.xlsx", *rows, merge=("A1:A2", "B1:B2", "C1:D1"))
    _, found = imported(tmp_path, file)
    assert found and next(found.items).options == {"是": "pass", "否": "fail"}


def test_columns_in_another_order_on_a_second_worksheet(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", ["说明"], title="封面")
    made = openpyxl.load_workbook(file)
    second = made.create_sheet("清单")
    second.append(["检查要点", "检查方式", "编号"])
    second.append(["有预案", "查", "A-1"])
    made.save(file)
    _, found = imported(tmp_path, file, "--sheet", "清单")
    assert found and next(found.items).no == "A-1"
    assert run(["checklist", "import", str(file), "--sheet", "没有", "--out", str(tmp_path / "b.yml")], {}) == 1  # fmt: skip


def test_dates_times_truths_and_numbers_are_texts_as_on_paper(tmp_path: Path) -> None:
    row = [date(2026, 3, 2), time(13, 5), True, 1.0]
    sheet = read_xlsx(book(tmp_path / "a.xlsx", row)).sheet
    assert sheet.rows == [["2026-03-02", "13:05", "是", "1"]]


def test_a_formula_without_a_value_is_named_by_its_cell(tmp_path: Path) -> None:
    page = read_xlsx(book(tmp_path / "a.xlsx", ["甲", "=1+1"]))
    (problem,) = page.problems
    assert (problem.code, problem.line, problem.column) == (Code.CHECKLIST_SHEET, 1, 2)
    assert page.sheet.rows == [["甲", "=1+1"]]


def test_a_cell_of_thirty_thousand_characters_is_taken(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", HEAD, [1, "甲", "检" * 32_000, 1])
    status, found = imported(tmp_path, file)
    assert status == 0 and found


def test_an_existing_checklist_is_never_written_over(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", HEAD, [1, "甲", "问", 1])
    (tmp_path / "out.yml").write_text("mine", encoding="utf-8")
    assert run(["-C", str(tmp_path), "checklist", "import", "a.xlsx", "--out", "out.yml"], {}) == 2
    assert (tmp_path / "out.yml").read_text(encoding="utf-8") == "mine"
    assert file.exists()


def changed(file: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite one part of an archive."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


SHEET = "xl/worksheets/sheet1.xml"


def test_a_million_claimed_rows_cost_nothing(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", HEAD, [1, "甲", "问", 1])
    far = (
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    file = changed(file, SHEET, lambda data: data.replace(b"</sheetData>", far))
    page = read_xlsx(file)
    assert len(page.sheet.rows) == 2
    assert len(page.problems) == 1, "the far cell is named"


def _bomb(_: bytes) -> bytes:
    return b"<a>" + b" " * (excel.UNPACKED_BYTES_MAX + 1) + b"</a>"


def _merge(data: bytes) -> bytes:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return re.sub(b"</sheetData>", merge, data, count=1)


def _laughs(data: bytes) -> bytes:
    return data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)


RUBBISH: dict[str, Callable[[Path], object]] = {
    "empty": lambda p: p.write_bytes(b""),
    "not a zip": lambda p: p.write_bytes(b"hello" * 100),
    "old xls": lambda p: p.write_bytes(excel._OLE + bytes(2000)),
    "with a password": lambda p: p.write_bytes(
        excel._OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    ),
    "half a file": lambda p: p.write_bytes(book(p, HEAD).read_bytes()[:-400]),
    "a bomb": lambda p: changed(book(p, HEAD), SHEET, _bomb),
    "an endless merge": lambda p: changed(book(p, HEAD), SHEET, _merge),
    "entities": lambda p: changed(book(p, HEAD), SHEET, _laughs),
    "broken xml": lambda p: changed(book(p, HEAD), SHEET, lambda data: data[:-30]),
    "no cells": lambda p: book(p),
    "a folder": lambda p: p.mkdir(),
}


@pytest.mark.parametrize("make", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_refused_in_words(tmp_path: Path, make: Callable[[Path], object]) -> None:
    file = tmp_path / "a.xlsx"
    make(file)
    with pytest.raises(UserError) as refused:
        read_xlsx(file)
    assert refused.value.problems[0].code in (Code.CHECKLIST_SHEET, Code.FILE_UNREADABLE)
    status, found = imported(tmp_path, file)
    assert (status, found) == (1, None)


def test_a_zip_that_is_no_workbook_and_one_that_lies_about_its_size(tmp_path: Path) -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a>" + b"x" * 5_000_000)
    data = bytearray(plain.getvalue())
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)
    (tmp_path / "lies.xlsx").write_bytes(bytes(data))
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    for name in ("lies.xlsx", "other.xlsx"):
        with pytest.raises(UserError):
            read_xlsx(tmp_path / name)


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_are_refused_or_read_but_raise_nothing_else(
    tmp_path: Path, seed: int
) -> None:
    data = bytearray(book(tmp_path / "a.xlsx", HEAD, [1, "甲", "问", 1]).read_bytes())
    for n in range(8):
        data[(seed * 7919 + n * 104_729) % len(data)] ^= 1 << (seed + n) % 8
    (tmp_path / "a.xlsx").write_bytes(bytes(data))
    assert imported(tmp_path, tmp_path / "a.xlsx")[0] in (0, 1)
