"""Which private blobs a school's events name, by which field of which act, and which of them had to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inspections.events import Event, Unreadable
from inspections.kinds import BODIES
from inspections.view import SchoolView

ERASED = "erased"


@dataclass(frozen=True)
class Named:
    """One naming of a private blob, in `field` of `event`. What it answers stands inside the blob alone."""

    digest: str
    field: str
    event: Event


def named(events: Iterable[Event | Unreadable]) -> Iterator[Named]:
    """Yield every private blob that the events name, in their order; what has another shape names none."""
    for event in events:
        if not isinstance(event, Event):
            continue
        for field in (one.name for one in BODIES.get(event.kind, ()) if one.private):
            value = event.body.get(field)
            for one in value if isinstance(value, list) else [value]:
                digest = one.get("sha256") if isinstance(one, Mapping) else None
                if isinstance(digest, str):
                    yield Named(digest, field, event)


def erased(view: SchoolView) -> dict[str, dict[str, Event]]:
    """Return subject -> hash -> the act that erased it; only acts that have an effect count."""
    found: dict[str, dict[str, Event]] = {
        f"i:{one.id}": dict(one.erased) for one in view.inspections if one.erased
    }
    for issue in view.issues:
        for event in issue.all(ERASED):
            blobs = event.body.get("blobs")
            for digest in blobs if isinstance(blobs, list) else ():
                found.setdefault(f"q:{issue.id}", {}).setdefault(str(digest), event)
    return found
