"""A backup of the server in one file, and a server put back from one, which only collects until the bureau confirms.

The database is copied while the server runs, by SQLite's own backup or row by row from PostgreSQL; settings and key go
with it, so the file is as secret as the server's folder. Photos lie beside it in the list, or in it. Refuses a file
that is no backup of ours, or damaged, and a folder that has a server.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.laptop.files import disk_errors, missing, sync_folder, write_whole, writing_whole
from sync_server import table_copy
from sync_server.blob_files import BlobFiles, pieces
from sync_server.database import Database, add_missing, put_meta
from sync_server.database_faults import explained
from sync_server.entering import COLLECTING
from sync_server.naming import DIGEST
from sync_server.schema import BLOBS, DOCUMENTS, NAMED, WANTED
from sync_server.service import DATABASE, KEY, SETTINGS, ZONE, Service, opened
from sync_server.site_mirror import COPIED, MIRROR

MANIFEST: Final = "manifest.json"
FORMAT: Final = "ducha-backup-1"
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
BACKED_UP: Final = "backed_up"
"""In the database's `meta`: when the last backup was written."""
_BLOB: Final = re.compile("(blobs|private)/[0-9a-f]{2}/[0-9a-f]{64}")
_LAID: Final = re.compile(rf"{MIRROR}/({'|'.join(COPIED)})/[^/\\\\:\0.][^/\\\\:\0]*\.yml")
"""What lies in the mirror and no event carries: the bureau's checklists and calendars. The rest of it is made anew."""


@dataclass(frozen=True)
class Backed:
    """What a backup holds: documents, blobs listed, blobs in the file itself; or what was put back."""

    documents: int
    blobs: int
    carried: int


def back_up(service: Service, target: Path, *, photos: bool) -> Backed:
    """Write the backup to `target`, whole or not at all. Raises UserError (exit 5) when it cannot be written."""
    with (
        disk_errors(service.folder),
        explained(),
        tempfile.TemporaryDirectory(dir=service.folder, prefix="backup-") as folder,
    ):
        copy = Path(folder) / DATABASE
        _copy(service, copy)
        with closing(sqlite3.connect(copy)) as whole:
            listed = dict(
                whole.execute("SELECT sha256, bytes FROM blobs ORDER BY sha256").fetchall()
            )
            documents = int(whole.execute("SELECT count(*) FROM documents").fetchone()[0])
        told = {"format": FORMAT, "documents": documents, "blobs": listed, "photos": photos}
        with writing_whole(target, private=True) as path, zipfile.ZipFile(path, "w") as into_zip:
            into_zip.writestr(_entry(MANIFEST), json.dumps(told, indent=1))
            for name, file in _files(service, copy, listed if photos else {}):
                with into_zip.open(_entry(name), "w", force_zip64=True) as stream:
                    for piece in pieces(file):
                        stream.write(piece)
    # the backup stands, even where the server has no room to note it
    with suppress(UserError), service.database.writing() as connection:
        put_meta(connection, BACKED_UP, service.clock.now(ZONE).isoformat())
    return Backed(documents, len(listed), len(listed) if photos else 0)


def restore(backup: Path, folder: Path, database: str | None = None) -> Backed:
    """Put a server back into `folder`; it collects and gives no receipts until the bureau confirms.

    Its database is SQLite in the folder, or, by its URL, an empty one of PostgreSQL, whatever it was before. Photos
    that are not in the backup and not in the folder are wanted again from the devices that have them. Raises UserError:
    no backup, damaged (exit 1), the folder has a server (exit 2), disk full (exit 5).
    """
    if (folder / SETTINGS).exists():
        what, remedy = M("这个文件夹里已经有服务器"), M("先把它移到别处，或换一个空文件夹")
        problem = Problem(code=Code.WORKSPACE_EXISTS, file=str(folder), what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE)
    if not backup.is_file():
        raise UserError(missing(backup))
    try:
        with zipfile.ZipFile(backup) as source:
            told = json.loads(source.read(MANIFEST))
            if told.get("format") != FORMAT or source.testzip() is not None:
                raise _unreadable(backup)
            _unpack(source, folder)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _unreadable(backup) from error
    _place(folder, database)
    service = opened(folder, settings=f"{SETTINGS}.new")
    try:
        found = _collecting(service)
    finally:
        service.close()
    with disk_errors(folder):
        (folder / f"{SETTINGS}.new").replace(folder / SETTINGS)
        sync_folder(folder)
    return found


def _copy(service: Service, into: Path) -> None:
    """Write the database as it stands now into a new SQLite file."""
    if not service.database.on_sqlite:
        table_copy.to_sqlite(service.database, into)
        return
    with (
        closing(sqlite3.connect(service.folder / DATABASE)) as source,
        closing(sqlite3.connect(into)) as target,
    ):
        source.backup(target)


def _place(folder: Path, database: str | None) -> None:
    """Say in the settings which database it is from now on, and move what was unpacked into it."""
    settings = folder / f"{SETTINGS}.new"
    told = json.loads(settings.read_bytes())
    told.pop("database", None)
    if database is not None:
        told["database"] = database
        unpacked = folder / DATABASE
        with (
            closing(Database(f"sqlite:///{unpacked}")) as source,
            closing(Database(database)) as target,
        ):
            table_copy.copy(source, target)
        unpacked.unlink()
    write_whole(settings, json.dumps(told, indent=1).encode(), private=True)


def _collecting(service: Service) -> Backed:
    """Check every document, want again what is not here, and begin to collect."""
    files = BlobFiles(service.folder)
    with service.database.reading() as connection:
        documents = list(connection.execute(select(DOCUMENTS.c.doc)).scalars())
        for doc in documents:
            with service.documents.opened(connection, doc):
                pass
        listed = list(connection.execute(select(BLOBS.c.sha256)).scalars())
    lost = [d for d in listed if not any(files.path(d, private=p).is_file() for p in (False, True))]
    with service.database.writing() as connection:
        put_meta(connection, COLLECTING, "1")
        for digest in lost:
            connection.execute(delete(BLOBS).where(BLOBS.c.sha256 == digest))
            docs = select(NAMED.c.doc).where(NAMED.c.sha256 == digest).distinct()
            for doc in list(connection.execute(docs).scalars()):
                add_missing(connection, WANTED, doc=doc, sha256=digest)
    return Backed(len(documents), len(listed), len(listed) - len(lost))


def _files(service: Service, copy: Path, blobs: dict[str, int]) -> Iterator[tuple[str, Path]]:
    yield DATABASE, copy
    for name in (SETTINGS, KEY):
        yield name, service.folder / name
    for folder in COPIED:
        for path in sorted((service.folder / MIRROR / folder).glob("*.yml")):
            name = path.relative_to(service.folder).as_posix()
            if _LAID.fullmatch(name):
                yield name, path
    files = BlobFiles(service.folder)
    for digest in blobs:
        for private in (False, True):
            path = files.path(digest, private=private)
            if path.is_file():
                yield path.relative_to(service.folder).as_posix(), path
                break


def _unpack(source: zipfile.ZipFile, folder: Path) -> None:
    """Write the entries of a backup, known by name; others are passed over. The settings last, under another name."""
    names = {DATABASE: DATABASE, KEY: KEY, SETTINGS: f"{SETTINGS}.new"}
    names |= {
        name: name for name in source.namelist() if _BLOB.fullmatch(name) or _LAID.fullmatch(name)
    }
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in folder.glob(f"{DATABASE}*"):
            left.unlink()
    for name, put in names.items():
        path = folder / put
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            mode = 0o644 if name.startswith("blobs/") else 0o600
            handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, mode)
            with source.open(name) as stream, os.fdopen(handle, "wb") as out:
                while piece := stream.read(1 << 20):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
    made = {one for put in names.values() for one in (folder / put).parents}
    with disk_errors(folder):
        for one in sorted(one for one in made if one.is_relative_to(folder)):
            sync_folder(one)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    compress = not DIGEST.fullmatch(name.rsplit("/", 1)[-1])
    entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    entry.external_attr = 0o600 << 16
    return entry


def _unreadable(path: Path) -> UserError:
    what: Msg = M("这不是服务器的备份，或已损坏，什么也没有恢复")
    remedy = M("换一份备份再试；不要删除原来的文件夹")
    return UserError(Problem(code=Code.STORE_DAMAGED, file=str(path), what=what, remedy=remedy))
