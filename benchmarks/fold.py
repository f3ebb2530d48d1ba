"""Fold of a school's year, and of a district of 60 such schools: from the ledger's file to what every page reads.

python -m benchmarks.fold [SCHOOLS]
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.fresh import RUNS, Measured, begin, machine, middle, step

ME = "benchmarks.fold"
STAGES = ("load", "decode", "fold", "statistics")


def main(schools: int = 60) -> None:
    """Make a school and a district, measure each, print the table."""
    print(f"Fold, processor seconds ({machine()}; median of {RUNS} cold processes)\n")
    print(
        "| what | events | issues | load | decode | fold | statistics | whole process | on the clock | peak MB |"
    )
    print("|---|" + "---:|" * 9)
    with tempfile.TemporaryDirectory() as temporary:
        for what, count in (("one school", 1), (f"district of {schools} schools", schools)):
            folder = Path(temporary) / str(count)
            made = step(ME, "make", folder, count).said
            runs = [step(ME, "view", folder) for _ in range(RUNS)]
            print(_row(what, made, runs), flush=True)


def _row(what: str, made: dict[str, int], runs: list[Measured]) -> str:
    whole, said = middle(runs), [run.said for run in runs]
    stages = " | ".join(f"{median(one[stage] for one in said):.3f}" for stage in STAGES)
    assert all(one["issues"] == made["issues"] for one in said)
    return (
        f"| {what} | {made['events']} | {made['issues']} | {stages} "
        f"| {whole.cpu:.2f} | {whole.seconds:.2f} | {whole.peak_mb:.0f} |"
    )


def make(folder: str, schools: str) -> dict[str, int]:
    """Make the workspace."""
    from benchmarks import year

    return year.make(Path(folder), int(schools))


def view(folder: str) -> dict[str, float]:
    """Do what `Workspace.view` does, one stage after the other, then the statistics; return what each took."""
    from inspections import folding
    from inspections.events_json import decode
    from inspections.ids import DISTRICT, SchoolId
    from inspections.laptop.workspace import Workspace
    from inspections.statistics import Filter, statistics

    took: dict[str, float] = {}
    workspace = Workspace.find(Path(folder))
    with _timed(took, "load"):
        ledgers = workspace.store.load_all()
    with _timed(took, "decode"):
        events = {
            doc: tuple(decode(value, event_id) for event_id, value in ledger.values().items())
            for doc, ledger in ledgers.items()
        }
    with _timed(took, "fold"):
        district = events.pop(DISTRICT)
        seen = folding.fold(district, {SchoolId(doc): found for doc, found in events.items()})
    with _timed(took, "statistics"):
        told = statistics(
            seen, as_of=workspace.today(), calendar=workspace.calendar(), filters=Filter()
        )
    assert told["closed"]
    workspace.close()
    return {**took, "issues": sum(len(school.issues) for school in seen.schools.values())}


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    began = time.process_time()
    yield
    took[name] = time.process_time() - began


STEPS: dict[str, Callable[..., dict[str, float]]] = {"make": make, "view": view}  # type: ignore[dict-item]


if __name__ == "__main__":
    begin(main, STEPS)
