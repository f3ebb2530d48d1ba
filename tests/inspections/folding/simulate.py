"""Random stories of six people with partial views: who syncs when is chance, what they do is what they see to do.

A person acts upon what their own copy shows (the naive statement of the rules folds it), sometimes with facts,
sometimes with a move that the table forbids. The same seed gives the same story.
"""

from __future__ import annotations

import random

from inspections.events import Event
from inspections.lifecycle import FACTS, MOVES
from tests.inspections.folding.words import Telling
from tests.stories_of_events import ROLES, make

PEOPLE = ("wang", "li", "zhao", "qian", "sun", "xiao")
ONWARD = ("confirmed", "notified", "submitted", "passed", "closed", "close_proposed")


def story(seed: int, severity: str | None = None, acts_max: int = 24) -> list[Event]:
    """Return the events of one issue as six people told them; a given `severity` is never changed by anybody."""
    chance = random.Random(seed)
    weight = severity or chance.choice(("minor", "ordinary", "ordinary", "severe"))
    finder = chance.choice(("wang", "wang", "zhao"))
    first = make(1, chance.choice(("raised", "raised_fixed")), finder, (), severity=weight)
    told = {first.id: first}
    if chance.random() < 0.1:
        second = make(
            2, chance.choice(("raised", "raised_fixed")), "li", (), severity=severity or "severe"
        )
        told[second.id] = second
    views = {person: {first.id} for person in PEOPLE} | {"li": {max(told)}}
    server: set[str] = set()
    meeting, eager = chance.choice((0.5, 0.7, 0.9)), chance.choice((0.6, 0.9))
    length = chance.randint(6, acts_max)
    while len(told) < length:
        person = chance.choice(PEOPLE)
        if chance.random() < meeting:
            _meet(chance, views, server, person)
            continue
        known = [told[i] for i in sorted(views[person])]
        event = _act(chance, len(told) + 1, person, known, eager, fixed=severity is not None)
        told[event.id] = event
        views[person] = views[person] | {event.id}
    return list(told.values())


def _meet(chance: random.Random, views: dict[str, set[str]], server: set[str], person: str) -> None:
    if chance.random() < 0.8:
        server |= views[person]
        views[person] = set(server)
    else:
        other = chance.choice(PEOPLE)
        views[person] = views[other] = views[person] | views[other]


def _act(
    chance: random.Random, n: int, person: str, known: list[Event], eager: float, *, fixed: bool
) -> Event:
    telling = Telling(known)
    shown, role = telling.whole, ROLES[person]
    heads = [e for e in known if not any(e.id in other.seen for other in known)]
    from_ = chance.choice(sorted(shown.sides)) if shown.sides else None
    may = [
        kind
        for kind, row in MOVES.items()
        if from_ in row.to and role in row.who and (kind == "decided") == (len(shown.sides) > 1)
    ]
    onward = [kind for kind in may if kind in ONWARD]
    luck = chance.random()
    if luck < 0.03:
        kind = chance.choice(sorted(MOVES))
    elif luck < eager and onward:
        kind = chance.choice(onward)
    else:
        kind = chance.choice(may + chance.sample(sorted(FACTS), 2) + ["corrected"])
    if chance.random() < 0.02:
        from_ = chance.choice(("closed", "notified", "fixed"))
    body: dict[str, str] = {}
    if not fixed and chance.random() < 0.2:
        body = {"severity": chance.choice(("minor", "ordinary", "severe"))}
    if not fixed and kind == "corrected":
        body = {"field": "severity", "value": chance.choice(("minor", "ordinary", "severe"))}
    return make(n, kind, person, heads, from_=from_ if kind in MOVES else None, **body)
