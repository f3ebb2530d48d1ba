"""Coverage of a campaign: who has been inspected, by whom, who not yet (DESIGN §4; issue text "386 of 386").

Derived, never stored. Every school of the campaign is counted once, in exactly one state, so each table adds up to
the whole. An inspection counts for the campaign that it names and for no other; a second visit counts no second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspections.assignments import people_by_name, teams, teams_of
from inspections.campaigns import Campaign, schools_of
from inspections.district import School
from inspections.errors import M, Msg, listed
from inspections.ids import InspectionId, PersonId, SchoolId
from inspections.view import Inspection, View
from inspections.vocabulary import InspectionStatus, Labelled, Ownership, Stage

NAMES_MAX = 20
"""How many schools the sentence names; the rows name all."""
NONE = ""


class State(Labelled):
    """How far a school of a campaign is."""

    INSPECTED = "inspected", "已督查"
    OPENED = "opened", "正在检查"
    NOT_YET = "not_yet", "未督查"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One school of a campaign: its state, the team that is sent (else the one that came, else ""), its inspections.

    `inspections` are those of the campaign that are sealed, or while none is, those begun; oldest first.
    """

    school: School
    state: State
    team: str
    inspections: tuple[Inspection, ...]

    @property
    def first(self) -> Inspection | None:
        """The inspection that counts: the first of those sealed."""
        return self.inspections[0] if self.state is State.INSPECTED else None


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The coverage of a campaign as of the end of a day; `outside` are sealed inspections of it elsewhere.

    `people` says who is meant by a name: an inspector may be typed by name into the head of a record.
    """

    campaign: Campaign
    as_of: date
    area: str | None
    team: str | None
    rows: tuple[Row, ...]
    outside: tuple[InspectionId, ...]
    people: Mapping[str, Sequence[PersonId]] = field(default_factory=dict)

    def count(self, *states: State) -> int:
        """Return how many schools are in one of `states`; without any, how many there are."""
        return sum(not states or row.state in states for row in self.rows)

    @property
    def sealed(self) -> tuple[Inspection, ...]:
        """Return every sealed inspection that counts, second visits too."""
        return tuple(
            one for row in self.rows if row.state is State.INSPECTED for one in row.inspections
        )

    def inspectors(self, one: Inspection) -> tuple[str, ...]:
        """Return the inspectors of an inspection by id, or by name where it is not one person's."""
        meant = ((name, self.people.get(name, ())) for name in one.inspectors)
        return tuple(found[0] if len(found) == 1 else name for name, found in meant)

    def by(self, key: Callable[[Row], str]) -> dict[str, dict[str, int]]:
        """Return key -> how many schools, and how many in each state; the rows add up to the whole."""
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            counter = found.setdefault(key(row), Counter())
            counter["schools"] += 1
            counter[row.state.value] += 1
        names = ("schools", *(state.value for state in State))
        return {name: {n: found[name][n] for n in names} for name in sorted(found)}


def coverage(
    view: View, campaign: Campaign, as_of: date, *, area: str | None = None, team: str | None = None
) -> Coverage:
    """Return the coverage of `campaign` in a view that was folded as of the end of `as_of`; a part of it if asked."""
    district = view.district
    among = [t for i, t in teams(district).items() if not campaign.teams or i in campaign.teams]
    meant = {school.id: school for school in schools_of(district, campaign)}
    own: dict[SchoolId, list[Inspection]] = {}
    for one in view.inspections:
        if one.campaign == campaign.id and one.day <= as_of:
            own.setdefault(one.school, []).append(one)
    rows = (_row(school, own.get(i, ()), teams_of(school, among)) for i, school in meant.items())
    return Coverage(
        campaign=campaign,
        as_of=as_of,
        people=people_by_name(district),
        area=area,
        team=team,
        rows=tuple(
            row for row in rows if area in (None, row.school.area) and team in (None, row.team)
        ),
        outside=tuple(
            sorted(
                one.id
                for school, inspections in own.items()
                for one in inspections
                if school not in meant and one.status is InspectionStatus.SEALED
            )
        ),
    )


def sentence(of: Coverage) -> Msg:
    """Return how many were to be inspected, how many are, and which are not yet."""
    n, rest = of.count(), [row for row in of.rows if row.state is not State.INSPECTED]
    if not n:
        return M("没有应督查的学校。")
    if not rest:
        return M("应督查{n}所，已督查{n}所，没有遗漏。", n=n)
    names = listed(row.school.name for row in rest[:NAMES_MAX])
    if len(rest) > NAMES_MAX:
        names = M("{names}等", names=names)
    left = M("其余{n}所未督查", n=len(rest))
    begun = of.count(State.OPENED)
    if begun:
        left = M("其余{n}所未督查（其中{begun}所正在检查）", n=len(rest), begun=begun)
    return M("应督查{n}所，已督查{done}所，{left}：{names}。",
             n=n, done=n - len(rest), left=left, names=names)  # fmt: skip


def figures(of: Coverage) -> dict[str, Any]:
    """Return the keys of `report coverage --json` (docs/campaigns.md)."""
    campaign, sealed = of.campaign, of.sealed
    return {
        "campaign": campaign.id,
        **{name: value for name, value in campaign.body().items() if name != "schools"},
        "ended": campaign.ended,
        "as_of": of.as_of.isoformat(),
        "filters": {k: v for k, v in (("area", of.area), ("team", of.team)) if v is not None},
        "schools": of.count(),
        **{state.value: of.count(state) for state in State},
        "inspections": len(sealed),
        "revisits": len(sealed) - of.count(State.INSPECTED),
        "outside": list(of.outside),
        "documents_seen": _documents(sealed),
        "by_area": of.by(lambda row: row.school.area),
        "by_team": of.by(lambda row: row.team),
        "by_stage": _ordered(of.by(lambda row: row.school.stage.value), Stage),
        "by_ownership": _ordered(of.by(lambda row: row.school.ownership or NONE), Ownership),
        "by_day": _counted(row.first.day.isoformat() for row in of.rows if row.first),
        "by_inspecting_team": _counted(t for row in of.rows for t in _distinct(row, _team)),
        "by_inspector": _counted(p for row in of.rows for p in _distinct(row, of.inspectors)),
        "by_checklist": _counted(c for row in of.rows for c in _distinct(row, _checklist)),
        "rows": [_row_json(row) for row in of.rows],
        "sentence": str(sentence(of)),
    }


def _row(school: School, inspections: Iterable[Inspection], sent: tuple[str, ...]) -> Row:
    ordered = sorted(inspections, key=lambda one: (one.day, one.id))
    sealed = tuple(one for one in ordered if one.status is InspectionStatus.SEALED)
    begun = tuple(one for one in ordered if one.status is InspectionStatus.OPEN)
    state = State.INSPECTED if sealed else State.OPENED if begun else State.NOT_YET
    shown = sealed or begun
    came = shown[0].team if shown else NONE
    # of several that are sent, the one that came; a team that nobody sent is told by who came
    team = came if came in sent or not sent else sent[0]
    return Row(school=school, state=state, team=team, inspections=shown)


def _documents(inspections: Iterable[Inspection]) -> dict[str, int]:
    seen: Counter[str] = Counter()
    for one in inspections:
        for what, count in one.documents_seen:
            seen[what] += count
    return dict(sorted(seen.items()))


def _team(one: Inspection) -> tuple[str, ...]:
    return (one.team,)


def _checklist(one: Inspection) -> tuple[str, ...]:
    return (one.checklist,)


def _distinct(row: Row, of: Callable[[Inspection], tuple[str, ...]]) -> set[str]:
    """Return what the sealed inspections of a school have, each once."""
    return (
        {x for one in row.inspections for x in of(one)} if row.state is State.INSPECTED else set()
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _ordered(
    table: Mapping[str, dict[str, int]], words: type[Labelled]
) -> dict[str, dict[str, int]]:
    order = [word.value for word in words]
    return {name: table[name] for name in (*order, NONE) if name in table}


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "school": row.school.id,
        "name": row.school.name,
        "area": row.school.area,
        "team": row.team,
        "state": row.state.value,
        "day": row.first.day.isoformat() if row.first else None,
        "inspections": [one.id for one in row.inspections],
    }
