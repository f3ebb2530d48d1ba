"""What the public tree is made from: released rows and figures, and no field beside them (FORMATS §16).

A `Published` is made from manifests alone; ledger, issue ids, events and names of persons are not in it, so no page,
template, search or download can show them. Refuses withdrawn releases: of those only number and day are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from inspections.bulletin import overdue
from inspections.errors import Translate
from inspections.ids import IssueId, SchoolId
from inspections.releases import Manifest, PublicRow, PublicSchool, current
from inspections.vocabulary import Status
from site_builder.material import Picture

NOTHING = IssueId("")


@dataclass(frozen=True, kw_only=True)
class Published:
    """The releases that stand, oldest first, and number and day of those that were withdrawn."""

    releases: tuple[Manifest, ...]
    withdrawn: tuple[tuple[int, date], ...] = ()
    translate: Translate = str
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @cached_property
    def latest(self) -> Manifest | None:
        """The newest release that stands."""
        return self.releases[-1] if self.releases else None

    @property
    def as_of(self) -> date:
        """The day of the newest figures; of the last withdrawal where nothing is left."""
        if self.latest is not None:
            return self.latest.as_of
        return max((on for _, on in self.withdrawn), default=date(2000, 1, 1))

    @cached_property
    def current(self) -> Mapping[str, tuple[PublicRow, Manifest]]:
        """Number -> row as last published, with its release; rows taken back are not among them."""
        return current(self.releases)

    @cached_property
    def named(self) -> Mapping[SchoolId, PublicSchool]:
        """The schools of all rows of releases that stand, also of rows taken back: each has a page to lead to."""
        return {one.id: one for release in self.releases for one in release.schools}

    @cached_property
    def schools(self) -> Mapping[SchoolId, PublicSchool]:
        """The schools of the rows that stand, as last published, by area and id."""
        used = {row.school for row, _ in self.current.values()}
        kept = [self.named[id_] for id_ in used]
        return {one.id: one for one in sorted(kept, key=lambda one: (one.area, one.id))}

    @cached_property
    def _appearances(self) -> Mapping[str, list[tuple[PublicRow, Manifest]]]:
        found: dict[str, list[tuple[PublicRow, Manifest]]] = {}
        for manifest in self.releases:
            for row in manifest.rows:
                found.setdefault(row.number, []).append((row, manifest))
        return found

    @cached_property
    def _named(self) -> Mapping[tuple[int, SchoolId], PublicSchool]:
        return {(m.n, one.id): one for m in self.releases for one in m.schools}

    def appearances(self, number: str) -> tuple[tuple[PublicRow, Manifest], ...]:
        """Return every release that stands and has a row of this number, oldest first; none if all were withdrawn."""
        return tuple(self._appearances.get(number, ()))

    def school_of(self, pair: tuple[PublicRow, Manifest]) -> PublicSchool:
        """Return the school of a row, as its release has it."""
        row, manifest = pair
        return self._named[manifest.n, row.school]


def published(
    manifests: Iterable[Manifest],
    *,
    withdrawn: Iterable[tuple[int, date]] = (),
    translate: Translate = str,
    pictures: Mapping[str, Picture] | None = None,
) -> Published:
    """Return what may be shown of these releases: without the issues behind the rows, events and files."""
    gone = tuple(sorted(withdrawn))
    numbers = {n for n, _ in gone}
    kept = sorted((one for one in manifests if one.n not in numbers), key=lambda one: one.n)
    return Published(
        releases=tuple(map(_public, kept)),
        withdrawn=gone,
        translate=translate,
        pictures=pictures or {},
    )


def counts(rows: Iterable[tuple[PublicRow, Manifest]]) -> dict[str, int]:
    """Return the four numbers of rows that were published: requirements, closed, in_progress, overdue."""
    found = dict.fromkeys(("requirements", "closed", "in_progress", "overdue"), 0)
    for row, manifest in rows:
        found["requirements"] += 1
        found["closed" if row.status is Status.CLOSED else "in_progress"] += 1
        found["overdue"] += overdue(row, manifest.as_of)
    return found


def photos_of(manifests: Iterable[Manifest]) -> tuple[str, ...]:
    """Return the hashes of all photos that the rows show, sorted, each once."""
    return tuple(sorted({p for one in manifests for row in one.rows for p in row.photos}))


def _public(manifest: Manifest) -> Manifest:
    rows = tuple(replace(row, issue=NOTHING) for row in manifest.rows)
    return replace(manifest, rows=rows, ledgers={}, files={})
