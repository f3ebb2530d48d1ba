"""What joining costs: a fresh laptop takes in a district with a year behind each school and verifies every event of it.

Everything goes the way people go: `device new`, `device certify`, the answer carried back, `bundle import`. And what a
document takes in memory, its bytes alone, with the CRDT, with its events read, and folded.

python -m benchmarks.fresh_laptop [SCHOOLS]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.doctor import verify
from benchmarks.fresh import RUNS, Measured, begin, machine, process, repeated, step

ME = "benchmarks.fresh_laptop"
PERSON = "sunyan"
LOADS = ("bytes", "crdt", "events", "view")


def main(schools: int = 60) -> None:
    """Make a district, let a laptop join it, print both tables."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = step("benchmarks.doctor", "make", folder / "district", schools).said
        blank, answer, root = _joining(folder)
        taken = repeated(lambda: _took(folder, blank, answer, root))
        told = step(ME, "held", folder / "laptop").said
        assert told["events"] > made["events"], (told, made)
        alone = repeated(lambda: step(ME, "signatures", folder / "laptop"))
        loads = {how: step(ME, "load", folder / "laptop", how).said for how in LOADS}
        size = answer.stat().st_size / 1e6
    print(f"{schools} schools, {told['events']} events, {size:.1f} MB ({machine()}; median of {RUNS})\n")  # fmt: skip
    print("| a fresh laptop | processor seconds | on the clock | peak MB |\n|---|---:|---:|---:|")
    print(_row("`bundle import` of the answer: gate, judge, kept", taken))
    print(_row("the signatures alone, one after the other", alone))
    print("\n| a school's document of a year, in memory | KB |\n|---|---:|")
    for how, said in loads.items():
        print(f"| {how} | {said['kb']:.0f} |")


def _joining(folder: Path) -> tuple[Path, Path, str]:
    """Return a laptop that has asked, the bureau's answer to it, and the code of the district's root key."""
    blank, district, answers = folder / "blank", folder / "district", folder / "answers"
    _ducha("device", "new", blank, "--person", PERSON, "--name", "孙燕", "--role", "inspector")
    request = next(blank.glob("*.request.json"))
    _ducha(
        "-C",
        district,
        "--as",
        "yanghui",
        "device",
        "certify",
        request,
        "--role",
        "inspector",
        "--out",
        answers,
    )
    from inspections.check_code import check_code
    from inspections.laptop.workspace import Workspace

    workspace = Workspace.find(district)
    root = check_code(workspace.district.root_key)
    workspace.close()
    return blank, next(answers.iterdir()), root


def _took(folder: Path, blank: Path, answer: Path, root: str) -> Measured:
    laptop = folder / "laptop"
    shutil.rmtree(laptop, ignore_errors=True)
    shutil.copytree(blank, laptop)
    return _ducha("-C", laptop, "bundle", "import", answer, "--root", root)


def _ducha(*arguments: object) -> Measured:
    command = [sys.executable, "-m", "inspections.laptop", *map(str, arguments)]
    done = process(command, env={"DUCHA_NOW": "2026-06-01T09:00:00+08:00"})
    assert done.status == 0, done.printed
    return done


def _row(what: str, m: Measured) -> str:
    return f"| {what} | {m.cpu:.2f} | {m.seconds:.2f} | {m.peak_mb:.0f} |"


def held(folder: str) -> dict[str, int]:
    """Count the events of every document."""
    from inspections.laptop.workspace import Workspace

    workspace = Workspace.find(Path(folder))
    return {"events": sum(len(workspace.store.load(doc)) for doc in workspace.documents())}


def load(folder: str, how: str) -> dict[str, float]:
    """Hold every school's document in memory as `how` says; return what one takes, in KB of resident memory."""
    import gc

    from inspections.folding import fold_district, fold_school
    from inspections.folding.roster import unregistered
    from inspections.ids import DISTRICT, SchoolId
    from inspections.laptop.store import Store
    from inspections.laptop.workspace import LEDGER, Workspace

    workspace = Workspace.find(Path(folder))
    district = fold_district(workspace.events(DISTRICT))
    docs = [doc for doc in workspace.documents() if doc != DISTRICT]
    warm = _load(Store(Path(folder) / LEDGER), docs[0], how)
    gc.collect()
    before = _resident()
    kept: list[object] = [warm]
    for doc in docs[1:]:
        events, ledger = _load(Store(Path(folder) / LEDGER), doc, how)
        if how == "view":
            kept.append(fold_school(unregistered(SchoolId(doc)), events, district))
        else:
            kept.append((events, ledger))
    gc.collect()
    return {"kb": (_resident() - before) / 1024 / (len(docs) - 1)}


def _load(store: Any, doc: Any, how: str) -> tuple[Sequence[Any], Any]:
    from inspections.events_json import decode

    ledger = store.load(doc)
    store.close()
    if how == "crdt":
        ledger.crdt()
    if how in ("events", "view"):
        return [decode(value, event_id) for event_id, value in ledger.values().items()], None
    return [], ledger


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * 4096


STEPS = {"held": held, "load": load, "signatures": verify}


if __name__ == "__main__":
    begin(main, STEPS)
