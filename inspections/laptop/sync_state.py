"""What the last sync found, `.ducha/sync.json`: for `ducha status` where there is no network. Never truth, never sent.

Refuses to stop anybody: a file that is gone or damaged means that nothing is known of a last sync.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from inspections.laptop.files import write_whole

_FILE = Path(".ducha") / "sync.json"
_BYTES_MAX = 1 << 20


@dataclass(frozen=True, kw_only=True)
class TurnedAway:
    """An event that the server turned away: of which document, why in its words, what to do."""

    doc: str
    id: str
    says: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class LastSync:
    """When and with which server; `whole` if nothing cut it off; how many events wait there, what it turned away."""

    url: str
    at: str
    server_time: str = ""
    whole: bool = True
    collecting: bool = False
    waiting: Mapping[str, int]
    turned_away: tuple[TurnedAway, ...] = ()
    photos_missing: int = 0


def keep(root: Path, last: LastSync) -> None:
    """Keep what a sync found. Raises UserError (exit 5) when it cannot be written."""
    write_whole(root / _FILE, json.dumps(asdict(last), ensure_ascii=False, indent=1).encode())


def begin(root: Path) -> bool:
    """Note that a sync begins; return whether the one before came to its end, so that it left nothing half done."""
    last = last_sync(root)
    if last is not None and last.whole:
        keep(root, replace(last, whole=False))
    return last is not None and last.whole


def last_sync(root: Path) -> LastSync | None:
    """Return what the last sync found, None if there was none or its file cannot be read."""
    try:
        data = (root / _FILE).read_bytes()
        told: dict[str, Any] = json.loads(data[:_BYTES_MAX])
        away = tuple(TurnedAway(**one) for one in told.pop("turned_away"))
        waiting = {str(doc): int(n) for doc, n in told.pop("waiting").items()}
        return LastSync(**told, waiting=waiting, turned_away=away)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
