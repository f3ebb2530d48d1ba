"""A server made from the bureau's workspace: its folder, its key, the certificate that the root key gives it.

The folder can then be copied to the machine that serves. Everything that the workspace holds is taken in through the
same door as what devices bring later. Refuses a folder that has a server already; a run that was cut off goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DISTRICT, DocId, PersonId
from inspections.keys import SigningKey
from inspections.laptop.certify import certificate_act, certified
from inspections.laptop.files import disk_errors, read_capped, write_whole
from inspections.laptop.founding import registrar_act
from inspections.laptop.recorder import Recorder
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role
from sync_server.blob_files import PIECE, BlobFiles, pieces
from sync_server.database import add_missing, get_meta
from sync_server.naming import arrived
from sync_server.pushing import push
from sync_server.schema import BLOBS, META, NAMED, WANTED
from sync_server.service import DATABASE, KEY, SETTINGS, Service, opened
from sync_server.site_mirror import seed
from sync_server.table_copy import occupied

PERSON: Final = PersonId("server")
"""As whom the server signs: no person of the roster."""
OWNER: Final = "server"
"""In the table `meta`: the key of the server whose database it is."""


@dataclass(frozen=True)
class Made:
    """A server that was made: its public key, how many events and blobs it holds."""

    key: str
    events: int
    blobs: int


def make(workspace: Workspace, root: Recorder, folder: Path, database: str | None = None) -> Made:
    """Make a server in `folder` and fill it with what the workspace holds; `root` certifies its key.

    `database` is the URL of an empty PostgreSQL database; without it the server has SQLite in its folder.
    Raises UserError: there is one already (exit 2), the disk is full, the database not reached (exit 5).
    """
    if (folder / SETTINGS).exists():
        what = M("这个文件夹里已经有服务器")
        remedy = M("启动它：ducha serve {folder}；要另建一个就换个文件夹", folder=str(folder))
        problem = Problem(code=Code.WORKSPACE_EXISTS, file=str(folder), what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = _key(folder / KEY, workspace.seed)
    settings = folder / f"{SETTINGS}.new"
    told = {"root_key": workspace.district.root_key}
    if database is not None:
        told["database"] = database
    write_whole(settings, json.dumps(told, indent=1).encode(), private=True)
    service = opened(folder, workspace.clock, settings=settings.name)
    try:
        _claim(service)
        _certify(workspace, root, key)
        events = sum(_take(service, workspace, doc) for doc in _documents(workspace))
        blobs = _take_blobs(service, workspace)
    finally:
        service.close()
    with disk_errors(folder):
        if service.database.on_sqlite:
            (folder / DATABASE).chmod(0o600)
        seed(workspace.root, folder)
        settings.replace(folder / SETTINGS)
    return Made(key.public_hex, events, blobs)


def _certify(workspace: Workspace, root: Recorder, key: SigningKey) -> None:
    if certified(workspace.district.authority, key.public_hex, [Role.SERVER]):
        return
    # a registrar too, so that the bureau can let devices in over the network (DESIGN §2)
    office = registrar_act(workspace, key.public_hex)
    root.record([certificate_act(workspace, PERSON, key.public_hex, [Role.SERVER]), office])
    workspace.forget()


def _claim(service: Service) -> None:
    """Write into the database whose it is. Raises UserError (exit 2) when it is another server's."""
    key = service.signer.key.public_hex
    with service.database.writing() as connection:
        add_missing(connection, META, name=OWNER, value=key)
        if get_meta(connection, OWNER) == key:
            return
    raise occupied()


def _documents(workspace: Workspace) -> list[DocId]:
    return sorted(workspace.documents(), key=lambda doc: (doc != DISTRICT, doc))


def _take(service: Service, workspace: Workspace, doc: DocId) -> int:
    blocks = tuple(workspace.store.load(doc).blocks())
    push(service, doc, blocks, service.signer.key.public_hex)
    with service.database.reading() as connection, service.documents.opened(connection, doc) as held:  # fmt: skip
        return len(held.ledger)


def _take_blobs(service: Service, workspace: Workspace) -> int:
    files, count = BlobFiles(service.folder), 0
    with service.database.reading() as connection:
        wanted = sorted(set(connection.execute(select(WANTED.c.sha256)).scalars()))
        private = set(connection.execute(select(NAMED.c.sha256).where(NAMED.c.field != "")).scalars())  # fmt: skip
    for digest in wanted:
        store = workspace.private if digest in private else workspace.blobs
        if not store.has(digest):
            continue
        files.drop(digest)
        for n, piece in enumerate(pieces(store.path(digest))):
            files.add(digest, n * PIECE, piece)
        if not files.whole(digest):
            files.drop(digest)
            continue
        size = files.keep(digest, private=digest in private).stat().st_size
        with service.database.writing() as connection:
            at = service.now(workspace.district).isoformat()
            mine = service.signer.key.public_hex
            add_missing(connection, BLOBS, sha256=digest, bytes=size, at=at, device=mine)
            arrived(connection, digest)
        count += 1
    return count


def _key(path: Path, seed: str | None) -> SigningKey:
    if path.exists():
        return SigningKey.from_text(read_capped(path).decode())
    from inspections.laptop.keyring import new_key

    key = new_key(seed, "server")
    write_whole(path, key.to_text().encode(), private=True)
    return key
