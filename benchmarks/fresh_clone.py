"""`make demo` as somebody meets it: from `git clone` to the site, with a virtual environment made anew.

    python -m benchmarks.fresh_clone [--warm]

Cold: pip has an empty cache and downloads every wheel. `--warm`: pip may use this machine's cache. What is committed is
cloned, not what lies in the working folder.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fresh import ROOT, Measured, machine, process

SITE = Path("demo", "county", "site", "bureau", "index.html")


def main(warm: bool) -> None:
    """Clone, set up, make the demo twice; print what each took."""
    python = getattr(sys, "_base_executable", sys.executable)
    with tempfile.TemporaryDirectory() as temporary:
        clone = Path(temporary) / "ducha"
        env = {"PYTHONPATH": "", "VIRTUAL_ENV": ""}
        if not warm:
            env["PIP_CACHE_DIR"] = str(Path(temporary) / "pip-cache")
        steps = [
            (
                "git clone",
                _run(["git", "clone", "--quiet", str(ROOT), str(clone)], Path(temporary), env),
            ),
            (
                "make setup: virtual environment and locked packages",
                _run(["make", "setup", f"PYTHON={python}"], clone, env),
            ),
            (
                "make demo: the county, its ledger, its site",
                _run(["make", "demo", f"PYTHON={python}"], clone, env),
            ),
        ]
        assert (clone / SITE).is_file(), "no site"
        files = sum(1 for path in (clone / SITE).parent.rglob("*") if path.is_file())
        size = sum(
            f.stat().st_size
            for f in (clone / ".venv").rglob("*")
            if f.is_file() and not f.is_symlink()
        )
    cache = "pip's cache warm" if warm else "pip's cache cold"
    print(f"From clone to site ({machine()}; one run; {cache})\n\n| step | seconds |\n|---|---:|")
    for name, measured in steps:
        print(f"| {name} | {measured.seconds:.1f} |")
    print(f"| all | {sum(measured.seconds for _, measured in steps):.1f} |")
    print(f"\nThe site has {files} files; the virtual environment takes {size / 1e6:.0f} MB.")


def _run(command: Sequence[str], cwd: Path, env: dict[str, str]) -> Measured:
    measured = process(command, cwd, {**env, "PATH": os.environ["PATH"]})
    if measured.status:
        raise SystemExit(f"{' '.join(command)}: {measured.status}\n{measured.printed[-3000:]}")
    return measured


if __name__ == "__main__":
    if not shutil.which("make"):
        raise SystemExit("needs make")
    main("--warm" in sys.argv[1:])
