"""How far this laptop has come in joining over the network, `.ducha/join.json`: what a run that was ended goes on from.

Holds the code of the invitation, so it is its owner's only; deleted once the laptop has joined. Refuses to guess from a
file that is damaged: then the person types address and code again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from inspections.laptop.files import disk_errors, write_whole

_FILE: Final = Path(".ducha") / "join.json"
_BYTES_MAX: Final = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Which server is asked with which code, for whom; `root_key` once its check code was compared, else empty."""

    url: str
    code: str
    person: str
    name: str
    computer: str = ""
    root_key: str = ""


def keep(root: Path, asking: Asking) -> None:
    """Keep it. Raises UserError (exit 5) when it cannot be written."""
    with disk_errors(root):
        (root / _FILE).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(root / _FILE, json.dumps(asdict(asking), ensure_ascii=False).encode(), private=True)


def kept(root: Path) -> Asking | None:
    """Return what was kept, None if nothing was or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads((root / _FILE).read_bytes()[:_BYTES_MAX])
        found = Asking(**told)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return found if all(isinstance(value, str) for value in asdict(found).values()) else None


def forget(root: Path) -> None:
    """Forget it: the laptop has joined."""
    (root / _FILE).unlink(missing_ok=True)
