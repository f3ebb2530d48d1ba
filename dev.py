"""Set up this checkout and run its jobs. Standard library only, so that any Python 3.11 or newer can start it.

    python dev.py setup | demo [DIR] | test [pytest arguments] | check | lock

Everything is installed into .venv from the hash-locked files in requirements/; nothing is installed anywhere
else, and an unchanged lock file is not installed twice.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.txt"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "ducha-lock.sha256"


def main(arguments: list[str]) -> int:
    """Run the named job and return its exit status."""
    if sys.version_info < (3, 11):
        print(
            f"ducha needs Python 3.11 or newer; this is {sys.version.split()[0]}. 需要 Python 3.11 或更新的版本。"
        )
        return 2
    jobs = {"setup": setup, "demo": demo, "test": test, "check": check, "lock": lock}
    name = arguments[0] if arguments else ""
    if name not in jobs:
        print(__doc__)
        return 2
    if name not in ("setup", "lock"):
        setup([])
    return jobs[name](arguments[1:])


def setup(_: list[str]) -> int:
    """Make .venv and install what the lock file names, with hashes; then this checkout, editable."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    if not (BIN / tool("python")).exists():
        print("making .venv … 正在建立 .venv", flush=True)
        venv.create(VENV, with_pip=True)
    print("installing locked requirements … 正在安装依赖", flush=True)
    pip("install", "--require-hashes", "-r", str(LOCK))
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(wanted, encoding="utf-8")
    return 0


def demo(arguments: list[str]) -> int:
    """Run the main job from checklists to site, and say where to double-click."""
    folder = arguments[0] if arguments else str(ROOT / "demo")
    return run(str(BIN / tool("ducha")), "demo", folder, "--replace")


def test(arguments: list[str]) -> int:
    """Run the tests: on all processors, unless arguments ask for something else."""
    return run(str(BIN / tool("python")), "-m", "pytest", *(arguments or ["-n", "auto"]))


def check(_: list[str]) -> int:
    """Run everything that has to pass before a commit, tests included; all of it, even after a failure."""
    python = str(BIN / tool("python"))
    steps = [
        [str(BIN / tool("ruff")), "format", "--check", "."],
        [str(BIN / tool("ruff")), "check", "."],
        [python, "-m", "mypy"],
        [str(BIN / tool("lint-imports"))],
    ]
    failed = [step for step in steps if run(*step) != 0]
    status = test([])
    for step in failed:
        print("failed:", " ".join(step[-3:]))
    return 1 if failed else status


def lock(_: list[str]) -> int:
    """Write requirements/*.txt anew from pyproject.toml (needs uv), with hashes and without index addresses."""
    common = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--python-version", "3.11",
              "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header", "--quiet", "--upgrade"]  # fmt: skip
    first = run(*common, "-o", "requirements/ducha.txt")
    return first or run(*common, "--group", "dev", "-o", "requirements/dev.txt")


def tool(name: str) -> str:
    """Return the file name of an installed command on this system."""
    return f"{name}.exe" if os.name == "nt" else name


def pip(*arguments: str) -> None:
    """Run the virtual environment's pip, quietly; leave with its status when it fails."""
    command = [
        str(BIN / tool("python")),
        "-m",
        "pip",
        *arguments,
        "--quiet",
        "--disable-pip-version-check",
    ]
    status = run(*command)
    if status:
        raise SystemExit(status)


def run(*command: str) -> int:
    """Run a command in the checkout's root and return its exit status."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
