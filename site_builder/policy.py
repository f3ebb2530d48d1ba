"""Who sees which field of a page: the one table of FORMATS §16, which the server's pages ask too (`inspections.sight`)."""

from __future__ import annotations

from inspections.sight import (
    DISPUTED,
    NOBODYS,
    POLICY,
    PRIVATE_FIELDS,
    Audience,
    Shown,
    Sight,
    author_shown,
    event_shown,
    inspection_shown,
    sides_of,
    sight,
)

__all__ = [
    "DISPUTED",
    "NOBODYS",
    "POLICY",
    "PRIVATE_FIELDS",
    "Audience",
    "Shown",
    "Sight",
    "author_shown",
    "event_shown",
    "inspection_shown",
    "sides_of",
    "sight",
]
