"""What the benchmarks of the sync server share: `ducha serve` as a process, and laptops that sync over the real line.

A laptop here puts what comes into its documents without a door of its own, as the Yjs clients do that it stands beside.
Modules that a laptop needs are imported before any clock runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.fresh import ROOT

NOW = "2026-06-01T09:00:00+08:00"
BODY = {
    "source": "self_check", "title": "消防通道堆放课桌椅，高约一米", "place": "教学楼三层东侧", "category": "fire_gas",
    "severity": "ordinary", "disposition": "notice", "requirement": "当日清空并张贴禁止堆放标志，安排专人每日巡查",
    "days": 3, "basis": "", "photos": [],
}  # fmt: skip


@contextmanager
def served(server: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `ducha serve`; give its address once it answers."""
    import httpx

    told = server.parent / "told"
    command = [sys.executable, "-m", "inspections.laptop", "serve", str(server), "--port", "0", "--json", "--log-requests"]  # fmt: skip
    with told.open("wb") as out, (server.parent / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DUCHA_NOW": NOW}, stdout=out, stderr=log)  # fmt: skip
    try:
        while not told.read_text().rstrip().endswith("}"):
            assert process.poll() is None, (server.parent / "log").read_text()
            time.sleep(0.02)
        url = json.loads(told.read_text())["url"]
        assert httpx.get(f"{url}/readyz", timeout=60).status_code == 200
        yield url, process
    finally:
        process.terminate()
        process.wait()


def memory(process: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor(pid: int) -> float:
    """Return the processor seconds that a process has used, without those of its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def signer(n: int) -> Any:
    """Return the key of the n-th client."""
    from inspections.keys import SigningKey

    return SigningKey.from_seed(hashlib.sha256(f"client {n}".encode()).digest())


def session(n: int) -> str:
    """Return the session of the n-th client."""
    return hashlib.sha256(f"session {n}".encode()).hexdigest()[:32]


def certify(recorder: Any, person: str, role: str, key: str, schools: Sequence[str] = ()) -> None:
    """Certify a key by the root key."""
    from inspections.ids import DISTRICT
    from inspections.laptop.recorder import Act
    from inspections.vocabulary import Role

    scope = {"schools": list(schools), "areas": []}
    body = {"person": person, "roles": [role], "scope": scope, "from": "2022-01-01", "until": None}
    recorder.record([Act(doc=DISTRICT, kind="device_certified", subject=f"d:device/{key}", role=Role.ROOT, body=body)])  # fmt: skip


def written(n: int, acts: int, docs: Sequence[str]) -> dict[str, list[Any]]:
    """Return the acts of the n-th client, signed, by document; they go round the documents."""
    from inspections.blocks import Block
    from inspections.events_json import Draft, sign
    from inspections.ids import DocId, PersonId, lone_issue_id
    from inspections.slots import client_of
    from inspections.vocabulary import Role

    key, at = signer(n), datetime.fromisoformat(NOW)
    client = client_of(key.public_hex, session(n))
    mine: dict[str, list[Any]] = {}
    for act in range(acts):
        doc = docs[(n + act) % len(docs)]
        chain = mine.setdefault(doc, [])
        draft = Draft(
            doc=DocId(doc), kind="raised", subject=f"q:{lone_issue_id(doc, session(n), len(chain))}",
            by=PersonId("yanghui"), role=Role.BUREAU, session=session(n), seq=len(chain),
            prev=chain[-1].id if chain else None, at=at, seen=frozenset(), body=BODY, from_=None,
        )  # fmt: skip
        event_id, value = sign(draft, key)
        chain.append(Block(client, draft.seq, event_id, value))
    return mine


class Laptop:
    """A client that syncs over the real line and keeps documents in memory, without a door of its own."""

    def __init__(self, url: str, district: str, key: Any, name: str, docs: Sequence[str]) -> None:
        from inspections.ids import DISTRICT, DocId
        from inspections.laptop.sync_line import Line
        from inspections.ledger import Ledger

        self.line, self.district, self.session = Line(url, key, district), district, name
        self.ledgers = {DocId(doc): Ledger(DocId(doc)) for doc in (DISTRICT, *docs)}
        self.receipts: dict[Any, list[Any]] = {doc: [] for doc in self.ledgers}
        self.unsent: dict[Any, list[Any]] = {}

    def twin(self) -> Laptop:
        """Return a laptop that holds the very same documents."""
        other = Laptop(self.line.url, self.line.district, self.line.key, self.session, ())
        other.ledgers, other.receipts = self.ledgers, self.receipts
        return other

    def take(self, doc: Any, update: bytes) -> None:
        """Put what came into a document."""
        from inspections.events_json import decode

        for block in self.ledgers[doc].take(update):
            if b'"kind":"received"' in block.value:
                self.receipts[doc].append(decode(block.value, block.id))

    def sync(self) -> bool:
        """Exchange once; return whether anything came, or is still to come."""
        from inspections.blocks import encode_update
        from inspections.sync_heads import covered, heads
        from inspections.sync_protocol import Offered, Request

        offered = {}
        for doc, ledger in self.ledgers.items():
            known = covered(ledger, self.receipts[doc])
            update = encode_update(self.unsent.pop(doc, ()))
            offered[doc] = Offered(receipt=known.receipt, heads=heads(ledger, known.ids), update=update)  # fmt: skip
        request = Request(district=self.district, device=self.line.key.public_hex, session=self.session, documents=offered)  # fmt: skip
        answer = self.line.sync(request)
        before = sum(map(len, self.ledgers.values()))
        for doc, one in answer.documents.items():
            for update in one.updates:
                self.take(doc, update)
        return answer.more or before != sum(map(len, self.ledgers.values()))
