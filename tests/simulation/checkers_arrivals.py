"""Truths about what arrives: nothing innocent is kept out, nothing is touched in vain, whoever carries is told.

What a parcel carries is read by other means than ours, and so is what became of it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from inspections.errors import Problem
from tests.simulation.courier import Parcel
from tests.simulation.laptop import Laptop
from tests.simulation.reading import Told, rests_on, values_in
from tests.simulation.views import dump
from tests.simulation.world import Checker


class Innocent(Checker):
    """What can stand in a document is taken in, whatever hostile or damaged things travel beside it; and twice is once."""

    def sending(self, laptop: Laptop, parcel: Parcel) -> None:
        self.carried = dict(_carried(parcel))
        self.done = set(self.world.acknowledged_ids)
        self.before = {doc: dict(held) for doc, held in laptop.held().items()}
        self.waited = {doc: laptop.log.waiting(doc) for doc in {*self.carried, *self.before}}

    def came(self, laptop: Laptop, parcel: Parcel, problems: Sequence[Problem]) -> None:
        after = laptop.held()
        stopped = any(problem.code.startswith("store.") for problem in problems)
        certified = _certified(self.world.of(after.get("district", {})))
        for doc, blocks in self.carried.items():
            held = after.get(doc, {})
            places = {_place(event): i for i, event in self.world.of(held).items()}
            new = held.keys() - self.before.get(doc, {}).keys()
            settled = self.world.acknowledged_ids - self.done
            if not new <= blocks.keys() | self.waited.get(doc, {}).keys() | settled:
                self.fail(f"{laptop.name} {doc}: events came in that nobody carried")
            for i, value in blocks.items():
                if parcel.damaged or stopped or i in held or i not in self.world.signing.signed:
                    continue
                event = self.world.tell(i, value)
                free = _place(event) not in places
                if (
                    free
                    and event["device"] in certified
                    and all(j in held for j in rests_on(event))
                ):
                    says = [f"{p.code}: {p.what}" for p in problems][:3]
                    self.fail(
                        f"{laptop.name} {doc} kept out {i[:12]}, an honest {event['kind']}; told: {says}"
                    )


class Untouched(Checker):
    """What is turned away or waits leaves every row of the log, the document and the view byte for byte as they were."""

    def sending(self, laptop: Laptop, parcel: Parcel) -> None:
        self.rows = laptop.log.rows()
        self.held = {doc: set(held) for doc, held in laptop.held().items()}
        self.shown = self._shown(laptop) if parcel.marks else None

    def came(self, laptop: Laptop, parcel: Parcel, problems: Sequence[Problem]) -> None:
        rows = laptop.log.rows()
        if [row for row in rows if row in set(self.rows)] != self.rows:
            self.fail(f"{laptop.name}: rows of the log changed")
        for doc, held in laptop.held().items():
            grown = sum(one[0] == doc for one in rows) > sum(one[0] == doc for one in self.rows)
            if grown and set(held) == self.held.get(doc, set()):
                self.fail(f"{laptop.name} {doc}: nothing came in and the log grew")
        same = {doc: set(held) for doc, held in laptop.held().items()} == self.held
        if same and self.shown is not None:
            self.world.met["turned away untouched"] += 1
            if self._shown(laptop) != self.shown:
                self.fail(
                    f"{laptop.name}: nothing came in, and its documents or its view are other bytes"
                )

    def _shown(self, laptop: Laptop) -> list[object]:
        """Return document and view as bytes, made anew."""
        workspace = laptop.fresh()
        try:
            documents = [workspace.store.load(doc).encode() for doc in workspace.documents()]
            return [*documents, dump(workspace.view())]
        finally:
            workspace.close()


class RefusalsAreTold(Checker):
    """Whoever carries what is turned away reads why and what to do; the bytes are kept with the reason."""

    def told(self, laptop: Laptop, problems: Sequence[Problem]) -> None:
        for problem in problems:
            if not (
                problem.code
                and problem.what.render(str).strip()
                and problem.remedy.render(str).strip()
            ):
                self.fail(f"{laptop.name}: {problem.code} without reason or remedy")

    def came(self, laptop: Laptop, parcel: Parcel, problems: Sequence[Problem]) -> None:
        self.told(laptop, problems)
        if parcel.damaged or any(problem.code.startswith("store.") for problem in problems):
            return
        for doc, blocks in _carried(parcel):
            held = laptop.held().get(doc, {})
            out = {i for i in blocks if i in parcel.marks and i not in held}
            rest = out - set(laptop.log.waiting(doc))
            kept = {hashlib.sha256(value).hexdigest() for _, value in laptop.log.quarantined(doc)}
            silent = {i for i in rest if hashlib.sha256(blocks[i]).hexdigest() not in kept}
            if rest and not problems:
                self.fail(
                    f"{laptop.name} {doc}: {sorted(rest)[0][:12]} was turned away and nobody was told"
                )
            behind = any(self._behind(i, rest, blocks) for i in silent)
            if silent and not behind:
                self.fail(
                    f"{laptop.name} {doc}: {sorted(silent)[0][:12]} was turned away and not kept with a reason"
                )

    def _behind(self, i: str, rest: set[str], blocks: dict[str, bytes]) -> bool:
        """Return whether another event of the same chain before this one is kept with the reason."""
        event = self.world.tell(i, blocks[i])
        return any(
            self.world.tell(j, blocks[j]).get("session") == event.get("session")
            for j in rest
            if j != i
        )


class ForksAreSeen(Checker):
    """When two machines write one session, whoever meets the second branch is told, and it is kept."""

    def came(self, laptop: Laptop, parcel: Parcel, problems: Sequence[Problem]) -> None:
        if parcel.damaged or any(problem.code.startswith("store.") for problem in problems):
            return
        for doc, blocks in _carried(parcel):
            held = laptop.held().get(doc, {})
            places = {_place(event): i for i, event in self.world.of(held).items()}
            reasons = laptop.log.quarantine().get(doc, {})
            for i, value in blocks.items():
                if i in held or i in self.world.never or i not in self.world.known():
                    continue
                event = self.world.tell(i, value)
                if (event["device"], event["session"]) not in self.world.forked:
                    continue
                first = _place(event) in places and self._parent_held(event, held)
                if first and hashlib.sha256(value).hexdigest() not in reasons:
                    self.fail(
                        f"{laptop.name} {doc}: the second branch at {i[:12]} was not kept with a reason"
                    )
                if first and not problems:
                    self.fail(f"{laptop.name} {doc}: met a fork at {i[:12]} and told nobody")
                self.world.met["fork seen"] += first

    def _parent_held(self, event: Told, held: Mapping[str, bytes]) -> bool:
        return event["seq"] == 0 or event["prev"] in held


class LossesAreSeen(Checker):
    """Whoever takes a bundle in is told when its maker has lost acts of their own, and only then."""

    def sending(self, laptop: Laptop, parcel: Parcel) -> None:
        self.lost = False
        if parcel.made is None or parcel.damaged:
            return
        carried = {doc for doc, _ in _carried(parcel)}
        for doc, held in laptop.held().items():
            for i, event in self.world.of(held).items() if doc in carried else ():
                own = event["by"] == parcel.maker and event["as"] != "root"
                before = datetime.fromisoformat(event["at"]) < parcel.made
                self.lost |= own and before and i not in parcel.holds

    def came(self, laptop: Laptop, parcel: Parcel, problems: Sequence[Problem]) -> None:
        if (
            parcel.made is None
            or parcel.damaged
            or any(p.code.startswith("store.") for p in problems)
        ):
            return
        if any(self._of(parcel.maker, device) for device, _ in self.world.forked):
            return
        said = any(
            "条制作人自己的记录" in text
            for one in laptop.programs.values()
            for text in one.ctx.said
        )
        self.world.met["loss seen"] += said
        if said != self.lost:
            self.fail(
                f"{laptop.name}: {parcel.maker} at {parcel.sender} lost acts: {self.lost}; told: {said}"
            )

    def _of(self, person: str, device: str) -> bool:
        certificates = self.world.of(self.world.first).values()
        return any(
            one["subject"] == f"d:device/{device}" and one["body"].get("person") == person
            for one in certificates
        )


def _carried(parcel: Parcel) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield what a bundle carries, document by document; of a damaged one what can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(parcel.data)) as bundle:
            for name in bundle.namelist():
                if name.startswith("documents/"):
                    yield name[10:-7], values_in(bundle.read(name))
    except Exception:  # zip and zlib raise a dozen kinds on damaged files
        if not parcel.damaged:
            raise


def _certified(district: dict[str, Told]) -> set[str]:
    """Return the keys that the district's root certified."""
    roots = {one["device"] for one in district.values() if one["kind"] == "district_opened"}
    given = {
        one["subject"].removeprefix("d:device/")
        for one in district.values()
        if one["kind"] == "device_certified" and one["device"] in roots
    }
    return roots | given


def _place(event: Told) -> tuple[str, str, int]:
    return event["device"], event["session"], event["seq"]
