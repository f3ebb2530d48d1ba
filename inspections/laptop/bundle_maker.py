"""Has whoever made a bundle lost acts of their own? Then their ledger was put back from a backup, or copied.

A bundle's head says how far its maker's ledger went. What is held here of the maker's own key, was recorded before the
bundle was made, and is not in that ledger, its maker has lost. Refuses to guess where a person has several keys: an act
of the other laptop may simply not have arrived yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from inspections.bundle_format import BundleHead
from inspections.certificates import Authority
from inspections.events import Event, Unreadable
from inspections.ids import DocId


def lost_by_maker(
    head: BundleHead, doc: DocId, held: Iterable[Event | Unreadable], authority: Authority
) -> int:
    """Return how many of its maker's own acts in `doc`, held here, the ledger that the bundle comes from does not hold.

    Both times are of the maker's clock, so an older bundle that arrives after a newer one is no loss (DESIGN §5: heads
    show a rolled-back peer at the next exchange).
    """
    keys = {
        key
        for key, certificates in authority.certificates.items()
        if any(one.person == head.by for one in certificates)
    }
    try:
        made = datetime.fromisoformat(head.at)
    except ValueError:
        return 0
    if len(keys) != 1 or made.tzinfo is None or doc not in head.documents:
        return 0
    heads = head.documents[doc].heads
    return sum(
        event.seq > heads.get(event.session, (-1, ""))[0]
        for event in held
        if isinstance(event, Event) and event.device in keys and event.at < made
    )
