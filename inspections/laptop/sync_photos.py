"""Photos and private answers on the line: what the server wants goes up, what is missing here comes down, in pieces.

What was cut off goes on at its byte: the server says how much it holds, half a download lies beside the ledger. Nothing
is kept before its SHA-256 is right. Refuses to ask for what this device may not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DocId, sha256_hex
from inspections.laptop.actor import Actor
from inspections.laptop.blobs import FILE_BYTES_MAX
from inspections.laptop.examination import carried
from inspections.laptop.files import disk_errors
from inspections.laptop.private_travel import entitled
from inspections.laptop.sync_line import PIECE_BYTES, Line
from inspections.laptop.sync_standing import spelled
from inspections.laptop.workspace import Workspace
from inspections.private_blobs import HEAD_BYTES_MAX, opened
from inspections.private_events import ERASED, named

_DIGEST: Final = re.compile("[0-9a-f]{64}")
STILL_MAX: Final = 3
"""How often the server may say another offset without getting any further."""
Show = Callable[[Iterable[str], bool], Iterator[str]]
"""Goes through hashes, showing how far it is; the flag: whether they go up."""


@dataclass
class Carried:
    """How many photos and files (private answers too) went up and came down, and what was wrong with some."""

    up: int = 0
    down: int = 0
    missing: int = 0
    docs: set[DocId] = field(default_factory=set)
    """Documents that name what came down: their files are to be written anew."""
    problems: list[Problem] = field(default_factory=list)


def send(
    workspace: Workspace, line: Line, wanted: Mapping[str, int], told: Carried, show: Show
) -> None:
    """Send what the server wants and is here; `wanted`: hash -> bytes that it holds. Raises UserError (exit 3, 5)."""
    for digest in show([one for one in wanted if _held(workspace, one)], True):
        data = workspace.blobs.get(digest) or workspace.private.get(digest)
        if data is None or sha256_hex(data) != digest:  # `doctor` names a damaged one
            continue
        try:
            _put(line, digest, data, wanted[digest])
            told.up += 1
        except UserError as error:
            if error.exit is not Exit.PROBLEMS:
                raise
            told.problems += error.problems


def fetch(
    workspace: Workspace,
    actor: Actor,
    line: Line,
    docs: Collection[DocId],
    lacking: Collection[str],
    told: Carried,
    show: Show,
) -> None:
    """Fetch the photos that these documents name and are not here, but not what the server is `lacking` too.

    Raises UserError (exit 3, 5).
    """
    private = entitled(workspace, actor.device, [doc for doc in docs if _lacks(workspace, doc)])
    wanted = _named(workspace, docs)
    wanted.update((digest, set(docs)) for digest in sorted(private))
    absent = [digest for digest in wanted if not _held(workspace, digest)]
    told.missing = len(absent)
    for digest in show([one for one in absent if one not in lacking], False):
        data = _get(workspace, line, digest, told)
        if data is None:
            continue
        if digest in private and opened(data) is None:
            told.problems.append(_damaged(digest))
            continue
        (workspace.private if digest in private else workspace.blobs).put(data)
        told.down += 1
        told.docs |= wanted[digest]
        told.missing -= 1


def _held(workspace: Workspace, digest: str) -> bool:
    return workspace.blobs.has(digest) or workspace.private.has(digest)


def _lacks(workspace: Workspace, doc: DocId) -> bool:
    """Return whether the document names a private blob that is not here; only then it is asked who may hold it."""
    events = spelled(workspace, doc, b'"sha256"')
    return any(not workspace.private.has(one.digest) for one in named(events))


def _named(workspace: Workspace, docs: Iterable[DocId]) -> dict[str, set[DocId]]:
    """Return hash -> documents that name it, in their order; nothing that was erased."""
    found: dict[str, set[DocId]] = {}
    for doc in docs:
        events = spelled(workspace, doc, b'"sha256"', b'"kind":"erased"')
        gone = {
            str(digest)
            for event in events
            if event.kind == ERASED and isinstance(event.body.get("blobs"), list)
            for digest in event.body["blobs"]
        }
        for digest in (digest for event in events for digest in carried(event)):
            if _DIGEST.fullmatch(digest) and digest not in gone:
                found.setdefault(digest, set()).add(doc)
    return found


def _put(line: Line, digest: str, data: bytes, held: int) -> None:
    at, still = held if held <= len(data) else 0, 0
    while still <= STILL_MAX:
        now = line.put(digest, at, len(data), data[at : at + PIECE_BYTES])
        if now is None:
            return
        still += now <= at
        at = now if now < len(data) else 0
    raise UserError(_damaged(digest))


def _get(workspace: Workspace, line: Line, digest: str, told: Carried) -> bytes | None:
    """Return a photo, whole and right; None when the server has none, or a wrong one. What has come is kept on disk."""
    path = workspace.root / ".ducha" / "cache" / "parts" / digest
    begun = path.read_bytes() if path.exists() else b""
    while True:
        got = line.get(digest, len(begun))
        if got is None:
            return None
        piece, total = got
        begun += piece
        if total > FILE_BYTES_MAX + HEAD_BYTES_MAX or len(begun) >= total or not piece:
            break
        _keep(path, piece)
    path.unlink(missing_ok=True)
    if sha256_hex(begun) != digest:
        told.problems.append(_damaged(digest))
        return None
    return begun


def _keep(path: Path, piece: bytes) -> None:
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as stream:
            stream.write(piece)


def _damaged(digest: str) -> Problem:
    return Problem(
        code=Code.PHOTO_BROKEN,
        what=M("照片或文件 {id} 没有完好地传过来", id=digest[:12]),
        remedy=M("再同步一次；还是这样就告诉督导室"),
    )
