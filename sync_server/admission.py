"""The server's admission: as a laptop's, but what the judge is against comes in, and the receipt refuses it (DESIGN §5).

Refused acts stay in the document with the receipt's reason, so that their author learns of them and every fold ignores
them. So do those of a key that has come to its end. What the gate is against stays outside, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from inspections.admission import Register, says
from inspections.certificates import Authority, Doubt
from inspections.errors import Problem
from inspections.events import Event
from inspections.ids import EventId
from inspections.judge import judge


class ServerRegister(Register):
    """The admission to one document at the server."""

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
