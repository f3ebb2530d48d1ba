"""A new device that asks to join over the network: what it is told, and an end to guessing codes.

A device whose code is its own already may ask as often as it likes, and what others try with that code does not hinder
it; everybody else has five failures with one code and forty from one address before they have to wait. Codes that are
wrong, used, or over look the same, and each failure stands in the log. Refuses (401) a device request that another key
sends than the one that signed it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from inspections.device_request import read_request
from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from inspections.ids import DISTRICT
from inspections.join_protocol import Ask, Standing, Told
from inspections.sync_protocol import TEXT_MAX, UPDATE_BYTES_MAX
from sync_server import attempts, audit, invitations, pending_devices
from sync_server.asking import unsigned
from sync_server.attempts import Key
from sync_server.service import ZONE, Service

CODE_FREE: Final = 5
ADDRESS_FREE: Final = 40


def join(service: Service, asked: Ask, device: str, address: str) -> Told:
    """Return what the device with this key, which signed the request, is told.

    Raises DeniedError (401), UserError (RULE_LIMIT: too many failures; DEVICE_REQUEST), RuleError (INVITATION_UNKNOWN,
    another district's, what speaks against this key).
    """
    now = service.clock.now(ZONE)
    with service.database.reading() as connection:
        keys = _keys(asked, device, address, mine=invitations.is_of(connection, asked.code, device))
        until = attempts.shut_out_until(connection, now, keys)
    if until is not None:
        raise _too_often(until, now)
    try:
        return _told(service, asked, device, address, now)
    except UserError as error:
        _failed(service, now, keys, device, address, error.problems[0].code)
        raise


def _keys(asked: Ask, device: str, address: str, *, mine: bool) -> list[Key]:
    """Return what failures are counted by: others who try a device's code must not lock that device out."""
    if mine:
        return [Key(f"join-device:{device}", CODE_FREE)]
    by_address = [Key(f"join-address:{address}", ADDRESS_FREE)] if address else []
    return [Key(f"join:{invitations.hash_of(asked.code)}", CODE_FREE), *by_address]


def _told(service: Service, asked: Ask, device: str, address: str, now: datetime) -> Told:
    if asked.request and read_request(asked.request).key != device:
        raise unsigned()
    if asked.district not in (None, service.root_key):
        raise RuleError(_elsewhere())
    standing, update = Standing.INVITED, b""
    if asked.request:
        standing = pending_devices.ask(service, asked.code, asked.request, address)
    with service.database.reading() as connection:
        found = invitations.look(connection, now, asked.code, device)
        district = service.documents.district(connection)
        if standing is Standing.CONFIRMED and asked.district is not None:
            with service.documents.opened(connection, DISTRICT) as held:
                update = held.ledger.encode()
    if len(update) > UPDATE_BYTES_MAX:
        raise RuleError(_too_large())
    return Told(
        district=service.root_key,
        name=district.name[:TEXT_MAX],
        person=found.person,
        called=found.name,
        standing=standing,
        update=update,
    )


def _failed(
    service: Service, now: datetime, keys: list[Key], device: str, address: str, why: Code
) -> None:
    with service.database.writing() as connection:
        note = partial(audit.note, connection, now, "")
        note(audit.Did.JOIN_REFUSED, device, address=address, why=why.value)
        for key in attempts.failed(connection, now, keys):
            note(audit.Did.SHUT_OUT, address=address, key=key)


def _too_often(until: datetime, now: datetime) -> UserError:
    problem = Problem(
        code=Code.RULE_LIMIT,
        what=M("邀请码错的次数太多，暂停再试"),
        remedy=M("{n} 分钟后再试；先和督导室核对邀请码", n=attempts.minutes_left(until, now)),
    )
    return UserError(problem, exit=Exit.TRY_AGAIN)


def _elsewhere() -> Problem:
    what = M("这里是另一个区县的服务器")
    return Problem(
        code=Code.SERVER_DISTRICT, what=what, remedy=M("核对服务器的地址，打电话问督导室")
    )


def _too_large() -> Problem:
    what = M("全区名册太大，不能经网络入网")
    remedy = M("按文件入网：ducha device new 写申请，督导室用 ducha device certify 签发")
    return Problem(code=Code.FILE_TOO_LARGE, what=what, remedy=remedy)
