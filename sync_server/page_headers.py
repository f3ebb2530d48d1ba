"""The headers of every page, and the cookie: nothing from elsewhere, no script, in no frame, kept by no cache."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

COOKIE: Final = "ducha"
CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = MappingProxyType({
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
})  # fmt: skip


def give_cookie(request: Request, response: Response, value: str) -> None:
    """Let the browser hold a session until it is closed; over https only, where the page came so."""
    response.set_cookie(
        COOKIE, value, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )  # fmt: skip


def take_cookie(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
