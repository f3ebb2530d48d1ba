"""One issue looked at in a whole county: the school that it belongs to folded, beside all schools folded.

python -m benchmarks.one_issue [SCHOOLS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.fresh import RUNS, begin, machine, middle, process, step

ME = "benchmarks.one_issue"
ISSUES_A_SCHOOL = 13


def main(schools: int = 386) -> None:
    """Make a county, look at one issue both ways and by the command, print the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "county"
        made = step(ME, "make", folder, schools).said
        print(
            f"One issue of {made['issues']} at {schools} schools, {made['events']} events "
            f"({machine()}; median of {RUNS} cold processes)\n"
        )
        print(
            "| what | processor seconds | on the clock | peak MB | ratio |\n|---|---:|---:|---:|---:|"
        )
        whole = 0.0
        ducha = [sys.executable, "-m", "inspections.laptop", "-C", str(folder)]
        letters = made["letters"]
        for what, run in (
            ("all schools folded, then the issue", lambda: step(ME, "whole", folder, letters)),
            ("its school folded", lambda: step(ME, "part", folder, letters)),
            ("`issue show ID`", lambda: process([*ducha, "issue", "show", letters])),
            ("`issue list --school`", lambda: process([*ducha, "issue", "list", "--school", "s001"])),
            ("`issue list`", lambda: process([*ducha, "issue", "list"])),
        ):  # fmt: skip
            runs = [run() for _ in range(RUNS)]
            assert not any(one.status for one in runs), runs[0].printed[-2000:]
            m = middle(runs)
            whole = whole or m.cpu
            print(f"| {what} | {m.cpu:.2f} | {m.seconds:.2f} | {m.peak_mb:.0f} | {whole / m.cpu:.1f} × |", flush=True)  # fmt: skip


def make(folder: str, schools: str) -> dict[str, object]:
    """Make the workspace; return how much was made, and the spoken form of an issue of the last school."""
    from benchmarks import year

    made = year.make(Path(folder), int(schools), inspections=ISSUES_A_SCHOOL, findings=1)
    return {**made, "letters": _last(folder)}


def _last(folder: str) -> str:
    from inspections.ids import SchoolId
    from inspections.laptop.part import Part
    from inspections.laptop.workspace import Workspace

    workspace = Workspace.find(Path(folder))
    last = Part(workspace).school(SchoolId(workspace.documents()[-1]))
    workspace.close()
    return last.issues[0].spoken


def whole(folder: str, letters: str) -> dict[str, object]:
    """Find the issue in the view of everything."""
    from inspections.laptop.lookup import issue_named
    from inspections.laptop.workspace import Workspace

    return {"issue": issue_named(Workspace.find(Path(folder)).view().issues, letters).id}


def part(folder: str, letters: str) -> dict[str, object]:
    """Find the issue in the view of its school."""
    from inspections.laptop.part import Part
    from inspections.laptop.workspace import Workspace

    return {"issue": Part(Workspace.find(Path(folder))).issue(letters).id}


STEPS = {"make": make, "whole": whole, "part": part}


if __name__ == "__main__":
    begin(main, STEPS)
