"""What every part of the server is handed: its folder, database, documents, key, clock, and how much it takes from anybody.

Made once at the start (`opened`) and closed at the end. Refuses a folder that is none of a server.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inspections.certificates import Authority
from inspections.district import District
from inspections.door_answers import WAITING_BYTES_MAX, WAITING_MAX
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.keys import SigningKey
from inspections.laptop.clock import Clock
from inspections.laptop.files import read_capped
from inspections.vocabulary import Role
from sync_server.database import Database
from sync_server.documents import Documents
from sync_server.gathering import Gathering
from sync_server.packing import Packer
from sync_server.rates import Rates
from sync_server.rooms import Room
from sync_server.signing import Signer

SETTINGS: Final = "server.json"
KEY: Final = "server.key"
DATABASE: Final = "server.sqlite"
PUSHES_TOGETHER_MAX: Final = 100
"""Pushes that share one commit."""
ZONE: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Caps:
    """How much the server takes: of waiting events a document, of turned-away values a push, of a device a day."""

    waiting_events_max: int = WAITING_MAX
    waiting_bytes_max: int = WAITING_BYTES_MAX
    quarantined_max: int = 1000
    quarantined_of_carrier_max: int = 5000
    quarantined_bytes_of_carrier_max: int = 32 * 1024 * 1024
    device_sessions_max: int = 10_000
    """Of one device in one document; a laptop of the bureau begins some twenty on a working day."""
    device_events_a_day_max: int = 100_000
    device_bytes_a_day_max: int = 1024 * 1024 * 1024
    device_requests_a_minute_max: int = 1200
    address_requests_a_minute_max: int = 3000
    bodies_bytes_max: int = 256 * 1024 * 1024
    """Of what is being sent, over all requests: held in memory at once."""
    blob_bytes_max: int = 32 * 1024 * 1024
    compact_after: int = 1000
    """Rows of the log after which a document is compacted."""


@dataclass
class Service:
    """An open server."""

    folder: Path
    root_key: str
    """The district's root key, as it was confirmed when the server was made."""
    database: Database
    signer: Signer
    clock: Clock = field(default_factory=Clock)
    caps: Caps = field(default_factory=Caps)
    documents: Documents = field(default_factory=Documents)
    pushes: Gathering[Any, Any] = field(default_factory=lambda: Gathering(PUSHES_TOGETHER_MAX))
    packer: Packer = field(default_factory=Packer)

    def __post_init__(self) -> None:
        self.room = Room(self.caps.bodies_bytes_max)
        self.device_rates = Rates(self.caps.device_requests_a_minute_max)
        self.address_rates = Rates(self.caps.address_requests_a_minute_max)

    closed: bool = False

    def close(self) -> None:
        """Close the database; what goes on in the background ends."""
        self.closed = True
        self.database.close()

    def now(self, district: District) -> datetime:
        """Return the time in the district's zone, whole seconds."""
        try:
            zone = ZoneInfo(str(district.settings.get("time_zone") or ZONE.key))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            zone = ZONE
        return self.clock.now(zone)

    def today(self, district: District) -> date:
        """Return the date in the district's zone."""
        return self.now(district).date()

    def person(self, authority: Authority) -> str | None:
        """Return as whom the server signs, by its certificate; None while it has none that is in force."""
        key = self.signer.key.public_hex
        held = [one for one in authority.servers.get(key, ()) if Role.SERVER in one.roles]
        return held[0].person if held and not authority.ended(key) else None


def opened(
    folder: Path, clock: Clock | None = None, caps: Caps | None = None, settings: str = SETTINGS
) -> Service:
    """Return the server that was made in `folder`. Raises UserError: there is none (exit 2), or it cannot be read."""
    path = folder / settings
    if not path.is_file():
        what = M("这里没有服务器（没有 {name}）", name=SETTINGS)
        remedy = M("先建立：在工作区里运行 ducha serve --init 文件夹")
        problem = Problem(code=Code.WORKSPACE_MISSING, file=str(folder), what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE)
    told = json.loads(read_capped(path))
    return Service(
        folder=folder,
        root_key=str(told["root_key"]),
        database=Database(str(told.get("database") or f"sqlite:///{folder / DATABASE}")),
        signer=Signer(SigningKey.from_text(read_capped(folder / KEY).decode())),
        clock=clock or Clock(),
        caps=caps or Caps(),
    )
