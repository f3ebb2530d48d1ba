"""What an inspection found, and its JSON form as `sealed` freezes it (FORMATS §6).

A finding comes from an item (and its part or row), or was written down by hand because no item asks for it. What the
record says about one finding goes before what the checklist says about all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspections.answers import by_word, number
from inspections.canonical import dump
from inspections.checklist import Checklist, Finding
from inspections.inspection import Record
from inspections.vocabulary import Category, Disposition, Result, Severity


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding. `row` is the part, row or finding id, or ""; `item` is "" for a finding not on the list.

    `basis` is the text of the rule, `days` the working days to rectify, `photos` file names, `fixed` whether it was
    put right before the inspectors' eyes (立行立改).
    """

    item: str
    row: str
    title: str
    place: str
    category: Category
    severity: Severity
    disposition: Disposition
    requirement: str
    days: int | None
    basis: str
    photos: tuple[str, ...]
    fixed: bool
    responsible: str = ""
    note: str = ""


def finding_of(
    record: Record, checklist: Checklist, rule: Finding, item: str, row: str, result: Result | None
) -> Found:
    """Return the finding that `rule` of an item (and a part or row of it) yields in this record."""
    say = _Sayings(record, f"{item}.{row}" if row else item, item)
    severity = by_word(Severity, say.override("severity")) or rule.severity
    return Found(
        item=item,
        row=row,
        title=say.override("title") or rule.title,
        place=say.beside("place"),
        category=rule.category,
        severity=severity,
        disposition=rule.disposition,
        requirement=say.override("requirement") or rule.requirement,
        days=_days(say.override("days"), rule.days),
        basis=basis_text(checklist, rule.basis or ""),
        photos=say.photos(),
        fixed=result is Result.FIXED_ON_SITE,
        responsible=say.override("responsible"),
        note=say.beside("note"),
    )


def finding_not_listed(record: Record, checklist: Checklist, name: str) -> Found | None:
    """Return the finding `name` that was written by hand; None while it lacks title, category or severity."""

    def text(field: str) -> str:
        return record.text(f"findings.{name}.{field}")

    category, severity = by_word(Category, text("category")), by_word(Severity, text("severity"))
    if not text("title") or category is None or severity is None:
        return None
    usual = Disposition.ON_SITE if severity is Severity.MINOR else Disposition.NOTICE
    return Found(
        item="",
        row=name,
        title=text("title"),
        place=text("place"),
        category=category,
        severity=severity,
        disposition=by_word(Disposition, text("disposition")) or usual,
        requirement=text("requirement"),
        days=_days(text("days"), None),
        basis=basis_text(checklist, text("basis")),
        photos=record.photos.get(f"findings.{name}", ()),
        fixed=text("fixed") == "是",
        responsible=text("responsible"),
        note=text("note"),
    )


def basis_text(checklist: Checklist, basis: str) -> str:
    """Return the text of the rule that `basis` names; another text stays as it is."""
    return next((rule.text for rule in checklist.basis if rule.id == basis), basis)


def finding_json(
    found: Found, issue: str, files: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """Return the finding as it stands in `sealed`; `files` are its photos as {sha256, name, bytes}.

    `responsible` is there only where the inspectors named somebody, as `单位/人`.
    """
    return {
        "issue": issue,
        "item": found.item,
        "row": found.row,
        "title": found.title,
        "place": found.place,
        "category": found.category.value,
        "severity": found.severity.value,
        "disposition": found.disposition.value,
        "requirement": found.requirement,
        "days": found.days,
        "basis": found.basis,
        "photos": [dict(file) for file in files],
        "fixed": found.fixed,
        **({"responsible": found.responsible} if found.responsible else {}),
    }


def list_digest(findings: Sequence[Mapping[str, object]]) -> str:
    """Return the hex SHA-256 of the RFC 8785 form of the findings as they stand in `sealed` (FORMATS §6)."""
    return hashlib.sha256(dump([dict(finding) for finding in findings])).hexdigest()


class _Sayings:
    """What the record says beside an answer: at the part or row first, then at its item."""

    def __init__(self, record: Record, near: str, far: str) -> None:
        self._record, self._paths = record, tuple(dict.fromkeys((near, far)))

    def beside(self, name: str) -> str:
        texts = (self._record.text(f"{path}.{name}") for path in self._paths)
        return next((text for text in texts if text), "")

    def override(self, name: str) -> str:
        return self.beside(f"finding.{name}")

    def photos(self) -> tuple[str, ...]:
        names = (name for path in self._paths for name in self._record.photos.get(path, ()))
        return tuple(dict.fromkeys(names))


def _days(typed: str, usual: int | None) -> int | None:
    days = number(typed) if typed else None
    return int(days) if days is not None and days >= 0 and days == int(days) else usual
