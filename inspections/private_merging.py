"""What a person changed in the sibling since it was last written, and what all say together: private answers.

The same three-way comparison and merging as for all other answers (`merging`, `rewriting`), over opened blobs. What
this laptop does not hold is neither shown nor replaced. Nothing here is quoted in a message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from inspections.events import Event
from inspections.inspection import Answer, Conflict, Record, Side
from inspections.merging import NOTE, Changes, Photos, Shown, Typed, changes
from inspections.private_blobs import Private, is_photo, photo_path, without_photo
from inspections.private_events import named
from inspections.view import File, Inspection, Said

Hashes = Mapping[str, tuple[str, ...]]
"""path -> the hashes of its blobs."""


@dataclass(frozen=True)
class News:
    """What is to be recorded: answers by path (None: taken out), names of photos added, paths of photos taken out.

    `agreed` are paths at which the file says what the ledger says anyway; `rows_gone` as in `Changes`.
    """

    values: Mapping[str, Typed | None] = field(default_factory=dict)
    photos_added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    photos_gone: tuple[str, ...] = ()
    agreed: frozenset[str] = frozenset()
    rows_gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.photos_added or self.photos_gone)


def as_private(record: Record, photos: Photos) -> Shown:
    """Return the private half of a record as if it were the whole of one."""
    half = replace(
        record,
        answers=record.private,
        photos=record.private_photos,
        conflicts=record.private_conflicts,
        findings=(),
        orphans={},
    )
    return Shown(half, photos)


def standing(inspection: Inspection | None) -> tuple[str, ...]:
    """Return the hashes of the blobs that stand, erased ones left out."""
    if inspection is None:
        return ()
    return tuple(str(one.value) for one in inspection.private if one.value not in inspection.erased)


def by_path(hashes: Iterable[str], held: Mapping[str, Private]) -> dict[str, tuple[str, ...]]:
    """Return path -> hashes of those that are held; a photo has a path of its own, so that adding wins."""
    found: dict[str, tuple[str, ...]] = {}
    for digest in hashes:
        if (one := held.get(digest)) is not None:
            path = photo_path(one.path, digest) if one.name else one.path
            found[path] = (*found.get(path, ()), digest)
    return found


def news(now: Shown, shown: Hashes, stands: Hashes, held: Mapping[str, Private]) -> News:
    """Return what was typed since the sibling showed the blobs `shown`, where `stands` is what the ledger says now."""
    made = changes(_base(now, shown, held), now)
    values = dict(made.values)
    agreed = {path for path, value in values.items() if _says(stands.get(path, ()), value, held)}
    added: dict[str, tuple[str, ...]] = {}
    for path, names in made.photos_added.items():
        known = {p.content for p in photos_at(path, stands, held)}
        new = tuple(name for name in names if now.photos[path][name] not in known)
        added |= {path: new} if new else {}
    return News(
        {path: value for path, value in values.items() if path not in agreed},
        added,
        tuple(_gone(made, stands, held)),
        frozenset(agreed),
        made.rows_gone,
    )


def replaced(news: News, shown: Hashes) -> tuple[str, ...]:
    """Return the hashes that `news` takes the place of, sorted: those that its author's file showed there."""
    paths = (*news.values, *news.photos_gone)
    return tuple(sorted({digest for path in paths for digest in shown.get(path, ())}))


def merged(inspection: Inspection, held: Mapping[str, Private], shown: Iterable[str]) -> Inspection:
    """Return the inspection with what its private blobs say in the place of its answers, as far as they are held.

    `shown` are the blobs that the file shows: what does not stand any more is taken out of it.
    """
    by = {str(one.value): one.events for one in inspection.private}
    stands = by_path(standing(inspection), held)
    said: dict[str, tuple[Said, ...]] = {}
    photos: dict[str, dict[str, File]] = {}
    for path, hashes in stands.items():
        if is_photo(path):
            for one in (held[digest] for digest in hashes):
                file = File(sha256=one.content, name=one.name, bytes=len(one.data))
                photos.setdefault(one.path, {})[one.content] = file
        else:
            said[path] = _opened(hashes, by, held)
    gone = {*shown, *late_blobs(inspection), *inspection.erased}
    silent = {path for path in by_path(gone, held) if path not in stands and not is_photo(path)}
    return replace(
        inspection,
        said=said,
        taken_out=frozenset(silent),
        photos={path: tuple(files.values()) for path, files in photos.items()},
        late=(),
    )


def late_blobs(inspection: Inspection) -> Iterator[str]:
    """Yield the hashes of private answers that came after sealing."""
    yield from (one.digest for one in named(inspection.late))


def photos_at(path: str, stands: Hashes, held: Mapping[str, Private]) -> Iterator[Private]:
    """Yield the photos that stand at an answer's path and are held here."""
    for at, hashes in stands.items():
        if is_photo(at) and without_photo(at) == path:
            yield from (held[digest] for digest in hashes if digest in held)


def _base(now: Shown, shown: Hashes, held: Mapping[str, Private]) -> Shown:
    """Return the sibling as it was written, from the blobs that it showed."""
    values = {
        path: list(dict.fromkeys(_key(held[d].value) for d in hashes if d in held))
        for path, hashes in shown.items()
        if not is_photo(path)
    }
    conflicts = {path for path, found in values.items() if len(found) > 1}
    noted = {path for path in conflicts if values.get(path + NOTE)}
    answers = {
        path: Answer(found[0], 1, 1)
        for path, found in values.items()
        if len(found) == 1 and not (path.endswith(NOTE) and path.removesuffix(NOTE) in noted)
    }
    sides = {
        path: Conflict(tuple(Side("", v, "…" if path in noted else "") for v in values[path]), 1, 1)
        for path in conflicts
    }
    photos: dict[str, dict[str, str]] = {}
    for path in filter(is_photo, shown):
        for one in photos_at(without_photo(path), {path: shown[path]}, held):
            photos.setdefault(without_photo(path), {})[one.content] = one.content
    return Shown(replace(now.record, answers=answers, conflicts=sides, photos={}), photos)


def _key(value: Typed | None) -> str | tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else value or ""


def _says(stands: Collection[str], value: Typed | None, held: Mapping[str, Private]) -> bool:
    """Return whether all that stands there is held and says `value`; nothing stands: whether it says nothing."""
    return all(d in held and held[d].value == value for d in stands) and bool(
        stands or value is None
    )


def _gone(made: Changes, stands: Hashes, held: Mapping[str, Private]) -> Iterator[str]:
    gone = set(made.photos_gone)
    for at, hashes in stands.items():
        if is_photo(at) and any(
            (without_photo(at), held[d].content) in gone for d in hashes if d in held
        ):
            yield at


def _opened(
    hashes: Iterable[str], by: Mapping[str, tuple[Event, ...]], held: Mapping[str, Private]
) -> tuple[Said, ...]:
    """Return what the blobs say, equal values as one, with who said it."""
    found: list[Said] = []
    for digest in hashes:
        value, events = held[digest].value, by[digest]
        same = next((n for n, other in enumerate(found) if other.value == value), None)
        if same is None:
            found.append(Said(value, events))
        else:
            found[same] = Said(value, (*found[same].events, *events))
    return tuple(found)
