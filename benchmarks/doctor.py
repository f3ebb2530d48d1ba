"""What `ducha doctor` takes on a district of 60 schools with a year behind each: every byte of the ledger looked at anew.

python -m benchmarks.doctor [SCHOOLS]
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.fresh import RUNS, begin, machine, process, repeated, step

ME = "benchmarks.doctor"


def main(schools: int = 60) -> None:
    """Make a district whose people are certified, look at it, print the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "district"
        made = step(ME, "make", folder, schools).said
        ducha = [sys.executable, "-m", "inspections.laptop", "-C", str(folder), "--json", "doctor"]
        whole = repeated(lambda: process(ducha))
        alone = repeated(lambda: step(ME, "verify", folder))
        told = json.loads(whole.printed[whole.printed.index("{") :])
        assert told["events"] > made["events"] and not told["problems"], told["problems"][:3]
    print(f"doctor: {schools} schools, {made['events']} events ({machine()}; median of {RUNS})\n")
    print("| what | processor seconds | on the clock | peak MB |\n|---|---:|---:|---:|")
    for what, m in (
        ("`ducha doctor`", whole),
        ("the signatures alone, one after the other", alone),
    ):
        print(f"| {what} | {m.cpu:.2f} | {m.seconds:.2f} | {m.peak_mb:.0f} |")


def make(folder: str, schools: str) -> dict[str, int]:
    """Make the workspace, and certify the keys that the year was written with."""
    from benchmarks.year import KEYS, WHO
    from benchmarks.year import make as make_year
    from inspections.ids import DISTRICT, PersonId
    from inspections.laptop.recorder import Act, Recorder
    from inspections.laptop.workspace import Workspace
    from inspections.vocabulary import Role

    made = make_year(Path(folder), int(schools))
    workspace = Workspace.find(Path(folder))
    root = Recorder(workspace, PersonId("yanghui"), workspace.keyring.key("root"))
    everywhere = [f"s{n:03}" for n in range(1, int(schools) + 1)]
    for who, key in KEYS.items():
        scope = {"schools": everywhere if WHO[who] is Role.SCHOOL else []}
        body = {"person": who, "roles": [WHO[who].value], "scope": scope, "from": "2022-01-01", "until": None}  # fmt: skip
        subject = f"d:device/{key.public_hex}"
        root.record([Act(doc=DISTRICT, kind="device_certified", subject=subject, role=Role.ROOT, body=body)])  # fmt: skip
    workspace.close()
    return made


def verify(folder: str) -> dict[str, int]:
    """Load the ledger and verify every signature, nothing else."""
    from inspections.events import Event
    from inspections.events_json import decode, signature_holds
    from inspections.laptop.workspace import Workspace

    workspace, verified = Workspace.find(Path(folder)), 0
    for doc in workspace.documents():
        for event_id, value in workspace.store.load(doc).values().items():
            event = decode(value, event_id)
            verified += isinstance(event, Event) and signature_holds(value, event.device)
    workspace.close()
    return {"verified": verified}


STEPS = {"make": make, "verify": verify}


if __name__ == "__main__":
    begin(main, STEPS)
