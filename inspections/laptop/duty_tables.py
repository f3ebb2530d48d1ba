"""The responsibility map as people read it: who answers for each school, and the schools for which nobody does."""

from __future__ import annotations

from collections.abc import Sequence

from inspections.assignments import Duty, duties, gaps, teams
from inspections.district import District
from inspections.errors import M, listed
from inspections.ids import PersonId
from inspections.laptop.context import Context
from inspections.laptop.output import print_text
from inspections.laptop.tables import print_table

WORDS = {"leader": M("局领导"), "office": M("股室"), "inspector": M("责任督学")}


def print_duties(ctx: Context, gaps_only: bool) -> None:
    """Print the map, or only its gaps; the gaps come last, with what is missing."""
    district = ctx.workspace.district
    found = duties(district)
    lacking = gaps(found)
    missing = {duty.school.id: names for duty, names in lacking}
    shown = [duty for duty, _ in lacking] if gaps_only else found
    if ctx.json:
        ctx.answer([_json(duty, missing.get(duty.school.id, ())) for duty in shown])
        return
    if shown and not gaps_only:
        _print_map(ctx, district, shown)
        print_text("")
    if not found:
        ctx.say(M("名册里还没有学校；先运行 ducha school import"))
    elif not lacking:
        ctx.say(M("{n} 所学校都有人负责", n=len(found)))
    else:
        ctx.say(M("{n} 所学校里有 {gaps} 所没有落实到人：", n=len(found), gaps=len(lacking)))
        rows = [
            (duty.school.id, duty.school.name, ctx.text(listed(WORDS[name] for name in names)))
            for duty, names in lacking
        ]
        print_table(ctx, (M("代码"), M("学校"), M("缺")), rows)


def person_name(district: District, person: str) -> str:
    """Return the name of a person by id; what is no id is a name already."""
    known = district.persons.get(PersonId(person))
    return known.name if known else person


def _print_map(ctx: Context, district: District, found: Sequence[Duty]) -> None:
    sent = teams(district)
    heading = (
        M("代码"),
        M("学校"),
        M("乡镇街道"),
        M("局领导"),
        M("股室"),
        M("责任督学"),
        M("片区负责人"),
        M("小组"),
    )
    rows = [
        (
            duty.school.id,
            duty.school.name,
            duty.school.township,
            person_name(district, duty.leader),
            duty.office,
            _inspector(district, duty),
            person_name(district, duty.area_lead),
            " ".join(sent[team].name for team in duty.teams),
        )
        for duty in found
    ]
    print_table(ctx, heading, rows)


def _inspector(district: District, duty: Duty) -> str:
    """Return the inspector's name, in brackets where the roster has one who answers for nothing (not registered, left)."""
    name = person_name(district, duty.school.inspector or "")
    return name if duty.inspector or not name else f"（{name}）"


def _json(duty: Duty, missing: Sequence[str]) -> dict[str, object]:
    return {
        "school": duty.school.id,
        "name": duty.school.name,
        "township": duty.school.township,
        "area": duty.school.area,
        "leader": duty.leader,
        "office": duty.office,
        "inspector": duty.inspector,
        "area_lead": duty.area_lead,
        "teams": list(duty.teams),
        "missing": list(missing),
    }
