"""Key events for tests: a district with its root key, and what root and registrars say of other keys."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from inspections.events import Event
from inspections.ids import DISTRICT, DocId, EventId, PersonId
from inspections.vocabulary import Role
from tests.inspections.views import an_event

ROOT, REGISTRAR, DEVICE, OTHER = ("a" * 64, "b" * 64, "d" * 64, "c" * 64)
SESSION = "0" * 32
_count = itertools.count(1)


def said(kind: str, subject: str = "d:settings", by: str = ROOT, **body: Any) -> Event:
    """Return a key event that the key `by` recorded; `prev` and the like by `dataclasses.replace`."""
    return an_event(
        kind, next(_count), doc=DISTRICT, subject=subject, device=by, role=Role.ROOT, body=body
    )


OPENED = said("district_opened", root_key=ROOT)


def certified(
    device: str = DEVICE, person: str = "wangmin", roles: Iterable[str] = ("inspector",),
    schools: Iterable[str] = (), areas: Iterable[str] = (), by: str = ROOT, **days: str | None,
) -> Event:  # fmt: skip
    return said(
        "device_certified", f"d:device/{device}", by, person=person, roles=list(roles),
        scope={"schools": list(schools), "areas": list(areas)},
        **{"from": days.get("since"), "until": days.get("until")},
    )  # fmt: skip


def registrar(device: str = REGISTRAR) -> Event:
    return said(
        "registrar_certified", f"d:device/{device}", **{"from": "2022-01-01", "until": None}
    )


def revoked(device: str = DEVICE, by: str = ROOT, **keep: int) -> Event:
    """Return a revocation that keeps, of the session used here, the numbers up to `school=n`."""
    kept = {doc: {SESSION: n} for doc, n in keep.items()}
    return said("device_revoked", f"d:device/{device}", by, reason="丢失", keep=kept)


def adopted(*events: Event, by: str = ROOT) -> Event:
    return said("adopted", f"d:device/{DEVICE}", by, events=[e.id for e in events], reason="属实")


def act(kind: str = "commented", seq: int = 0, **changes: Any) -> Event:
    """Return an act of wangmin's device at the school yl3x."""
    return an_event(
        kind, next(_count),
        **{"device": DEVICE, "session": SESSION, "by": PersonId("wangmin"), "seq": seq, **changes},
    )  # fmt: skip


def seeing(*events: Event) -> frozenset[EventId]:
    return frozenset(event.id for event in events)


YL5X = DocId("yl5x")
