"""The sync server: how long until all clients hold everything, beside two Yjs servers; and a district of 400 schools.

Every client brings acts written offline, connects, and is done when it holds what all have written. Ours verifies each
signature, judges, stores durably and gives receipts; the peers, which node finds in NODE_FOLDER, do none of it. Clients
on both sides only put what comes into their documents, and all clients share one process.

python -m benchmarks.server [NODE_FOLDER [SCHOOLS]]
(NODE_FOLDER: npm install --legacy-peer-deps @hocuspocus/server@2 @hocuspocus/provider@2 @y/websocket-server@0.1.1
 y-websocket@2 yjs@13 ws@8 y-protocols lib0)
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.fresh import ROOT, asked_step, machine, step

ME = "benchmarks.server"
SIZES = ((20, 50, 10), (60, 300, 15), (60, 50, 1))
LIMIT_SECONDS, PAUSE_SECONDS = 60, 0.2
NOW = "2026-06-01T09:00:00+08:00"
BODY = {
    "source": "self_check", "title": "消防通道堆放课桌椅，高约一米", "place": "教学楼三层东侧", "category": "fire_gas",
    "severity": "ordinary", "disposition": "notice", "requirement": "当日清空并张贴禁止堆放标志，安排专人每日巡查",
    "days": 3, "basis": "", "photos": [],
}  # fmt: skip


def main(node: str = "", schools: int = 400) -> None:
    """Measure and print both tables."""
    print(f"({machine()}; one run each)\n\n| clients × acts, documents | ducha | hocuspocus | @y/websocket-server |\n|---|---:|---:|---:|")  # fmt: skip
    for clients, acts, docs in SIZES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            step(ME, "prepare", folder, clients, acts, docs)
            with served(folder / "server") as (url, _):
                ours = step(ME, "crowd", folder, clients, acts, docs, url).said
            size = ours["bytes"] // (clients * acts)
        peers = [peer(node, which, clients, acts, docs, size) for which in ("hocuspocus", "ywebsocket")]  # fmt: skip
        print(f"| {clients} × {acts}, {docs} | {words(ours)} | {peers[0]} | {peers[1]} |", flush=True)  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        county(Path(temporary), schools)


def peer(node: str, which: str, *numbers: int) -> str:
    """Return what a Yjs server took, in words."""
    if not node:
        return "—"
    script = Path(node) / "server_peers.mjs"
    script.write_bytes((ROOT / "benchmarks" / "server_peers.mjs").read_bytes())
    done = subprocess.run(["node", script.name, which, *map(str, numbers)], cwd=node, capture_output=True, text=True)  # fmt: skip
    return words(json.loads(done.stdout.strip().splitlines()[-1]))  # fmt: skip


def words(said: dict[str, float]) -> str:
    """Return how long it took, in words."""
    return (
        f"{said['seconds']:.2f} s" if said["whole"] else f"not whole after {said['seconds']:.0f} s"
    )


def county(folder: Path, schools: int) -> None:
    """Print the figures of a district of so many school documents."""
    events = step(ME, "district", folder, schools).said["events"]
    begun = time.perf_counter()
    with served(folder / "server") as (url, process):
        started, fresh = time.perf_counter() - begun, memory(process)
        said = step(ME, "laptops", folder, url).said
        after = memory(process)
    lines = [line for line in (folder / "log").read_text().splitlines() if '"/api/v1/sync"' in line]
    spent = [json.loads(line)["ms"] for line in lines]
    print(
        f"\n{schools} school documents, {events} events ({machine()}; one run)\n\n| what | |\n|---|---:|"
    )
    print(f"| start, until the first request is answered | {started:.1f} s |")
    print(f"| memory of the server then | {fresh:.0f} MB |")
    for name, told in said.items():
        first, last = told["from"], told["to"]
        times = sorted(spent[first:last])
        print(f"| {name} | {told['seconds']:.2f} s, {last - first} requests |")
        print(
            f"| … at the server, each: median, longest | {median(times):.0f} ms, {times[-1]:.0f} ms |"
        )
    print(f"| memory of the server afterwards | {after:.0f} MB |")


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


def signer(n: int) -> Any:
    """Return the key of the n-th client."""
    from inspections.keys import SigningKey

    return SigningKey.from_seed(hashlib.sha256(f"client {n}".encode()).digest())


def session(n: int) -> str:
    """Return the session of the n-th client."""
    return hashlib.sha256(f"session {n}".encode()).hexdigest()[:32]


def prepare(folder: str, clients: str, acts: str, docs: str) -> dict[str, int]:
    """Make a district, certify the clients, make the server."""
    from benchmarks.county import found
    from inspections.ids import PersonId
    from inspections.laptop.recorder import Recorder
    from inspections.laptop.workspace import Workspace
    from sync_server.making import make

    root = Path(folder)
    (root / "w").mkdir()
    found(root / "w", int(docs))
    workspace = Workspace.find(root / "w")
    recorder = Recorder(workspace, PersonId("yanghui"), workspace.keyring.key("root"))
    for n in range(int(clients)):
        certify(recorder, "yanghui", "bureau", signer(n).public_hex)
    workspace.forget()
    made = make(workspace, recorder, root / "server")
    return {"events": made.events}


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

    def take(self, doc: Any, update: bytes) -> None:
        """Put what came into a document."""
        from inspections.events_json import decode

        ledger = self.ledgers[doc]
        for event_id in ledger.apply(update):
            value = ledger.values()[event_id]
            if b'"kind":"received"' in value:
                self.receipts[doc].append(decode(value, event_id))

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


def crowd(folder: str, clients: str, acts: str, docs: str, url: str) -> dict[str, float]:
    """Let all clients come at once; return how long it took until each held everything."""
    from inspections.blocks import encode_update
    from inspections.laptop.workspace import Workspace

    district = Workspace.find(Path(folder) / "w").district
    names = sorted(district.schools)[: int(docs)]
    laptops, size = [], 0
    for n in range(int(clients)):
        laptop = Laptop(url, district.root_key, signer(n), session(n), names)
        for doc, blocks in written(n, int(acts), names).items():
            laptop.take(doc, encode_update(blocks))
            laptop.unsent[doc] = blocks
            size += sum(len(block.value) for block in blocks)
        laptops.append(laptop)
    total = int(clients) * int(acts)

    def whole(laptop: Laptop) -> bool:
        return total <= sum(len(one) - len(laptop.receipts[doc]) for doc, one in laptop.ledgers.items() if doc in names)  # fmt: skip

    def run(laptop: Laptop) -> None:
        while not whole(laptop) and time.perf_counter() - begun < LIMIT_SECONDS:
            if not laptop.sync():
                time.sleep(PAUSE_SECONDS)

    begun = time.perf_counter()
    with ThreadPoolExecutor(int(clients)) as pool:
        list(pool.map(run, laptops))
    return {
        "seconds": time.perf_counter() - begun,
        "bytes": size,
        "whole": all(map(whole, laptops)),
    }


def certify(recorder: Any, person: str, role: str, key: str, schools: Sequence[str] = ()) -> None:
    """Certify a key by the root key."""
    from inspections.ids import DISTRICT
    from inspections.laptop.recorder import Act
    from inspections.vocabulary import Role

    scope = {"schools": list(schools), "areas": []}
    body = {"person": person, "roles": [role], "scope": scope, "from": "2022-01-01", "until": None}
    recorder.record([Act(doc=DISTRICT, kind="device_certified", subject=f"d:device/{key}", role=Role.ROOT, body=body)])  # fmt: skip


def district(folder: str, schools: str) -> dict[str, int]:
    """Make a district with two inspections of five issues behind each school, and the server of it."""
    from benchmarks.year import KEYS, WHO
    from benchmarks.year import make as make_year
    from inspections.ids import PersonId
    from inspections.laptop.recorder import Recorder
    from inspections.laptop.workspace import Workspace
    from inspections.vocabulary import Role
    from sync_server.making import make

    root = Path(folder)
    make_year(root / "w", int(schools), inspections=2)
    workspace = Workspace.find(root / "w")
    recorder = Recorder(workspace, PersonId("yanghui"), workspace.keyring.key("root"))
    everywhere = [f"s{n:03}" for n in range(1, int(schools) + 1)]
    for who, key in KEYS.items():
        at = everywhere if WHO[who] is Role.SCHOOL else []
        certify(recorder, who, WHO[who].value, key.public_hex, at)
    certify(recorder, "yanghui", "bureau", signer(0).public_hex)
    certify(recorder, "zhoumin", "inspector", signer(1).public_hex, everywhere[:60])
    workspace.forget()
    made = make(workspace, recorder, root / "server")
    return {"events": made.events}


def laptops(folder: str, url: str) -> dict[str, dict[str, float]]:
    """Let a laptop come for the first time, with nothing new, and after a month; tell which requests were whose."""
    from benchmarks.year import KEYS
    from inspections.ids import DocId
    from inspections.laptop.workspace import Workspace

    known = Workspace.find(Path(folder) / "w").district
    names, told, done = sorted(known.schools), dict[str, dict[str, float]](), 0
    laptop = Laptop(url, known.root_key, KEYS["yanghui"], "ab" * 16, names)

    def measure(name: str, exchange: Callable[[], bool], times: int = 0) -> None:
        nonlocal done
        begun, first = time.perf_counter(), done
        more = True
        while more:
            more = exchange()
            done += 1
            if times:
                more = done - first < times
        told[name] = {"seconds": time.perf_counter() - begun, "from": first, "to": done}

    measure("a laptop that holds nothing takes in everything", laptop.sync)
    sixty = Laptop(url, known.root_key, signer(1), "ab" * 16, names[:60])
    for doc in sixty.ledgers:
        sixty.ledgers[doc], sixty.receipts[doc] = laptop.ledgers[doc], laptop.receipts[doc]
    measure("nothing new, a laptop of 60 schools, 9 times", sixty.sync, 9)
    measure(f"nothing new, a laptop of all {len(names)} schools, 5 times", laptop.sync, 5)
    month = Laptop(url, known.root_key, signer(0), session(0), names)
    month.unsent = {DocId(doc): blocks for doc, blocks in written(0, 3 * len(names), names).items()}
    measure("a month handed in: three acts in every school", lambda: bool(month.sync()), 1)
    measure("the laptop catches up with that month", laptop.sync)
    return told


if __name__ == "__main__":
    STEPS = {"prepare": prepare, "crowd": crowd, "district": district, "laptops": laptops}
    asked = asked_step(sys.argv[1:])
    if asked:
        print(json.dumps(STEPS[asked[0]](*asked[1])))
    else:
        main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
