"""A server for tests of a laptop: certified by the root key, it writes receipts into the laptop's own ledger."""

from __future__ import annotations

from collections.abc import Mapping

from inspections.events import Event
from inspections.ids import DISTRICT, DocId, PersonId
from inspections.keys import SigningKey
from inspections.laptop.recorder import Act, Recorder
from inspections.vocabulary import Role
from tests.inspections.laptop.office import Office

KEY = SigningKey.from_seed(b"s" * 32)
REMEDY = "请督导室办理这一步"


def certify_server(office: Office) -> None:
    workspace = office.workspace()
    root = Recorder(workspace, PersonId("chenjing"), workspace.keyring.key("root"))
    body = {
        "person": "server",
        "roles": ["server"],
        "scope": {},
        "from": "2022-01-01",
        "until": None,
    }
    subject = f"d:device/{KEY.public_hex}"
    root.record(
        [Act(doc=DISTRICT, kind="device_certified", subject=subject, role=Role.ROOT, body=body)]
    )
    workspace.close()


def receive(
    office: Office, *accepted: Event, refused: Mapping[str, str] | None = None, n: int = 1, doc: str = "yl3x",
    time: str = "2026-03-02T12:00:00+08:00",
) -> Event:  # fmt: skip
    """Write a receipt; `refused` maps the id of an event to a code."""
    workspace = office.workspace()
    body = {
        "n": n, "server_time": time, "ids": [event.id for event in accepted],
        "refused": [{"id": i, "code": code, "remedy": REMEDY} for i, code in (refused or {}).items()],
    }  # fmt: skip
    server = Recorder(workspace, PersonId("server"), KEY)
    [told] = server.record(
        [Act(doc=DocId(doc), kind="received", subject="", role=Role.SERVER, body=body)]
    )
    workspace.close()
    return told
