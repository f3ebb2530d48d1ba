"""Private blobs on their way: sealed for the devices of people who may hold them, opened with the keys that lie here.

Nothing of them leaves unasked, and nothing comes in that the one whose key opens it may not hold, that no event here
names, or that was erased. Refuses people without a certified device: there is no key to seal for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from inspections.district import Device, School
from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from inspections.ids import DISTRICT, DocId, PersonId, SchoolId, sha256_hex
from inspections.keys import SigningKey
from inspections.laptop.actor import in_scope
from inspections.laptop.bundle_file import BundleFile
from inspections.laptop.lookup import person_named
from inspections.laptop.workspace import Workspace
from inspections.private_blobs import SEAL_BYTES, opened, sealed_for
from inspections.private_events import Named, erased, named
from inspections.private_policy import Holder, may_hold


@dataclass(frozen=True)
class Parcels:
    """What a bundle is to carry: device -> hashes of the blobs to be sealed for it."""

    workspace: Workspace
    blobs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sizes(self) -> dict[str, dict[str, int]]:
        """Return device -> hash -> bytes of what is sealed, for the head of the bundle."""
        path = self.workspace.private.path
        return {
            device: {digest: path(digest).stat().st_size + SEAL_BYTES for digest in hashes}
            for device, hashes in self.blobs.items()
        }

    def sealed(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield device, hash and sealed bytes, one at a time; a blob that has gone meanwhile is left out."""
        for device, hashes in self.blobs.items():
            for digest in hashes:
                data = self.workspace.private.get(digest)
                if data is not None:
                    yield device, digest, sealed_for(device, data)


@dataclass(frozen=True)
class Taken:
    """How many private blobs were kept, and how many were left: for others, erased, not named here, damaged."""

    kept: int = 0
    left: int = 0


def packed_for(
    workspace: Workspace,
    people: Iterable[str],
    docs: Collection[DocId],
    known: Mapping[str, Collection[str]],
) -> Parcels:
    """Return what these people may hold of these schools and is held here, without what is `known` to be there.

    Raises UserError: nobody of that name; RuleError (exit 3): a person without a certified device.
    """
    district = workspace.district
    devices: dict[str, Device] = {}
    for name in people:
        person = person_named(district, name)
        own = {key: one for key, one in district.devices.items() if one.person == person.id}
        if not own:
            raise RuleError(_no_device(person.name))
        devices |= own
    found: dict[str, dict[str, None]] = {}
    for doc in (doc for doc in sorted(docs) if doc != DISTRICT and devices):
        for one, inspectors in _alive(workspace, doc):
            for key, device in devices.items():
                if _may(workspace, device, doc, one, inspectors) and one.digest not in known.get(
                    key, ()
                ):
                    found.setdefault(key, {})[one.digest] = None
    held = {
        key: tuple(sorted(digest for digest in hashes if workspace.private.has(digest)))
        for key, hashes in sorted(found.items())
    }
    return Parcels(workspace, {key: hashes for key, hashes in held.items() if hashes})


def take_private(workspace: Workspace, bundle: BundleFile) -> Taken:
    """Keep what is sealed for the keys that lie here, if their people may hold it and an event here names it.

    Raises UserError (exit 5) when the disk does not take it, what opening an encrypted key raises.
    """
    if not bundle.head.private:
        return Taken()
    alive: dict[str, list[tuple[DocId, Named, frozenset[str]]]] = {}
    for doc in (doc for doc in workspace.documents() if doc in bundle.head.documents):
        for one, inspectors in _alive(workspace, doc) if doc != DISTRICT else ():
            alive.setdefault(one.digest, []).append((doc, one, inspectors))
    kept = left = 0
    for device, hashes in bundle.head.private.items():
        key, certified = _key(workspace, device), workspace.district.devices.get(device)
        for digest in hashes:
            entitled = certified is not None and any(
                _may(workspace, certified, *about) for about in alive.get(digest, ())
            )
            if key is None or not entitled:
                left += 1
            elif not workspace.private.has(digest):
                blob = key.unsealed(bundle.private(device, digest))
                if blob is None or sha256_hex(blob) != digest or opened(blob) is None:
                    left += 1
                    continue
                workspace.private.put(blob)
                kept += 1
    return Taken(kept, left)


def entitled(workspace: Workspace, device: Device, docs: Iterable[DocId]) -> frozenset[str]:
    """Return the hashes of the private blobs that these documents name, nobody erased, and this device may hold."""
    return frozenset(
        one.digest
        for doc in docs
        if doc != DISTRICT
        for one, inspectors in _alive(workspace, doc)
        if _may(workspace, device, doc, one, inspectors)
    )


def _alive(workspace: Workspace, doc: DocId) -> Iterator[tuple[Named, frozenset[str]]]:
    """Yield the private blobs that a school's events name and nobody erased, with the people of their inspection."""
    namings = tuple(named(workspace.events(doc)))
    if not namings or SchoolId(doc) not in workspace.district.schools:
        return
    view = workspace.school_view(SchoolId(doc))
    gone = erased(view)
    people = {f"i:{one.id}": frozenset(map(str, one.inspectors)) for one in view.inspections}
    for one in namings:
        subject = one.event.subject
        if one.digest not in gone.get(subject, {}):
            yield one, people.get(subject, frozenset())


def _may(
    workspace: Workspace, device: Device, doc: DocId, one: Named, inspectors: frozenset[str]
) -> bool:
    district = workspace.district
    school: School | None = district.schools.get(SchoolId(doc))
    person = district.persons.get(PersonId(device.person))
    holder = Holder(
        person=device.person,
        name=person.name if person else "",
        roles=frozenset(device.roles),
        in_scope=school is not None and in_scope(device, school),
    )
    return may_hold(one.event.kind, one.field, holder, inspectors)


def _key(workspace: Workspace, device: str) -> SigningKey | None:
    """Return the key of this device, if it lies here."""
    keyring = workspace.keyring
    for name in keyring.people():
        try:
            if keyring.public(name) == device:
                return keyring.key(name)
        except UserError as error:
            if error.exit is Exit.TRY_AGAIN:
                raise
    return None


def _no_device(name: str) -> Problem:
    return Problem(
        code=Code.CERTIFICATE_MISSING,
        what=M("{name}没有在用的设备，不公开的答案没法封给他", name=name),
        remedy=M("先给{name}的电脑签发证书：ducha device certify", name=name),
    )
