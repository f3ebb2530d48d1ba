"""A blob taken in piece by piece: resumed where it was cut, checked when the last byte is there, and listed only then.

Refuses a whole whose SHA-256 is another, and a picture by its name that does not open as one: both are thrown away, and
the device begins anew.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.blobs import picture_fault
from inspections.private_blobs import opened
from sync_server import naming
from sync_server.access import Access
from sync_server.blob_files import BlobFiles
from sync_server.blob_scope import is_private
from sync_server.database import add_missing, alone
from sync_server.schema import BLOBS, NAMED
from sync_server.service import Service

LOCKS: Final = tuple(threading.Lock() for _ in range(64))
"""Two devices that bring one blob take turns."""


@dataclass(frozen=True)
class Begun:
    """So many bytes are here; `went_on`: this piece was put behind them."""

    bytes: int
    went_on: bool


@dataclass(frozen=True)
class Whole:
    """The blob is here, checked and listed."""

    bytes: int


@dataclass(frozen=True)
class Wrong:
    """All bytes came, and they are not what the name says: thrown away."""


def take(
    service: Service, access: Access, digest: str, offset: int, length: int, piece: bytes
) -> Begun | Whole | Wrong:
    """Put a piece of a blob behind what is here of it; return what that made of it.

    Raises UserError: larger than a blob may be (413), disk full (507).
    """
    if length > service.caps.blob_bytes_max or offset + len(piece) > length:
        what, remedy = M("文件太大，或比说的大"), M("不超过 32 MB；照片请用手机的“中等”尺寸")
        problem = Problem(code=Code.FILE_TOO_LARGE, what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.PROBLEMS)
    files = BlobFiles(service.folder)
    with LOCKS[int(digest[:2], 16) % len(LOCKS)]:
        if (known := _known(service, digest)) is not None:
            return Whole(known)
        here = files.begun(digest)
        if here < length and here != offset:
            return Begun(here, went_on=False)
        if here < length:  # else all of it was here when the server was stopped
            here = files.add(digest, offset, piece)
        if here < length:
            return Begun(here, went_on=True)
        private = is_private(service, digest)
        if not files.whole(digest) or _fault(service, files, digest, private=private):
            files.drop(digest)
            return Wrong()
        files.keep(digest, private=private)
        _list(service, access, digest, here)
        return Whole(here)


def _known(service: Service, digest: str) -> int | None:
    with service.database.reading() as connection:
        row = connection.execute(select(BLOBS.c.bytes).where(BLOBS.c.sha256 == digest)).first()
    return None if row is None else int(row[0])


def _fault(service: Service, files: BlobFiles, digest: str, *, private: bool) -> bool:
    """Return whether the bytes are not what the events that name them say."""
    data = files.read_begun(digest)
    if private:
        return opened(data) is None
    with service.database.reading() as connection:
        named = select(NAMED.c.picture).where(NAMED.c.sha256 == digest).distinct()
        names = [str(name) for name in connection.execute(named).scalars()]
    faults = [picture_fault(name, data) for name in names]
    return bool(faults) and None not in faults


def _list(service: Service, access: Access, digest: str, size: int) -> None:
    with service.database.writing() as connection:
        alone(connection)  # a push under way could name it as wanted, and that would stay so
        at = service.now(access.district).isoformat()
        add_missing(connection, BLOBS, sha256=digest, bytes=size, at=at, device=access.key)
        naming.arrived(connection, digest)
