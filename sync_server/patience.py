"""How long the server waits for somebody who says nothing: the head of a request, and each piece of its body.

uvicorn itself waits for ever for a head that never ends; a few hundred such lines would shut everybody out. Refuses by
closing the line.
"""

from __future__ import annotations

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""From the first byte of a connection, or of its next request, to the end of the request's head."""
PIECE_SECONDS = 30.0
"""From one piece of a body to the next."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose request does not begin in time."""

    _unheard: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting once a request's head is whole; begin when the next one has."""
        super().data_received(data)
        cycle: Any = self.cycle
        between = cycle is None or cycle.response_complete
        if not between:
            self._stop()
        elif self._unheard is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._unheard = self.loop.call_later(HEAD_SECONDS, self._close)

    def _stop(self) -> None:
        if self._unheard is not None:
            self._unheard.cancel()
            self._unheard = None

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
