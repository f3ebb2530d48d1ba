"""A bundle written: the events of the district and of the schools one may see, and the photos they name.

Written beside its place and put there whole. Photos are copied one at a time, so that a bundle of thousands needs no
memory for them. Refuses schools outside the sender's scope.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from inspections.blocks import Block, encode_update
from inspections.bundle_format import (
    HEAD,
    README,
    BundleHead,
    Carried,
    Heads,
    blob_entry,
    private_entry,
    readme,
    update_entry,
)
from inspections.events import Event
from inspections.ids import DISTRICT, DocId, EventId, SchoolId
from inspections.laptop.actor import Actor, in_scope
from inspections.laptop.examination import carried
from inspections.laptop.files import writing_whole
from inspections.laptop.private_travel import Parcels, packed_for
from inspections.laptop.workspace import Workspace
from inspections.slots import Client

_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Since:
    """What is left out: events recorded before a day, or all that another bundle told of."""

    day: date | None = None
    bundle: BundleHead | None = None

    def says(self) -> str:
        """Return in words what is left out."""
        if self.day:
            return f"{self.day.isoformat()} 以前的记录"
        return f"{self.bundle.at} 的数据包已有的记录" if self.bundle else ""


@dataclass
class _Part:
    """What goes into the bundle of one document."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    heads: dict[str, tuple[int, EventId]] = field(default_factory=dict)
    blobs: dict[str, None] = field(default_factory=dict)


def export(
    workspace: Workspace,
    actor: Actor,
    target: Path,
    schools: Iterable[SchoolId],
    since: Since,
    private_for: Iterable[str] = (),
) -> BundleHead:
    """Write the bundle to `target` and return what it says of itself.

    `private_for` are the people for whose devices private blobs are sealed into it, as far as they may hold them;
    nobody: it has no byte of them. Raises UserError (exit 5) when it cannot be written.
    """
    wanted = set(schools)
    parts: dict[DocId, _Part] = {}
    with workspace.store.snapshot():
        for doc in workspace.documents():
            if doc == DISTRICT or may_see(workspace, actor, doc, wanted):
                parts[doc] = _part(workspace, doc, since)
    parts = dict(sorted(parts.items(), key=lambda part: (part[0] != DISTRICT, part[0])))
    blobs = _blobs(workspace, parts.values(), since)
    known = since.bundle.private if since.bundle else {}
    parcels = packed_for(workspace, private_for, parts, known)
    head = BundleHead(
        district=workspace.district.name,
        root_key=workspace.district.root_key,
        by=actor.person,
        by_name=actor.name,
        at=workspace.clock.now(workspace.settings.zone).isoformat(),
        program=version("ducha"),
        since=since.says(),
        documents={
            doc: Carried(name=part.name, events=len(part.blocks), heads=part.heads)
            for doc, part in parts.items()
        },
        blobs={digest: path.stat().st_size for digest, path in blobs.items()},
        private=parcels.sizes(),
    )
    with writing_whole(target) as path:
        _write(path, head, parts, blobs, parcels)
    return head


def may_see(
    workspace: Workspace, actor: Actor, doc: DocId, wanted: Collection[SchoolId] = ()
) -> bool:
    """Return whether the certificate of a person covers a school's document; with `wanted`, and it is one of these."""
    school = workspace.district.schools.get(SchoolId(doc))
    if wanted and SchoolId(doc) not in wanted:
        return False
    if school is None:
        return not actor.device.schools and not actor.device.areas
    return in_scope(actor.device, school)


def _part(workspace: Workspace, doc: DocId, since: Since) -> _Part:
    """Return the events of a document to be sent: of each session a tail, from the first event that is new."""
    school = workspace.district.schools.get(SchoolId(doc))
    part = _Part(school.name if school else doc)
    events = {event.id: event for event in workspace.events(doc)}
    told: Heads = {}
    if since.bundle and doc in since.bundle.documents:
        told = since.bundle.documents[doc].heads
    started: set[Client] = set()
    for block in sorted(workspace.store.load(doc).blocks(), key=lambda b: (b.client, b.clock)):
        event = events[block.id]
        if isinstance(event, Event):
            part.heads[event.session] = event.seq, event.id
            if block.client not in started and _is_old(event, since, told):
                continue
            part.blobs |= dict.fromkeys(carried(event))
        started.add(block.client)
        part.blocks.append(block)
    return part


def _is_old(event: Event, since: Since, told: Heads) -> bool:
    if since.day is not None:
        return event.at.date() < since.day
    return event.session in told and event.seq <= told[event.session][0]


def _blobs(workspace: Workspace, parts: Iterable[_Part], since: Since) -> dict[str, Path]:
    """Return the photos that the events name, that are here, and that the other bundle did not carry."""
    known: Mapping[str, int] = since.bundle.blobs if since.bundle else {}
    named = sorted({digest for part in parts for digest in part.blobs} - known.keys())
    return {d: workspace.blobs.path(d) for d in named if workspace.blobs.has(d)}


def _write(
    path: Path,
    head: BundleHead,
    parts: Mapping[DocId, _Part],
    blobs: Mapping[str, Path],
    parcels: Parcels,
) -> None:
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(_entry(README, stored=True), readme(head))
        bundle.writestr(_entry(HEAD), head.text())
        for doc, part in parts.items():
            bundle.writestr(_entry(update_entry(doc)), encode_update(part.blocks))
        for digest, source in blobs.items():
            with bundle.open(_entry(blob_entry(digest), stored=True), "w") as stream:
                for piece in _pieces(source):
                    stream.write(piece)
        for device, digest, sealed in parcels.sealed():
            bundle.writestr(_entry(private_entry(device, digest), stored=True), sealed)


def _entry(name: str, *, stored: bool = False) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as stream:
        while piece := stream.read(1 << 20):
            yield piece
