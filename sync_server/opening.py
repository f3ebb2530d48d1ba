"""The server of a folder, opened for one command of `ducha admin` and closed behind it; and what time it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from inspections.laptop.context import Context

if TYPE_CHECKING:
    from sync_server.service import Service


@contextmanager
def open_server(ctx: Context) -> Iterator[Service]:
    """Open the server in the folder of this run, and close it. Raises UserError (exit 2) when there is none."""
    from sync_server.service import opened

    service = opened(ctx.path("."), ctx.clock)
    try:
        yield service
    finally:
        service.close()


def moment(service: Service) -> datetime:
    """Return the time now, with its offset."""
    from sync_server.service import ZONE

    return service.clock.now(ZONE)
