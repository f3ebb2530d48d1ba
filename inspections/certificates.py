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
from inspections.receipts import NONE, REVOKED_CODE, Receipts
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
    fallen_registrars: Mapping[str, tuple[Certificate, ...]] = field(default_factory=dict)
    fallen: Mapping[str, tuple[Certificate, ...]] = field(default_factory=dict)
    """Certificates from a key after its end: what rests on them is void, too."""
    servers: Mapping[str, tuple[Certificate, ...]] = field(default_factory=dict)
    """Certificates in the role `server`, which only the root key gives, and only it takes back."""
    revoked: Mapping[str, tuple[Keep, ...]] = field(default_factory=dict)
    adopted: frozenset[EventId] = frozenset()
    areas: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """school -> every area it was ever entered in: moving a school takes nothing back that was certified."""
    receipts: Receipts = NONE
    """What the server's receipts say of the events of `district` itself; those of a school: `receipts_of`."""

    @staticmethod
    def of(events: Iterable[Event | Unreadable]) -> Authority:
        """Return what these events of `district` say. Never raises."""
        given = [e for e in events if isinstance(e, Event) and e.doc == DISTRICT]
        keys = [e for e in given if e.kind in KEY_KINDS and e.role is Role.ROOT]
        found = Authority(roots(given, keys))
        by_root = [e for e in keys if found._is_root(e)]
        appointed = [e for e in keys if e.kind == "registrar_certified" and e.device in found.roots]
        found = replace(
            found,
            registrars=certificates(e for e in appointed if found._is_root(e)),
            fallen_registrars=certificates(e for e in appointed if not found._is_root(e)),
            servers=certificates(e for e in by_root if _names_server(e)),
            revoked=revoked(by_root),
            adopted=adopted(by_root),
        )
        found = replace(found, receipts=found.receipts_of(given))
        issued = [e for e in keys if e.device in found.roots or found._may_issue(e)]
        standing = [e for e in issued if not found.void(e)]
        stands = {e.id for e in standing}
        certified = [e for e in issued if e.kind == "device_certified"]
        found = replace(
            found,
            certificates=certificates(e for e in certified if e.id in stands),
            fallen=certificates(e for e in certified if e.id not in stands),
            revoked=revoked(standing),
            adopted=adopted(standing),
        )
        return replace(found, areas=areas(e for e in given if not found.void(e)))

    def serves(self, event: Event) -> bool:
        """Return whether `event` is the word of the server itself: by its key, in its role, and not after its end.

        Rests on nothing but what the root key said, so that a receipt never decides about receipts.
        """
        held = self.servers.get(event.device, ())
        return (
            event.role is Role.SERVER
            and any(self._beyond(one, event, None) is None for one in held)
            and not self._beyond_keep(event)
        )

    def receipts_of(self, events: Iterable[Event | Unreadable]) -> Receipts:
        """Return what the server's receipts among the events of one document say of these events."""
        return Receipts.of(events, self.serves)

    def doubt(
        self, event: Event, received_on: date | None = None, receipts: Receipts | None = None
    ) -> Doubt | None:
        """Return why no certificate covers `event`, None if one does.

        `received_on` is the day on which a server receives it; None judges no days (a laptop reading a bundle).
        `receipts` are those of its document, as for `void`.
        REVOKED is the last doubt: everything else about the act is covered.
        """
        found = self.uncovered(event, received_on)
        if found is not None or self._receipts(event, receipts).accepted(event.id):
            return found
        return Doubt.REVOKED if self._ended_unadopted(event) else None

    def void(self, event: Event, receipts: Receipts | None = None) -> bool:
        """Return whether `event` has no effect: the server refused it, or its key came to an end before it.

        `receipts` are those of its document (of `district`: known here). What a receipt accepted stays, whatever
        becomes of the key; the root key and the server itself are beyond a receipt's verdict.
        """
        known = self._receipts(event, receipts)
        if event.role is not Role.SERVER and event.device not in self.roots:
            refused = known.refused.get(event.id)
            if refused and not (refused.code == REVOKED_CODE and event.id in self.adopted):
                return True
            if refused is None and known.accepted(event.id):
                return False
        return self._ended_unadopted(event)

    def _receipts(self, event: Event, receipts: Receipts | None) -> Receipts:
        if receipts is not None:
            return receipts
        return self.receipts if event.doc == DISTRICT else NONE

    def _ended_unadopted(self, event: Event) -> bool:
        ended = self._beyond_keep(event) or self.ended(event.device, revoked=False)
        return ended and event.id not in self.adopted

    def _beyond_keep(self, event: Event) -> bool:
        key = event.device
        if (before := self.roots.get(key)) is not None:
            return event.id not in before
        keeps = self.revoked.get(key, ())
        return any(event.seq > keep.get(event.doc, {}).get(event.session, -1) for keep in keeps)

    def ended(self, key: str, *, revoked: bool = True) -> bool:
        """Return whether the key was certified only by keys after their end (or, with `revoked`, was revoked itself)."""
        fallen = key in self.fallen or key in self.fallen_registrars
        stands = key in self.certificates or key in self.registrars or key in self.roots
        return (fallen and not stands) or (revoked and key in self.revoked)

    def _is_root(self, event: Event) -> bool:
        before = self.roots.get(event.device, frozenset())
        return before is None or event.id in before

    def _may_issue(self, event: Event) -> bool:
        """Return whether a registrar, in office or fallen, may say this."""
        offices = (self.roots, self.registrars, self.fallen_registrars)
        about = event.subject.removeprefix(DEVICE)
        return (
            any(event.device in keys for keys in offices)
            and event.kind in BY_REGISTRAR
            and event.role is Role.ROOT
            and not any(about in keys for keys in (*offices, self.servers))
            and _within(event)
        )

    def uncovered(self, event: Event, received_on: date | None = None) -> Doubt | None:
        """Return why no certificate covers `event`, revocations left aside; None if one does, or did."""
        key = event.device
        if key in self.roots:
            return None if event.doc == DISTRICT and event.role is Role.ROOT else Doubt.ROLE
        offices = (*self.registrars.get(key, ()), *self.fallen_registrars.get(key, ()))
        held = (*self.certificates.get(key, ()), *self.fallen.get(key, ()))
        if event.kind in KEY_KINDS and (offices or held):
            if not self._may_issue(event):
                return Doubt.ISSUER
            return None if any(_in_time(one, received_on) for one in offices) else Doubt.TIME
        doubts = [self._beyond(one, event, received_on) for one in held]
        if None in doubts:
            return None
        return max(filter(None, doubts), key=_ORDER.index, default=Doubt.MISSING)

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


def _names_server(event: Event) -> bool:
    return event.kind == "device_certified" and Role.SERVER.value in texts(event.body.get("roles"))


def _within(event: Event) -> bool:
    """Return whether a registrar's event certifies no more than a registrar may."""
    roles = texts(event.body.get("roles"))
    return event.kind != "device_certified" or roles <= {role.value for role in CERTIFIABLE}
