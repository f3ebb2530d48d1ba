"""What a row of the lifecycle's tables says: a status, a move, a fact, and the names of guards and joins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspections.fields import Field
from inspections.vocabulary import Counted, Role, Status


@dataclass(frozen=True)
class StatusRow:
    """What a status counts as, how cautious it is, and whether it is final."""

    counted: Counted
    caution: int
    final: bool = False


class Guard(StrEnum):
    """The six guards (FORMATS §5); what each says and checks stands in `guards`."""

    NOT_ANSWERER = "not_answerer"
    NOT_FINDER_OF_FIXED = "not_finder_of_fixed"
    SEVERE_VIA_CLOSING = "severe_via_closing"
    NOT_PROPOSER = "not_proposer"
    NOT_SEVERE = "not_severe"
    ONLY_IN_CONFLICT = "only_in_conflict"
    NOT_OWN_SIDE = "not_own_side"


class Joins(StrEnum):
    """What several facts of one kind amount to (FORMATS §5 `several`)."""

    FIRST = "first"
    NEWEST = "newest"  # blind ones stand side by side
    EARLIEST = "earliest"  # newest; of blind ones the earliest date
    PER_ANSWERED = (
        "per_answered"  # newest per objection; blind ones: rejected < partly < upheld, undecided
    )
    PER_FIELD = "per_field"  # newest per field; blind ones both, severity the higher
    ALL = "all"
    ADD_WINS = "add_wins"


@dataclass(frozen=True)
class Move:
    """A kind of event that changes the status of an issue: who may record it, from where to where, with which body."""

    kind: str
    label: str
    command: str | None
    who: frozenset[Role]
    to: Mapping[Status | None, Status]
    guards: tuple[Guard, ...]
    body: tuple[Field, ...]
    behalf: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Fact:
    """A kind of event that changes no status: who may record it, in which statuses, with which body."""

    kind: str
    label: str
    command: str
    who: frozenset[Role]
    within: frozenset[Status]
    body: tuple[Field, ...]
    joins: Joins
    behalf: frozenset[Role] = frozenset()
