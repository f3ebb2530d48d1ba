"""The messages of `POST /api/v1/sync`, used by the laptop and the server alike, so that the two cannot drift (DESIGN §5).

One round trip for many documents. Of each document a side says how far it holds the server's receipts, and the
newest event of every chain that these receipts do not cover; the laptop attaches what the server lacks, the server
answers with what the laptop lacks. What was refused stands in the receipts, which are events like others. `sync_json`
writes and reads these values. Refuses to judge: what an update holds is the door's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from inspections.ids import DocId, EventId
from inspections.slots import Client

PROTOCOL: Final = 1
SYNC_PATH: Final = "/api/v1/sync"
APART: Final = "application/vnd.ducha.sync"
"""Accepted by a laptop, the answer has its updates behind its JSON (`sync_json.answer_apart`); else it is JSON alone."""
BLOBS_PATH: Final = "/api/v1/blobs/"
"""Followed by the SHA-256. HEAD and GET (with Range): 200 or 206 when it is whole, else 404. PUT sends a piece."""
OFFSET: Final = "Upload-Offset"
"""On PUT: at which byte the piece begins. On the answer (204 more to come, 201 whole, 409 another offset): how much is there."""
LENGTH: Final = "Upload-Length"
"""On PUT: how many bytes the whole has."""

DOCUMENTS_MAX: Final = 2000
HEADS_MAX: Final = 20_000
UPDATE_BYTES_MAX: Final = 8 * 1024 * 1024
ANSWER_BYTES: Final = 4 * 1024 * 1024
"""About how many bytes of updates a server puts into one answer before it says that there is more."""
UPDATES_MAX: Final = 2000
"""In one answer, of one document."""
LISTED_MAX: Final = 1000
"""Of events turned away or waiting, of forks, of wanted photos: so many are named in one answer, of one document."""
TEXT_MAX: Final = 1000
COUNT_MAX: Final = 2**53 - 1

Heads = Mapping[Client, tuple[int, EventId]]
"""The slot's client (device and session in one number) -> (seq, id) of its newest event."""
Mark = tuple[int, EventId]
"""A receipt: its number, its id."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a laptop says of one document: `receipt` and all before it are held here with everything they name;
    `heads` of the chains whose newest event they do not name; `update`: events that the server may lack.
    """

    receipt: Mark | None = None
    heads: Heads = field(default_factory=dict)
    update: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a laptop sends. `district` is the root key, `device` the key that signs, `session` random for this run."""

    district: str
    device: str
    session: str
    program: str = ""
    documents: Mapping[DocId, Offered] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Away:
    """An event of the request that was turned away: why (a code), in words, what to do, how many came after it."""

    id: EventId
    why: str
    says: str = ""
    remedy: str = ""
    behind: int = 0


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An event that waits at the server: for the event `needs`, for a certificate of `device`, or for another."""

    id: EventId
    needs: EventId | None = None
    device: str | None = None


@dataclass(frozen=True, kw_only=True)
class Fork:
    """At this place the server holds another event than the laptop's head: somebody's ledger was copied or put back."""

    client: Client
    seq: int
    id: EventId


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What the server says of one document after it took in the update.

    `receipt`: its newest; `astray`: the one that the laptop named is none of ours, ask again without it. `heads` of the
    chains that the request named or sent. `updates`: what the laptop lacks, to be taken in one after the other; several,
    because what many laptops lack is written and packed once for all of them. `wanted`: photos that are not whole here
    yet (SHA-256 -> bytes held), of those that events of this document name.
    """

    receipt: Mark | None = None
    astray: bool = False
    heads: Heads = field(default_factory=dict)
    updates: tuple[bytes, ...] = ()
    turned_away: tuple[Away, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    forks: tuple[Fork, ...] = ()
    wanted: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server sends: every document within the device's scope that it holds or that was named.

    `denied`: named, but outside the scope. `collecting`: the server was put back from a backup and gives no receipts
    until the bureau confirms. `more`: ask again with the new heads, there is more to come.
    """

    district: str
    server_time: datetime
    documents: Mapping[DocId, Answered] = field(default_factory=dict)
    denied: tuple[DocId, ...] = ()
    collecting: bool = False
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The body of every status from 400 on: a code, what is wrong, what to do, in Chinese words of the server."""

    code: str
    what: str
    remedy: str = ""
