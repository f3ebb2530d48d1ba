"""Writes docs/library.md anew: `python tests/checklists/write_docs.py` from the root of the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "library.md"

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from inspections.library_table import library_table
    from tests.checklists.shipped import shipped

    PAGE.write_text(library_table(shipped()), encoding="utf-8", newline="\n")
