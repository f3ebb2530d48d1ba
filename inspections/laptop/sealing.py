"""Sealing and amending: from a working copy to the acts `opened`, `answered`, `signed`, `sealed`, or `amended`.

All acts of one file are recorded in one transaction. What stands in the way is listed whole before anything is
written: conflicts, problems, missing signatures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inspections.assess import Assessment
from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from inspections.events import Event
from inspections.found import finding_json, list_digest
from inspections.ids import DocId, issue_id
from inspections.inspection import Record, flat
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.hindrances import hindrances, not_sealed, refuse, stops
from inspections.laptop.opening import opened_act
from inspections.laptop.photo_check import inside
from inspections.laptop.recorder import Act
from inspections.laptop.working_copy import WorkingCopy, differences
from inspections.laptop.workspace import Workspace
from inspections.scoring import score_json
from inspections.view import School
from inspections.vocabulary import InspectionStatus


@dataclass(frozen=True)
class Sealing:
    """Seals or amends working copies of one workspace for one actor."""

    workspace: Workspace
    actor: Actor
    _taken: dict[Path, Mapping[str, object]] = field(default_factory=dict)
    """The photos kept so far: each is read, looked at and kept once, however often it is named."""

    def seal(self, copy: WorkingCopy, unsigned_reason: str | None) -> tuple[Event, ...]:
        """Record the acts that seal the file. Raises UserError with all hindrances, RuleError when the actor may not."""
        refuse(copy, hindrances(copy, unsigned_reason))
        record, found, school = copy.record, copy.assessment, copy.school
        assert record is not None and found is not None and school is not None
        sealed = INSPECTION_KINDS["sealed"]
        self.actor.role_for(sealed.label, sealed.who, school)
        self._one_of_its_people(record)
        findings = self.findings(copy, record, found)
        acts = [*self._opening(copy, record, school), *self._answering(copy, record, school)]
        acts += self._signing(copy, record, school, list_digest(findings), len(acts))
        body = {
            "findings": findings,
            "results": {item: result.value for item, result in sorted(found.results.items())},
            "unsigned_reason": unsigned_reason,
            "score": score_json(found.score) if found.score else None,
            "documents_seen": [{"what": w, "count": n} for w, n in record.header.documents_seen],
            "program": version("ducha"),
        }

        def body_of(made: Sequence[Event]) -> Mapping[str, Any]:
            new = [event.id for event in made if event.kind == "answered"]
            return {"heads": sorted(new or self._heads(copy)), **body}

        everything = tuple(range(len(acts)))
        acts.append(
            replace(self._act("sealed", record, school, {}, copy, everything), body=body_of)
        )
        return self.actor.recorder.record(acts, {DocId(school.id): copy.held})

    def amend(self, copy: WorkingCopy, reason: str) -> tuple[Event, ...]:
        """Record what a sealed file says otherwise now, or nothing when it says the same.

        Raises UserError for problems in the file, RuleError when the actor may not.
        """
        refuse(copy, (*stops(copy), *copy.unanswered))
        record, found, school, known = copy.record, copy.assessment, copy.school, copy.known
        assert record is not None and found is not None and school is not None
        if known is None or known.status is not InspectionStatus.SEALED:
            raise UserError(not_sealed(copy), exit=Exit.REFUSED)
        raised = set(known.issues)
        added = [f for f in self.findings(copy, record, found) if f["issue"] not in raised]
        photos_add, photos_strike = self._photos(copy, record, reason)
        changes = {path: flat(record).get(path) for path in differences(known, record)}
        if not (added or photos_add or photos_strike or changes):
            return ()
        body = {
            "set": changes,
            "photos_add": photos_add,
            "photos_strike": photos_strike,
            "findings_added": added,
            "reason": reason,
        }
        act = self._act("amended", record, school, body, copy, ())
        return self.actor.recorder.record([act], {DocId(school.id): copy.held})

    def findings(
        self, copy: WorkingCopy, record: Record, found: Assessment
    ) -> list[dict[str, Any]]:
        """Return the findings as they stand in `sealed`, each with its issue's id and its photos kept."""
        rows = []
        for one in found.found:
            issue = issue_id(record.header.inspection, one.item, one.row)
            rows.append(finding_json(one, issue, [self._file(copy, name) for name in one.photos]))
        return rows

    def _opening(self, copy: WorkingCopy, record: Record, school: School) -> Iterator[Act]:
        if copy.known is None:
            kept = self.workspace.shelf.get(record.header.checklist)
            assert kept is not None
            yield opened_act(self.actor, kept, record.header, school)

    def _answering(self, copy: WorkingCopy, record: Record, school: School) -> Iterator[Act]:
        """Yield one `answered` with what the file says otherwise than the ledger, if it says anything."""
        now = flat(record)
        changed = differences(copy.known, record) if copy.known else tuple(sorted(now))
        photos_add, photos_strike = self._photos(copy, record, None)
        if not (changed or photos_add or photos_strike):
            return
        body = {
            "set": {path: now.get(path) for path in changed},
            "photos_add": photos_add,
            "photos_strike": photos_strike,
            "reason": None,
        }
        yield self._act("answered", record, school, body, copy, () if copy.known else (0,))

    def _signing(
        self, copy: WorkingCopy, record: Record, school: School, digest: str, before: int
    ) -> Iterator[Act]:
        """Yield one `signed` for each signature in the file, having seen the `before` acts ahead of it."""
        for signed in record.signatures:
            body = {
                "name": signed.name,
                "as": signed.as_.value,
                "image": self._file(copy, signed.image) if signed.image else None,
                "list_digest": digest,
                "objection": signed.objection or None,
            }
            yield self._act("signed", record, school, body, copy, tuple(range(before)))

    def _photos(
        self, copy: WorkingCopy, record: Record, reason: str | None
    ) -> tuple[dict[str, list[Mapping[str, object]]], list[dict[str, object]]]:
        """Return the photos that the ledger lacks, and those that it has but the file no longer names."""
        held = copy.known.photos if copy.known else {}
        add: dict[str, list[Mapping[str, object]]] = {}
        for path, names in sorted(record.photos.items()):
            known = {(file.name, file.sha256) for file in held.get(path, ())}
            files = [self._file(copy, name) for name in names]
            new = [file for file in files if (file["name"], file["sha256"]) not in known]
            if new:
                add[path] = new
        strike: list[dict[str, object]] = [
            {"path": path, "file": file.sha256, "reason": reason or "检查表里删去了这张照片"}
            for path, files in sorted(held.items())
            for file in files
            if file.name not in record.photos.get(path, ())
        ]
        return add, strike

    def _act(
        self,
        kind: str,
        record: Record,
        school: School,
        body: Mapping[str, Any],
        copy: WorkingCopy,
        after: tuple[int, ...],
    ) -> Act:
        row = INSPECTION_KINDS[kind]
        return Act(
            doc=DocId(school.id),
            kind=kind,
            subject=f"i:{record.header.inspection}",
            role=self.actor.role_for(row.label, row.who, school),
            body=body,
            seen=self._seen(copy),
            after=after,
        )

    def _seen(self, copy: WorkingCopy) -> frozenset[Any]:
        return copy.known.heads if copy.known else frozenset()

    def _heads(self, copy: WorkingCopy) -> list[str]:
        """Return the answers that are newest now, for a file that adds none."""
        if copy.known is None:
            return []
        answers = [entry.event for entry in copy.known.timeline if entry.event.kind == "answered"]
        seen = {one for event in answers for one in event.seen}
        return [event.id for event in answers if event.id not in seen]

    def _file(self, copy: WorkingCopy, name: str) -> Mapping[str, object]:
        path = inside(copy.photo_folder, name)
        if path not in self._taken:
            self._taken[path] = self.workspace.blobs.take(path)
        return self._taken[path]

    def _one_of_its_people(self, record: Record) -> None:
        if (
            self.actor.person not in record.header.inspectors
            and self.actor.name not in record.header.inspectors
        ):
            raise RuleError(
                Problem(
                    code=Code.RULE_SCOPE,
                    what=M("{name}不是这次检查的督查人员", name=self.actor.name),
                    remedy=M("由 {people} 封存", people="、".join(record.header.inspectors)),
                )
            )
