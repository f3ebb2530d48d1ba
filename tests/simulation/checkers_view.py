"""Truths about what people see: the same for the same events, nothing beside the rules, nothing closed in conflict.

What a laptop shows is compared with `telling`, the rules said again in plain sets over the bytes of its log.
"""

from __future__ import annotations

import json
from typing import Any

from inspections.events import Event
from inspections.folding import fold_school
from inspections.ids import SchoolId
from inspections.lifecycle import FACTS, MOVES
from inspections.timeline import Effect
from inspections.view import Issue, SchoolView
from tests.simulation.laptop import Laptop
from tests.simulation.office import ROSTER
from tests.simulation.telling import School, evidence
from tests.simulation.views import dump, view_of
from tests.simulation.world import Checker

WHO = {  # FORMATS §4–§6, copied by hand: who records what; the server's and the district's kinds do not occur here
    "I A B S": "raised submitted acknowledged planned progressed extension_requested objected evidence_added evidence_struck commented answered signed",
    "I A B": "advised passed returned close_proposed reopened looked_back opened amended discarded resumed",
    "I A": "raised_fixed sealed",
    "A B": "confirmed closed merged decided corrected reinspection_assigned",
    "B": "consulted consult_answered notified transferred withdrawn restored extended extension_denied objection_decided reported_up up_answered escalated",
}  # fmt: skip
LETTERS = {"I": "inspector", "A": "area_lead", "B": "bureau", "S": "school"}
MAY = {
    kind: {LETTERS[x] for x in who.split()} for who, kinds in WHO.items() for kind in kinds.split()
}


class EachSet(Checker):
    """Looks at each set of events once: what is shown is a function of the set, which is a truth of its own."""

    seen_sets: set[tuple[str, str]]

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        self.seen_sets = set()

    def looked(self, laptop: Laptop) -> None:
        shown = view_of(self.world, laptop)
        for doc, (key, view, school) in shown.items():
            if (doc, key) not in self.seen_sets:
                self.seen_sets.add((doc, key))
                self.school(laptop, doc, view, school)

    def school(self, laptop: Laptop, doc: str, view: SchoolView, school: School) -> None:
        """Look at what a laptop shows of a school; `school` says what the rules make of the same events."""


class Alike(Checker):
    """Equal sets give equal bytes of view: on every laptop, at any time, whatever the order in which things came."""

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        self.shown: dict[tuple[str, str], tuple[str, str]] = {}

    def looked(self, laptop: Laptop) -> None:
        for doc, (key, view, _) in view_of(self.world, laptop).items():
            text = dump(view)
            name, before = self.shown.setdefault((doc, key), (laptop.name, text))
            if before != text:
                self.fail(
                    f"{laptop.name} and {name} hold the same events of {doc} and show different things"
                )
            self.world.met["same set elsewhere"] += name != laptop.name


class ByTheRules(EachSet):
    """The status of every issue, its sides, what is absorbed and what has no effect are what the rules say."""

    def school(self, laptop: Laptop, doc: str, view: SchoolView, school: School) -> None:
        tellings = school.issues()
        if {one.id for one in view.issues} != tellings.keys():
            self.fail(f"{laptop.name} {doc}: shows other issues than were raised")
        for issue in view.issues:
            telling = tellings[issue.id]
            told = telling.whole
            status = told.status or "found"
            self.world.met[f"status {issue.status}"] += 1
            self.world.met["conflict"] += issue.in_conflict
            if issue.status != status or {s.status for s in issue.sides} != (
                told.sides if len(told.sides) > 1 else set()
            ):
                self.fail(
                    f"{laptop.name} {issue.id[:6]} is {issue.status} {[s.status for s in issue.sides]}; by the rules {status} {set(told.sides)}"
                )
            for effect, expected in (
                (Effect.ABSORBED, told.absorbed),
                (Effect.NO_EFFECT, telling.without_effect),
            ):
                self.world.met[f"effect {effect}"] += bool(expected)
                if _moves(issue, effect) != expected:
                    self.fail(
                        f"{laptop.name} {issue.id[:6]}: {effect} {_moves(issue, effect)}, by the rules {set(expected)}"
                    )
            if (issue.severity == "severe") != telling.severe(frozenset(telling.event)):
                self.fail(f"{laptop.name} {issue.id[:6]}: severity {issue.severity}")
        void = {entry.event.id for entry in view.others if entry.effect is Effect.NO_EFFECT}
        self.world.met["void"] += len(void)
        if void != school.void:
            self.fail(
                f"{laptop.name} {doc}: {len(void)} acts of revoked keys have no effect, by the rules {len(school.void)}"
            )


class InspectionsByTheRules(EachSet):
    """Status, answers, conflicts, late answers and findings of every inspection are what the rules say."""

    def school(self, laptop: Laptop, doc: str, view: SchoolView, school: School) -> None:
        for one in view.inspections:
            told = school.inspections[f"i:{one.id}"]
            status = told.status(told.counts) or "open"
            self.world.met[f"inspection {status}"] += 1
            self.world.met["late answer"] += bool(one.late)
            if one.status != status:
                self.fail(f"{laptop.name} {one.id} is {one.status}, by the rules {status}")
            shown = {path: _sorted(values) for path, values in one.answers.items()}
            said = {path: _sorted(values) for path, values in told.said().items()}
            self.world.met["answers in conflict"] += any(
                len(values) > 1 for values in said.values()
            )
            if shown != said:
                self.fail(f"{laptop.name} {one.id} says {shown}, by the rules {said}")
            if {event.id for event in one.late} != told.late():
                self.fail(f"{laptop.name} {one.id}: late answers")
            if set(one.issues) != {finding["issue"] for _, finding in told.findings()}:
                self.fail(f"{laptop.name} {one.id}: raises other issues than it found")


class AddingWins(EachSet):
    """A photo or file is shown unless somebody who had seen it, and may, struck it out."""

    def school(self, laptop: Laptop, doc: str, view: SchoolView, school: School) -> None:
        for one in view.inspections:
            shown = {
                path: {file.sha256 for file in files} for path, files in one.photos.items() if files
            }
            told = school.inspections[f"i:{one.id}"].photos()
            self.world.met["photos"] += bool(told)
            if shown != told:
                self.fail(f"{laptop.name} {one.id}: shows photos {shown}, by the rules {told}")
        tellings = school.issues()
        for issue in view.issues:
            struck = {(e.event.id, e.file.sha256): e.struck is not None for e in issue.evidence}
            told_ = evidence(tellings[issue.id])
            self.world.met["struck"] += any(told_.values())
            if struck != told_:
                self.fail(f"{laptop.name} {issue.id[:6]}: evidence {struck}, by the rules {told_}")


class Entitled(Checker):
    """Whatever stands in a school's document was recorded by a person who has that role and that school."""

    def looked(self, laptop: Laptop) -> None:
        for doc, held in laptop.held().items():
            if doc == "district":
                continue
            for i, event in self.world.of(held).items():
                person = ROSTER[event["by"]]
                if event["as"] not in person.roles or doc not in person.schools:
                    self.fail(
                        f"{laptop.name} {doc}: {event['by']} recorded {i[:12]} as {event['as']}"
                    )
                if event["as"] not in MAY[event["kind"]]:
                    self.fail(
                        f"{laptop.name} {doc}: {event['by']} recorded a {event['kind']} as {event['as']}"
                    )


class CachesEqualARefold(Checker):
    """What a running program shows through all that it remembers is what a program shows that has just been started."""

    def looked(self, laptop: Laptop) -> None:
        for program in laptop.programs.values():
            program.workspace.forget()
            district = program.workspace.district
            for doc, (_, view, _) in view_of(self.world, laptop).items():
                events = program.workspace.events(doc)  # type: ignore[arg-type]
                row = district.schools[SchoolId(doc)]
                if dump(fold_school(row, events, district)) != dump(view):
                    self.fail(
                        f"{laptop.name}: a running program shows {doc} otherwise than a new one"
                    )
                for one in view.inspections:
                    alone = program.workspace.inspection(SchoolId(doc), one.id)
                    if dump(alone) != dump(one):
                        self.fail(
                            f"{laptop.name}: {one.id} alone is folded otherwise than with its school"
                        )


def _moves(issue: Issue, effect: Effect) -> set[str]:
    return {e.event.id for e in issue.timeline if e.effect is effect and _is_move(e.event)}


def _is_move(event: Event) -> bool:
    return event.kind in MOVES or (event.kind not in FACTS and event.kind in ("sealed", "amended"))


def _sorted(values: Any) -> list[str]:
    return sorted(json.dumps(value, ensure_ascii=False) for value in values)
