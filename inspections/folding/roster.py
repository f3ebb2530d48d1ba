"""Rows of the roster from the columns of `school_set` and `person_set` (FORMATS §10), all of them text.

Refuses a school without a known stage; every other wrong column is an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspections.district import Person, School
from inspections.folding import bodies
from inspections.folding.bodies import Body
from inspections.ids import PersonId, SchoolId
from inspections.vocabulary import Ownership, Role, Stage


def school(school_id: SchoolId, columns: Body) -> School | None:
    """Return the school of these columns, None if its stage is none that this version knows."""
    stage = bodies.choice(columns, "stage", Stage)
    if stage is None:
        return None
    inspector = bodies.text(columns, "inspector")
    return School(
        id=school_id,
        name=bodies.text(columns, "name") or school_id,
        stage=stage,
        ownership=bodies.choice(columns, "ownership", Ownership),
        area=bodies.text(columns, "area") or "",
        township=bodies.text(columns, "township") or "",
        boarding=columns.get("boarding") in ("true", True),
        pupils=bodies.whole(columns, "pupils"),
        staff=bodies.whole(columns, "staff"),
        inspector=PersonId(inspector) if inspector else None,
        office=bodies.text(columns, "office") or "",
        principal=bodies.text(columns, "principal") or "",
        phone=bodies.text(columns, "phone") or "",
    )


def named(
    schools: Mapping[SchoolId, School], persons: Mapping[PersonId, Person]
) -> dict[SchoolId, School]:
    """Return the schools, their inspector by id where the roster has the name of exactly one person.

    So it matters not whether schools or people were entered first; a name of several stays a name, and is nobody.
    """
    owners: dict[str, list[PersonId]] = {}
    for one in persons.values():
        owners.setdefault(one.name, []).append(one.id)

    def with_id(row: School) -> School:
        found = owners.get(row.inspector or "", [])
        if row.inspector in persons or len(found) != 1:
            return row
        return replace(row, inspector=found[0])

    return {i: with_id(row) for i, row in schools.items()}


def unregistered(school_id: SchoolId) -> School:
    """Return a row for a school that has events and no line in the roster: named by its id, its stage a guess."""
    return School(id=school_id, name=school_id, stage=Stage.PRIMARY)


def person(person_id: PersonId, columns: Body) -> Person:
    """Return the person of these columns."""
    roles, schools, areas = scope(columns, columns)
    return Person(
        id=person_id,
        name=bodies.text(columns, "name") or person_id,
        roles=roles,
        schools=schools,
        areas=areas,
    )


def scope(
    body: Body, within: Body
) -> tuple[tuple[Role, ...], tuple[SchoolId, ...], tuple[str, ...]]:
    """Return the roles of `body`, and the schools and areas of `within` (empty: all)."""
    roles = tuple(role for r in bodies.texts(body, "roles") if (role := bodies.member(r, Role)))
    schools = tuple(SchoolId(s) for s in bodies.texts(within, "schools"))
    return roles, schools, bodies.texts(within, "areas")
