"""Who answers for which school: teams, areas, townships, and the responsibility map (DOMAIN "Responsibility map").

局领导包乡镇、股室包学校、责任督学挂牌. Read from the columns that `area_set`, `team_set` and `school_set` hold
(FORMATS §7); refuses to guess: a name that is nobody's, or several people's, answers for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from inspections.district import District, School
from inspections.folding import bodies
from inspections.ids import PersonId, SchoolId
from inspections.vocabulary import Labelled


class Part(Labelled):
    """What an area of the register is: an inspectors' area, or a township that a leader answers for."""

    AREA = "area", "片区"
    TOWNSHIP = "township", "乡镇街道"


@dataclass(frozen=True, kw_only=True)
class Area:
    """An area or township: its name as the roster of schools writes it, and who leads it (id, or a name typed)."""

    id: str
    name: str
    part: Part = Part.AREA
    lead: str = ""
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team: its members (ids, or names of those who are not registered), and the areas and schools it is sent to."""

    id: str
    name: str
    lead: str = ""
    unit: str = ""
    members: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    schools: tuple[SchoolId, ...] = ()
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Who answers for one school; empty where nobody does. `area_lead`, `leader` may be names of unregistered people."""

    school: School
    inspector: PersonId | None
    office: str
    leader: str
    area_lead: str
    teams: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return which of `CHAIN` nobody holds for this school."""
        return tuple(name for name in CHAIN if not getattr(self, name))


CHAIN: Final = ("leader", "office", "inspector")
"""The three that a school of the map has: 局领导, 股室, 责任督学."""


def areas(district: District) -> dict[str, Area]:
    """Return area id -> area, retired ones too."""
    return {
        id_: Area(
            id=id_,
            name=bodies.text(columns, "name") or id_,
            part=bodies.choice(columns, "part", Part) or Part.AREA,
            lead=bodies.text(columns, "lead") or "",
            retired=bool(columns.get("retired")),
        )
        for id_, columns in sorted(district.areas.items())
    }


def teams(district: District) -> dict[str, Team]:
    """Return team id -> team, retired ones too."""
    return {
        id_: Team(
            id=id_,
            name=bodies.text(columns, "name") or id_,
            lead=bodies.text(columns, "lead") or "",
            unit=bodies.text(columns, "unit") or "",
            members=bodies.texts(columns, "members"),
            areas=bodies.texts(columns, "areas"),
            schools=tuple(map(SchoolId, bodies.texts(columns, "schools"))),
            retired=bool(columns.get("retired")),
        )
        for id_, columns in sorted(district.teams.items())
    }


def teams_of(school: School, among: Iterable[Team]) -> tuple[str, ...]:
    """Return the teams that are sent to a school: by its id first, then by its area; in the order given."""
    given = [team for team in among if not team.retired]
    named = [team.id for team in given if school.id in team.schools]
    around = [team.id for team in given if school.area and school.area in team.areas]
    return tuple(dict.fromkeys((*named, *around)))


def duties(district: District) -> tuple[Duty, ...]:
    """Return who answers for each school of the roster that is not retired, in the order of the school ids."""
    led = {part: _leads(district, part) for part in Part}
    sent = tuple(teams(district).values())
    return tuple(
        Duty(
            school=school,
            inspector=_at_work(district, school.inspector),
            office=school.office,
            leader=led[Part.TOWNSHIP].get(school.township, ""),
            area_lead=led[Part.AREA].get(school.area, ""),
            teams=teams_of(school, sent),
        )
        for _, school in sorted(district.schools.items())
        if not school.retired
    )


def kept(found: Iterable[Duty]) -> tuple[str, ...]:
    """Return which of `CHAIN` this district keeps at all: those that at least one school has."""
    missing = [set(duty.missing) for duty in found]
    return tuple(name for name in CHAIN if any(name not in lacks for lacks in missing))


def gaps(found: Iterable[Duty]) -> tuple[tuple[Duty, tuple[str, ...]], ...]:
    """Return the schools for which somebody is missing whom the district keeps for others, and which of `CHAIN`.

    A district that keeps none of them has a gap at every school: then nobody answers for any.
    """
    given = tuple(found)
    wanted = kept(given) or CHAIN
    lacking = ((duty, tuple(n for n in duty.missing if n in wanted)) for duty in given)
    return tuple((duty, missing) for duty, missing in lacking if missing)


def people_by_name(district: District) -> dict[str, tuple[PersonId, ...]]:
    """Return name or id -> the people who are meant by it, retired ones left out."""
    found: dict[str, tuple[PersonId, ...]] = {}
    for person in district.persons.values():
        if not person.retired:
            found[person.name] = (*found.get(person.name, ()), person.id)
    return found | {person: (person,) for person in district.persons}


def _leads(district: District, part: Part) -> Mapping[str, str]:
    """Return the name (and id) of an area -> who leads it."""
    found = [one for one in areas(district).values() if one.part is part and not one.retired]
    return {one.id: one.lead for one in found} | {one.name: one.lead for one in found}


def _at_work(district: District, person: PersonId | None) -> PersonId | None:
    known = district.persons.get(person) if person else None
    return known.id if known and not known.retired else None
