"""A bundle taken in: the district first, one transaction a document, photos before the events that name them.

Everything goes through the door (`inspections.door`): what is signed and rests on what is here is added, what rests
on something not here yet waits outside the document and is tried again at every import, what cannot be is kept in
quarantine with the reason. Twice, in any order, in pieces: the outcome is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from inspections.admission import Register
from inspections.blocks import BadUpdateError, Block, read_update
from inspections.door import sort
from inspections.door_answers import Sorted, TurnedAway, Waits
from inspections.errors import Code, Exit, Level, M, Problem, UserError
from inspections.events import Event, Unreadable
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, SchoolId
from inspections.laptop.bundle_file import BundleFile
from inspections.laptop.bundle_maker import lost_by_maker
from inspections.laptop.examination import carried
from inspections.laptop.workspace import Workspace

WAITING_MAX: Final = 20_000
WAITING_BYTES_MAX: Final = 32 * 1024 * 1024
QUARANTINE_MAX: Final = 1000


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


def same_district(workspace: Workspace, bundle: BundleFile) -> None:
    """Raise UserError (exit 3) for a bundle of another district."""
    if bundle.head.root_key != workspace.district.root_key:
        raise UserError(
            Problem(
                code=Code.BUNDLE_DISTRICT,
                file=str(bundle.path),
                what=M(
                    "这是“{theirs}”的数据包，这里是“{ours}”，没有收下",
                    theirs=bundle.head.district,
                    ours=workspace.district.name,
                ),
                remedy=M("在“{theirs}”的工作文件夹里导入它", theirs=bundle.head.district),
            ),
            exit=Exit.REFUSED,
        )


def import_bundle(workspace: Workspace, bundle: BundleFile) -> tuple[Came, ...]:
    """Take in all documents of a bundle and return what came into each, the district first.

    Raises UserError (exit 3) for a bundle of another district, (exit 5) when the store is busy or the disk full;
    the documents taken in before stay, and doing it again goes on from there.
    """
    same_district(workspace, bundle)
    waiting = set(workspace.store.documents_waiting())
    docs = sorted(waiting | set(bundle.head.documents), key=lambda d: (d != DISTRICT, d))
    came = []
    for doc in docs:
        came.append(_take_in(workspace, bundle, doc))
        if doc == DISTRICT:
            workspace.forget()
    workspace.forget()
    return tuple(came)


def _take_in(workspace: Workspace, bundle: BundleFile, doc: DocId) -> Came:
    blocks, problems = _blocks(bundle, doc)
    store = workspace.store
    with store.transaction() as writing:
        ledger = store.load(doc)
        held = workspace.events(doc)
        district = workspace.district
        offered = [*store.waiting(doc), *blocks]
        admission = Register(doc, held, district.authority, district.root_key, delivered=offered)
        found = sort(ledger, offered, admission)
        waiting = _kept(found.waiting)
        photos, missing, faults = _photos(
            workspace, bundle, [*held, *found.events, *_readable(waiting)]
        )
        if found.accepted:
            writing.append(doc, ledger.prepare(found.accepted))
        if waiting or store.waiting(doc):
            writing.hold(doc, waiting)
        for away in found.turned_away[:QUARANTINE_MAX]:
            writing.quarantine(doc, _reason(away), away.block.value)
    name, authority = _name(workspace, doc), district.authority
    receipts = authority.receipts_of([*held, *found.events])
    return Came(
        doc=doc,
        new=_counted(found),
        void=sum(authority.void(event, receipts) for event in found.events),
        waiting=len(waiting),
        uncertified=sum(waits.device is not None for waits in found.waiting),
        photos=photos,
        photos_missing=missing,
        lost=lost_by_maker(bundle.head, doc, held, district.authority),
        problems=(*problems, *faults, *_turned_away(bundle, found, name)),
    )


def _blocks(bundle: BundleFile, doc: DocId) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Return the events that the bundle carries of a document, or none and why."""
    if doc not in bundle.head.documents:
        return (), ()
    try:
        return read_update(bundle.update(doc), hashes=False), ()
    except UserError as error:
        return (), error.problems
    except BadUpdateError:
        problem = Problem(
            code=Code.BUNDLE_DAMAGED,
            file=str(bundle.path),
            what=M("数据包里 {doc} 的记录不是督查程序写的，没有收下", doc=doc),
            remedy=M("请制作的人用 ducha bundle export 再做一个"),
        )
        return (), (problem,)


def _photos(
    workspace: Workspace, bundle: BundleFile, events: Iterable[Event | Unreadable]
) -> tuple[int, int, tuple[Problem, ...]]:
    """Keep the photos that events name and the bundle carries; return how many came, how many are still missing, faults."""
    named = dict.fromkeys(
        digest for event in events if isinstance(event, Event) for digest in carried(event)
    )
    came, missing, problems = 0, 0, list[Problem]()
    for digest in named:
        if workspace.blobs.has(digest):
            continue
        try:
            if bundle.has_blob(digest):
                workspace.blobs.put(bundle.blob(digest))
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


def _kept(waiting: Iterable[Waits]) -> list[Block]:
    """Return what is kept outside the document, up to the caps: what is signed and certified goes before the rest."""
    kept: list[Block] = []
    size = 0
    for waits in sorted(waiting, key=lambda waits: waits.needs is None):
        size += len(waits.block.value)
        if len(kept) == WAITING_MAX or size > WAITING_BYTES_MAX:
            break
        kept.append(waits.block)
    return kept


def _reason(away: TurnedAway) -> str:
    return away.problem.code if away.problem else away.why


def _turned_away(bundle: BundleFile, found: Sorted, name: str) -> tuple[Problem, ...]:
    other = M("这一条已另存，其余的不受影响；请制作的人核对，并告诉督导室")
    return tuple(
        Problem(
            code=away.problem.code if away.problem else Code.EVENT_TURNED_AWAY,
            level=Level.ERROR,
            file=str(bundle.path),
            what=M(
                "{school}：有一条记录（{id}）没有收下：{why}；它后面的 {n} 条也没有",
                school=name,
                id=away.block.id[:12],
                why=away.says,
                n=away.behind,
            ),
            remedy=away.problem.remedy if away.problem else other,
        )
        for away in found.turned_away
    )


def _name(workspace: Workspace, doc: DocId) -> str:
    school = workspace.district.schools.get(SchoolId(doc))
    return school.name if school else doc
