"""The sync server: how long until all clients hold everything, beside two Yjs servers that neither verify nor keep.

Every client brings acts written offline, connects, and is done when it holds what all have written. Ours verifies each
signature, judges, stores durably and gives receipts; the peers, which node finds in NODE_FOLDER, do none of it. All
clients of one side share one process.

python -m benchmarks.server [NODE_FOLDER]
(NODE_FOLDER: npm install --legacy-peer-deps @hocuspocus/server@2 @hocuspocus/provider@2 @y/websocket-server@0.1.1
 y-websocket@2 yjs@13 ws@8 y-protocols lib0)
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.fresh import ROOT, begin, machine, step
from benchmarks.server_parts import Laptop, certify, processor, served, session, signer, written

ME = "benchmarks.server"
SIZES = ((20, 50, 10, 5), (60, 300, 15, 1), (60, 50, 1, 3))
"""Clients, acts of each, documents, runs."""
LIMIT_SECONDS, PAUSE_SECONDS = 120, 0.05
PEERS = ("hocuspocus", "ywebsocket")


def main(node: str = "") -> None:
    """Measure each size in turn, both sides in every run; print the medians."""
    print(f"({machine()}; median of 5, 1 and 3 runs)\n")
    print("| clients × acts, documents | ducha | its server, its clients: processor | on the line | hocuspocus | @y/websocket-server |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|")
    for clients, acts, docs, runs in SIZES:
        ours, peers = list[dict[str, float]](), dict[str, list[dict[str, float]]]()
        for _ in range(runs):
            ours.append(ducha(clients, acts, docs))
            for which in PEERS if node else ():
                size = int(ours[-1]["bytes"]) // (clients * acts)
                peers.setdefault(which, []).append(peer(node, which, clients, acts, docs, size))
        used = f"{middle(ours, 'server'):.1f} s, {middle(ours, 'clients'):.1f} s"
        sides = " | ".join(words(peers[which]) if node else "—" for which in PEERS)
        print(f"| {clients} × {acts}, {docs} | {words(ours)} | {used} | {middle(ours, 'line') / 1e6:.0f} MB | {sides} |", flush=True)  # fmt: skip


def ducha(clients: int, acts: int, docs: int) -> dict[str, float]:
    """Return what one run took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        step(ME, "prepare", folder, clients, acts, docs)
        with served(folder / "server") as (url, process):
            before = processor(process.pid)
            said = step(ME, "crowd", folder, clients, acts, docs, url).said
            said["server"] = processor(process.pid) - before
        lines = (folder / "log").read_text().splitlines()
        synced = [json.loads(line) for line in lines if '"/api/v1/sync"' in line]
        said["line"] = sum(line["bytes"] for line in synced)
        return said


def peer(node: str, which: str, *numbers: int) -> dict[str, float]:
    """Return what a Yjs server took."""
    script = Path(node) / "server_peers.mjs"
    script.write_bytes((ROOT / "benchmarks" / "server_peers.mjs").read_bytes())
    done = subprocess.run(["node", "--no-warnings", script.name, which, *map(str, numbers)], cwd=node, capture_output=True, text=True)  # fmt: skip
    lines = done.stdout.strip().splitlines()
    said: dict[str, float] = json.loads(lines[-1]) if lines else {"seconds": 0, "whole": False}
    return said


def middle(runs: Sequence[dict[str, float]], name: str) -> float:
    """Return the median of a figure."""
    return median(run[name] for run in runs)


def words(runs: Sequence[dict[str, float]]) -> str:
    """Return how long it took, in words."""
    if not all(run["whole"] for run in runs):
        return f"not whole after {middle(runs, 'seconds'):.0f} s"
    return f"{middle(runs, 'seconds'):.2f} s"


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

    import httpx  # noqa: F401  (what a laptop loads while it starts belongs to no clock)

    begun, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(int(clients)) as pool:
        list(pool.map(run, laptops))
    return {
        "seconds": time.perf_counter() - begun,
        "clients": time.process_time() - used,
        "bytes": size,
        "whole": all(map(whole, laptops)),
    }


if __name__ == "__main__":
    STEPS = {"prepare": prepare, "crowd": crowd}
    begin(main, STEPS, given=str)
