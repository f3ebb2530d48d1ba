"""What holds for every request before it is looked at: not too often from one address, its body in time, its answer in pieces.

A body has to come on and to come to an end; an answer is handed to the line in pieces, so that a reader who does not read
is seen (`patience` closes his line) and holds little. Refuses (429) an address that asks too often; this machine itself
and what a proxy has not named may ask as they like.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspections.sync_wire import WireError
from sync_server import patience
from sync_server.faults import of_user
from sync_server.rates import Rates, TooOftenError
from sync_server.rooms import Room

HELD: Final = "/api/"


class Steady:
    """ASGI middleware, inside `Around`."""

    def __init__(self, app: ASGIApp, rates: Rates, room: Room) -> None:
        self._app, self._rates, self._room = app, rates, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, paced."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        if address and address not in patience.OWN:
            try:
                self._rates.ask(address)
            except TooOftenError as error:
                await (await of_user(Request(scope), error))(scope, receive, send)
                return
        with self._room.guest() as more:
            # a form's files go to the disk as they come; everything else is held in memory
            line = _Line(receive, send, more if scope["path"].startswith(HELD) else None)
            await self._app(scope, line.receive, line.send)


class _Line:
    """One request and its answer."""

    def __init__(self, receive: Receive, send: Send, more: Callable[[int], None] | None) -> None:
        self._receive, self._send, self._more = receive, send, more
        self._begun, self._bytes = time.monotonic(), 0
        self._whole = self._answering = False

    async def receive(self) -> Message:
        """Return the next piece of the body. Raises WireError when it does not come in time, UserError (503): no room for it."""
        if self._whole:
            return await self._receive()
        all_in = patience.BODY_SECONDS + self._bytes / patience.BODY_BYTES_A_SECOND
        left = self._begun + all_in - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), min(patience.PIECE_SECONDS, left))
        except TimeoutError:
            if self._answering:
                return {"type": "http.disconnect"}
            raise WireError("a body that does not go on") from None
        came = len(message.get("body", b""))
        if came and self._more is not None:
            self._more(came)
        self._bytes += came
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Hand on a part of the answer, a large one piece by piece."""
        self._answering = True
        body, at = message.get("body", b""), 0
        while len(body) - at > patience.BUFFER_BYTES:
            piece = body[at : at + patience.BUFFER_BYTES]
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
            at += len(piece)
        await self._send({**message, "body": body[at:]} if at else message)
