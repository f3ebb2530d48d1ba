"""Whose word counts: root key, registrars, device certificates, revocations, adoptions (DESIGN §2 "Who may write").

A pure function of the `district` events, without a clock: whether a certificate had expired is asked only where
something is received, with the day of receipt. Further events can only add to what is certified; a revocation takes
nothing out of a document, it takes the effect from what came after the last event it keeps (`void`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from inspections.certificate_events import (
    DEVICE,
    Certificate,
    Keep,
    adopted,
    areas,
    certificates,
    revoked,
    roots,
    texts,
)
from inspections.events import Event, Unreadable
from inspections.ids import DISTRICT, EventId
from inspections.vocabulary import Role

KEY_KINDS: Final = frozenset(
    {"district_opened", "rooted", "registrar_certified", "device_certified", "device_revoked", "adopted"}
)  # fmt: skip
"""Kinds that say whose word counts: only the root key records them."""
BY_REGISTRAR: Final = frozenset({"device_certified", "device_revoked", "adopted"})
"""Those of them that a registrar records too, about devices that are neither root's nor a registrar's."""
CERTIFIABLE: Final = frozenset({Role.INSPECTOR, Role.AREA_LEAD, Role.BUREAU, Role.SCHOOL})
"""Roles that a registrar may certify, and in which a server may act for somebody without a device."""


class Doubt(StrEnum):
    """Why no certificate covers an act; those of several certificates that come nearest win, in this order."""

    MISSING = "missing"
    PERSON = "person"
    ROLE = "role"
    SCOPE = "scope"
    TIME = "time"
    ISSUER = "issuer"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Authority:
    """What the `district` document says about keys."""

    roots: Mapping[str, frozenset[EventId] | None] = field(default_factory=dict)
    """Root keys; one that named a successor with the events that came before that, the one in force with None."""
    registrars: Mapping[str, tuple[Certificate, ...]] = field(default_factory=dict)
    certificates: Mapping[str, tuple[Certificate, ...]] = field(default_factory=dict)
    revoked: Mapping[str, tuple[Keep, ...]] = field(default_factory=dict)
    adopted: frozenset[EventId] = frozenset()
    areas: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """school -> every area it was ever entered in: moving a school takes nothing back that was certified."""

    @staticmethod
    def of(events: Iterable[Event | Unreadable]) -> Authority:
        """Return what these events of `district` say. Never raises."""
        given = [e for e in events if isinstance(e, Event) and e.doc == DISTRICT]
        keys = [e for e in given if e.kind in KEY_KINDS and e.role is Role.ROOT]
        found = Authority(roots(given, keys))
        by_root = [e for e in keys if found._is_root(e)]
        found = replace(
            found,
            registrars=certificates(e for e in by_root if e.kind == "registrar_certified"),
            revoked=revoked(by_root),
            adopted=adopted(by_root),
        )
        above = {*found.roots, *found.registrars}
        by_registrar = [
            e for e in keys
            if e.kind in BY_REGISTRAR and e.device in found.registrars and not found.void(e)
            and e.subject.removeprefix(DEVICE) not in above and _within(e)
        ]  # fmt: skip
        standing = [*by_root, *by_registrar]
        found = replace(
            found,
            certificates=certificates(e for e in standing if e.kind == "device_certified"),
            revoked=revoked(standing),
            adopted=adopted(standing),
        )
        return replace(found, areas=areas(e for e in given if not found.void(e)))

    def doubt(self, event: Event, received_on: date | None = None) -> Doubt | None:
        """Return why no certificate covers `event`, None if one does.

        `received_on` is the day on which a server receives it; None judges no days (a laptop reading a bundle).
        REVOKED is the last doubt: everything else about the act is covered.
        """
        found = self._uncovered(event, received_on)
        return Doubt.REVOKED if found is None and self.void(event) else found

    def void(self, event: Event) -> bool:
        """Return whether `event` has no effect: its key was revoked, it is not kept, and nobody adopted it."""
        if event.id in self.adopted:
            return False
        before = self.roots.get(event.device)
        if before is not None and event.id not in before:
            return True
        keeps = self.revoked.get(event.device, ())
        return any(event.seq > keep.get(event.doc, {}).get(event.session, -1) for keep in keeps)

    def _is_root(self, event: Event) -> bool:
        before = self.roots.get(event.device, frozenset())
        return before is None or event.id in before

    def _uncovered(self, event: Event, received_on: date | None) -> Doubt | None:
        if event.device in self.roots:
            return None if event.doc == DISTRICT and event.role is Role.ROOT else Doubt.ROLE
        if event.kind in KEY_KINDS:
            return self._not_issuing(event, received_on)
        held = self.certificates.get(event.device, ())
        doubts = [self._beyond(one, event, received_on) for one in held]
        return (
            None
            if None in doubts
            else max(filter(None, doubts), key=_ORDER.index, default=Doubt.MISSING)
        )

    def _not_issuing(self, event: Event, received_on: date | None) -> Doubt | None:
        above = {*self.roots, *self.registrars}
        held = self.registrars.get(event.device, ())
        if not held and event.device not in self.certificates:
            return Doubt.MISSING
        if not held or event.kind not in BY_REGISTRAR or event.role is not Role.ROOT:
            return Doubt.ISSUER
        if event.subject.removeprefix(DEVICE) in above or not _within(event):
            return Doubt.ISSUER
        return None if any(_in_time(one, received_on) for one in held) else Doubt.TIME

    def _beyond(self, held: Certificate, event: Event, received_on: date | None) -> Doubt | None:
        acts_for = event.account is not None and Role.SERVER in held.roles
        if not acts_for and (event.by != held.person or event.account is not None):
            return Doubt.PERSON
        if event.role not in (CERTIFIABLE if acts_for else held.roles):
            return Doubt.ROLE
        if not self._in_scope(held, event):
            return Doubt.SCOPE
        return None if _in_time(held, received_on) else Doubt.TIME

    def _in_scope(self, held: Certificate, event: Event) -> bool:
        school = school_of(event)
        if school is None or event.account is not None:
            return True
        if event.role is Role.SCHOOL or held.schools or held.areas:
            return school in held.schools or (
                event.role is not Role.SCHOOL
                and not held.areas.isdisjoint(self.areas.get(school, ()))
            )
        return True


_ORDER: Final = tuple(Doubt)


def school_of(event: Event) -> str | None:
    """Return the school that an act is about: that of its document, or of a school's daily report; else None."""
    if event.doc != DISTRICT:
        return event.doc
    parts = event.subject.split("/")
    return parts[1] if parts[0] == "d:daily" and len(parts) > 1 else None


def _in_time(held: Certificate, received_on: date | None) -> bool:
    return received_on is None or (held.since or date.min) <= received_on <= (
        held.until or date.max
    )


def _within(event: Event) -> bool:
    """Return whether a registrar's event certifies no more than a registrar may."""
    roles = texts(event.body.get("roles"))
    return event.kind != "device_certified" or roles <= {role.value for role in CERTIFIABLE}
