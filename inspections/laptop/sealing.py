"""Sealing and amending: from a working copy to the acts `opened`, `answered`, `signed`, `sealed`, or `amended`.

All acts of one file are recorded in one transaction. What stands in the way is listed whole before anything is
written: conflicts, problems, missing signatures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from inspections.assess import Assessment
from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from inspections.events import Event
from inspections.found import finding_json, list_digest
from inspections.ids import DocId, issue_id
from inspections.inspection import Record, flat
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.opening import opened_act
from inspections.laptop.photo_check import inside
from inspections.laptop.recorder import Act
from inspections.laptop.working_copy import WorkingCopy, differences
from inspections.laptop.workspace import Workspace
from inspections.scoring import score_json
from inspections.view import School
from inspections.vocabulary import InspectionStatus, Signatory

NEEDED = (Signatory.INSPECTOR, Signatory.SCHOOL)


@dataclass(frozen=True)
class Sealing:
    """Seals or amends working copies of one workspace for one actor."""

    workspace: Workspace
    actor: Actor

    def hindrances(self, copy: WorkingCopy, unsigned_reason: str | None) -> tuple[Problem, ...]:
        """Return everything that stands in the way of sealing this file."""
        found = [*copy.errors, *(p for p in copy.undecided if p.code is Code.CONFLICT)]
        if copy.record is None or copy.assessment is None:
            return tuple(found)
        if copy.known is not None and copy.known.status is InspectionStatus.SEALED:
            return (_already(copy),)
        found += copy.unanswered
        found += _signatures(copy, copy.record, unsigned_reason)
        return tuple(found)

    def seal(self, copy: WorkingCopy, unsigned_reason: str | None) -> tuple[Event, ...]:
        """Record the acts that seal the file. Raises UserError with all hindrances, RuleError when the actor may not."""
        hindrances = self.hindrances(copy, unsigned_reason)
        if hindrances:
            codes = {p.code for p in hindrances}
            if codes == {Code.SEALED_ALREADY}:
                raise UserError(*hindrances, exit=Exit.REFUSED)
            raise UserError(
                *hindrances, exit=Exit.UNDECIDED if codes == {Code.CONFLICT} else Exit.PROBLEMS
            )
        record, found, school = copy.record, copy.assessment, copy.school
        assert record is not None and found is not None and school is not None
        sealed = INSPECTION_KINDS["sealed"]
        role = self.actor.role_for(sealed.label, sealed.who, school)
        self._one_of_its_people(record)
        findings = self.findings(copy, record, found)
        acts = [*self._opening(copy, record, school), *self._answering(copy, record, school)]
        before = len(acts)
        everything = tuple(range(before))
        for signed in record.signatures:
            body = {
                "name": signed.name,
                "as": signed.as_.value,
                "image": self._file(copy, signed.image) if signed.image else None,
                "list_digest": list_digest(findings),
                "objection": signed.objection or None,
            }
            acts.append(self._act("signed", record, school, body, copy, everything))
        heads = self._heads(copy, acts)

        def body_of(made: Sequence[Event]) -> Mapping[str, Any]:
            new = [event.id for event in made if event.kind == "answered"]
            return {
                "heads": sorted({*(heads if not new else ()), *new}),
                "findings": findings,
                "results": {item: result.value for item, result in sorted(found.results.items())},
                "unsigned_reason": unsigned_reason,
                "score": score_json(found.score) if found.score else None,
                "documents_seen": [
                    {"what": w, "count": n} for w, n in record.header.documents_seen
                ],
                "program": version("ducha"),
            }

        acts.append(
            Act(
                doc=DocId(school.id),
                kind="sealed",
                subject=f"i:{record.header.inspection}",
                role=role,
                body=body_of,
                seen=self._seen(copy),
                after=tuple(range(len(acts))),
            )
        )
        return self.actor.recorder.record(acts)

    def amend(self, copy: WorkingCopy, reason: str) -> tuple[Event, ...]:
        """Record what a sealed file says otherwise now, or nothing when it says the same.

        Raises UserError for problems in the file, RuleError when the actor may not.
        """
        stops = [*copy.errors, *(p for p in copy.undecided if p.code is Code.CONFLICT)]
        if stops:
            raise UserError(*stops)
        record, found, school, known = copy.record, copy.assessment, copy.school, copy.known
        assert record is not None and found is not None and school is not None
        if known is None or known.status is not InspectionStatus.SEALED:
            raise UserError(_not_sealed(copy), exit=Exit.REFUSED)
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
        return self.actor.recorder.record([self._act("amended", record, school, body, copy, ())])

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
            kept = self.workspace.library.get(record.header.checklist)
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

    def _heads(self, copy: WorkingCopy, acts: Sequence[Act]) -> list[str]:
        """Return the answers that are newest now, for a file that adds none."""
        if copy.known is None:
            return []
        answers = [entry.event for entry in copy.known.timeline if entry.event.kind == "answered"]
        seen = {one for event in answers for one in event.seen}
        return [event.id for event in answers if event.id not in seen]

    def _file(self, copy: WorkingCopy, name: str) -> Mapping[str, object]:
        return self.workspace.blobs.take(inside(copy.photo_folder, name))

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


def _signatures(
    copy: WorkingCopy, record: Record, unsigned_reason: str | None
) -> Iterator[Problem]:
    """Yield a problem for each signature that is missing; a reason stands for the school's (FORMATS §6)."""
    there = {signed.as_ for signed in record.signatures}
    for needed in NEEDED:
        if needed in there or (needed is Signatory.SCHOOL and unsigned_reason):
            continue
        yield Problem(
            code=Code.SIGNATURE_MISSING,
            file=copy.shown,
            line=record.lines.get("signatures"),
            what=M("{as_}还没有签字", as_=needed.label),
            remedy=M("在 signatures 里写 - {{name: 姓名, as: {as_}}}", as_=needed.value)
            if needed is Signatory.INSPECTOR
            else M(
                "在 signatures 里写 - {{name: 姓名, as: school}}；学校不签就用 --unsigned-reason 原因"
            ),
        )


def _already(copy: WorkingCopy) -> Problem:
    return Problem(
        code=Code.SEALED_ALREADY,
        file=copy.shown,
        what=M("这份检查已经封存了"),
        remedy=M("要更正：ducha amend {file} --reason 理由", file=copy.shown),
    )


def _not_sealed(copy: WorkingCopy) -> Problem:
    return Problem(
        code=Code.RULE_STATUS,
        file=copy.shown,
        what=M("这份检查还没有封存，不用更正"),
        remedy=M("改好文件后：ducha seal {file}", file=copy.shown),
    )
