"""Who sees which field of a page (FORMATS §16), as one table that every page asks: static trees and the server's pages.

The column of the public says what of a release it may hold; its tree is made from releases, never from the view.
Private answers stand in no static tree at all, so no row allows them; `tests/site_builder/test_parts.py` holds the
table to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from inspections.events import Event
from inspections.ids import EventId
from inspections.kinds import BODIES
from inspections.timeline import Effect, Entry
from inspections.view import Inspection, Issue
from inspections.vocabulary import InspectionStatus

NOBODYS: frozenset[EventId] = frozenset()


class Audience(StrEnum):
    """For whom a tree is built; trees are never mixed."""

    SCHOOL = "school"
    BUREAU = "bureau"
    PUBLIC = "public"


class Shown(StrEnum):
    """What stands in a row of FORMATS §16 (left: the rows that pages have to ask about)."""

    AS_FOUND = (
        "as_found"  # title as found, place, requirement, measures, notes, answers not private
    )
    PHOTOS = "photos"
    NAMES = "names"
    STEPS_SCHOOL = "steps_school"  # objections, extensions, comments, steps against the school
    STEPS_PERSON = "steps_person"
    PRIVATE = "private"
    DISPUTED = "disputed"  # 待裁定, 未生效, 迟到


class Sight(StrEnum):
    """How much of it."""

    YES = "yes"
    SEALED = "sealed"  # from sealing on
    THAT = "that"  # that it is, not who
    TICKED = "ticked"  # what somebody ticked when publishing
    NO = "no"


_NO, _YES = Sight.NO, Sight.YES
_COLUMNS = (Audience.SCHOOL, Audience.BUREAU, Audience.PUBLIC)
_ROWS: Mapping[Shown, tuple[Sight, Sight, Sight]] = {
    Shown.AS_FOUND: (Sight.SEALED, _YES, _NO),
    Shown.PHOTOS: (_YES, _YES, Sight.TICKED),
    Shown.NAMES: (_YES, _YES, _NO),
    Shown.STEPS_SCHOOL: (_YES, _YES, _NO),
    Shown.STEPS_PERSON: (_NO, _NO, _NO),
    Shown.PRIVATE: (_NO, _NO, _NO),
    Shown.DISPUTED: (Sight.THAT, _YES, _NO),
}
POLICY: Mapping[Shown, Mapping[Audience, Sight]] = MappingProxyType(
    {what: dict(zip(_COLUMNS, row, strict=True)) for what, row in _ROWS.items()}
)

PRIVATE_FIELDS = frozenset(
    (kind, field.name) for kind, body in BODIES.items() for field in body if field.private
)
"""Fields of event bodies that name a private blob: rendered nowhere."""

DISPUTED = frozenset({Effect.NO_EFFECT, Effect.ABSORBED, Effect.LATE_FACT})


def sight(what: Shown, audience: Audience) -> Sight:
    """Return how much of `what` an audience sees (FORMATS §16)."""
    return POLICY[what][audience]


def inspection_shown(inspection: Inspection, audience: Audience) -> bool:
    """Return whether the audience sees an inspection at all: a school only what was sealed."""
    if inspection.status is InspectionStatus.SEALED:
        return True
    return sight(Shown.AS_FOUND, audience) is Sight.YES


def event_shown(event: Event, audience: Audience) -> bool:
    """Return whether an act stands in the audience's tree: steps against a person never do."""
    against_person = event.kind == "escalated" and event.body.get("target") != "school"
    return not against_person or sight(Shown.STEPS_PERSON, audience) is Sight.YES


def author_shown(entry: Entry, audience: Audience, sides: frozenset[EventId] = NOBODYS) -> bool:
    """Return whether the audience sees who made an entry: of disputed acts a school sees that, not who.

    `sides` are the moves that disagree in the issue's conflict (`sides_of`).
    """
    if entry.effect in DISPUTED or entry.event.id in sides:
        return sight(Shown.DISPUTED, audience) is Sight.YES
    return sight(Shown.NAMES, audience) is Sight.YES


def sides_of(issue: Issue) -> frozenset[EventId]:
    """Return the moves of an issue in conflict that one side made without the other knowing; none without a conflict."""
    if not issue.sides:
        return NOBODYS
    events = {entry.event.id: entry for entry in issue.timeline}

    def branch(tip: EventId) -> frozenset[EventId]:
        found, todo = {tip}, [tip]
        while todo:
            entry = events.get(todo.pop())
            new = (entry.event.seen if entry else frozenset()) & events.keys() - found
            found |= new
            todo.extend(new)
        return frozenset(found)

    branches = [branch(side.event.id) for side in issue.sides]
    common = frozenset.intersection(*branches)
    apart = frozenset().union(*branches) - common
    return frozenset(id_ for id_ in apart if events[id_].effect is Effect.MOVED) | {
        side.event.id for side in issue.sides
    }
