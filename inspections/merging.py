"""What a person changed in a working copy since it was last written: the file against its kept base (FORMATS §6, §11).

Values are compared as they were typed, path by path, photos by their content. Nothing is decided here. Refuses to
take a deleted row for a change: striking out needs a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from inspections.inspection import BESIDE, Record, flat

Typed: TypeAlias = "str | list[str]"
Photos: TypeAlias = Mapping[str, Mapping[str, str]]
"""path -> file name -> SHA-256 of the content."""
NOTE = ".note"


@dataclass(frozen=True)
class Shown:
    """A working copy as it was written, or as it is now: what it says, and which photos its names stand for."""

    record: Record
    photos: Photos = field(default_factory=dict)


@dataclass(frozen=True)
class Changes:
    """What a person changed: values by path (None: taken out), names of photos added, contents of photos taken out.

    `rows_gone` are rows and findings (`item.row`) whose lines were deleted without a reason: that is no change yet,
    striking out needs `removed: reason` (FORMATS §11).
    """

    values: Mapping[str, Typed | None] = field(default_factory=dict)
    photos_added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    photos_gone: tuple[tuple[str, str], ...] = ()
    rows_gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.photos_added or self.photos_gone)


def changes(base: Shown | None, now: Shown) -> Changes:
    """Return what was changed between the base and the file (everything in it, if there is no base).

    A path that stands in conflict now says nothing yet; one that stood in conflict and has one answer now says it,
    and that no other side's note belongs to it.
    """
    before = flat(base.record) if base else {}
    after = flat(now.record)
    gone = tuple(_rows_gone(base.record, now.record, before, after)) if base else ()
    values = {
        path: after.get(path)
        for path in sorted({*before, *after} - set(now.record.conflicts))
        if after.get(path) != before.get(path) and not _within(path, gone)
    }
    for path, conflict in (base.record.conflicts if base else {}).items():
        if path in after and path + NOTE not in after and any(s.note for s in conflict.sides):
            values[path + NOTE] = None
    held = base.photos if base else {}
    added = {
        path: tuple(name for name, sha in files.items() if sha not in held.get(path, {}).values())
        for path, files in sorted(now.photos.items())
    }
    return Changes(
        values=dict(sorted(values.items())),
        photos_added={path: names for path, names in added.items() if names},
        photos_gone=tuple(
            (path, sha)
            for path, files in sorted(held.items())
            for sha in sorted(set(files.values()) - set(now.photos.get(path, {}).values()))
            if not _within(path, gone)
        ),
        rows_gone=gone,
    )


def _rows_gone(
    base: Record, now: Record, before: Mapping[str, Typed], after: Mapping[str, Typed]
) -> Iterator[str]:
    """Yield rows and findings that the base has and the file has not, not even as struck out or set aside."""
    there = set(_rows(base, after))
    aside = {".".join(path.split(".")[:2]) for path in now.orphans}
    yield from (row for row in _rows(base, before) if row not in there | aside)


def _rows(base: Record, values: Mapping[str, Typed]) -> dict[str, None]:
    found: dict[str, None] = {}
    for path in values:
        head, *rest = path.split(".")
        listed = head == "findings" or (head in base.rows and rest and rest[0] not in BESIDE)
        if listed and len(rest) > 1:
            found[f"{head}.{rest[0]}"] = None
    return found


def _within(path: str, rows: tuple[str, ...]) -> bool:
    return any(path == row or path.startswith(f"{row}.") for row in rows)
