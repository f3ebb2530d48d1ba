"""Devices that ask to join over the network: with an invitation they may ask, the bureau sees them and says yes or no.

Yes is a certificate by the server's key, where the root key made it a registrar too; it names the account that said so.
What is certified is what the invitation says, never what the device wishes. Refuses a request that the device itself did
not sign, another person's invitation, and another district's request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, insert, select, update

from inspections.check_code import check_code
from inspections.device_request import DeviceRequest, read_request
from inspections.district import District
from inspections.errors import Code, M, Msg, Problem, RuleError
from inspections.ids import DISTRICT, PersonId
from inspections.join_protocol import Standing
from inspections.laptop.actor import in_office
from inspections.laptop.request_answer import check_request
from inspections.vocabulary import Role
from sync_server import audit, invitations
from sync_server.accounts import Account
from sync_server.documents import Held
from sync_server.invitations import Invitation
from sync_server.pushing import push
from sync_server.schema_people import PENDING
from sync_server.service import ZONE, Service
from sync_server.signing import Pen

DEVICE: Final = "d:device/"


@dataclass(frozen=True)
class Pending:
    """A device that asked: its request, the invitation it used, when, and how it stands."""

    request: DeviceRequest
    invitation: Invitation
    asked_at: datetime
    standing: Standing

    @property
    def code(self) -> str:
        """The check code that the bureau and the device's person read to each other."""
        return check_code(self.request.key)


def ask(service: Service, code: str, data: bytes, address: str = "") -> Standing:
    """Take in a device's request (the bytes of `device_request`) with its invitation; asking again changes nothing.

    A device that was denied may ask again with another invitation. Raises UserError (DEVICE_REQUEST), RuleError: the
    invitation is unknown or somebody else's, the key may not be certified, the server certifies none.
    """
    request, now = read_request(data), service.clock.now(ZONE)
    with service.database.writing() as connection:
        again = invitations.is_of(connection, code, request.key)
        invitation = invitations.use(connection, now, code, request.key, address)
        district = service.documents.district(connection)
        _check(service, district, request, invitation)
        known = find(connection, request.key)
        if known is None:
            asked = {"request": data, "asked_at": audit.stamp(now)}
            new = insert(PENDING).values(device=request.key, standing=Standing.WAITING.value, **asked)  # fmt: skip
            connection.execute(new)
            return Standing.WAITING
        if known.standing is Standing.DENIED and not again:
            mine = PENDING.c.device == request.key
            connection.execute(update(PENDING).where(mine).values(standing=Standing.WAITING.value))
            return Standing.WAITING
        return Standing.CONFIRMED if is_certified(district, known) else known.standing


def _check(
    service: Service, district: District, request: DeviceRequest, invitation: Invitation
) -> None:
    """Raise RuleError for the first thing that speaks against letting this device ask."""
    if invitation.person != request.person:
        raise _refused(
            M("邀请码是给 {name} 的，申请上写的是别人", name=invitation.name),
            M("换一个空文件夹，再运行 ducha join"),
        )
    check_request(district, request, None)
    if not may_certify(service, district):
        raise no_registrar()


def decide(service: Service, account: Account, device: str, *, yes: bool, address: str = "") -> Pending:  # fmt: skip
    """Say yes or no to a device that waits, and return it; a yes certifies it.

    Raises RuleError when none of this key waits, its key has come to its end, or the server may not certify.
    """
    now = service.clock.now(ZONE)
    with service.database.reading() as connection:
        found = find(connection, device)
        district = service.documents.district(connection)
    if found is None or found.standing is not Standing.WAITING or is_certified(district, found):
        raise _refused(M("没有等确认的这台设备"), M("刷新设备页再看"))
    if yes:
        _certify(service, account, found)
    standing, did = (Standing.CONFIRMED, audit.Did.DEVICE_CONFIRMED) if yes else (Standing.DENIED, audit.Did.DEVICE_DENIED)  # fmt: skip
    with service.database.writing() as connection:
        waits = (PENDING.c.device == device) & (PENDING.c.standing == Standing.WAITING.value)
        connection.execute(update(PENDING).where(waits).values(standing=standing.value))
        audit.note(connection, now, account.id, did, device, address=address, person=found.invitation.person)  # fmt: skip
    return found


def find(connection: Connection, device: str) -> Pending | None:
    """Return the device of this key that asked, None if it never did."""
    row = connection.execute(select(PENDING).where(PENDING.c.device == device)).one_or_none()
    return _pending(connection, row) if row is not None else None


def waiting(connection: Connection, district: District) -> list[Pending]:
    """Return the devices that wait for the bureau, the oldest first."""
    rows = select(PENDING).where(PENDING.c.standing == Standing.WAITING.value)
    found = [_pending(connection, row) for row in connection.execute(rows.order_by(PENDING.c.asked_at)).all()]  # fmt: skip
    return [one for one in found if one is not None and not is_certified(district, one)]


def is_certified(district: District, pending: Pending) -> bool:
    """Return whether the district certifies the device for this person: that is what confirmed means, whoever said so."""
    held = district.authority.certificates.get(pending.request.key, ())
    return any(one.person == pending.request.person for one in held)


def may_certify(service: Service, district: District) -> bool:
    """Return whether the server's key may certify devices today."""
    return in_office(
        district.authority, service.signer.key.public_hex, service.clock.now(ZONE).date()
    )


def no_registrar() -> RuleError:
    """Return the error of a server whose key is no registrar's in force."""
    return _refused(
        M("服务器没有有效的登记密钥，不能经网络入网"),
        M("按文件入网：ducha device new 写申请，督导室用 ducha device certify 签发"),
    )


def _certify(service: Service, account: Account, found: Pending) -> None:
    def compose(held: Held, district: District, pen: Pen) -> None:
        if not may_certify(service, district):
            raise no_registrar()
        check_request(district, found.request, None)
        if is_certified(district, found):  # two clerks at once: one certificate is enough
            return
        wanted, subject = found.invitation, f"{DEVICE}{found.request.key}"
        body = {
            "person": wanted.person,
            "roles": [role.value for role in wanted.roles if role is not Role.ROOT],
            "scope": {"schools": list(wanted.schools), "areas": list(wanted.areas)},
            "from": pen.at.date().isoformat(),
            "until": None,
        }
        seen = district.heads.get(subject, frozenset())
        pen.sign("device_certified", subject, body, PersonId(account.person), Role.ROOT, account.id, seen=seen)  # fmt: skip

    push(service, DISTRICT, (), service.signer.key.public_hex, compose)


def _pending(connection: Connection, row: Row[tuple[object, ...]]) -> Pending | None:
    invitation = invitations.of_device(connection, row.device)
    if invitation is None:
        return None
    at = datetime.fromisoformat(row.asked_at)
    return Pending(read_request(bytes(row.request)), invitation, at, Standing(row.standing))


def _refused(what: Msg, remedy: Msg) -> RuleError:
    return RuleError(Problem(code=Code.DEVICE_REQUEST, what=what, remedy=remedy))
