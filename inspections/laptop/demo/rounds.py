"""Who goes where on which day in the demo district, and what the inspection says: the routine, and the story over it.

Special teams sweep every institution; each responsible inspector goes to private kindergartens first; those that were
drawn are visited in the order of the draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from inspections.deadline import work_calendar
from inspections.laptop.demo import routine
from inspections.laptop.demo.cast import Cast, Institution, ordered
from inspections.laptop.demo.courses import acts_of
from inspections.laptop.demo.story import DISTRICT, Plain, Visit, read, visit_of

SWEEP = (date(2026, 3, 4), date(2026, 3, 31))
WEEKS = (date(2026, 3, 16), date(2026, 3, 23), date(2026, 4, 13), date(2026, 4, 20))
"""The Mondays of the weeks in which an inspector goes to the first, second … place of the round."""
DRAWN = (date(2026, 4, 17), date(2026, 4, 30))
REMARKS = "remarks.yml"
CLOCKS = (("08:20", "10:05"), ("10:20", "11:50"), ("13:50", "15:20"), ("15:35", "17:00"))
Told = dict[str, Plain]


@dataclass(frozen=True)
class Plan:
    """One visit as it is planned: where, when, who goes, and under which key the story tells of it."""

    one: Institution
    day: date
    slot: int
    team: str
    by: str
    key: str


def sweep(cast: Cast, stories: Mapping[str, Told]) -> list[Visit]:
    """Return the special inspection of every institution, team by team, a few each working day."""
    days, plans = workdays(*SWEEP), []
    for team, leader in cast.leaders.items():
        mine = [one for one in cast.institutions.values() if one.team == team]
        slots: Counter[date] = Counter()
        for n, one in enumerate(routine.chance_of("sweep", team).sample(mine, len(mine))):
            day = days[n * len(days) // len(mine)]
            plans.append(Plan(one, day, slots[day], team, leader, one.code))
            slots[day] += 1
    return _visits(cast, routine.SPECIAL, plans, stories)


def rounds(cast: Cast, stories: Mapping[str, Told]) -> list[Visit]:
    """Return the visits of the responsible inspectors: two private kindergartens, another kindergarten, a school."""
    plans = []
    for n, inspector in enumerate(cast.inspectors):
        mine = [one for one in cast.institutions.values() if one.inspector == inspector]
        for week, one in zip(WEEKS, _first_of(mine), strict=False):
            plans.append(Plan(one, week + timedelta(days=n % 5), n % 4, "zr", inspector, one.code))
    return _visits(cast, routine.FOLLOWUP, plans, stories)


def drawn(
    cast: Cast, taken: Iterable[tuple[str, int, str]], stories: Mapping[str, Told]
) -> list[Visit]:
    """Return the visits to what was drawn: (group, place, school); a story belongs to a group's place."""
    days, plans = workdays(*DRAWN), []
    for n, (group, place, school) in enumerate(taken):
        one = cast.institutions[school]
        slot, day = divmod(n, len(days))
        plans.append(Plan(one, days[day], slot, "cj", one.inspector, f"{group} {place}"))
    return _visits(cast, routine.RANDOM, plans, stories)


def workdays(first: date, last: date) -> list[date]:
    """Return the working days from the first to the last of these days."""
    calendar = work_calendar()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if calendar.is_workday(day)]


def sealed_together(visits: Iterable[Visit]) -> Iterator[list[Visit]]:
    """Yield the visits that one team seals in one go: those of a day, at its end."""
    groups: dict[tuple[str, str, date], list[Visit]] = {}
    for visit in visits:
        groups.setdefault((visit.by, visit.team, visit.began.date()), []).append(visit)
    yield from groups.values()


def _first_of(mine: Iterable[Institution]) -> list[Institution]:
    by_kind = ordered(list(mine))
    private = [one for one in by_kind if one.kindergarten and one.ownership == "民办"]
    other = [one for one in by_kind if one.kindergarten and one.ownership != "民办"]
    return [*private[:2], *other[:1], *[one for one in by_kind if not one.kindergarten][:1]]


def _visits(
    cast: Cast, checklist: str, plans: Sequence[Plan], stories: Mapping[str, Told]
) -> list[Visit]:
    """Return the planned inspections; those that no story tells of carry the remarks, each of them once."""
    said = _remarks(checklist, [plan.one for plan in plans if not stories.get(plan.key)])
    return [
        _visit(cast, checklist, plan, stories.get(plan.key, {}), said.get(plan.one.code, {}))
        for plan in plans
    ]


def _remarks(checklist: str, places: Sequence[Institution]) -> dict[str, dict[str, str]]:
    """Return what was written down beside routine answers: by institution, item -> answer."""
    said: dict[str, dict[str, str]] = {}
    for item, kinds in _mapping(read(DISTRICT, REMARKS)[checklist]).items():
        left = routine.chance_of("remarks", checklist, item).sample(places, len(places))
        for kind, texts in _mapping(kinds).items():
            for text in texts if isinstance(texts, list) else ():
                one = next((one for one in left if _fits(kind, one)), None)
                if one is not None:
                    left.remove(one)
                    said.setdefault(one.code, {})[item] = str(text)
    return said


def _fits(kind: str, one: Institution) -> bool:
    return {"幼儿园": one.kindergarten, "学校": not one.kindergarten, "都行": True}[kind]


def _visit(cast: Cast, checklist: str, plan: Plan, story: Told, said: Mapping[str, str]) -> Visit:
    """Return one inspection: the routine answers, those of the story in their place, and the story's acts."""
    one = plan.one
    day = date.fromisoformat(str(story["date"])) if "date" in story else plan.day
    began, sealed = CLOCKS[min(plan.slot, len(CLOCKS) - 1)]
    signed = ((cast.names[plan.by], "inspector"), (one.principal, "school"))
    told: Told = {
        "school": one.code,
        "checklist": checklist,
        "team": plan.team,
        "by": plan.by,
        "date": day.isoformat(),
        "began": began,
        "sealed": sealed,
        "header": {
            "documents_seen": routine.documents(checklist, one),
            "signatures": "".join(f"- {{name: {name}, as: {what}}}\n" for name, what in signed),
            **_mapping(story.get("header")),
        },
        "answers": {
            **routine.answers(checklist, one, day),
            **said,
            **_mapping(story.get("answers")),
        },
        "photos": story.get("photos", {}),
        "issues": acts_of(cast, one, day, _mapping(story.get("issues"))),
    }
    visit = visit_of(f"{one.code} {checklist}", told)
    acts = {
        key: tuple(replace(act, by=cast.who(act.by, one.code)) for act in acts)
        for key, acts in visit.acts.items()
    }
    return replace(visit, acts=acts)


def _mapping(value: Plain | None) -> Told:
    return dict(value) if isinstance(value, dict) else {}
