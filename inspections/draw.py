"""A random draw that anybody can do again: who is in the pool is signed first, then the seed is shown (FORMATS §7).

The ticket of a school is SHA-256 of the lines `ducha-draw-1`, seed, mixed, id of the draw, school, number of the
ticket, in hexadecimal; in each group the schools with the smallest tickets are drawn. Nothing is divided, so no school
is favoured by a remainder. A school of weight w holds w tickets and stands with its smallest: the chance of each place
is its share of the weights that are left. The commitment binds the seed to every word of the terms.

A seed alone does not bind its maker: who tries many before signing can choose what comes out. `mix` therefore names a
public value that does not exist yet when the terms are signed (`mixed` is this value, given with the seed).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from inspections.canonical import dump
from inspections.ids import PersonId, SchoolId

WEIGHT_MAX: Final = 1000


@dataclass(frozen=True)
class Group:
    """A part of the pool: from its schools `take` are drawn."""

    name: str
    take: int
    schools: tuple[SchoolId, ...]


@dataclass(frozen=True)
class Left:
    """A school that is not in the pool although the rule holds it, and why."""

    school: SchoolId
    reason: str


@dataclass(frozen=True)
class Recusal:
    """A person who does not go to a school (回避), and why."""

    person: PersonId
    school: SchoolId
    reason: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is signed before anything is drawn. `inspectors` is empty when no inspectors are drawn.

    `note` says why this draw was made although an earlier one of the campaign was not revealed.
    """

    id: str
    campaign: str
    groups: tuple[Group, ...]
    left: tuple[Left, ...] = ()
    weights: Mapping[SchoolId, int] = field(default_factory=dict)
    inspectors: tuple[PersonId, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    mix: str = ""
    note: str = ""


@dataclass(frozen=True)
class Drawn:
    """A school that was drawn: its place in its group from 1, its ticket, and the inspector drawn for it or None."""

    school: SchoolId
    group: str
    place: int
    ticket: str
    inspector: PersonId | None


@dataclass(frozen=True, kw_only=True)
class Draw:
    """A draw as the ledger knows it; `seed` is None, and nothing drawn, until it is revealed."""

    terms: Terms
    commitment: str
    seed: str | None = None
    mixed: str = ""

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """Return what was drawn, group by group, in the order of the tickets."""
        return () if self.seed is None else draw(self.terms, self.seed, self.mixed)


def commitment(body: Mapping[str, Any], seed: str) -> str:
    """Return the SHA-256 that binds `seed` to the body of `draw_committed`, whatever else that body holds.

    Over the lines `ducha-draw-commitment-1`, RFC 8785 JSON of the body without `commitment`, seed.
    Raises ValueError for a body that no canonical JSON can hold.
    """
    terms = dump({name: value for name, value in body.items() if name != "commitment"})
    return hashlib.sha256(
        b"ducha-draw-commitment-1\n" + terms + b"\n" + seed.encode("utf-8", "replace")
    ).hexdigest()


def draw(terms: Terms, seed: str, mixed: str = "") -> tuple[Drawn, ...]:
    """Return what is drawn: the same for the same terms, seed and mixed value, in whatever order schools are listed."""
    drawn: list[Drawn] = []
    taken: set[SchoolId] = set()
    for group in terms.groups:
        tickets = sorted(
            (_best(terms, seed, mixed, school), school) for school in set(group.schools) - taken
        )
        for place, (ticket, school) in enumerate(tickets[: max(0, group.take)], 1):
            taken.add(school)
            drawn.append(Drawn(school, group.name, place, ticket, None))
    people = _inspectors(terms, seed, mixed, [one.school for one in drawn])
    return tuple(
        Drawn(one.school, one.group, one.place, one.ticket, person)
        for one, person in zip(drawn, people, strict=True)
    )


def ticket(*lines: str) -> str:
    """Return the ticket of these lines, 64 hexadecimal digits."""
    text = "\n".join(("ducha-draw-1", *lines))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _best(terms: Terms, seed: str, mixed: str, school: SchoolId) -> str:
    held = min(max(1, terms.weights.get(school, 1)), WEIGHT_MAX)
    return min(ticket(seed, mixed, terms.id, school, str(n)) for n in range(1, held + 1))


def _inspectors(
    terms: Terms, seed: str, mixed: str, schools: Sequence[SchoolId]
) -> Iterator[PersonId | None]:
    """Yield the inspector of each school: of those who have the fewest so far and need not stay away, the smallest ticket."""
    away = {(one.person, one.school) for one in terms.recusals}
    given: Counter[PersonId] = Counter()
    for school in schools:
        free = [person for person in terms.inspectors if (person, school) not in away]
        chosen = min(
            free,
            key=lambda person: (given[person], ticket(seed, mixed, terms.id, school, person)),
            default=None,
        )
        if chosen is not None:
            given[chosen] += 1
        yield chosen
