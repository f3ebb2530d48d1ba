"""Truths about what is written: acknowledged acts stay, nothing forged stands there, nothing is lost.

All of it is seen through `reading`: plain SQLite and plain JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspections.errors import Problem
from tests.simulation.courier import Parcel
from tests.simulation.laptop import Laptop
from tests.simulation.office import ROSTER
from tests.simulation.reading import Told, is_whole, rests_on
from tests.simulation.world import Checker, World


class Durable(Checker):
    """What was acknowledged on a disk, or taken in by it, stands in its log byte for byte; what failed does not."""

    def looked(self, laptop: Laptop) -> None:
        known = self.world.known()
        there = {i: value for doc in laptop.held().values() for i, value in doc.items()}
        for i in sorted(laptop.owed.acts):
            if i not in there:
                self.fail(f"{laptop.name} lost {i[:12]}, a {self.world.tell(i, known[i])['kind']}")
            if there[i] != known[i]:
                self.fail(f"{laptop.name} altered {i[:12]}")
        back = sorted(there.keys() & self.world.undone)
        if back:
            self.fail(
                f"{laptop.name} holds {back[0][:12]}, of which its author was told that nothing was recorded"
            )

    def half(self, laptop: Laptop, in_doubt: Sequence[str], present: Sequence[str]) -> None:
        if present and len(present) < len(in_doubt):
            one = self.world.signing.signed
            kinds = [self.world.tell(i, one[i])["kind"] for i in in_doubt]
            attempts = {self.world.tell(i, one[i])["session"] for i in present}
            missing = [
                i
                for i in in_doubt
                if i not in present and self.world.tell(i, one[i])["session"] in attempts
            ]
            if missing and not self._separate(in_doubt, present):
                self.fail(f"{laptop.name}: a kill left {len(present)} of {kinds}")

    def _separate(self, in_doubt: Sequence[str], present: Sequence[str]) -> bool:
        """Return whether the missing ones come after the present ones: acts of a later recording."""
        return list(in_doubt[: len(present)]) == list(present)


class NothingForged(Checker):
    """Every event in every log was rightly signed by somebody who may write there; its bytes are what was signed."""

    def looked(self, laptop: Laptop) -> None:
        known = self.world.known()
        for doc, held in laptop.held().items():
            for i, value in held.items():
                if i in self.world.never:
                    self.fail(f"{laptop.name} let in what is {self.world.never[i]}: {i[:12]}")
                if i not in known or known[i] != value or not is_whole(i, value):
                    self.fail(f"{laptop.name} holds {i[:12]}, which nobody wrote")
                if self.world.tell(i, value)["doc"] != doc:
                    self.fail(f"{laptop.name} holds {i[:12]} in another document")


class Closed(Checker):
    """What an event rests on is there: everything that it saw, and the event before it."""

    def looked(self, laptop: Laptop) -> None:
        for doc, held in laptop.held().items():
            for i, event in self.world.of(held).items():
                missing = [j for j in rests_on(event) if j not in held]
                if missing:
                    self.fail(
                        f"{laptop.name} {doc}: {i[:12]} rests on {missing[0][:12]}, which is not there"
                    )

    def came(self, laptop: Laptop, parcel: Parcel, problems: Sequence[Problem]) -> None:
        self.looked(laptop)


class OnePlaceOneAct(Checker):
    """No two acts were ever recorded at one place of one session, and each names the one before it."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.at: dict[tuple[str, str, str, int], str] = {}

    def acknowledged(self, laptop: Laptop, ids: Sequence[str]) -> None:
        signed = self.world.signing.signed
        for i in ids:
            event = self.world.tell(i, signed[i])
            place = (event["doc"], event["device"], event["session"], event["seq"])
            twice = self.at.setdefault(place, i) != i
            if twice and place[1:3] not in self.world.forked:
                self.fail(f"{laptop.name} wrote {i[:12]} where {self.at[place][:12]} was written")
            self._chained(laptop, i, event)

    def _chained(self, laptop: Laptop, i: str, event: Told) -> None:
        held = self.world.of(laptop.held().get(event["doc"], {}))
        own = {j: one for j, one in held.items() if one["device"] == event["device"] and j != i}
        before = [
            j
            for j, one in own.items()
            if (one["session"], one["seq"]) == (event["session"], event["seq"] - 1)
        ]
        if event["seq"]:
            if event["prev"] not in before:
                self.fail(f"{laptop.name}: {i[:12]} does not name the act before it")
        else:
            earlier = {j for j in own if own[j]["session"] != event["session"]}
            if earlier and event["prev"] not in earlier:
                self.fail(
                    f"{laptop.name}: {i[:12]} begins a session and names none of the {len(earlier)} acts before it"
                )


class NothingIsLost(Checker):
    """At the end, when everything was carried to everybody, every laptop holds every act that any may hand over."""

    def ended(self) -> None:
        world = self.world
        everywhere: dict[str, dict[str, bytes]] = {}
        for laptop in world.laptops.values():
            seen = {school for person in laptop.staff for school in ROSTER[person].schools}
            for doc, held in laptop.held().items():
                if doc == "district" or doc in seen:
                    everywhere.setdefault(doc, {}).update(held)
        for laptop in world.laptops.values():
            for doc, held in everywhere.items():
                mine = laptop.held().get(doc, {})
                for i in sorted(held.keys() - mine.keys()):
                    if not self._on_a_branch(i, world.of(held)):
                        self.fail(
                            f"{laptop.name} {doc} never got {i[:12]}, a {world.tell(i, held[i])['kind']}"
                        )

    def _on_a_branch(self, event_id: str, held: dict[str, Told]) -> bool:
        """Return whether an event belongs to a session of two machines, or rests on such a one."""
        todo, passed = [event_id], set[str]()
        while todo:
            i = todo.pop()
            if i in passed or i not in held:
                continue
            passed.add(i)
            if (held[i]["device"], held[i]["session"]) in self.world.forked:
                return True
            todo += rests_on(held[i])
        return False


class TypedIsSaidOnce(Checker):
    """An `answered` holds exactly what its person typed since the file was last settled: nothing less, nothing of others."""

    def acknowledged(self, laptop: Laptop, ids: Sequence[str]) -> None:
        for i in ids:
            event = self.world.tell(i, self.world.signing.signed[i])
            if event["kind"] != "answered" or event["body"].get("reason"):
                continue
            inspection = event["subject"][2:]
            typed = laptop.owed.typed.pop(inspection, {})
            decided = {p.removeprefix("decided ") for p in typed if p.startswith("decided ")}
            if decided and set(event["body"]["set"]) <= decided | {f"{p}.note" for p in decided}:
                rest = {
                    p: v
                    for p, v in typed.items()
                    if not p.startswith("decided ") and p not in decided
                }
                laptop.owed.typed[inspection] = rest
                continue
            self._compare(laptop, i, event["body"], typed)

    def _compare(self, laptop: Laptop, i: str, body: Told, typed: Any) -> None:
        said = {
            path: value
            for path, value in body["set"].items()
            if not path.startswith("record.") and ".note" not in path
        }
        pending = {
            p: now
            for p, (before, now) in typed.items()
            if before != now and "photos" not in p and " " not in p
        }
        if pending != said:
            self.fail(f"{laptop.name}: {i[:12]} says {said}; typed were {pending}")
        before, now = typed.get("exits.photos", ("", ""))
        names = {file["name"] for files in body["photos_add"].values() for file in files}
        added = set(now.split(", ")) - set(before.split(", ")) - {""} if before != now else set()
        if names != added:
            self.fail(f"{laptop.name}: {i[:12]} adds photos {names}; put in were {added}")
