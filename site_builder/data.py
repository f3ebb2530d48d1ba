"""The register as files: `data/ledger.csv` for a spreadsheet, `data/ledger.json` for a program (DOMAIN, 23 columns).

Holds the rows of the tree and nothing that its pages do not show; a cell never becomes a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from inspections.register import COLUMNS, RegisterRow, register_lines
from inspections.selection import Filter
from inspections.view import Issue
from site_builder import links
from site_builder.material import Material
from site_builder.policy import Shown, Sight, sight

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of the machine."""
FORMULA = re.compile("(?:[=+\\-@\\t\\r\\n＝＋－＠])")
"""What a cell must not begin with: a spreadsheet would compute it."""
LABELS = ("stage", "mode", "category", "severity", "status")
"""Columns that hold words of closed lists, which have a language."""
SIDES = ("reinspector", "reinspected_on")
"""Columns that tell who stands on a side of a conflict."""


Row = tuple[RegisterRow, Issue]


def ledger_files(m: Material) -> dict[str, str]:
    """Return path -> text of the register's files."""
    rows = tuple(_rows(m))
    return {links.LEDGER_CSV: _csv(m, rows), links.LEDGER_JSON: _json(m, rows)}


def _csv(m: Material, rows: Iterable[Row]) -> str:
    """Return the register as CSV: byte order mark, heading, one line per issue; lines end with CR LF."""
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([heading.render(m.translate) for heading in COLUMNS.values()])
    for row, _ in rows:
        write.writerow([defused(cell) for cell in row.cells])
    return BOM + out.getvalue()


def _json(m: Material, given: Iterable[Row]) -> str:
    """Return the register as JSON: as of when, for whom, and per issue its 23 columns and the ids behind the words.

    Each row stands on a line of its own.
    """
    rows = (
        {
            **{name: getattr(row, name) for name in COLUMNS},
            "id": issue.id,
            "spoken": issue.spoken,
            "school_id": issue.school,
            "status_id": issue.status.value,
            "counted": issue.counted.value,
            "category_id": issue.category.value,
            "severity_id": issue.severity.value,
            "mode_id": issue.mode.value if issue.mode else None,
        }
        for row, issue in given
    )
    about = {
        "format": 1,
        "district": m.view.district.name,
        "audience": m.audience.value,
        "school": m.school,
        "as_of": m.as_of.isoformat(),
        "columns": {name: heading.render(m.translate) for name, heading in COLUMNS.items()},
    }
    head = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f'{head},\n "rows": [\n{lines}\n ]\n}}\n'


def defused(cell: str) -> str:
    """Return a cell that a spreadsheet takes as text: an apostrophe before what would begin a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _rows(m: Material) -> Iterator[Row]:
    """Yield the lines of the register with their issues, without what the audience may not see."""
    tr = m.translate
    sides_shown = sight(Shown.DISPUTED, m.audience) is Sight.YES
    for row, issue in register_lines(m.view, as_of=m.as_of, filters=Filter(school=m.school)):
        words = {name: tr(getattr(row, name)) for name in LABELS}
        hidden = {} if sides_shown or not issue.in_conflict else dict.fromkeys(SIDES, "")
        yield replace(row, **words, **hidden), issue
