"""What goes round every answer: headers that a browser holds to, and one line in the log for each request.

The line says who asked (address), for which route, and how it ended; never a query, a cookie, a header or a body. An
answer's own headers win: pages and trees say more. Refuses nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("ducha.request")
HEADERS: Final[Mapping[str, str]] = MappingProxyType({
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
})  # fmt: skip
HSTS: Final = "max-age=31536000"
UNKNOWN: Final = "(none)"
"""Logged for the route of an address that leads nowhere: what strangers try stays out of the log."""


class Around:
    """ASGI middleware, the outermost of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the headers, then log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, size = time.perf_counter(), 0, 0

        async def sent(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(scope=message), https=scope.get("scheme") == "https")
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            milliseconds = round((time.perf_counter() - begun) * 1000, 1)
            _log(scope, status, size, milliseconds)


def _complete(headers: MutableHeaders, *, https: bool) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", HSTS)


def _log(scope: Scope, status: int, size: int, milliseconds: float) -> None:
    route = getattr(scope.get("route"), "path", UNKNOWN)
    client = scope.get("client")
    told = {
        "method": scope["method"], "route": route, "status": status, "bytes": size,
        "ms": milliseconds, "client": client[0] if client else "",
    }  # fmt: skip
    log.log(logging.ERROR if status >= 500 or not status else logging.INFO, "request", extra=told)
