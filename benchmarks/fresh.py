"""Measuring in fresh processes: wall and processor seconds, peak memory, each the median of several runs.

A measured process starts cold, so nothing that an earlier run imported or kept helps it. This module imports nothing
heavy and its callers make their data in processes of their own: on Linux a child's peak memory starts at that of the
process it was started from.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3


@dataclass(frozen=True)
class Measured:
    """One process, from start to end: seconds on the clock, seconds of processor, peak memory in MB, what it printed."""

    seconds: float
    cpu: float
    peak_mb: float
    printed: str
    status: int

    @property
    def said(self) -> Any:
        """The JSON that a step of ours printed on its last line."""
        return json.loads(self.printed.strip().rpartition("\n")[2])


def process(
    command: Sequence[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> Measured:
    """Run a command to its end and return what it took. Peak memory is `ru_maxrss` of the child alone."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": path, **(env or {})},
            stdout=out,
            stderr=out,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read().decode("utf-8", "replace")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return Measured(
        seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, printed, child.returncode
    )


def step(module: str, name: str, *arguments: object, fine: Sequence[int] = (0,)) -> Measured:
    """Run one step of a benchmark, `python -m MODULE --step NAME …`, in a fresh process.

    Raises SystemExit, with what it printed, when it leaves with a status that is not `fine`.
    """
    measured = process([sys.executable, "-m", module, "--step", name, *map(str, arguments)])
    if measured.status not in fine:
        raise SystemExit(f"{module} {name}: {measured.status}\n{measured.printed[-3000:]}")
    return measured


def middle(runs: Sequence[Measured]) -> Measured:
    """Return the medians of several runs, each figure by itself; of the printed texts the last."""
    return Measured(
        median(run.seconds for run in runs),
        median(run.cpu for run in runs),
        median(run.peak_mb for run in runs),
        runs[-1].printed,
        runs[-1].status,
    )


def repeated(measure: Callable[[], Measured], runs: int = RUNS) -> Measured:
    """Return the medians of `runs` measurements."""
    return middle([measure() for _ in range(runs)])


def machine() -> str:
    """Return the machine in neutral words: processors, kind, Python."""
    return f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}"


def table(title: str, rows: Sequence[tuple[str, Measured, str]]) -> None:
    """Print a Markdown table of measurements, ready for README.md."""
    print(f"{title} ({machine()}; median of {RUNS} cold processes)\n")
    print("| what | seconds | processor seconds | peak MB | |\n|---|---:|---:|---:|---|")
    for what, m, remark in rows:
        print(f"| {what} | {m.seconds:.2f} | {m.cpu:.2f} | {m.peak_mb:.0f} | {remark} |")
    print(flush=True)


def begin(
    main: Callable[..., object],
    steps: Mapping[str, Callable[..., object]],
    given: Callable[[str], object] = int,
) -> None:
    """Do what this process was started for: one of the steps, its answer printed as JSON, else the benchmark itself.

    `given` reads the arguments of `main`; a step takes its own as they are.
    """
    arguments = sys.argv[1:]
    if arguments[:1] == ["--step"]:
        print(json.dumps(steps[arguments[1]](*arguments[2:])))
    else:
        main(*map(given, arguments))
