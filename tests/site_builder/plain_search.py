"""The search as anybody would write it: every text of every row, no coding, no cleverness. What the real one is held to."""

from __future__ import annotations

from collections.abc import Iterator

from inspections.view import Issue
from inspections.vocabulary import Mode
from site_builder.lines import issue_line
from site_builder.material import Material
from site_builder.search import SchoolRow

FOLDED = {
    **{n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)},
    0x3000: 0x20,
}


def fold(text: str) -> str:
    """Full width as half width, ASCII letters as small ones, nothing else."""
    halved = text.translate(FOLDED)
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in halved)


def issue_texts(m: Material, issue: Issue) -> Iterator[str]:
    """Every text about an issue that its page shows and that search looks at."""
    line = issue_line(m, issue)
    yield from (line.spoken, line.title, line.place, line.school.text, line.category, line.severity)
    yield from (line.status.text, line.left, issue.requirement, issue.basis)
    yield from (tag.text for tag in line.badges)
    yield m.school_of(issue.school).area or "未分片区"
    yield issue.mode.label if isinstance(issue.mode, Mode) else "未分方式"
    if issue.responsible:
        yield from (issue.responsible.unit, issue.responsible.person or "")
    yield m.names(issue.raised_by)


def found_issues(m: Material, query: str) -> set[str]:
    """The ids of the issues in which each word of the query is part of one text."""
    words = fold(query).split()
    return {
        issue.id
        for issue in m.issues
        if words
        and all(any(word in fold(text) for text in issue_texts(m, issue)) for word in words)
    }


def found_schools(rows: tuple[SchoolRow, ...], query: str) -> set[str]:
    """The paths of the schools in which each word is part of one text."""
    words = fold(query).split()
    return {
        one.path
        for one in rows
        if words and all(any(w in fold(t) for t in (one.name, one.note, *one.texts)) for w in words)
    }
