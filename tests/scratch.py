"""Folders for what lives longer than a test: gone when the process that made them ends, not when a fork of it does."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def scratch(name: str) -> Path:
    """Return a new empty folder outside the checkout."""
    folder = Path(tempfile.mkdtemp(prefix=f"ducha-{name}-"))
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: Path, maker: int) -> None:
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)
