"""Which blobs the events of a document name, kept as an index: who may fetch one follows from it, and what is still wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from inspections.blocks import Block
from inspections.events import Event
from inspections.ids import DocId
from inspections.laptop.examination import carried
from inspections.private_events import ERASED
from inspections.private_events import named as named_privately
from sync_server.database import add_missing
from sync_server.schema import BLOBS, ERASING, NAMED, WANTED

_SPELLED: Final = b'"sha256"'
"""How canonical JSON spells the key under which every blob is named: most acts name none."""
DIGEST: Final = re.compile("[0-9a-f]{64}")


def note(
    connection: Connection, doc: DocId, blocks: Iterable[Block], events: Iterable[Event]
) -> None:
    """Enter what these events of a document name, each of its block; what is not here yet is wanted."""
    given = list(zip(blocks, events, strict=True))
    naming = [event for block, event in given if _SPELLED in block.value]
    rows = [dict(row, doc=doc) for event in naming for row in _rows(event)]
    add_missing(connection, NAMED, *rows)
    asked = sorted({str(row["sha256"]) for row in rows})
    for at in range(0, len(asked), 500):
        part = asked[at : at + 500]
        here = set(connection.execute(select(BLOBS.c.sha256).where(BLOBS.c.sha256.in_(part))).scalars())  # fmt: skip
        lacking = [{"doc": doc, "sha256": digest} for digest in part if digest not in here]
        add_missing(connection, WANTED, *lacking)
    if any(event.kind == ERASED for _, event in given):
        add_missing(connection, ERASING, doc=doc)


def arrived(connection: Connection, digest: str) -> None:
    """Note that a blob is wanted no more: it is here, or was erased."""
    connection.execute(delete(WANTED).where(WANTED.c.sha256 == digest))


def _rows(event: Event) -> Iterator[dict[str, str]]:
    names = dict(_names(event.body))
    for digest in dict.fromkeys(carried(event)):
        if DIGEST.fullmatch(digest):
            yield {"sha256": digest, "event": event.id, "field": "", "picture": names.get(digest, "")}  # fmt: skip
    for one in named_privately([event]):
        if DIGEST.fullmatch(one.digest):
            yield {"sha256": one.digest, "event": event.id, "field": one.field, "picture": ""}


def _names(body: Any) -> Iterator[tuple[str, str]]:
    """Yield hash and file name of every file that a body names, at any depth."""
    if isinstance(body, Mapping):
        digest, name = body.get("sha256"), body.get("name")
        if isinstance(digest, str) and isinstance(name, str):
            yield digest, name
        body = list(body.values())
    if isinstance(body, list | tuple):
        for value in body:
            yield from _names(value)
