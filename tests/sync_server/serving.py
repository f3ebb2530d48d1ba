"""A server for tests: made by the real command from the small workspace, asked in this process or over a real socket."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import make_url

from inspections.blocks import Block, encode_update
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId, PersonId
from inspections.keys import SigningKey
from inspections.laptop.actor import root_recorder
from inspections.laptop.clock import Clock
from inspections.laptop.revoking import revoke
from inspections.sync_json import read_answer, write_request
from inspections.sync_protocol import (
    BLOBS_PATH,
    LENGTH,
    OFFSET,
    SYNC_PATH,
    Answer,
    Offered,
    Request,
)
from inspections.sync_wire import authorization
from sync_server.exchange import exchange
from sync_server.pushing import push
from sync_server.service import Caps, Service, opened
from tests.inspections.laptop.office import NOW, Office, found
from tests.scratch import scratch
from tests.sync_server.postgres import postgres

YL3X, YL5X = DocId("yl3x"), DocId("yl5x")
RUN_SESSION = "5e" * 16


STORE = ["sqlite"]
"""On which database servers are made now; set by the fixture `store`."""


@cache
def prepared(store: str = "sqlite") -> Path:
    """Make once: a bureau's workspace with a sealed inspection (`w`), and the server made of it (`server`)."""
    folder = scratch("server")
    office = found(folder / "w")
    office.seal()
    init = ["serve", "--init", folder / "server", "--as", "chenjing"]
    if store == "postgresql":
        init += ["--database", postgres().url(postgres().create(kept=True))]
    office.does(*init)
    return folder


def a_url(folder: Path) -> str:
    """Return the address of an empty database, on what servers are made on now."""
    if STORE[-1] == "postgresql":
        return postgres().url(postgres().create())
    return f"sqlite:///{folder / 'server.sqlite'}"


@dataclass
class Hall:
    """A copy of the prepared workspace and server, and requests of its people."""

    folder: Path
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        for name in ("w", "server"):
            shutil.copytree(prepared(STORE[-1]) / name, self.folder / name)
        settings = self.server / "server.json"
        told = json.loads(settings.read_text("utf-8"))
        if "database" in told:
            made = make_url(told["database"]).database
            told["database"] = postgres().url(postgres().create(made or ""))
            settings.write_text(json.dumps(told), "utf-8")
        self.office = Office(self.folder / "w")

    @property
    def server(self) -> Path:
        return self.folder / "server"

    def opened(self, now: str = NOW, **caps: int) -> Service:
        return opened(self.server, Clock.from_text(now), Caps(**caps))

    def key(self, person: str) -> SigningKey:
        workspace = self.office.workspace()
        return workspace.keyring.key(person)

    def blocks(self, doc: DocId = YL3X) -> list[Block]:
        """What the workspace holds of a document, in the order in which it came."""
        workspace = self.office.workspace()
        blocks = list(workspace.store.load(doc).blocks())
        workspace.close()
        return blocks

    def comments(self, *texts: str, by: str = "wangmin") -> list[Block]:
        """Record comments at the laptop; return the new events."""
        issue, before = self.office.issues()[0]["id"], {b.id for b in self.blocks()}
        for text in texts:
            self.office.does("issue", "comment", issue, "--text", text, "--as", by)
        return [b for b in self.blocks() if b.id not in before]

    def request(self, person: str, **documents: Offered) -> Request:
        root = self.office.workspace().district.root_key
        return Request(
            district=root, device=self.key(person).public_hex, session=RUN_SESSION,
            documents={DocId(doc): one for doc, one in documents.items()},
        )  # fmt: skip


def ask(service: Service, hall: Hall, person: str = "wangmin", **documents: Offered) -> Answer:
    """Ask the server in this process."""
    return exchange(service, hall.request(person, **documents))


def sends(*blocks: Block) -> Offered:
    return Offered(update=encode_update(blocks))


def held(service: Service, doc: DocId = YL3X) -> dict[EventId, Event]:
    """What the server's database holds of a document, read afresh."""
    from sync_server.documents import Documents

    with service.database.reading() as connection, Documents().opened(connection, doc) as one:
        return {i: e for i, v in one.ledger.values().items() if isinstance(e := decode(v, i), Event)}  # fmt: skip


def revoke_server(hall: Hall, service: Service) -> None:
    """Let the root key revoke the server's own key, and the server hear of it."""
    workspace = hall.office.workspace()
    root, _ = root_recorder(workspace, PersonId("chenjing"))
    revoke(workspace, root, service.signer.key.public_hex, "服务器被盗", {})
    workspace.close()
    push(service, DISTRICT, hall.blocks(DISTRICT), hall.key("chenjing").public_hex)


def receipts(service: Service, doc: DocId = YL3X) -> list[Event]:
    found = [e for e in held(service, doc).values() if e.kind == "received"]
    return sorted(found, key=lambda e: int(e.body["n"]))


class Running:
    """`ducha serve` as a process of its own."""

    def __init__(self, hall: Hall, prelude: str = "", **env: str) -> None:
        self.hall = hall
        command = [
            sys.executable,
            "-c",
            f"{prelude}\nfrom inspections.laptop.cli import main; main()",
        ]
        self.process = subprocess.Popen(
            [*command, "serve", str(hall.server), "--port", "0", "--json"],
            env={**os.environ, "DUCHA_NOW": NOW, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        told = ""
        for line in self.process.stdout:
            told += line
            if line.rstrip() == "}":
                break
        assert told, self.process.stderr and self.process.stderr.read()
        self.url = str(json.loads(told)["url"])
        self.http = httpx.Client(base_url=self.url, timeout=30)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.process.kill()
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def send(
        self, person: str, method: str, target: str, body: bytes = b"", **headers: str
    ) -> httpx.Response:
        """Send a request that a person's device has signed."""
        root = self.hall.office.workspace().district.root_key
        signed = authorization(self.hall.key(person), "ab" * 16, root, method, target, body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, target, content=body, headers={"Authorization": signed, **named})  # fmt: skip

    def ask(self, person: str = "wangmin", **documents: Offered) -> Answer:
        said = self.send(person, "POST", SYNC_PATH, write_request(self.hall.request(person, **documents)))  # fmt: skip
        assert said.status_code == 200, said.text
        return read_answer(said.content)

    def put(self, person: str, digest: str, offset: int, length: int, piece: bytes) -> httpx.Response:  # fmt: skip
        told: Mapping[str, Any] = {OFFSET: str(offset), LENGTH: str(length)}
        return self.send(person, "PUT", BLOBS_PATH + digest, piece, **told)


__all__ = [
    "DISTRICT",
    "YL3X",
    "YL5X",
    "Hall",
    "Running",
    "ask",
    "held",
    "receipts",
    "revoke_server",
    "sends",
]
