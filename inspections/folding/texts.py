"""What the acts of an issue wrote into its fields: per field the newest values, several where they were written blind.

One table says which kinds write which field; `corrected` writes the field that it names. Refuses to choose silently:
of blind values the latest recorded is shown (of severities the highest, of deadlines the earliest) and the others
are returned beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from inspections.folding import bodies
from inspections.folding.bodies import Body
from inspections.folding.graph import RAISING, SEVERITY_RANK, Course
from inspections.folding.past import bits, mask_of
from inspections.ids import IssueId
from inspections.view import Responsible
from inspections.vocabulary import Category, Disposition, Severity, Status

_CONFIRM = RAISING | {"confirmed"}


@dataclass(frozen=True)
class Written:
    """A field of an issue: which kinds write it (besides `corrected`), and how it is read from a body."""

    by: frozenset[str]
    read: Callable[[Body, str], Any]


FIELDS: Mapping[str, Written] = {
    "title": Written(_CONFIRM, bodies.text),
    "place": Written(RAISING, bodies.text),
    "category": Written(_CONFIRM, partial(bodies.choice, among=Category)),
    "severity": Written(_CONFIRM, partial(bodies.choice, among=Severity)),
    "disposition": Written(RAISING, partial(bodies.choice, among=Disposition)),
    "requirement": Written(_CONFIRM | {"advised", "notified"}, bodies.text),
    "days": Written(_CONFIRM, bodies.whole),
    "basis": Written(_CONFIRM, bodies.text),
    "responsible": Written(_CONFIRM | {"transferred"}, bodies.responsible),
    "into": Written(frozenset({"merged"}), bodies.text),
}
UNWRITTEN: Mapping[str, Any] = {
    "title": "（尚未收到问题登记）",
    "place": "",
    "category": Category.OTHER,
    "severity": Severity.ORDINARY,
    "disposition": Disposition.NOTICE,
    "requirement": "",
    "days": None,
    "basis": "",
    "responsible": None,
    "into": None,
}
"""What a field shows that nothing has written."""
DUE_BY = frozenset({"notified", "advised", "returned", "extended"})
STARTS_ANEW = frozenset({"reopened", "restored"})


@dataclass(frozen=True)
class Values:
    """The values of an issue's fields by their names in `Issue`, and per field the texts beside the shown one."""

    shown: Mapping[str, Any]
    into: IssueId | None
    variants: Mapping[str, tuple[str, ...]]
    due: date | None
    notified_on: date | None
    extended: bool


def values(result: Course, facts: int) -> Values:
    """Return what the legal moves and the effective `facts` (a mask) of `result` wrote.

    Absorbed moves speak too: of two blind sealings both texts are shown (FORMATS §6). Branches that a decision let
    fall do not, except for the severity, where caution wins.
    """
    speaking = (result.legal & ~result.fallen) | facts
    shown: dict[str, Any] = dict(UNWRITTEN)
    variants: dict[str, tuple[str, ...]] = {}
    for name in FIELDS:
        found = _newest(result, name, result.legal | facts if name == "severity" else speaking)
        if name == "severity":
            found.sort(key=SEVERITY_RANK.__getitem__)
        if found:
            shown[name] = found[-1]
            if len(found) > 1:
                variants[name] = tuple(_as_text(v) for v in found[:-1])
    due, others, extended = _due(result, speaking & ~result.absorbed)
    if others:
        variants["due"] = tuple(d.isoformat() for d in others)
    notified_on = _notified_on(result, speaking & ~result.absorbed)
    into = shown.pop("into")
    return Values(shown, into, variants, due, notified_on, extended)


def _newest(result: Course, name: str, among: int) -> list[Any]:
    written = {n: v for n in bits(among) if (v := _written(result, n, name)) is not None}
    newest = result.history.newest(mask_of(written))
    found: list[Any] = []
    for n in bits(newest):
        if written[n] not in found:
            found.append(written[n])
    return found


def _written(result: Course, n: int, name: str) -> Any:
    act, row = result.acts[n], FIELDS[name]
    if act.kind == "corrected" and act.body.get("field") == name:
        if row.read is bodies.text and act.body.get("value") == "":
            return ""
        return row.read({name: act.body.get("value")}, name)
    return row.read(act.body, name) if act.kind in row.by else None


def _due(result: Course, among: int) -> tuple[date | None, list[date], bool]:
    """Return the deadline (of blind ones the earliest), the others, and whether an extension set one of them."""
    acts = result.acts
    writers = mask_of(
        n
        for n in bits(among)
        if acts[n].kind in STARTS_ANEW
        or (acts[n].kind in DUE_BY and bodies.day(acts[n].body, "due") is not None)
    )
    newest = [acts[n] for n in bits(result.history.newest(writers))]
    found = sorted({d for act in newest if (d := bodies.day(act.body, "due"))})
    extended = any(act.kind == "extended" for act in newest)
    return (found[0] if found else None), found[1:], extended


def _notified_on(result: Course, among: int) -> date | None:
    acts = result.acts
    writers = mask_of(
        n for n in bits(among) if acts[n].kind in STARTS_ANEW | {"notified", "advised"}
    )
    newest = [acts[n] for n in bits(result.history.newest(writers))]
    days = [bodies.day(a.body, "issued_on") or a.event.day for a in newest if a.kind in DUE_BY]
    return min(days, default=None)


def closed_on(result: Course) -> date | None:
    """Return the day of the closing that stands, None unless the status is 已销号."""
    if result.status is not Status.CLOSED:
        return None
    counting = result.legal & ~result.fallen & ~result.absorbed
    closings = mask_of(n for n in bits(counting) if result.acts[n].kind == "closed")
    newest = result.history.newest(closings)
    return min((result.acts[n].event.day for n in bits(newest)), default=None)


def rounds(result: Course) -> int:
    """Return how often it was returned or reopened: the longest chain, so that two blind returns are one round."""
    counting = result.legal & ~result.fallen & ~result.absorbed
    length: dict[int, int] = {}
    for n in bits(counting):
        if result.acts[n].kind in ("returned", "reopened"):
            length[n] = 1 + max(
                (length[m] for m in bits(result.history.past[n]) if m in length), default=0
            )
    return max(length.values(), default=0)


def _as_text(value: Any) -> str:
    if isinstance(value, Responsible):
        return f"{value.unit}/{value.person}" if value.person else value.unit
    return str(value)
