"""Sealing: from a settled working copy to the acts `signed` and `sealed`; what was typed is in the ledger before.

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
from inspections.district import School
from inspections.errors import Code, M, Problem, RuleError
from inspections.events import Event
from inspections.found import finding_json, list_digest
from inspections.ids import DocId, issue_id
from inspections.inspection import Record
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.hindrances import hindrances, refuse
from inspections.laptop.photo_check import inside
from inspections.laptop.recorder import Act
from inspections.laptop.store_writing import Transaction
from inspections.laptop.working_copy import WorkingCopy
from inspections.laptop.workspace import Workspace
from inspections.scoring import score_json


@dataclass(frozen=True)
class Sealing:
    """Seals working copies of one workspace for one actor."""

    workspace: Workspace
    actor: Actor
    _taken: dict[Path, Mapping[str, object]] = field(default_factory=dict)
    """The photos kept so far: each is read, looked at and kept once, however often it is named."""

    def seal(self, copy: WorkingCopy, unsigned_reason: str | None) -> tuple[Event, ...]:
        """Record the acts that seal the file. Raises UserError with all hindrances, RuleError when the actor may not."""
        self.allowed(copy, unsigned_reason)
        record, found, school = copy.record, copy.assessment, copy.school
        assert record is not None and found is not None and school is not None
        findings = self.findings(copy, record, found)
        acts = list(self._signing(copy, record, school, list_digest(findings)))
        sealing = {
            "heads": self._heads(copy),
            "findings": findings,
            "results": {item: result.value for item, result in sorted(found.results.items())},
            "unsigned_reason": unsigned_reason,
            "score": score_json(found.score) if found.score else None,
            "documents_seen": [{"what": w, "count": n} for w, n in record.header.documents_seen],
            "program": version("ducha"),
        }
        everything = tuple(range(len(acts)))
        acts.append(self._act("sealed", record, school, sealing, copy, everything))
        base = self.workspace.store.base(record.header.inspection)

        def keep_base(writing: Transaction, events: Sequence[Event]) -> None:
            if base is not None:
                seen = frozenset({events[-1].id})
                writing.keep_base(record.header.inspection, replace(base, seen=seen))

        return self.actor.recorder.record(acts, {DocId(school.id): copy.held}, keep_base)

    def allowed(self, copy: WorkingCopy, unsigned_reason: str | None) -> None:
        """Raise UserError with all that stands in the way of sealing, RuleError when the actor may not."""
        refuse(copy, hindrances(copy, unsigned_reason))
        assert copy.record is not None and copy.school is not None
        sealed = INSPECTION_KINDS["sealed"]
        self.actor.role_for(sealed.label, sealed.who, copy.school)
        self._one_of_its_people(copy.record)

    def findings(
        self, copy: WorkingCopy, record: Record, found: Assessment
    ) -> list[dict[str, Any]]:
        """Return the findings as they stand in `sealed`, each with its issue's id and its photos kept."""
        rows = []
        for one in found.found:
            issue = issue_id(record.header.inspection, one.item, one.row)
            rows.append(finding_json(one, issue, [self._file(copy, name) for name in one.photos]))
        return rows

    def _signing(
        self, copy: WorkingCopy, record: Record, school: School, digest: str
    ) -> Iterator[Act]:
        """Yield one `signed` for each signature in the file."""
        for signed in record.signatures:
            body = {
                "name": signed.name,
                "as": signed.as_.value,
                "image": self._file(copy, signed.image) if signed.image else None,
                "list_digest": digest,
                "objection": signed.objection or None,
            }
            yield self._act("signed", record, school, body, copy, ())

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
        """Return the answers that are sealed: the newest ones, with all they rest on."""
        if copy.known is None:
            return []
        answers = [entry.event for entry in copy.known.timeline if entry.event.kind == "answered"]
        seen = {one for event in answers for one in event.seen}
        return sorted(event.id for event in answers if event.id not in seen)

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
