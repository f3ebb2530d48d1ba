"""The demo's whole district, made by its command: how long it takes, and whether its ledger says what it should.

    python -m benchmarks.demo_district [--twice]

Tests play twelve of the 386 institutions; this is the whole story, about a thousand commands in one process.
`--twice` makes it again and compares every byte.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.fresh import Measured, machine, process

SENTENCE = (
    "提出整改要求65条，涉及学校（幼儿园）55所，完成整改59条，其余6条正在整改（其中逾期1条）。"
)
COVERAGE = "应督查386所，已督查386所，没有遗漏。"
DOCUMENTS = 2310
PERSON = {"DUCHA_PERSON": "luowenqian"}


def main(twice: bool) -> None:
    """Make the district, check its figures, print what it took."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "one" / "district"
        made = _make(root.parent)
        figures = _said(root, "report", "stats")
        assert figures["sentence"] == SENTENCE, figures["sentence"]
        coverage = _said(root, "report", "coverage", "--campaign", "zhuanxiang2026")
        assert coverage["sentence"] == COVERAGE, coverage["sentence"]
        assert sum(coverage["documents_seen"].values()) == DOCUMENTS, coverage["documents_seen"]
        verified = process(_ducha("verify", "site/public"), root, PERSON)
        assert verified.status == 0, verified.printed
        files = _files(root)
        if twice:
            again = Path(temporary) / "two"
            _make(again)
            assert _files(again / "district") == files, "the same seed made other bytes"
    size = sum(map(len, files.values())) / 1e6
    print(f"The demo's district ({machine()}; one run)\n")
    print("| seconds | processor seconds | peak MB | files | MB |\n|---:|---:|---:|---:|---:|")
    print(f"| {made.seconds:.0f} | {made.cpu:.0f} | {made.peak_mb:.0f} | {len(files)} | {size:.0f} |")  # fmt: skip
    print("\nMade twice, byte for byte the same." if twice else "")


def _make(folder: Path) -> Measured:
    folder.mkdir()
    made = process(_ducha("demo", str(folder), "--district"), folder)
    if made.status:
        raise SystemExit(made.printed)
    return made


def _said(root: Path, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(process(_ducha("--json", *arguments), root, PERSON).printed)
    return told


def _ducha(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "inspections.laptop", *arguments]


def _files(root: Path) -> dict[str, bytes]:
    """Return every file of the district; SQLite's journals and what commands cached since are left out."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    named = {path.relative_to(root).as_posix(): path for path in found}
    return {
        name: path.read_bytes()
        for name, path in named.items()
        if not name.endswith(("-wal", "-shm")) and not name.startswith(".ducha/cache/")
    }


if __name__ == "__main__":
    main("--twice" in sys.argv[1:])
