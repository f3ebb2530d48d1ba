"""Which device asks, and which documents it may see: the certificate says it, as it stands today (DESIGN §5).

`district` is for every certified device, a school's document for those whose certificate covers the school. Refuses a
device that the district does not know, or whose certificate has not begun, is over or was revoked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from inspections.admission import says
from inspections.certificates import Doubt
from inspections.district import Device, District
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DISTRICT, DocId, PersonId, SchoolId
from inspections.laptop.actor import in_scope
from inspections.private_policy import Holder


class DeniedError(UserError):
    """The server does not do this for who asks; `status` is the HTTP status that says so."""

    def __init__(self, problem: Problem, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(problem, exit=Exit.REFUSED)
        self.status = status


@dataclass(frozen=True)
class Access:
    """A certified device that asks."""

    district: District
    device: Device

    @property
    def key(self) -> str:
        """The device's public key."""
        return self.device.key

    def may_see(self, doc: DocId) -> bool:
        """Return whether the device's certificate covers the document."""
        if doc == DISTRICT:
            return True
        school = self.district.schools.get(SchoolId(doc))
        return school is not None and in_scope(self.device, school)

    def documents(self) -> tuple[DocId, ...]:
        """Return the documents that the device may see, the district first."""
        schools = sorted(DocId(school) for school in self.district.schools)
        return (DISTRICT, *(doc for doc in schools if self.may_see(doc)))

    def holder(self, doc: DocId) -> Holder:
        """Return what decides whether the device may hold a private answer of a school."""
        person = self.district.persons.get(PersonId(self.device.person))
        return Holder(
            person=self.device.person,
            name=person.name if person else "",
            roles=frozenset(self.device.roles),
            in_scope=self.may_see(doc),
        )


def access(district: District, key: str, today: date) -> Access:
    """Return the access of the device with this key. Raises DeniedError with the reason, and what its person can do."""
    authority = district.authority
    if authority.ended(key):
        raise DeniedError(says(Doubt.REVOKED))
    held = authority.certificates.get(key, ())
    device = district.devices.get(key)
    if not held or device is None:
        what = M("服务器不认识这台设备")
        remedy = M(
            "先入网（ducha join 或 ducha device request），请督导室签发证书；已经签发的，请督导室先同步一次"
        )
        raise DeniedError(Problem(code=Code.DEVICE_UNKNOWN, what=what, remedy=remedy))
    if not any((one.since or date.min) <= today <= (one.until or date.max) for one in held):
        raise DeniedError(says(Doubt.TIME))
    return Access(district, device)
