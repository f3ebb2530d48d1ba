"""The folder of one trial: the bureau's laptop, a newcomer's, perhaps a crowd's, and the server, with what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import httpx

from inspections.laptop import sync_line
from tests.inspections.laptop.office import Office, Said
from tests.sync_server.forking import Child, ducha

WHO, NEWCOMER = "yanghui", "wangmin"
DOCS = ("district", "yl3x")


@dataclass
class Scene:
    """A folder of one trial: the bureau's laptop `w`, a newcomer's `n`, the server."""

    folder: Path
    child: Child | None = None
    signed_in: int = 0
    """Sign-ins that were answered."""

    @property
    def server(self) -> Path:
        return self.folder / "server"

    @property
    def laptop(self) -> Office:
        return Office(self.folder / "w")

    def serve(self, **patches: float) -> str:
        """Start the server; return its address when a worker has answered."""
        self.child = ducha("serve", self.server, "--port", "0", "--json", **patches)
        with httpx.Client(base_url=self.child.url) as http:
            assert http.get("/readyz").status_code == 200
        return self.child.url

    def sync(self, url: str, who: str = WHO, at: str = "w") -> Said:
        """Run the real `ducha sync`, which does not wait for a line that is dead."""
        with patch.object(sync_line, "PAUSES", ()), patch.object(sync_line, "PIECE_BYTES", 4_000):
            return Office(self.folder / at).ducha("sync", url, "--as", who)

    def held(self, at: str = "w") -> set[str]:
        office = Office(self.folder / at)
        return {e.id for doc in DOCS for e in office.events(doc)}

    @property
    def crowd(self) -> list[str]:
        """Laptops of others, who push at the same time."""
        return sorted(path.name for path in self.folder.glob("crowd*"))

    def acknowledged(self) -> set[str]:
        """What the server has told the laptops: its receipts and numbers, and all that they name."""
        offices = [Office(self.folder / name) for name in ("w", *self.crowd)]
        told = [e for one in offices for doc in DOCS for e in one.events(doc) if e.role == "server"]
        return {i for e in told for i in (e.id, *e.body.get("ids", ()))}
