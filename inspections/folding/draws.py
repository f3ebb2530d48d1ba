"""The draws of the district: the first commitment of a draw stands, and only its own seed reveals it (FORMATS §7).

Refuses a second commitment under the same id (that would be drawing until it pleases) and a seed that the commitment
does not bind; both stay in the timeline as without effect.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from inspections.draw import WEIGHT_MAX, Draw, Group, Left, Recusal, Terms, commitment
from inspections.errors import M, Msg
from inspections.folding import bodies
from inspections.folding.bodies import Body
from inspections.ids import PersonId, SchoolId

Committed = tuple[Draw, Body]


def commit(draws: MutableMapping[str, Committed], tail: str, body: Body) -> Msg | None:
    """Enter a commitment; return why it has no effect, or None."""
    if tail in draws:
        return M("抽取“{draw}”已经承诺过，不能再换", draw=tail)
    promised = bodies.text(body, "commitment")
    if promised is None:
        return M("抽取“{draw}”没有承诺值", draw=tail)
    draws[tail] = Draw(terms=terms(tail, body), commitment=promised), body
    return None


def reveal(draws: MutableMapping[str, Committed], tail: str, body: Body) -> Msg | None:
    """Enter a seed; return why it has no effect, or None."""
    known = draws.get(tail)
    if known is None:
        return M("抽取“{draw}”还没有承诺，种子不算数", draw=tail)
    draw, promised = known
    if draw.seed is not None:
        return M("抽取“{draw}”已经揭示过", draw=tail)
    seed = bodies.text(body, "seed") or ""
    if _commitment(promised, seed) != draw.commitment:
        return M("种子和抽取“{draw}”的承诺值对不上", draw=tail)
    mixed = bodies.text(body, "mixed") or ""
    if bool(draw.terms.mix) != bool(mixed):
        return M("抽取“{draw}”混入的公开数和承诺的不一样", draw=tail)
    draws[tail] = replace(draw, seed=seed, mixed=mixed), promised
    return None


def terms(draw: str, body: Body) -> Terms:
    """Return the terms that a body of `draw_committed` states; what has another shape is left out."""
    return Terms(
        id=draw,
        campaign=bodies.text(body, "campaign") or "",
        groups=tuple(
            Group(bodies.text(row, "name") or "", bodies.whole(row, "take") or 0, _schools(row))
            for row in _rows(body, "pool")
        ),
        left=tuple(
            Left(SchoolId(school), bodies.text(row, "reason") or "")
            for row in _rows(body, "exclusions")
            if (school := bodies.text(row, "school"))
        ),
        weights={
            SchoolId(school): min(weight, WEIGHT_MAX)
            for school in bodies.mapping(body, "weights")
            if (weight := bodies.whole(bodies.mapping(body, "weights"), school))
        },
        inspectors=tuple(map(PersonId, bodies.texts(body, "inspectors"))),
        recusals=tuple(
            Recusal(PersonId(person), SchoolId(school), bodies.text(row, "reason") or "")
            for row in _rows(body, "recusals")
            if (person := bodies.text(row, "person")) and (school := bodies.text(row, "school"))
        ),
        mix=bodies.text(body, "mix") or "",
        note=bodies.text(body, "note") or "",
    )


def terms_body(terms: Terms) -> dict[str, object]:
    """Return the body of `draw_committed` for these terms, without its commitment."""
    return {
        "campaign": terms.campaign,
        "pool": [
            {"name": one.name, "take": one.take, "schools": list(one.schools)}
            for one in terms.groups
        ],
        "exclusions": [{"school": one.school, "reason": one.reason} for one in terms.left],
        "weights": dict(terms.weights),
        "inspectors": list(terms.inspectors),
        "recusals": [
            {"person": one.person, "school": one.school, "reason": one.reason}
            for one in terms.recusals
        ],
        "mix": terms.mix,
        "note": terms.note,
    }


def _schools(row: Body) -> tuple[SchoolId, ...]:
    return tuple(map(SchoolId, bodies.texts(row, "schools")))


def _rows(body: Body, name: str) -> tuple[Body, ...]:
    return tuple(row for row in bodies.items(body, name) if isinstance(row, Mapping))


def _commitment(body: Body, seed: str) -> str:
    try:
        return commitment(body, seed)
    except ValueError:
        return ""
