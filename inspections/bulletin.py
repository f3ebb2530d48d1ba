"""The text of a bulletin (通报) as a release proposes it: figures, by category, what was done well, what was not, what next.

Plain text, one paragraph a line, for a person to go over: no Markdown. Made from the public rows and figures only, so
whatever it says may be published. Refuses to judge: good and bad cases are chosen by status, severity and deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from inspections.errors import M, Msg, Translate
from inspections.ids import SchoolId
from inspections.release_rows import figures_sentence
from inspections.releases import PublicRow, PublicSchool
from inspections.vocabulary import Category, Severity, Status

CASES_MAX: Final = 5
CATEGORIES_MAX: Final = 8
NUMERALS: Final = "一二三四五六七八九十"


def bulletin(
    stated: Mapping[str, Any],
    rows: Sequence[PublicRow],
    schools: Sequence[PublicSchool],
    as_of: date,
    translate: Translate = str,
) -> str:
    """Return the proposed text: paragraphs, each on a line, with an empty line between parts."""
    names = {one.id: one.name for one in schools}
    headed = (
        (M("问题分类"), _categories(stated)),
        (M("整改到位的学校"), _good(rows, names)),
        (M("须抓紧整改的问题"), _bad(rows, names, as_of)),
        (M("下一步"), _next(stated)),
    )
    parts = [list(_opening(stated, as_of))]
    for heading, part in headed:
        if lines := list(part):
            parts.append([M("{n}、{heading}", n=NUMERALS[len(parts) - 1], heading=heading), *lines])
    return "\n\n".join("\n".join(m.render(translate) for m in part) for part in parts) + "\n"


def overdue(row: PublicRow, as_of: date) -> bool:
    """Return whether a row that is not closed had passed its deadline on `as_of`."""
    return row.status is not Status.CLOSED and row.due is not None and row.due < as_of


def _opening(stated: Mapping[str, Any], as_of: date) -> Iterator[Msg]:
    day = _day(as_of)
    if stated["inspections"]:
        yield M(
            "截至{day}，共督查{n}次，受检学校{schools}所。",
            day=day, n=stated["inspections"], schools=stated["schools_inspected"],
        )  # fmt: skip
        yield figures_sentence(stated)
    else:
        yield M("截至{day}：{sentence}", day=day, sentence=figures_sentence(stated))


def _categories(stated: Mapping[str, Any]) -> Iterator[Msg]:
    counted = stated["by_category"]
    most = sorted(counted, key=lambda key: (-counted[key]["requirements"], key))[:CATEGORIES_MAX]
    for key in most:
        label = Msg(Category(key).label) if key in Category._value2member_map_ else M("其他")
        n, done = counted[key]["requirements"], counted[key]["closed"]
        yield M("{category}：{n}条，已完成{done}条。", category=label, n=n, done=done)


def _good(rows: Sequence[PublicRow], names: Mapping[SchoolId, str]) -> Iterator[Msg]:
    by_school: dict[SchoolId, list[PublicRow]] = {}
    for row in rows:
        by_school.setdefault(row.school, []).append(row)
    done = {id_: of for id_, of in by_school.items() if all(r.status is Status.CLOSED for r in of)}
    best = sorted(done, key=lambda id_: (-len(done[id_]), id_))[:CASES_MAX]
    for id_ in best:
        yield M(
            "{school}：{n}条全部完成整改，如“{title}”。",
            school=names[id_], n=len(done[id_]), title=done[id_][0].title,
        )  # fmt: skip


def _bad(rows: Sequence[PublicRow], names: Mapping[SchoolId, str], as_of: date) -> Iterator[Msg]:
    grave = list(Severity)
    pressing = [
        row
        for row in rows
        if row.status is not Status.CLOSED
        and (overdue(row, as_of) or row.severity is Severity.SEVERE)
    ]
    pressing.sort(key=lambda r: (not overdue(r, as_of), -grave.index(r.severity), r.due or as_of, r.number))  # fmt: skip
    for row in pressing[:CASES_MAX]:
        school, title, due = names[row.school], row.title, _day(row.due) if row.due else None
        if due and overdue(row, as_of):
            yield M("{school}：“{title}”，已过整改时限{due}。", school=school, title=title, due=due)
        elif due:
            yield M(
                "{school}：“{title}”（严重），整改时限{due}。", school=school, title=title, due=due
            )
        else:
            yield M("{school}：“{title}”（严重）。", school=school, title=title)


def _day(day: date) -> Msg:
    return M("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def _next(stated: Mapping[str, Any]) -> Iterator[Msg]:
    if stated["in_progress"]:
        yield M("请有关学校按时限完成其余{n}条整改，报送整改情况；督导室将组织复查。", n=stated["in_progress"])  # fmt: skip
    else:
        yield M("督导室将适时回头看，防止问题反弹。")
