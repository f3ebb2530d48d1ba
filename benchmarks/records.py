"""Reading, checking and sealing 1,000 records of 60 items, beside PyYAML's bare parse of the same files.

    python -m benchmarks.records [RECORDS [SCHOOLS]]

Everything is done by the real commands, each in a fresh process: `ducha check`, and one `ducha seal` of all files.
"""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from benchmarks.fresh import ROOT, RUNS, Measured, begin, middle, repeated, step, table

ME = "benchmarks.records"
UNSEALED = (
    "nothing",
    "pyyaml_base_c",
    "pyyaml_safe_c",
    "pyyaml_safe",
    "read",
    "check",
    "check_again",
)


def main(records: int = 1000, schools: int = 50) -> None:
    """Make the records, measure each step, print the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "county"
        sealing: list[Measured] = []
        for n in range(RUNS):
            place = folder.with_name(f"county{n}")
            made = step(ME, "make", place, records, schools)
            folder = place
            sealing.append(step(ME, "seal", folder))
        fresh = folder.with_name("unsealed")
        step(ME, "make", fresh, records, schools)
        measured = {
            name: repeated(lambda name=name: step(ME, name, fresh))  # type: ignore[misc]
            for name in UNSEALED
        }
        measured["seal"] = middle(sealing)
        measured["check_sealed"] = repeated(lambda: step(ME, "check", folder))
        faulty = step(ME, "spoil", fresh).said["faulty"]
        waits = {again: first_problem(fresh, again=again) for again in (False, True)}
    bare = measured["pyyaml_safe_c"].cpu
    said = measured["seal"].said
    print(
        f"{records} records of 60 items in {schools} schools, {made.said['bytes'] / 1e6:.1f} MB of YAML; "
        f"{said['events']} events, {said['issues']} issues\n"
    )
    names = {
        "nothing": "start `ducha --version` in the same way",
        "pyyaml_base_c": "PyYAML, BaseLoader in C (CBaseLoader)",
        "pyyaml_safe_c": "PyYAML, SafeLoader in C (CSafeLoader)",
        "pyyaml_safe": "PyYAML, SafeLoader in Python",
        "read": "read: text -> record, all problems with their lines",
        "check": "`ducha check`: read, judge by the checklist, compare with the ledger",
        "check_again": "`ducha check` again, nothing changed",
        "check_sealed": "`ducha check` of the same files when all are sealed",
        "seal": "`ducha seal`: read, judge, sign, one durable transaction a file",
    }
    rows = [(names[n], measured[n], f"{measured[n].cpu / bare:.1f} × CSafeLoader") for n in names]
    table("Records", rows)
    print(
        f"{faulty} of the files with a fault: seconds until the first problem stands there, and until all do\n"
    )
    for again, (first, whole) in waits.items():
        print(
            f"| {'nothing changed since' if again else 'first time'} | {first:.2f} | {whole:.2f} |"
        )


def make(folder: Path, records: int, schools: int) -> dict[str, object]:
    """Make a workspace with filled, signed, unsealed records; return how many bytes of YAML they are."""
    from benchmarks import county
    from inspections.blank import blank
    from inspections.ids import DISTRICT, InspectionId, PersonId, SchoolId
    from inspections.inspection import Header
    from inspections.laptop.clock import Clock
    from inspections.laptop.workspace import Workspace

    folder.mkdir(parents=True)
    county.found(folder, schools)
    workspace = Workspace.find(folder, Clock())
    kept = workspace.shelf.find("sixty")
    assert sum(1 for _ in kept.checklist.items) == county.ITEMS and DISTRICT
    chance, size = random.Random(7), 0
    for n in range(records):
        school = workspace.district.schools[SchoolId(f"s{n % schools + 1:03}")]
        day = date(2026, 3, 1) + timedelta(days=n // schools)
        name = InspectionId(f"{school.id}-{day.isoformat()}-sixty-t1")
        header = Header(
            inspection=name,
            school=school.id,
            checklist=kept.checklist.ref,
            date=day,
            team="t1",
            inspectors=(PersonId("zhoumin"),),
        )
        text = county.filled(blank(kept.checklist, school, header), chance, day)
        path = folder / "inspections" / school.id / f"{day.isoformat()}-sixty-t1.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        size += len(text.encode())
    workspace.close()
    return {"bytes": size}


def files(folder: Path) -> list[Path]:
    """Return all record files."""
    return sorted((folder / "inspections").glob("*/*.yml"))


def parse(folder: Path, loader: str) -> dict[str, object]:
    """Parse every file with PyYAML and keep nothing."""
    import yaml

    for path in files(folder):
        yaml.load(path.read_bytes(), Loader=getattr(yaml, loader))
    return {}


def read(folder: Path) -> dict[str, object]:
    """Read every file into a record, by the checklist; none of them may have a problem."""
    from inspections.inspection_yaml import read_record
    from inspections.laptop.workspace import Workspace

    library = Workspace.find(folder).shelf
    for path in files(folder):
        record, problems = read_record(path.read_bytes(), path.name, library.checklist, None)
        assert record is not None and not problems
    return {}


def check(folder: Path, *, again: bool = False) -> dict[str, object]:
    """Run `ducha check` on the whole workspace: the first time, or `again` when nothing has changed since."""
    from benchmarks.county import ducha

    if not again:
        shutil.rmtree(folder / ".ducha" / "cache", ignore_errors=True)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        ducha(folder, "check")
    return {"said": said.getvalue().strip().rpartition("\n")[2]}


def spoil(folder: Path) -> dict[str, object]:
    """Make every twentieth record faulty, the first one too: a full-width colon behind a key."""
    faulty = files(folder)[::20]
    for path in faulty:
        lines = path.read_text("utf-8").splitlines(keepends=True)
        answers = lines.index("answers:\n")
        at = next(
            n for n, line in enumerate(lines) if n > answers and line.lstrip()[:1] not in "# "
        )
        lines[at] = lines[at].replace(":", "：", 1)
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return {"faulty": len(faulty)}


def first_problem(folder: Path, *, again: bool) -> tuple[float, float]:
    """Return the median seconds until `ducha check` printed its first problem, and until it ended."""
    runs = []
    for _ in range(RUNS):
        if not again:
            shutil.rmtree(folder / ".ducha" / "cache", ignore_errors=True)
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "inspections.laptop", "-C", str(folder), "check"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as child:
            assert child.stderr is not None
            assert b"yaml.colon" in child.stderr.readline()
            first = time.perf_counter() - began
            child.stderr.read()
        runs.append((first, time.perf_counter() - began))
    return median(run[0] for run in runs), median(run[1] for run in runs)


def seal(folder: Path) -> dict[str, object]:
    """Run one `ducha seal` of every file; return how much the ledger holds now."""
    from benchmarks.county import ducha

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        ducha(
            folder,
            "seal",
            *(str(path.relative_to(folder)) for path in files(folder)),
            person="zhoumin",
        )
    from inspections.laptop.workspace import Workspace

    workspace = Workspace.find(folder)
    events = workspace.store.count()
    workspace.close()
    return {"events": events, "issues": said.getvalue().count("\n    ")}


def nothing(_: Path) -> dict[str, object]:
    """Start and leave."""
    from benchmarks.county import ducha

    ducha(Path(), "--version")
    return {}


STEPS: dict[str, Callable[..., dict[str, object]]] = {
    "make": lambda folder, records, schools: make(Path(folder), int(records), int(schools)),
    "nothing": lambda folder: nothing(Path(folder)),
    "pyyaml_safe_c": lambda folder: parse(Path(folder), "CSafeLoader"),
    "pyyaml_base_c": lambda folder: parse(Path(folder), "CBaseLoader"),
    "pyyaml_safe": lambda folder: parse(Path(folder), "SafeLoader"),
    "read": lambda folder: read(Path(folder)),
    "check": lambda folder: check(Path(folder)),
    "check_again": lambda folder: check(Path(folder), again=True),
    "seal": lambda folder: seal(Path(folder)),
    "spoil": lambda folder: spoil(Path(folder)),
}


if __name__ == "__main__":
    begin(main, STEPS)
