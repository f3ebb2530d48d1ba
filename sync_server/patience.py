"""How long the server waits for somebody on the line: for the head of a request, for its body, for its answer to be read.

uvicorn itself waits for ever for a head that never ends, and for a reader who does not read; a few hundred such lines
would shut everybody out. Refuses by closing the line, and more lines from one address than it has use for.
"""

from __future__ import annotations

from asyncio import TimerHandle
from collections import Counter
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""From the first byte of a connection, or of its next request, to the end of the request's head."""
PIECE_SECONDS = 30.0
"""From one piece of a body to the next."""
BODY_SECONDS = 60.0
BODY_BYTES_A_SECOND: Final = 2048
"""A body may take so long, and a second more for so many bytes of it."""
READ_SECONDS = 60.0
"""For somebody to read what stands in the line's buffer, 64 KB at most."""
BUFFER_BYTES: Final = 64 * 1024
LINES_MAX = 150
"""Open at once from one address; a proxy and this machine itself have no such cap."""
OWN: Final = frozenset({"127.0.0.1", "::1"})
_open: Counter[str] = Counter()


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes a connection whose request does not begin in time, or whose answer is not read."""

    _unheard: TimerHandle | None = None
    _unread: TimerHandle | None = None
    _counted = ""

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(BUFFER_BYTES)
        address = self.client[0] if self.client else ""
        proxies = self.config.forwarded_allow_ips
        named = [proxies] if isinstance(proxies, str) else proxies or ()
        if address and address not in OWN and address not in named:
            self._counted = address
            _open[address] += 1
            if _open[address] > LINES_MAX:
                transport.abort()
                return
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

    def pause_writing(self) -> None:
        """Begin to wait for the reader."""
        super().pause_writing()
        self._expect_reader()

    def resume_writing(self) -> None:
        """Stop waiting: what was written is read."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._forget_reader()

    def on_response_complete(self) -> None:
        """Close what is to be closed, within the time that a reader has."""
        super().on_response_complete()
        self._end()

    def timeout_keep_alive_handler(self) -> None:
        """Close a line on which nothing more is asked; what stands in its buffer has its time."""
        super().timeout_keep_alive_handler()
        self._end()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, and close the line."""
        super().send_400_response(msg)
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop()
        self._forget_reader()
        if self._counted:
            _open[self._counted] -= 1
            if not _open[self._counted]:
                del _open[self._counted]
            self._counted = ""
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
        self._end()

    def _end(self) -> None:
        """Have a line that is being closed closed: `close` waits for ever for a reader who does not read."""
        if self.transport.is_closing():
            self._expect_reader()

    def _expect_reader(self) -> None:
        if self._unread is None:
            self._unread = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def _forget_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
