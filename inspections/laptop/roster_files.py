"""`schools.csv` and `people.csv` of a workspace: read (UTF-8, or GBK as Excel saves it) and written back tidy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from inspections.district import District, Person, School
from inspections.errors import Code, M, Problem, UserError
from inspections.ids import PersonId, SchoolId
from inspections.laptop.files import read_capped, write_whole
from inspections.roster import (
    PERSON_COLUMNS,
    SCHOOL_COLUMNS,
    Table,
    read_people,
    read_schools,
    write_table,
)
from inspections.vocabulary import Ownership, Role, Stage

CSV_BYTES_MAX = 20_000_000
SCHOOLS, PEOPLE = "schools.csv", "people.csv"


def read_csv_text(path: Path, shown: str) -> str:
    """Return the text of a CSV file. Raises UserError: missing, too large, or in no encoding that Excel writes."""
    data = read_capped(path, CSV_BYTES_MAX)
    if len(data) > CSV_BYTES_MAX:
        problem = Problem(
            code=Code.FILE_TOO_LARGE,
            file=shown,
            what=M("表格超过 20 MB"),
            remedy=M("分成几个文件导入"),
        )
        raise UserError(problem)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    problem = Problem(
        code=Code.FILE_ENCODING,
        file=shown,
        what=M("表格既不是 UTF-8 也不是 GBK 编码"),
        remedy=M("在 Excel 里另存为“CSV UTF-8（逗号分隔）”"),
    )
    raise UserError(problem)


def phones(root: Path) -> dict[str, str]:
    """Return school id -> telephone as `schools.csv` has it: private, so it stays in that file and in no event."""
    if not (root / SCHOOLS).exists():
        return {}
    table = read_schools(read_csv_text(root / SCHOOLS, SCHOOLS), SCHOOLS)
    return {row.id: str(row.columns.get("phone", "")) for row in table.rows}


def write_schools(root: Path, district: District, phone_of: Mapping[str, str]) -> bool:
    """Write `schools.csv` from what the ledger says, tidy; return False, and touch nothing, if rows would be lost."""
    schools = [school for school in district.schools.values() if not school.retired]
    if _would_lose(root / SCHOOLS, read_schools, district.schools):
        return False
    names = _unique_names(district)
    rows = [
        _school_row(replace(school, phone=phone_of.get(school.id, "")))
        | {"inspector": names.get(school.inspector or "", school.inspector or "")}
        for school in schools
    ]
    write_whole(root / SCHOOLS, write_table(SCHOOL_COLUMNS, rows).encode())
    return True


def write_people(root: Path, district: District) -> bool:
    """Write `people.csv` from what the ledger says, tidy; return False, and touch nothing, if rows would be lost."""
    people = [person for person in district.persons.values() if not person.retired]
    if _would_lose(root / PEOPLE, read_people, {person.id for person in people}):
        return False
    write_whole(root / PEOPLE, write_table(PERSON_COLUMNS, map(_person_row, people)).encode())
    return True


def _would_lose(path: Path, read: Callable[[str, str], Table], known: Collection[str]) -> bool:
    """Return whether the file that is there holds rows or columns that the ledger does not have."""
    if not path.exists():
        return False
    table = read(read_csv_text(path, path.name), path.name)
    return bool(table.problems or table.strange) or any(row.id not in known for row in table.rows)


def district_of_files(root: Path) -> District:
    """Return the district as the good rows of the two files say it, for a workspace that has no ledger (yet)."""
    schools = _table(root / SCHOOLS, read_schools).rows
    people = _table(root / PEOPLE, read_people).rows
    return District(
        name=root.name,
        root_key="",
        settings={},
        schools={s.id: s for s in (school_of(row.id, row.columns) for row in schools)},
        persons={p.id: p for p in (person_of(row.id, row.columns) for row in people)},
        devices={},
        teams={},
        areas={},
        campaigns={},
        calendars={},
        checklists={},
        heads={},
    )


def roster_problems(root: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the two files."""
    schools, people = _table(root / SCHOOLS, read_schools), _table(root / PEOPLE, read_people)
    return (*schools.problems, *people.problems)


def school_of(code: str, columns: Mapping[str, Any]) -> School:
    """Return a row's school."""
    number = {
        name: int(columns[name]) if columns.get(name) else None for name in ("pupils", "staff")
    }
    return School(
        id=SchoolId(code),
        name=columns["name"],
        stage=Stage(columns["stage"]),
        ownership=Ownership(columns["ownership"]) if columns.get("ownership") else None,
        area=columns.get("area", ""),
        township=columns.get("township", ""),
        boarding=columns.get("boarding") == "true",
        pupils=number["pupils"],
        staff=number["staff"],
        inspector=PersonId(columns["inspector"]) if columns.get("inspector") else None,
        office=columns.get("office", ""),
        principal=columns.get("principal", ""),
        phone=columns.get("phone", ""),
    )


def person_of(person: str, columns: Mapping[str, Any]) -> Person:
    """Return a row's person."""
    return Person(
        id=PersonId(person),
        name=columns["name"],
        roles=tuple(Role(role) for role in columns["roles"]),
        schools=tuple(SchoolId(school) for school in columns.get("schools", ())),
        areas=tuple(columns.get("areas", ())),
    )


def _table(path: Path, read: Callable[[str, str], Table]) -> Table:
    """Return the file's rows and faults; a file that is not there holds nothing, one that cannot be read is a fault."""
    if not path.exists():
        return Table((), ())
    try:
        return read(read_csv_text(path, path.name), path.name)
    except UserError as error:
        return Table((), error.problems)


def _unique_names(district: District) -> dict[str, str]:
    """Return person id -> name, for those whom a reader of the table can mean by name alone."""
    often = Counter(person.name for person in district.persons.values())
    return {p.id: p.name for p in district.persons.values() if often[p.name] == 1}


def _school_row(school: School) -> dict[str, str]:
    return {
        "code": school.id,
        "name": school.name,
        "stage": school.stage.value,
        "ownership": school.ownership.value if school.ownership else "",
        "area": school.area,
        "township": school.township,
        "boarding": "是" if school.boarding else "否",
        "pupils": "" if school.pupils is None else str(school.pupils),
        "staff": "" if school.staff is None else str(school.staff),
        "inspector": school.inspector or "",
        "office": school.office,
        "principal": school.principal,
        "phone": school.phone,
    }


def _person_row(person: Person) -> dict[str, str]:
    return {
        "id": person.id,
        "name": person.name,
        "roles": " ".join(person.roles),
        "schools": " ".join(person.schools),
        "areas": " ".join(person.areas),
    }
