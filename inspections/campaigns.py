"""Campaigns (督查任务): what `campaign_set` says, and which schools are to be inspected in it (FORMATS §7).

The rule of a campaign is asked of today's roster (decision 0004): a school opened later joins, a retired one leaves.
Refuses nothing: a campaign whose body cannot be read has no school.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspections.district import District, School
from inspections.folding import bodies
from inspections.folding.bodies import Body
from inspections.ids import SchoolId
from inspections.vocabulary import Mode, Ownership, Stage


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Which schools: those listed; or those drawn; or all that lie in each part that is not empty (none: all)."""

    listed: tuple[SchoolId, ...] | None = None
    drawn: bool = False
    stages: tuple[Stage, ...] = ()
    areas: tuple[str, ...] = ()
    ownerships: tuple[Ownership, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the rule as `campaign_set` holds it in `schools`."""
        if self.listed is not None:
            return {"list": list(self.listed)}
        if self.drawn:
            return {"drawn": True}
        return {
            "stages": [one.value for one in self.stages],
            "areas": list(self.areas),
            "ownerships": [one.value for one in self.ownerships],
        }

    def holds(self, school: School, drawn: frozenset[SchoolId]) -> bool:
        """Return whether a school of the roster is meant; `drawn` are those that the campaign's draws drew."""
        if self.listed is not None:
            return school.id in self.listed
        if self.drawn:
            return school.id in drawn
        return (
            (not self.stages or school.stage in self.stages)
            and (not self.areas or school.area in self.areas)
            and (not self.ownerships or school.ownership in self.ownerships)
        )


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A campaign: its days (both inclusive), the checklists to fill, the teams that are sent, its schools by rule."""

    id: str
    title: str
    mode: Mode | None
    from_: date | None
    to: date | None
    checklists: tuple[str, ...]
    teams: tuple[str, ...]
    rule: Rule
    ended: bool = False

    def body(self) -> dict[str, Any]:
        """Return the body of `campaign_set` (FORMATS §7)."""
        return {
            "title": self.title,
            "mode": self.mode.value if self.mode else None,
            "from": self.from_.isoformat() if self.from_ else None,
            "to": self.to.isoformat() if self.to else None,
            "checklists": list(self.checklists),
            "schools": self.rule.json(),
            "teams": list(self.teams),
        }

    def on(self, day: date) -> bool:
        """Return whether `day` is one of its days."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


def campaigns(district: District) -> dict[str, Campaign]:
    """Return campaign id -> campaign, ended ones too, in the order of their first days."""
    found = [_campaign(id_, body) for id_, body in district.campaigns.items()]
    found.sort(key=lambda one: (one.from_ or date.min, one.id))
    return {one.id: one for one in found}


def schools_of(district: District, campaign: Campaign) -> tuple[School, ...]:
    """Return the schools that are to be inspected, in the order of their ids; retired ones are none."""
    drawn = drawn_in(district, campaign.id)
    return tuple(
        school
        for _, school in sorted(district.schools.items())
        if not school.retired and campaign.rule.holds(school, drawn)
    )


def drawn_in(district: District, campaign: str) -> frozenset[SchoolId]:
    """Return the schools that the revealed draws of a campaign drew."""
    draws = (draw for draw in district.draws.values() if draw.terms.campaign == campaign)
    return frozenset(one.school for draw in draws for one in draw.drawn)


def _campaign(id_: str, body: Body) -> Campaign:
    return Campaign(
        id=id_,
        title=bodies.text(body, "title") or id_,
        mode=bodies.choice(body, "mode", Mode),
        from_=bodies.day(body, "from"),
        to=bodies.day(body, "to"),
        checklists=bodies.texts(body, "checklists"),
        teams=bodies.texts(body, "teams"),
        rule=_rule(body.get("schools")),
        ended=bool(body.get("ended")),
    )


def _rule(said: object) -> Rule:
    """Return the rule; a plain list is one of schools, and what is no rule at all holds no school."""
    if isinstance(said, list | tuple):
        said = {"list": said}
    if not isinstance(said, Mapping):
        return Rule(listed=())
    if "list" in said:
        return Rule(listed=tuple(map(SchoolId, bodies.texts(said, "list"))))
    if said.get("drawn") is True:
        return Rule(drawn=True)
    stages = tuple(Stage(s) for s in bodies.texts(said, "stages") if bodies.member(s, Stage))
    owners = tuple(
        Ownership(o) for o in bodies.texts(said, "ownerships") if bodies.member(o, Ownership)
    )
    return Rule(stages=stages, areas=bodies.texts(said, "areas"), ownerships=owners)
