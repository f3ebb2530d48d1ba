"""From what a person types to the thing meant: a school by id or name, an issue by its first letters, a person.

And back, for documents: what people call one.
"""

from __future__ import annotations

from collections.abc import Iterable

from inspections.district import District, Person, School
from inspections.errors import Code, Exit, M, Msg, Problem, UserError, listed
from inspections.ids import DISTRICT, PersonId, SchoolId
from inspections.view import Issue


def school_named(district: District, name: str) -> School:
    """Return the school with this id or (part of a) name. Raises UserError when there is none, or several."""
    schools = district.schools.values()
    exact = [school for school in schools if name in (school.id, school.name)]
    found = exact or [school for school in schools if name in school.name]
    if len(found) == 1:
        return found[0]
    if not found:
        problem = Problem(
            code=Code.SCHOOL_UNKNOWN,
            what=M("名册里没有学校“{name}”", name=name),
            remedy=M("核对学校代码，或先用 ducha school import schools.csv 导入"),
        )
    else:
        problem = Problem(
            code=Code.SCHOOL_UNKNOWN,
            what=M("“{name}”对得上几所学校", name=name),
            remedy=M("写学校代码：{ids}", ids="、".join(f"{s.id} {s.name}" for s in found[:8])),
        )
    raise UserError(problem, exit=Exit.USAGE)


def document_name(district: District, doc: str) -> str | Msg:
    """Return what people call a document: its school's name, or that it is the district's; else its id."""
    if doc == DISTRICT:
        return M("全区名册和设置")
    school = district.schools.get(SchoolId(doc))
    return school.name if school else doc


def area_named(district: District, name: str) -> str:
    """Return the area of this name. Raises UserError when no school of the roster lies in it: none is no figure."""
    areas = sorted({school.area for school in district.schools.values()} - {""})
    if name not in areas:
        problem = Problem(
            code=Code.USAGE,
            what=M("名册里没有片区“{name}”", name=name),
            remedy=M("名册里的片区：{areas}", areas=listed(areas)),
        )
        raise UserError(problem, exit=Exit.USAGE)
    return name


def person_named(district: District, name: str) -> Person:
    """Return the person with this id or name. Raises UserError when there is none, or several."""
    found = [p for p in district.persons.values() if name in (p.id, p.name)]
    if len(found) != 1:
        known = "、".join(f"{p.id} {p.name}" for p in district.persons.values())
        raise UserError(
            Problem(
                code=Code.PERSON_AMBIGUOUS if found else Code.PERSON_UNKNOWN,
                what=M("名册里没有“{name}”这个人，或不止一个", name=name),
                remedy=M("写人员代码：{known}", known=known or "ducha person add …"),
            ),
            exit=Exit.USAGE,
        )
    return found[0]


def person_id(district: District, name: str) -> PersonId:
    """Return the id of the person with this id or name."""
    return person_named(district, name).id


def issue_named(issues: Iterable[Issue], letters: str) -> Issue:
    """Return the issue whose id begins with `letters` (its spoken form does; FORMATS §10).

    Crockford's letters that look like digits are read as these digits. Raises UserError: none, or several.
    """
    wanted = typed_letters(letters)
    found = [issue for issue in issues if wanted and issue.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        problem = Problem(
            code=Code.ISSUE_UNKNOWN,
            what=M("没有编号以“{letters}”开头的问题", letters=letters),
            remedy=M("用 ducha issue list 查编号"),
        )
    else:
        problem = Problem(
            code=Code.ISSUE_AMBIGUOUS,
            what=M("有 {n} 个问题的编号以“{letters}”开头", n=len(found), letters=letters),
            remedy=M("多写几个字母：{ids}", ids="、".join(i.spoken for i in found[:8])),
        )
    raise UserError(problem, exit=Exit.USAGE)


def typed_letters(letters: str) -> str:
    """Return the letters of an issue's id as they stand in it: capitals, digits for what looks like them."""
    return letters.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")
