"""Who sees which field of a page (FORMATS §16), as one table that every page asks.

Refuses to know the audience `public`: it arrives with releases. Private answers stand in no static tree at all, so
no row allows them; `tests/site_builder/test_policy.py` holds the table to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from inspections.events import Event
from inspections.kinds import BODIES
from inspections.timeline import Effect, Entry
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus


class Audience(StrEnum):
    """For whom a tree is built; trees are never mixed."""

    SCHOOL = "school"
    BUREAU = "bureau"


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
    NO = "no"


POLICY: Mapping[Shown, Mapping[Audience, Sight]] = MappingProxyType(
    {
        Shown.AS_FOUND: {Audience.SCHOOL: Sight.SEALED, Audience.BUREAU: Sight.YES},
        Shown.PHOTOS: {Audience.SCHOOL: Sight.YES, Audience.BUREAU: Sight.YES},
        Shown.NAMES: {Audience.SCHOOL: Sight.YES, Audience.BUREAU: Sight.YES},
        Shown.STEPS_SCHOOL: {Audience.SCHOOL: Sight.YES, Audience.BUREAU: Sight.YES},
        Shown.STEPS_PERSON: {Audience.SCHOOL: Sight.NO, Audience.BUREAU: Sight.NO},
        Shown.PRIVATE: {Audience.SCHOOL: Sight.NO, Audience.BUREAU: Sight.NO},
        Shown.DISPUTED: {Audience.SCHOOL: Sight.THAT, Audience.BUREAU: Sight.YES},
    }
)

PRIVATE_FIELDS = frozenset(
    (kind, field.name) for kind, body in BODIES.items() for field in body if field.private
)
"""Fields of event bodies that name a private blob: rendered nowhere."""

DISPUTED = frozenset({Effect.NO_EFFECT, Effect.ABSORBED})


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


def author_shown(entry: Entry, audience: Audience) -> bool:
    """Return whether the audience sees who made an entry: of disputed acts a school sees that, not who."""
    if entry.effect in DISPUTED:
        return sight(Shown.DISPUTED, audience) is Sight.YES
    return sight(Shown.NAMES, audience) is Sight.YES
