"""The sync server of a county: a district of 400 school documents, laptops with nothing new, first and after a month.

python -m benchmarks.server_county [SCHOOLS]
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.fresh import begin, machine, step
from benchmarks.server_parts import Laptop, certify, memory, served, session, signer, written

ME = "benchmarks.server_county"


def main(schools: int = 400) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        county(Path(temporary), schools)


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

    def measure(name: str, exchange: Callable[[], bool], times: int = 0, each: int = 1) -> None:
        nonlocal done
        begun, first = time.perf_counter(), done
        more = True
        while more:
            more = exchange()
            done += each
            if times:
                more = done - first < times * each
        told[name] = {"seconds": time.perf_counter() - begun, "from": first, "to": done}

    measure("a laptop that holds nothing takes in everything", laptop.sync)
    sixty = Laptop(url, known.root_key, signer(1), "ab" * 16, names[:60])
    for doc in sixty.ledgers:
        sixty.ledgers[doc], sixty.receipts[doc] = laptop.ledgers[doc], laptop.receipts[doc]
    measure("nothing new, a laptop of 60 schools, 9 times", sixty.sync, 9)
    crowd = [sixty.twin() for _ in range(60)]

    def come() -> bool:
        with ThreadPoolExecutor(len(crowd)) as pool:
            return any(list(pool.map(Laptop.sync, crowd)))

    measure("nothing new, sixty such laptops at once", come, 1, len(crowd))
    measure(f"nothing new, a laptop of all {len(names)} schools, 5 times", laptop.sync, 5)
    month = Laptop(url, known.root_key, signer(0), session(0), names)
    month.unsent = {DocId(doc): blocks for doc, blocks in written(0, 3 * len(names), names).items()}
    measure("a month handed in: three acts in every school", lambda: bool(month.sync()), 1)
    measure("the laptop catches up with that month", laptop.sync)
    return told


if __name__ == "__main__":
    STEPS = {"district": district, "laptops": laptops}
    begin(main, STEPS)
