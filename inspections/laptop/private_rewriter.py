"""The sibling rewritten so that it says what the ledger says of private answers, as far as they are held here.

By splice, comments kept, photos put beside the record; the file is written only while it still holds the bytes that
were compared. What is not here, and what was erased, gets a remark above its key, never an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from inspections.blank import blank_private
from inspections.checklist import Checklist
from inspections.inspection_write import write
from inspections.laptop.comparing import names_of
from inspections.laptop.files import disk_errors, read_capped, write_whole
from inspections.laptop.photo_check import private_folder
from inspections.laptop.private_copy import Sibling, held_of
from inspections.laptop.rewriter import FileChangedError, name_for
from inspections.laptop.working_copy import RECORD_BYTES_MAX
from inspections.laptop.workspace import Workspace
from inspections.private_blobs import Private
from inspections.private_marks import absent, erased, marked
from inspections.private_merging import merged, standing
from inspections.rewriting import Rewriting, rewriting
from inspections.splice import SpliceError, splice, tree
from inspections.text_yaml import read
from inspections.view import File, Inspection


def rewrite_sibling(
    workspace: Workspace, sibling: Sibling | None, checklist: Checklist, known: Inspection
) -> tuple[bool, tuple[str, ...]]:
    """Write what the ledger says into the sibling and keep which blobs it shows now.

    Return whether the file was changed, and the paths that could not be written. Raises FileChangedError.
    """
    if sibling is None:
        return False, ()
    shown = workspace.store.private_base(known.id)
    held, names = held_of(workspace, known.id, known, shown), names_of(workspace)
    wanted = rewriting(sibling.shown, merged(known, held, shown), names)
    wanted = _asked(wanted, checklist)
    old = _text(sibling, checklist)
    if old is None:
        return False, ()
    record = sibling.path.with_name(sibling.path.name.removesuffix(".private.yml") + ".yml")
    placed = _place(private_folder(record), wanted.photos_new, held)
    text, unwritten = _written(old, checklist, wanted, _lists(sibling, wanted, placed))
    text = marked(text, absent(known, held, names), erased(known, held, names))
    blank = sibling.data is None and text == old
    changed = not blank and (sibling.data is None or text != sibling.data.decode("utf-8"))
    if changed:
        if sibling.data is not None and read_capped(sibling.path, RECORD_BYTES_MAX) != sibling.data:
            raise FileChangedError
        write_whole(sibling.path, text.encode(), private=sibling.data is None)
    _delete_photos(record, sibling, wanted, [held[d] for d in known.erased if d in held])
    _keep(workspace, known, checklist, shown, held, unwritten)
    return changed, unwritten


def _asked(wanted: Rewriting, checklist: Checklist) -> Rewriting:
    """Return what concerns the private items of this version of the checklist."""
    asked = _private(checklist)
    return Rewriting(
        values={p: v for p, v in wanted.values.items() if _item(p) in asked},
        conflicts={p: v for p, v in wanted.conflicts.items() if _item(p) in asked},
        photos_new={p: v for p, v in wanted.photos_new.items() if _item(p) in asked},
        photos_gone={p: v for p, v in wanted.photos_gone.items() if _item(p) in asked},
    )


def _private(checklist: Checklist) -> frozenset[str]:
    return frozenset(item.id for item in checklist.items if item.private)


def _item(path: str) -> str:
    return path.split(".")[0]


def _text(sibling: Sibling, checklist: Checklist) -> str | None:
    if sibling.data is not None:
        return sibling.data.decode("utf-8")
    return blank_private(checklist, sibling.shown.record.header)


def _keep(
    workspace: Workspace,
    known: Inspection,
    checklist: Checklist,
    shown: Collection[str],
    held: Mapping[str, Private],
    unwritten: Collection[str],
) -> None:
    """Keep the hashes of what the sibling shows: all that stands, is held and asked, and could be written."""
    asked = _private(checklist)

    def is_written(digest: str) -> bool:
        one = held.get(digest)
        return one is not None and one.path not in unwritten and _item(one.path) in asked

    now = {digest for digest in standing(known) if is_written(digest)}
    now |= {digest for digest in shown if digest in held and not is_written(digest)}
    if now != set(shown):
        with workspace.store.transaction() as writing:
            writing.keep_private_base(known.id, now)


def _delete_photos(
    record: Path, sibling: Sibling, wanted: Rewriting, erased_blobs: Iterable[Private]
) -> None:
    """Delete the photos of erased answers; in the record's folder only those that the record does not name itself."""
    contents = {one.content for one in erased_blobs if one.name}
    for path, names in wanted.photos_gone.items():
        for name in names:
            if sibling.shown.photos[path][name] in contents:
                (private_folder(record) / name).unlink(missing_ok=True)
                if name not in sibling.public:
                    (record.with_suffix("") / name).unlink(missing_ok=True)


def _place(
    folder: Path, new: Mapping[str, Sequence[File]], held: Mapping[str, Private]
) -> dict[str, tuple[str, ...]]:
    """Put photos into the folder; return path -> their names there."""
    contents = {one.content: one.data for one in held.values() if one.name}
    placed: dict[str, tuple[str, ...]] = {}
    for path, files in new.items():
        for file in files:
            data = contents[file.sha256]
            name = name_for(folder, file, data)
            if not (folder / name).exists():
                with disk_errors(folder):
                    folder.mkdir(mode=0o700, exist_ok=True)
                write_whole(folder / name, data, private=True)
            placed[path] = (*placed.get(path, ()), name)
    return placed


def _lists(
    sibling: Sibling, wanted: Rewriting, placed: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the whole photo lists of the paths at which they change."""
    named = sibling.shown.record.photos
    return {
        path: tuple(
            dict.fromkeys(
                (
                    *(n for n in named.get(path, ()) if n not in wanted.photos_gone.get(path, ())),
                    *placed.get(path, ()),
                )
            )
        )
        for path in sorted({*wanted.photos_gone, *placed})
    }


def _written(
    text: str, checklist: Checklist, wanted: Rewriting, photos: Mapping[str, Sequence[str]]
) -> tuple[str, tuple[str, ...]]:
    """Return the text with each path written that can be, and the others."""
    unwritten = []
    steps: list[tuple[str, Mapping[str, object]]] = [
        *((at, {"changes": {at: value}}) for at, value in wanted.values.items()),
        *((at, {"changes": {}, "photos": {at: names}}) for at, names in photos.items()),
        *((at, {"changes": {}, "conflicts": {at: s}}) for at, s in wanted.conflicts.items()),
    ]
    for at, step in steps:
        try:
            made = write(text, checklist, **step)  # type: ignore[arg-type]
            made = _with_key(text, made, _item(at))
        except SpliceError:
            made = ""
        if made and not read(made.encode()).problems:
            text = made
        else:
            unwritten.append(at)
    return text, tuple(unwritten)


def _with_key(before: str, after: str, item: str) -> str:
    """Return the text with the item's key left empty where its last answer went: the question stands above it."""
    read_after = tree(after)
    answers = read_after.get("answers") if isinstance(read_after, dict) else None
    if isinstance(answers, dict) and item in answers:
        return after
    return splice(before, ("answers", item), [f"{item}:"])
