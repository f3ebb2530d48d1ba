"""The published rows as files: `data/published.csv` for a spreadsheet, `data/published.json` for a program."""

from __future__ import annotations

import csv
import io
import json

from inspections.errors import M
from site_builder.data import BOM, defused
from site_builder.public_view import Published

COLUMNS = {
    "number": M("编号"),
    "school": M("学校"),
    "stage": M("学段"),
    "area": M("片区"),
    "title": M("问题"),
    "category": M("问题类别"),
    "severity": M("严重程度"),
    "status": M("状态"),
    "due": M("整改时限"),
    "closed_on": M("销号日期"),
    "as_of": M("截至"),
    "release": M("期号"),
}
"""The fields of FORMATS §16, and which release says so."""


def rows(p: Published) -> list[dict[str, str]]:
    """Return the published rows as texts, each as last published, in the order of their numbers."""
    tr = p.translate
    found = []
    for pair in p.current.values():
        row, manifest = pair
        school = p.school_of(pair)
        found.append(
            {
                "number": row.number,
                "school": school.name,
                "stage": tr(school.stage.label),
                "area": school.area,
                "title": row.title,
                "category": tr(row.category.label),
                "severity": tr(row.severity.label),
                "status": tr(row.status.label),
                "due": row.due.isoformat() if row.due else "",
                "closed_on": row.closed_on.isoformat() if row.closed_on else "",
                "as_of": manifest.as_of.isoformat(),
                "release": str(manifest.n),
            }
        )
    return sorted(found, key=lambda one: tuple(map(int, one["number"].split("-"))))


def published_csv(p: Published) -> str:
    """Return the rows as CSV: byte order mark, heading, one line per row; lines end with CR LF."""
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([heading.render(p.translate) for heading in COLUMNS.values()])
    for row in rows(p):
        write.writerow([defused(row[name]) for name in COLUMNS])
    return BOM + out.getvalue()


def published_json(p: Published) -> str:
    """Return the rows and every release's figures as JSON."""
    about = {
        "format": 1,
        "district": p.latest.district if p.latest else "",
        "releases": [
            {
                "n": one.n,
                "on": one.on.isoformat(),
                "as_of": one.as_of.isoformat(),
                "title": one.title,
                "figures": one.figures,
            }
            for one in p.releases
        ],
        "withdrawn": [n for n, _ in p.withdrawn],
        "columns": {name: heading.render(p.translate) for name, heading in COLUMNS.items()},
        "rows": rows(p),
    }
    return json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
