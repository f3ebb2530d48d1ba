"""What comes from elsewhere taken into the ledger: by bundle or by sync, through the one door, one transaction a document.

What is signed and rests on what is here is added, what rests on something not here yet waits outside the document and
is tried again whenever something comes, what cannot be is kept in quarantine with the reason. Refuses to know where it
comes from: a carrier gives blocks, photos and the words for what was turned away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from inspections.admission import Register
from inspections.blocks import Block
from inspections.door import sort
from inspections.door_answers import WAITING_BYTES_MAX, WAITING_MAX, Sorted, kept_waiting
from inspections.errors import Code, Exit, Level, M, Msg, Problem, UserError
from inspections.events import Event, Unreadable
from inspections.events_json import decode
from inspections.ids import DocId
from inspections.laptop.examination import carried
from inspections.laptop.lookup import document_name
from inspections.laptop.workspace import Workspace

QUARANTINE_MAX: Final = 1000
TOLD_MAX: Final = 20
"""How much of what is turned away is told one by one: a hostile delivery must not bury what else is said."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came into one document: new events by person and kind, what waits, what was turned away, photos.

    `void` of the new events have no effect, because their key has ended.
    """

    doc: DocId
    new: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    void: int = 0
    waiting: int = 0
    uncertified: int = 0
    photos: int = 0
    photos_missing: int = 0
    lost: int = 0
    """Acts of the bundle's own maker that are held here and that its maker has lost (`bundle_maker`)."""
    problems: tuple[Problem, ...] = ()

    @property
    def events(self) -> int:
        """How many events are new."""
        return sum(n for kinds in self.new.values() for n in kinds.values())


class Photos(Protocol):
    """Where the photos are that events name."""

    def bring(self, digest: str) -> bytes | None:
        """Return the bytes of a photo, None where it is not. Raises UserError for damaged ones."""


class NoPhotos:
    """Photos come by another way, or not at all."""

    def bring(self, digest: str) -> bytes | None:
        """Return None."""


def take_in(
    workspace: Workspace,
    doc: DocId,
    blocks: Iterable[Block],
    source: Photos,
    remedy: Msg,
    file: str | None = None,
) -> Came:
    """Take blocks from elsewhere, and those that waited, into a document; return what came of them.

    `remedy` says what to do about what is turned away, `file` where it came from. The caller forgets the folded
    district after `district`. Raises UserError (exit 5) when the store is busy or the disk full: nothing has changed.
    """
    store = workspace.store
    with store.transaction() as writing:
        ledger = store.load(doc)
        held = workspace.events(doc)
        district = workspace.district
        offered = [*store.waiting(doc), *blocks]
        admission = Register(doc, held, district.authority, district.root_key, delivered=offered)
        found = sort(ledger, offered, admission)
        waiting = kept_waiting(found.waiting, WAITING_MAX, WAITING_BYTES_MAX)
        photos, missing, faults = _photos(
            workspace, source, [*held, *found.events, *_readable(waiting)]
        )
        if found.accepted:
            writing.append(doc, ledger.prepare(found.accepted))
        if waiting or store.waiting(doc):
            writing.hold(doc, waiting)
        for away in found.turned_away[:QUARANTINE_MAX]:
            writing.quarantine(doc, away.reason, away.block.value)
    name, authority = document_name(district, doc), district.authority
    receipts = authority.receipts_of([*held, *found.events])
    return Came(
        doc=doc,
        new=_counted(found),
        void=sum(authority.void(event, receipts) for event in found.events),
        waiting=len(waiting),
        uncertified=sum(waits.device is not None for waits in found.waiting),
        photos=photos,
        photos_missing=missing,
        problems=(*faults, *_turned_away(found, name, remedy, file)),
    )


def _photos(
    workspace: Workspace, source: Photos, events: Iterable[Event | Unreadable]
) -> tuple[int, int, tuple[Problem, ...]]:
    """Keep the photos that events name and the source has; return how many came, how many are still missing, faults."""
    named = dict.fromkeys(
        digest for event in events if isinstance(event, Event) for digest in carried(event)
    )
    came, missing, problems = 0, 0, list[Problem]()
    for digest in named:
        if workspace.blobs.has(digest):
            continue
        try:
            data = source.bring(digest)
            if data is not None:
                workspace.blobs.put(data)
                came += 1
                continue
        except UserError as error:
            if error.exit is Exit.TRY_AGAIN:
                raise
            problems += error.problems
        missing += 1
    return came, missing, tuple(problems)


def _readable(blocks: Iterable[Block]) -> list[Event | Unreadable]:
    return [decode(block.value, block.id) for block in blocks]


def _counted(found: Sorted) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for event in found.events:
        counted.setdefault(event.by, Counter())[event.kind] += 1
    return {by: dict(sorted(kinds.items())) for by, kinds in sorted(counted.items())}


def _turned_away(
    found: Sorted, name: str | Msg, remedy: Msg, file: str | None
) -> tuple[Problem, ...]:
    told = tuple(
        Problem(
            code=away.problem.code if away.problem else Code.EVENT_TURNED_AWAY,
            level=Level.ERROR,
            file=file,
            what=M(
                "{school}：有一条记录（{id}）没有收下：{why}；它后面的 {n} 条也没有",
                school=name,
                id=away.block.id[:12],
                why=away.says,
                n=away.behind,
            ),
            remedy=away.problem.remedy if away.problem else remedy,
        )
        for away in found.turned_away[:TOLD_MAX]
    )
    if (more := len(found.turned_away) - TOLD_MAX) <= 0:
        return told
    rest = Problem(
        code=Code.EVENT_TURNED_AWAY,
        level=Level.ERROR,
        file=file,
        what=M("{school}：另有 {n} 条也没有收下", school=name, n=more),
        remedy=remedy,
    )
    return *told, rest
