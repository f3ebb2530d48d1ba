"""The request of a laptop that wants to join a district: one small file, carried to the bureau by hand (DESIGN §2).

Canonical JSON: the public key, whose it is to be, what that person wishes to do, and a signature by that very key,
which proves that whoever made the file holds it. Refuses every other spelling, and words that a terminal would not
show as they are. A wish grants nothing: the bureau says what the certificate says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from inspections import canonical
from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.ids import SLUG
from inspections.keys import SigningKey, verify
from inspections.roster import usable_id
from inspections.vocabulary import Role

FORMAT: Final = "ducha-request-1"
REQUEST_BYTES_MAX: Final = 16 * 1024
LETTERS_MAX: Final = 100
SCOPE_MAX: Final = 200
WISHES: Final = (Role.INSPECTOR, Role.AREA_LEAD, Role.BUREAU, Role.SCHOOL)
_KEY: Final = re.compile("[0-9a-f]{64}")
_SIGNATURE: Final = re.compile("[0-9a-f]{128}")
_DOMAIN: Final = f"{FORMAT}\n".encode()


@dataclass(frozen=True, kw_only=True)
class DeviceRequest:
    """Whose key wants to write, on which computer, and what for. `district` is the root key of its ledger, if any."""

    key: str
    person: str
    name: str
    computer: str = ""
    roles: tuple[Role, ...] = ()
    schools: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    district: str | None = None
    at: str


def write_request(request: DeviceRequest, key: SigningKey) -> bytes:
    """Return the bytes of the request's file, signed by `key`.

    Raises ValueError when it is another key's, or holds what nobody could read back.
    """
    told = _told(request)
    if key.public_hex != request.key or not _is_whole(told):
        raise ValueError("the request of another key, or one that could not be read")
    signature = key.sign(_DOMAIN + canonical.dump(told)).hex()
    return canonical.dump({**told, "signature": signature})


def read_request(data: bytes) -> DeviceRequest:
    """Return what a request's file says. Raises UserError (DEVICE_REQUEST): no request, changed, or not signed by its key."""
    if len(data) > REQUEST_BYTES_MAX:
        raise UserError(_fault(M("不是设备申请文件")))
    try:
        told = canonical.load(data)
    except ValueError:
        raise UserError(_fault(M("不是设备申请文件，或途中被改动"))) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise UserError(_fault(M("不是设备申请文件，或由更新版本的程序制作")))
    signature = told.pop("signature", None)
    if not _matches(_SIGNATURE, signature) or not _is_whole(told):
        raise UserError(_fault(M("申请文件残缺")))
    if not verify(told["key"], _DOMAIN + canonical.dump(told), bytes.fromhex(signature)):
        raise UserError(_fault(M("申请文件的签名不对，内容被改动过")))
    return DeviceRequest(
        key=told["key"],
        person=told["person"],
        name=told["name"],
        computer=told["computer"],
        roles=tuple(Role(role) for role in told["roles"]),
        schools=tuple(told["schools"]),
        areas=tuple(told["areas"]),
        district=told["district"],
        at=told["at"],
    )


def is_plain(text: object, *, empty: bool = False) -> bool:
    """Return whether `text` can stand in a request: one line that a terminal shows as it is, not too long."""
    return (
        isinstance(text, str)
        and text.isprintable()
        and text == text.strip()
        and len(text) <= LETTERS_MAX
        and (empty or bool(text))
    )


def _told(request: DeviceRequest) -> dict[str, Any]:
    return {
        "format": FORMAT, "key": request.key, "person": request.person, "name": request.name,
        "computer": request.computer, "roles": [role.value for role in request.roles],
        "schools": list(request.schools), "areas": list(request.areas), "district": request.district,
        "at": request.at,
    }  # fmt: skip


_FIELDS: Final = frozenset(
    ("format", "key", "person", "name", "computer", "roles", "schools", "areas", "district", "at")
)


def _is_whole(told: dict[str, Any]) -> bool:
    """Return whether every field is there, no other, and each in its shape."""
    return (
        told.keys() == _FIELDS
        and _matches(_KEY, told["key"])
        and isinstance(told["person"], str)
        and usable_id(told["person"])
        and is_plain(told["name"])
        and is_plain(told["computer"], empty=True)
        and _is_list(told["roles"])
        and set(told["roles"]) <= {role.value for role in WISHES}
        and _is_list(told["schools"])
        and all(SLUG.fullmatch(school) for school in told["schools"])
        and _is_list(told["areas"])
        and (told["district"] is None or _matches(_KEY, told["district"]))
        and is_plain(told["at"])
    )


def _is_list(value: object) -> bool:
    return (
        isinstance(value, list) and len(value) <= SCOPE_MAX and all(is_plain(one) for one in value)
    )


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _fault(what: Msg) -> Problem:
    return Problem(
        code=Code.DEVICE_REQUEST,
        what=what,
        remedy=M("在申请的那台电脑上运行 ducha device request 再写一个，原样拷来"),
    )
