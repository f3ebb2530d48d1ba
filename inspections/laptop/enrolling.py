"""A laptop asks to join: a key of its own, and the request file that is carried to the bureau.

Refuses to delete a key: one that is renewed is moved aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspections.check_code import check_code
from inspections.device_request import (
    REQUEST_BYTES_MAX,
    DeviceRequest,
    is_plain,
    read_request,
    write_request,
)
from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.ids import SLUG, PersonId
from inspections.keys import SigningKey
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.keyring import Keyring, new_key
from inspections.laptop.workspace import Workspace
from inspections.roster import usable_id
from inspections.vocabulary import Role

SUFFIX = ".request.json"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """For what a key is asked for, and on which computer; it grants nothing."""

    computer: str = ""
    roles: tuple[Role, ...] = ()
    schools: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


def make_request(
    workspace: Workspace, person: str, name: str | None, wish: Wish, *, renew: bool = False
) -> tuple[DeviceRequest, bytes, Path | None]:
    """Return the request of a person at this laptop, the bytes of its file, and where an old key was put aside.

    A key is made if none lies here, or in place of the old one to `renew` it. Without a name, that of the roster or of
    an earlier request is taken. Raises UserError (exit 2) for words that no request can hold; then no key was touched.
    """
    if not usable_id(person):
        what = M("人员代码“{text}”不能用", text=person)
        raise _usage(what, M("只用小写字母、数字和下划线，如 --person wangmin"))
    called = name if name is not None else _known_name(workspace, PersonId(person))
    for text in (called, *wish.schools, *wish.areas, *filter(None, (wish.computer,))):
        if not is_plain(text):
            what = M("“{text}”太长，或有看不见的字符", text=repr(text)[1:-1][:40])
            raise _usage(what, M("写成一行，不超过 100 字"))
    if not all(SLUG.fullmatch(school) for school in wish.schools):
        raise _usage(M("学校写的不是代码"), M("写代码，如 --school yl3x；代码由督导室给"))
    keyring, aside = workspace.keyring, None
    if renew and keyring.has(person):
        key, aside = _renewed(keyring, person)
    else:
        key = keyring.make(person)
    request = DeviceRequest(
        key=key.public_hex,
        person=person,
        name=called,
        computer=wish.computer,
        roles=wish.roles,
        schools=wish.schools,
        areas=wish.areas,
        district=(workspace.district.root_key or None) if workspace.has_ledger else None,
        at=workspace.clock.now(workspace.settings.zone).isoformat(),
    )
    return request, write_request(request, key), aside


def request_name(request: DeviceRequest) -> str:
    """Return the name of a request's file: the person, and the first letters of the check code."""
    return f"{request.person}-{check_code(request.key)[:4].lower()}{SUFFIX}"


def read_request_file(path: Path) -> DeviceRequest:
    """Return the request in a file. Raises UserError: no such file, not a request, changed on the way."""
    try:
        return read_request(read_capped(path, REQUEST_BYTES_MAX))
    except UserError as error:
        raise UserError(*(p.at(str(path)) for p in error.problems), exit=error.exit) from None


def _renewed(keyring: Keyring, person: str) -> tuple[SigningKey, Path]:
    """Put a new key in the place of a person's key; return it, and where the old one lies now."""
    old = keyring.public(person)
    aside = keyring.folder / f"{person}-{old[:12]}.old"
    write_whole(aside, read_capped(keyring.path(person)), private=True)
    key = new_key(keyring.seed, f"{person}\n{old}")
    write_whole(keyring.path(person), key.to_text().encode(), private=True)
    return key, aside


def _known_name(workspace: Workspace, person: PersonId) -> str:
    known = workspace.district.persons.get(person)
    if known is not None:
        return known.name
    for path in sorted(workspace.root.glob(f"{person}-*{SUFFIX}")):
        try:
            return read_request_file(path).name
        except UserError:
            continue
    what = M("不知道 {person} 的姓名", person=person)
    raise _usage(what, M("加上 --name 姓名"))


def _usage(what: Msg, remedy: Msg) -> UserError:
    return UserError(Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE)
