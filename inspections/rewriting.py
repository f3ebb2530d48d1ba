"""What a working copy has to say once all answers are merged: what all say together, put back into one file.

Where people answered without knowing of each other, all of their answers go into the file, with names and notes
(FORMATS §14). Nothing is decided here. Refuses to write a conflict into the head, which has no place for one: the
ledger names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspections.inspection import Header, Side, Value, flat
from inspections.merging import NOTE, Photos, Shown, Typed
from inspections.view import File, Inspection, Said
from inspections.vocabulary import Visit

HEAD = "record."
CHECKLIST = "record.checklist"
"""Never written by merging: a file takes another version by `upgrade`, which looks at every answer."""


@dataclass(frozen=True)
class Rewriting:
    """What has to change in the file so that it says what the ledger says: values and conflicts by path, photos that
    are to be named there, and names that are to go.
    """

    values: Mapping[str, Value | None] = field(default_factory=dict)
    conflicts: Mapping[str, tuple[Side, ...]] = field(default_factory=dict)
    photos_new: Mapping[str, tuple[File, ...]] = field(default_factory=dict)
    photos_gone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.conflicts or self.photos_new or self.photos_gone)


def rewriting(now: Shown, inspection: Inspection, names: Mapping[str, str]) -> Rewriting:
    """Return what has to be written into the file that `now` was read from, whose changes are in the ledger already.

    `names` gives the name of each person. A path that the ledger does not know is left as the person typed it.
    Conflicts of the head are not written: the head has no place for them, the ledger names them.
    """
    after, folded = flat(now.record), _folded_notes(inspection)
    values: dict[str, Value | None] = dict.fromkeys(sorted(folded))
    conflicts: dict[str, tuple[Side, ...]] = {}
    for path, said in inspection.said.items():
        if path in folded or path == CHECKLIST or _empty_beside_rows(path, inspection):
            continue
        if len(said) == 1:
            values[path] = as_value(said[0].value)
        elif not path.startswith(HEAD):
            conflicts[path] = sides_of(path, inspection, names)
    late = {path for event in inspection.late for path in event.body.get("set", {})}
    silent = (inspection.taken_out | late) - inspection.said.keys()
    values |= dict.fromkeys(sorted(silent))
    values |= _head(now.record.header, inspection, names)
    return Rewriting(
        values={
            path: value
            for path, value in sorted(values.items())
            if path in now.record.conflicts or after.get(path) != as_typed(value)
        },
        conflicts={
            path: sides
            for path, sides in conflicts.items()
            if path not in now.record.conflicts or now.record.conflicts[path].sides != sides
        },
        photos_new=_photos_new(now.photos, inspection),
        photos_gone=_photos_gone(now.photos, inspection),
    )


def head_alike(header: Header, inspection: Inspection, names: Mapping[str, str]) -> frozenset[str]:
    """Return the paths of the head that nobody answered since `opened` and that say the same in this file."""
    ids = {name: person for person, name in names.items()}
    here = {ids.get(one, one) for one in header.inspectors}
    alike = {
        CHECKLIST: header.checklist == inspection.checklist,
        "record.inspectors": here == {ids.get(one, one) for one in inspection.inspectors},
        "record.visit": (header.visit.value if header.visit else None) == inspection.visit,
        "record.campaign": header.campaign == inspection.campaign,
        "record.along_with": header.along_with == inspection.along_with,
    }
    return frozenset(path for path, same in alike.items() if same and path not in inspection.said)


def sides_of(path: str, inspection: Inspection, names: Mapping[str, str]) -> tuple[Side, ...]:
    """Return the sides of a conflict as they stand in the file: who says what, with their note (FORMATS §14)."""
    return tuple(
        Side(
            by="、".join(dict.fromkeys(names.get(event.by, event.by) for event in said.events)),
            value=as_value(said.value) or "",
            note=note_of(said, path, inspection),
        )
        for said in inspection.said[path]
    )


def note_of(side: Said, path: str, inspection: Inspection) -> str:
    """Return the note that belongs to one side of a conflict: what the same people noted at the path; "" for none."""
    notes = [n for n in inspection.said.get(path + NOTE, ()) if isinstance(n.value, str)]
    acts = {event.id for event in side.events}
    people = {event.by for event in side.events}
    own = [n for n in notes if acts & {event.id for event in n.events}]
    near = [n for n in notes if people & {event.by for event in n.events}]
    return next((str(note.value) for note in (*own, *near)), "")


def as_value(value: object) -> Value | None:
    """Return a value of an `answered` as the record holds it; None for null."""
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return None if value is None else str(value)


def as_typed(value: Value | None) -> Typed | None:
    """Return a value of a record as an `answered` holds it."""
    return list(value) if isinstance(value, tuple) else value


def _folded_notes(inspection: Inspection) -> set[str]:
    """Return the paths of notes whose every author is on a side of the conflict that the note stands at."""
    folded = set()
    for path in inspection.conflicts:
        people = {event.by for side in inspection.said[path] for event in side.events}
        notes = inspection.said.get(path + NOTE, ())
        if notes and all(people & {event.by for event in note.events} for note in notes):
            folded.add(path + NOTE)
    return folded


def _empty_beside_rows(path: str, inspection: Inspection) -> bool:
    """Whether the path says "none" (an empty list) of an item of which others wrote rows."""
    value = inspection.said[path][0].value
    return value in ([], ()) and any(other.startswith(f"{path}.") for other in inspection.said)


def _head(header: Header, inspection: Inspection, names: Mapping[str, str]) -> dict[str, Value]:
    """Return the lines of the head that were written by `opened` and stand otherwise in this file."""
    found: dict[str, Value] = {}
    if "record.inspectors" not in inspection.said and inspection.inspectors:
        ids = {name: person for person, name in names.items()}
        wanted = dict.fromkeys(ids.get(one, one) for one in inspection.inspectors)
        if set(wanted) != {ids.get(one, one) for one in header.inspectors}:
            found["record.inspectors"] = tuple(wanted)
    visit = header.visit.value if header.visit else None
    if "record.visit" not in inspection.said and inspection.visit not in (None, visit):
        found["record.visit"] = next(
            (v.label for v in Visit if v.value == inspection.visit), str(inspection.visit)
        )
    for name, here, there in (
        ("campaign", header.campaign, inspection.campaign),
        ("along_with", header.along_with, inspection.along_with),
    ):
        if HEAD + name not in inspection.said and there not in (None, here):
            found[HEAD + name] = str(there)
    return found


def _photos_new(shown: Photos, inspection: Inspection) -> dict[str, tuple[File, ...]]:
    new = {
        path: tuple(f for f in files if f.sha256 not in shown.get(path, {}).values())
        for path, files in inspection.photos.items()
    }
    return {path: files for path, files in new.items() if files}


def _photos_gone(shown: Photos, inspection: Inspection) -> dict[str, tuple[str, ...]]:
    gone = {
        path: tuple(
            name
            for name, sha in files.items()
            if sha not in {f.sha256 for f in inspection.photos.get(path, ())}
        )
        for path, files in shown.items()
    }
    return {path: names for path, names in gone.items() if names}
