"""The sibling of a record and the ledger: what was typed there becomes salted blobs, what others hold comes back.

The ledger gets only hashes; the blobs lie in the private part of the store before the event that names them. A
sibling that is missing says nothing: it is written anew. Refuses to take in one of which only a part can be
understood, and never quotes what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inspections.entry_names import name_entries
from inspections.errors import Code, Level, M, Problem, UserError
from inspections.ids import InspectionId, sha256_hex
from inspections.inspection import Record
from inspections.inspection_yaml import private_file, read_record
from inspections.kinds import SELF_ONLY
from inspections.laptop.blobs import FILE_BYTES_MAX, read_evidence
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.photo_check import inside, private_photo, public_names
from inspections.laptop.shown import AS_TYPED, Copy, read_shown
from inspections.laptop.working_copy import RECORD_BYTES_MAX, WorkingCopy
from inspections.laptop.workspace import Workspace
from inspections.merging import Shown
from inspections.private_blobs import Private, packed, packed_file, reference
from inspections.private_merging import (
    News,
    as_private,
    by_path,
    late_blobs,
    news,
    replaced,
    standing,
)
from inspections.text_yaml import Mapping as Node
from inspections.text_yaml import read
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus


@dataclass(frozen=True)
class Sibling:
    """The file of private answers as it is now; `data` is None when there is none."""

    path: Path
    data: bytes | None
    shown: Shown
    speaks: bool = False
    """Whether it has answers at all: one that is missing or was emptied takes nothing out."""
    public: frozenset[str] = frozenset()
    """The names of photos that the record itself names."""


@dataclass(frozen=True)
class Gathered:
    """What has to be recorded of a sibling: the fields of the event's body, and what the file shows with it."""

    body: Mapping[str, Any] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    rows_gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """The hashes of the blobs that were kept for it; they go again when nothing is recorded."""

    def __bool__(self) -> bool:
        return bool(self.body)


def read_sibling(workspace: Workspace, copy: Copy, mark: Callable[[], str]) -> Sibling | None:
    """Return the sibling of a record, None when its checklist asks nothing private and there is none.

    `mark` begins the ids that rows without one get. Raises UserError with everything that forbids to take it in.
    """
    path = Path(private_file(str(copy.path)))
    asks = any(item.private for item in copy.checklist.items)
    if not path.exists():
        return Sibling(path, None, as_private(copy.record, {})) if asks else None
    data = read_capped(path, RECORD_BYTES_MAX)
    record = _read(workspace, copy, data, "")
    if record.private_unnamed:
        record = _read(workspace, copy, data, mark())
        named = replace(record, unnamed=record.private_unnamed)
        data = name_entries(data.decode("utf-8"), named).encode()
        write_whole(path, data)
        record = _read(workspace, copy, data, "")
    root = read(data).root
    speaks = isinstance(root, Node) and isinstance(root.get("answers"), Node)
    photos = _photos(copy, record)
    return Sibling(path, data, as_private(record, photos), speaks, public_names(record))


def gather(
    workspace: Workspace, copy: Copy, sibling: Sibling | None, known: Inspection | None
) -> Gathered:
    """Return what was typed into the sibling since it was written, as blobs kept here and hashes for an event."""
    shown = workspace.store.private_base(copy.record.header.inspection)
    if sibling is None or not sibling.speaks:
        return Gathered(shown=shown)
    known = _unerased(known)
    held = held_of(workspace, copy.record.header.inspection, known, shown)
    then, stands = by_path(shown, held), by_path(standing(known), held)
    made = news(sibling.shown, then, stands, held)
    gone = replaced(made, then)
    agreed = {digest for path in made.agreed for digest in stands.get(path, ())}
    now = {digest for path, hashes in then.items() if path not in made.agreed for digest in hashes}
    now = (now | agreed) - set(gone)
    if not made:
        return Gathered(shown=tuple(now), rows_gone=made.rows_gone)
    blobs = _blobs(workspace, copy, made)
    body = {"private": blobs, **({"replaces": list(gone)} if gone else {})}
    kept = tuple(str(one["sha256"]) for one in blobs)
    return Gathered(body, (*now, *kept), made.rows_gone, kept)


def differs(
    workspace: Workspace, copy: Copy, sibling: Sibling | None, known: Inspection | None
) -> bool:
    """Return whether anything was typed into the sibling that the ledger does not hold; nothing is kept."""
    if sibling is None or not sibling.speaks:
        return False
    shown = workspace.store.private_base(copy.record.header.inspection)
    known = _unerased(known)
    held = held_of(workspace, copy.record.header.inspection, known, shown)
    made = news(sibling.shown, by_path(shown, held), by_path(standing(known), held), held)
    return bool(made or made.rows_gone)


def edited_since_sealed(workspace: Workspace, copy: WorkingCopy) -> Iterator[Problem]:
    """Yield a problem if private answers of a sealed inspection were changed in its sibling; none of them is quoted."""
    file = Path(private_file(str(copy.path)))
    if copy.known is None or copy.known.status is not InspectionStatus.SEALED or not file.exists():
        return
    try:
        whole = read_shown(workspace, copy.path, str)
        edited = differs(workspace, whole, read_sibling(workspace, whole, str), copy.known)
    except UserError:
        return  # the file's own problems say why it cannot be compared
    if edited:
        yield Problem(
            code=Code.SEALED_EDITED,
            file=workspace.shown(file),
            what=M("已封存，之后不公开的答案又改过"),
            remedy=M("要更正：ducha amend {file} --reason 理由；否则改回去", file=copy.shown),
        )


def held_of(
    workspace: Workspace,
    inspection: InspectionId,
    known: Inspection | None,
    shown: Iterable[str] = (),
) -> dict[str, Private]:
    """Return the private blobs of an inspection that are here, opened, by their hash; erased ones too, until they go.

    What a school wrote outside its own column is nobody's answer (FORMATS §6), nor is a blob of another subject.
    """
    hashes = {*shown}
    if known is not None:
        hashes |= {str(one.value) for one in known.private}
        hashes |= {*late_blobs(known), *known.erased}
    found = {digest: workspace.private.open(digest) for digest in hashes}
    beyond = {
        str(said.value)
        for said in (known.private if known else ())
        if all(event.role in SELF_ONLY for event in said.events)
    }
    return {
        digest: one
        for digest, one in found.items()
        if one is not None
        and one.subject == f"i:{inspection}"
        and (digest not in beyond or one.path.endswith(".self"))
    }


def forget(workspace: Workspace, gathered: Gathered) -> None:
    """Delete the blobs that were kept for something that was not recorded."""
    for digest in gathered.kept:
        workspace.private.delete(digest)


def _unerased(known: Inspection | None) -> Inspection | None:
    """Return the inspection as before anything was erased.

    An erased blob is deleted only after its answer has left the sibling: until then the sibling is compared with it,
    or what has to go would look newly typed.
    """
    return replace(known, erased={}) if known and known.erased else known


def _blobs(workspace: Workspace, copy: Copy, made: News) -> list[dict[str, object]]:
    """Keep what was typed as blobs and return what stands for them in an event, by their hash: no order tells a path."""
    subject = f"i:{copy.record.header.inspection}"
    store, count = workspace.private, workspace.store.count()
    blobs = [
        packed(store.salt(count, subject, path), subject, path, value)
        for path, value in made.values.items()
        if value is not None
    ]
    for path, names in made.photos_added.items():
        for name in names:
            data = read_evidence(_photo(copy, name))
            salt = store.salt(count, subject, path, name)
            blobs.append(packed_file(salt, subject, path, name, data))
    for blob in blobs:
        store.put(blob)
    return sorted(map(reference, blobs), key=lambda one: str(one["sha256"]))


def _read(workspace: Workspace, copy: Copy, data: bytes, mark: str) -> Record:
    name = workspace.shown(copy.path)
    record, problems = read_record(copy.data, name, workspace.shelf.checklist, data, mark)
    stops = [p for p in problems if p.level is Level.ERROR and p.code not in AS_TYPED]
    if stops or record is None:
        raise UserError(*(stops or problems))
    return record


def _photos(copy: Copy, record: Record) -> dict[str, dict[str, str]]:
    """Return the contents of the photos that the sibling names. Raises UserError for one that is missing."""
    return {
        path: {name: sha256_hex(read_capped(_photo(copy, name), FILE_BYTES_MAX)) for name in names}
        for path, names in record.private_photos.items()
    }


def _photo(copy: Copy, name: str) -> Path:
    return inside(private_photo(copy.path, name, public_names(copy.record)).parent, name)
