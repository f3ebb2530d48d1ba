"""A worksheet of an .xlsx file as rows of text. Refuses what is none, and what would not fit into memory.

The archive is looked at before it is opened: a small file can claim gigabytes, a million rows or an endless merge.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from inspections.errors import Code, Level, M, Msg, Problem, UserError
from inspections.laptop.files import read_capped
from inspections.sheet import Sheet
from inspections.sheet_row import letters

FILE_BYTES_MAX = 10 * 1024 * 1024
UNPACKED_BYTES_MAX = 60 * 1024 * 1024
CELLS_MAX = 300_000
MERGED_CELLS_MAX = 100_000
ROWS_MAX = 3_000
COLUMNS_MAX = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGE = re.compile(
    rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Za-z]{1,3}\d{1,7}):([A-Za-z]{1,3}\d{1,7})[\"']"
)
_FOREIGN = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class Worksheet:
    """One worksheet: its name, its cells, what could not be taken from it, and the names of the others."""

    name: str
    sheet: Sheet
    problems: tuple[Problem, ...]
    others: tuple[str, ...]


def read_xlsx(path: Path, name: str | None = None) -> Worksheet:
    """Return the worksheet called `name`, else the first that shows something. Raises UserError for what is no .xlsx."""
    data = read_capped(path, FILE_BYTES_MAX)
    if len(data) > FILE_BYTES_MAX:
        raise _refused(
            path, M("文件超过 {n} MB", n=FILE_BYTES_MAX // 1024**2), M("只留清单这一张表，删掉图片")
        )
    _look(path, data)
    formulas, values = _load(path, data, False), _load(path, data, True)
    try:
        shown = [sheet for sheet in formulas.worksheets if sheet.sheet_state == "visible"]
        chosen = _chosen(path, shown, name)
        others = tuple(sheet.title for sheet in shown if sheet is not chosen)
        problems: list[Problem] = []
        rows = _rows(path, chosen, values[chosen.title], problems)
        merged = tuple(
            (r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1)
            for r in chosen.merged_cells.ranges
        )
        return Worksheet(chosen.title, Sheet(rows, merged), tuple(problems), others)
    finally:
        formulas.close()
        values.close()


def _look(path: Path, data: bytes) -> None:
    """Raise UserError unless the bytes are a workbook of a size that can be read."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _refused(path, M("文件有密码"), M("在 Excel 里打开，去掉密码再另存"))
        raise _refused(path, M("这是旧的 .xls 格式"), M("在 Excel 里另存为 .xlsx 再导入"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX or len(parts) > 2000:
                raise _refused(path, M("文件展开后太大"), M("只留清单这一张表，另存为新的 .xlsx"))
            if "xl/workbook.xml" not in archive.namelist():
                raise _refused(path, M("这不是 Excel 文件"), M("要 .xlsx；WPS 和 Excel 都能另存"))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _look_at(path, archive.read(part), part.filename)
    except UserError:
        raise
    except Exception as error:  # rubbish makes zipfile raise nearly anything
        raise _refused(
            path,
            M("这不是 .xlsx 文件，或文件坏了"),
            M("在 Excel 里打开，另存为 .xlsx 再导入"),
        ) from error


def _look_at(path: Path, part: bytes, name: str) -> None:
    if _FOREIGN.search(part):
        raise _refused(
            path,
            M("文件里有不该有的内容（{name}）", name=name),
            M("在 Excel 里打开，另存为新的 .xlsx 再导入"),
        )
    if part.count(b"<c ") + part.count(b":c ") > CELLS_MAX:
        raise _refused(
            path, M("表太大（超过 {n} 格）", n=CELLS_MAX), M("只留清单这一张表，删掉多余的行列")
        )
    if sum(map(_area, _MERGE.findall(part))) > MERGED_CELLS_MAX:
        raise _refused(path, M("合并的单元格太大"), M("取消整列、整表的合并再导入"))


def _area(ends: tuple[bytes, bytes]) -> int:
    from openpyxl.utils.cell import coordinate_to_tuple

    (top, left), (bottom, right) = (coordinate_to_tuple(end.decode().upper()) for end in ends)
    return int((abs(bottom - top) + 1) * (abs(right - left) + 1))


def _load(path: Path, data: bytes, values: bool) -> Any:
    """Return openpyxl's workbook. Rubbish inside a whole archive makes it raise nearly anything."""
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as error:
        raise _refused(
            path, M("这不是 .xlsx 文件，或文件坏了"), M("在 Excel 里打开，另存为 .xlsx 再导入")
        ) from error


def _chosen(path: Path, sheets: list[Any], name: str | None) -> Any:
    if name is not None:
        found = next((sheet for sheet in sheets if sheet.title == name), None)
        if found is None:
            known = "、".join(sheet.title for sheet in sheets)
            raise _refused(path, M("没有工作表“{name}”", name=name), M("有：{known}", known=known))
        return found
    filled = [sheet for sheet in sheets if any(c.value is not None for c in _cells(sheet))]
    if not filled:
        raise _refused(path, M("表是空的"), M("核对是不是这个文件"))
    return filled[0]


def _cells(sheet: Any) -> Iterator[Any]:
    """Iterate over the cells that the file holds: `iter_rows` would make a million more, if the last row is said to be that far."""
    yield from sheet._cells.values()


def _rows(path: Path, sheet: Any, values: Any, problems: list[Problem]) -> list[list[str]]:
    """Return the texts of the cells; what stands too far out, and what has no value, becomes a problem."""
    texts: dict[tuple[int, int], str] = {}
    beyond = 0
    for cell in _cells(sheet):
        if cell.value is None:
            continue
        if cell.row > ROWS_MAX or cell.column > COLUMNS_MAX:
            beyond += 1
            continue
        value = values.cell(cell.row, cell.column).value
        if cell.data_type == "f" and value is None:
            problems.append(
                _at(
                    path,
                    cell,
                    M("公式没有算出的值：{formula}", formula=str(cell.value)[:40]),
                    M("在 Excel 里打开再保存一次，或改成文字"),
                )
            )
            value = str(cell.value)
        if values.cell(cell.row, cell.column).data_type == "e":
            problems.append(
                _at(path, cell, M("单元格是错误值 {value}", value=value), M("改好公式，或改成文字"))
            )
            continue
        texts[cell.row, cell.column] = _text(value)
    if beyond:
        what = M(
            "第 {rows} 行以下或第 {columns} 列以右还有 {n} 格，没有读",
            rows=ROWS_MAX,
            columns=COLUMNS_MAX,
            n=beyond,
        )
        problems.append(
            Problem(
                code=Code.CHECKLIST_SHEET,
                level=Level.WARNING,
                file=str(path),
                what=what,
                remedy=M("一张清单不会这么大；删掉多余的行列，或分成几个文件"),
            )
        )
    height, width = (max((key[n] for key in texts), default=0) for n in (0, 1))
    return [[texts.get((r, c), "") for c in range(1, width + 1)] for r in range(1, height + 1)]


def _text(value: Any) -> str:
    """Return a cell's value as it is read on paper: no `.0`, dates by year, month and day."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def _at(path: Path, cell: Any, what: Msg, remedy: Msg) -> Problem:
    place = M(
        "第 {row} 行 {column} 列：{what}", row=cell.row, column=letters(cell.column - 1), what=what
    )
    return Problem(
        code=Code.CHECKLIST_SHEET,
        level=Level.WARNING,
        file=str(path),
        line=cell.row,
        column=cell.column,
        what=place,
        remedy=remedy,
    )


def _refused(path: Path, what: Msg, remedy: Msg) -> UserError:
    return UserError(Problem(code=Code.CHECKLIST_SHEET, file=str(path), what=what, remedy=remedy))
