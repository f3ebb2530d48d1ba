"""The server's admission: as a laptop's, but what the judge is against comes in, and the receipt refuses it (DESIGN §5).

Refused acts stay in the document with the receipt's reason, so that their author learns of them and every fold ignores
them. So do those of a key that has come to its end. What the gate is against stays outside, as everywhere, and so do
further sessions of a device that has begun too many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

from inspections.admission import Register, says
from inspections.certificates import Authority, Doubt
from inspections.errors import Code, M, Problem
from inspections.events import Event
from inspections.ids import EventId
from inspections.judge import judge

SESSIONS_MAX: Final = 10_000
"""Of one device in one document: below `HEADS_MAX`, so that no device alone makes a document too long to be spoken of."""


class ServerRegister(Register):
    """The admission to one document at the server."""

    sessions_max = SESSIONS_MAX
    _begun: Counter[str] | None = None

    def uncertified(self, event: Event) -> Problem | None:
        """Return why no certificate covers the event, or that its device has begun too many sessions here.

        While the server collects there is no such end: what comes back had been received.
        """
        if found := super().uncertified(event):
            return found
        if event.seq or self._received_on is None or self._sessions(event.device) < self.sessions_max:  # fmt: skip
            return None
        return None if event.id in self._receipted() else _too_many(self.sessions_max)

    def took(self, event: Event) -> None:
        """Note an accepted event."""
        super().took(event)
        if self._begun is not None and event.seq == 0:
            self._begun[event.device] += 1

    def _sessions(self, device: str) -> int:
        if self._begun is None:
            self._begun = Counter(event.device for event in self._held.values() if event.seq == 0)
        return self._begun[device]

    def refused(self, event: Event) -> Problem | None:
        """Return None: the act comes in, and its receipt says what is against it (`against`)."""
        return None


def against(
    event: Event, find: Callable[[EventId], Event | None], authority: Authority
) -> Problem | None:
    """Return why a receipt has to refuse an act that came in, None if it stands.

    `find` returns an event of the same document. Acts of the server itself are beyond its verdict.
    """
    if authority.serves(event):
        return None
    if found := judge(event, find):
        return found[0]
    return says(Doubt.REVOKED) if authority.void(event) else None


def _too_many(most: int) -> Problem:
    what = M("这台设备在这份台账里开始得太多，超过 {most} 次", most=most)
    remedy = M("换一把新的设备密钥（ducha device new），请督导室签发证书")
    return Problem(code=Code.RULE_LIMIT, what=what, remedy=remedy)
