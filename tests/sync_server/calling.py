"""Those who ask the server in the tests of its description: a stranger, a certified device, programs with tokens, browsers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from requests import PreparedRequest
from requests.auth import AuthBase

from inspections.join_protocol import JOIN_PATH, JOINING
from inspections.keys import SigningKey
from inspections.sync_wire import authorization

AT_WILL: Final = (
    "import sync_server.service as s; s.Caps.__init__.__kwdefaults__.update("
    "device_requests_a_minute_max=10**9, device_events_a_day_max=10**9)"
)
"""A server that lets everybody ask as often as they like: a thousand examples are not to end in 429."""


@dataclass(frozen=True)
class Signs(AuthBase):  # type: ignore[misc]
    """Signs every request as it goes out, whatever it holds."""

    key: SigningKey
    district: str

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        body: Any = request.body
        sent = body.encode() if isinstance(body, str) else bytes(body or b"")
        method, target = str(request.method), request.path_url
        named = JOINING if target == JOIN_PATH else self.district
        header = authorization(self.key, "ab" * 16, named, method, target, sent)
        request.headers["Authorization"] = header
        return request


@dataclass(frozen=True)
class Bears(AuthBase):  # type: ignore[misc]
    """Carries a token."""

    token: str

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


@dataclass(frozen=True)
class Nobody(AuthBase):  # type: ignore[misc]
    """Carries what a stranger thought of, or nothing."""

    header: str | None = None

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.pop("Authorization", None)
        if self.header is not None:
            request.headers["Authorization"] = self.header
        return request
