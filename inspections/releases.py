"""Releases (发布): what the bureau made public, as values (FORMATS §7, DESIGN §6). Their bytes: `release_manifest`.

A manifest holds everything that the public tree of its release is made from, and nothing that the public may not see
(FORMATS §16) but two things that stay in the ledger: which issue is behind a row, and which events it was made from.
Refuses to hold a name of a person, a place, a requirement, an answer: it has no field for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from inspections.events import Event
from inspections.ids import DocId, EventId, IssueId, SchoolId
from inspections.vocabulary import Category, Severity, Stage, Status

ALL, CLOSED = "all", "closed"
NUMBER_MAX: Final = 999_999


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a release is about; empty means everything. `status` says which requirements become rows: all or closed."""

    campaign: str = ""
    area: str = ""
    from_: date | None = None
    to: date | None = None
    status: str = ALL


@dataclass(frozen=True, kw_only=True)
class PublicSchool:
    """A school as the public sees it."""

    id: SchoolId
    name: str
    stage: Stage
    area: str


@dataclass(frozen=True, kw_only=True)
class PublicRow:
    """A published issue: the fields of FORMATS §16 and no others. `number` is its public name: release and running number.

    `issue` is never rendered; `photos` are the SHA-256 of the ticked photos' sources.
    """

    number: str
    issue: IssueId
    school: SchoolId
    title: str
    category: Category
    severity: Severity
    status: Status
    due: date | None
    closed_on: date | None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """From which state of a document a release was made: how many events, their `fingerprint`, the last receipt's number."""

    events: int
    sha256: str
    receipt: int | None = None

    def json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"events": self.events, "sha256": self.sha256, "receipt": self.receipt}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a release says and from what. `figures` are those of FORMATS §8 that the public may see, of the whole scope.

    `gone` are the numbers of rows published earlier that this release takes back; `ledgers` the events of each
    document; `files` path -> SHA-256 of every file of the tree but its marker.
    """

    n: int
    on: date
    as_of: date
    lang: str
    program: str
    district: str
    title: str
    text: str
    scope: Scope
    figures: Mapping[str, Any]
    schools: tuple[PublicSchool, ...]
    rows: tuple[PublicRow, ...]
    gone: tuple[str, ...] = ()
    ledgers: Mapping[DocId, tuple[EventId, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release as the district's ledger has it; `withdrawn` is the act that took it back, if any did."""

    n: int
    event: Event
    ledgers: Mapping[DocId, Fingerprint]
    manifest: str
    titles: Mapping[IssueId, str]
    program: str
    withdrawn: Event | None = None


def fingerprint(events: Iterable[EventId]) -> str:
    """Return the SHA-256 of the ids, sorted, each on a line of its own: what `sort ids | sha256sum` prints."""
    return hashlib.sha256("".join(f"{id_}\n" for id_ in sorted(events)).encode()).hexdigest()


def current(manifests: Iterable[Manifest]) -> dict[str, tuple[PublicRow, Manifest]]:
    """Return number -> the newest state of each row that no later release took back, with the release that says so."""
    found: dict[str, tuple[PublicRow, Manifest]] = {}
    for manifest in sorted(manifests, key=lambda one: one.n):
        found.update((row.number, (row, manifest)) for row in manifest.rows)
        for number in manifest.gone:
            found.pop(number, None)
    return found


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a release changes for its readers: rows that are new, changed (before, after), the same, and taken back."""

    new: tuple[PublicRow, ...]
    changed: tuple[tuple[PublicRow, PublicRow], ...]
    same: int
    gone: tuple[PublicRow, ...]


def difference(earlier: Iterable[Manifest], manifest: Manifest) -> Difference:
    """Return what `manifest` changes against what the earlier releases have made public."""
    known = {number: row for number, (row, _) in current(earlier).items()}
    pairs = [(known.get(row.number), row) for row in manifest.rows]
    changed = tuple((old, row) for old, row in pairs if old is not None and old != row)
    new = tuple(row for old, row in pairs if old is None)
    return Difference(
        new=new,
        changed=changed,
        same=len(pairs) - len(new) - len(changed),
        gone=tuple(known[number] for number in manifest.gone if number in known),
    )
