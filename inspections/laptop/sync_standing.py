"""How a document stands towards the server, from what lies here alone: what its receipts cover, what none names yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inspections.blocks import Block
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId
from inspections.kinds import SERVER_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.bundle_export import may_see
from inspections.laptop.workspace import Workspace
from inspections.receipts import is_receipt
from inspections.sync_heads import covered, heads, lacking, unreceived
from inspections.sync_protocol import Heads, Mark

_BY_SERVER: Final = b'"as":"server"'
"""As canonical JSON spells it."""


@dataclass(frozen=True)
class Standing:
    """The last receipt up to which all is here, the heads that it does not cover, the events to be sent in their order."""

    receipt: Mark | None
    heads: Heads
    unsent: tuple[Block, ...]


def standing(workspace: Workspace, doc: DocId) -> Standing:
    """Return how a document stands by its receipts: what none names is to be sent."""
    ledger, serves = workspace.store.load(doc), workspace.district.authority.serves
    own = [
        event for event in spelled(workspace, doc, _BY_SERVER)
        if event.kind in SERVER_KINDS and serves(event)
    ]  # fmt: skip
    receipts = [event for event in own if is_receipt(event)]
    known = covered(ledger, receipts)
    unsent = unreceived(ledger, receipts, [event.id for event in own])
    return Standing(known.receipt, heads(ledger, known.ids), unsent)


def spelled(workspace: Workspace, doc: DocId, *marks: bytes) -> list[Event]:
    """Return the events of a document whose bytes hold one of these; a year of a school is not decoded for a few."""
    values = workspace.store.load(doc).values().items()
    found = (decode(v, i) for i, v in values if any(mark in v for mark in marks))
    return [event for event in found if isinstance(event, Event)]


def standing_without(workspace: Workspace, doc: DocId, told: Heads | None) -> Standing:
    """Return the same for a server that does not know its own receipts: what it lacks by the heads it `told`."""
    ledger = workspace.store.load(doc)
    unsent = () if told is None else lacking(ledger, (), None, told).blocks
    return Standing(None, heads(ledger), unsent)


def exchanged(workspace: Workspace, actor: Actor) -> tuple[DocId, ...]:
    """Return the documents here that this person's device exchanges with the server, the district first."""
    known = [doc for doc in workspace.documents() if doc != DISTRICT]
    return (DISTRICT, *(doc for doc in known if may_see(workspace, actor, doc)))
