"""What the search and the filters of the public tree may find: published rows and their schools, and nothing else."""

from __future__ import annotations

from inspections.errors import M
from inspections.vocabulary import Category, Severity, Status
from site_builder import links
from site_builder.public_lines import STANDS, grouped, line, stands
from site_builder.public_pages import listing
from site_builder.public_releases import PARTS
from site_builder.public_view import Published
from site_builder.search import IssueRow, Rows, SchoolRow

NO_AREA = M("未分片区")


def search_rows(p: Published) -> Rows:
    """Return what the search finds, in the order of the list of everything published."""
    parts = listing(p).parts
    rows = [(part, pair) for part, pairs in parts.items() for pair in pairs]
    tr = p.translate
    issues = []
    for part, pair in rows:
        shown = line(p, pair)
        hooks = shown.hooks
        values = {
            "status": hooks.status,
            "overdue": stands(pair),
            "area": hooks.area,
            "mode": "",
            "category": hooks.category,
            "severity": hooks.severity,
        }
        issues.append(IssueRow(id=pair[0].number, line=shown, school=pair[0].school, part=part, values=values, texts=()))  # fmt: skip
    present = {name: {one.values[name] for one in issues} for name in ("status", "overdue", "area", "category", "severity")}  # fmt: skip
    return Rows(
        as_of=p.as_of,
        issues=tuple(issues),
        schools=tuple(_schools(p)),
        inspections=(),
        checklists=(),
        parts=tuple((name, title.render(tr)) for name, title in PARTS),
        facets={
            "status": tuple((v.value, tr(v.label)) for v in Status if v.value in present["status"]),
            "overdue": tuple((k, w.render(tr)) for k, w in STANDS.items() if k in present["overdue"]),
            "area": tuple((a, a or NO_AREA.render(tr)) for a in sorted(present["area"])),
            "mode": (("", tr("未分方式")),),
            "category": tuple((v.value, tr(v.label)) for v in Category if v.value in present["category"]),
            "severity": tuple((v.value, tr(v.label)) for v in Severity if v.value in present["severity"]),
        },
        lists={},
    )  # fmt: skip


def _schools(p: Published) -> list[SchoolRow]:
    tr = p.translate
    found = []
    by_school = grouped(p.current.values(), lambda pair: pair[0].school)
    for school in p.schools.values():
        own = by_school[school.id]
        note = " · ".join(filter(None, (tr(school.stage.label), school.area)))
        found.append(
            SchoolRow(
                id=school.id,
                name=school.name,
                path=links.school_path(school.id),
                note=note,
                texts=(school.id,),
                open=sum(row.status is not Status.CLOSED for row, _ in own),
                all=len(own),
            )
        )
    return found
