"""Where the trees of the sites stand in the server's folder, and what the process that makes them last said.

Whoever serves or links trees asks here; `site_keeping` has them made. Refuses nothing: what cannot be read is not there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

TREES: Final = "trees"
"""The folder of the trees inside the server's folder: `public`, `bureau`, `school/<id>`."""
STATE: Final = "sites.json"
"""What `ducha watch --state` writes after each round."""
INDEX: Final = "index.html"


@dataclass(frozen=True)
class Round:
    """The last round of the process that makes the trees: when it began, and why it failed, "" if it did not."""

    at: datetime
    why: str = ""


def tree(folder: Path, *parts: str) -> Path:
    """Return where a tree of the server in `folder` stands, or would stand."""
    return folder.joinpath(TREES, *parts)


def built(folder: Path, *parts: str) -> bool:
    """Return whether this tree stands."""
    return (tree(folder, *parts) / INDEX).is_file()


def last_round(folder: Path) -> Round | None:
    """Return the last round, None before the first one."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads((folder / STATE).read_text("utf-8"))
        return Round(datetime.fromisoformat(told["at"]), str(told["why"]))
    return None
