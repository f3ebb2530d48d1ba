"""Accounts of people who come with a browser: who they are, in which role, for which schools (DESIGN §2, §5 "accounts").

Each has one role. `person` is whom acts are signed for (FORMATS §1 `by`): a person of the roster, so that somebody with
a device and an account counts as one; a school's account is its own person. Refuses an inspector's, area lead's or
bureau's account without one. Passwords are `passwords`' business.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, insert, select, update

from inspections.district import School
from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.ids import PersonId, SchoolId
from inspections.vocabulary import Labelled, Role
from sync_server import passwords
from sync_server.audit import Did, note, stamp
from sync_server.schema_people import ACCOUNTS
from sync_server.sessions import end_all

ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
NAME_LETTERS_MAX: Final = 60


class AccountRole(Labelled):
    """What an account is for; `admin` runs the server and sees no document."""

    SCHOOL = "school", "学校"
    INSPECTOR = "inspector", "督学"
    AREA_LEAD = "area_lead", "片区督学主任"
    BUREAU = "bureau", "督导室"
    ADMIN = "admin", "服务器管理员"


WITH_PERSON: Final = frozenset({AccountRole.INSPECTOR, AccountRole.AREA_LEAD, AccountRole.BUREAU})


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account as it stands; `locked` says why it may not sign in, `temporary` that its password was given to it."""

    id: str
    name: str
    role: AccountRole
    person: PersonId
    schools: tuple[SchoolId, ...] = ()
    areas: tuple[str, ...] = ()
    password: str = ""
    temporary: bool = True
    locked: str = ""

    @property
    def acts_as(self) -> Role | None:
        """The role of the tables in which it may act, None for the administrator."""
        return None if self.role is AccountRole.ADMIN else Role(self.role.value)


def sees(account: Account, school: School) -> bool:
    """Return whether the account may read a school's document: a school its own, the others theirs, the bureau all."""
    match account.role:
        case AccountRole.BUREAU:
            return True
        case AccountRole.SCHOOL:
            return school.id in account.schools
        case AccountRole.INSPECTOR | AccountRole.AREA_LEAD:
            named = school.id in account.schools or (school.area and school.area in account.areas)
            return bool(named) or school.inspector == account.person
        case _:
            return False


def add(connection: Connection, now: datetime, account: Account, who: str) -> str:
    """Enter an account and return its temporary password. Raises UserError for one that is there, or does not fit."""
    _fits(account)
    if find(connection, account.id) is not None:
        raise _wrong(
            Code.ACCOUNT_EXISTS, M("已经有账号“{id}”", id=account.id), M("换一个账号名，或用 account reset 重置密码")
        )  # fmt: skip
    password = passwords.fresh()
    connection.execute(
        insert(ACCOUNTS).values(
            id=account.id,
            name=account.name,
            role=account.role.value,
            person=account.person,
            schools=json.dumps(list(account.schools), ensure_ascii=False),
            areas=json.dumps(list(account.areas), ensure_ascii=False),
            password=passwords.hashed(password),
            temporary=1,
            locked="",
            created_at=stamp(now),
        )
    )
    note(connection, now, who, Did.ACCOUNT_ADDED, account.id, role=account.role.value)
    return password


def reset(connection: Connection, now: datetime, name: str, who: str) -> str:
    """Give the account a new temporary password, end its sessions, and return the password."""
    account = get(connection, name)
    password = passwords.fresh()
    _set(connection, account.id, password=passwords.hashed(password), temporary=1)
    end_all(connection, account.id)
    note(connection, now, who, Did.ACCOUNT_RESET, account.id)
    return password


def choose_password(connection: Connection, now: datetime, account: Account, password: str) -> None:
    """Set the password that its holder chose and end every session. Raises UserError for one that is no good."""
    passwords.check(password, account.id, account.name)
    if passwords.holds(account.password, password):
        raise _wrong(Code.ACCOUNT_PASSWORD, M("新密码和现在的一样"), M("换一个没有用过的密码"))
    _set(connection, account.id, password=passwords.hashed(password), temporary=0)
    end_all(connection, account.id)
    note(connection, now, account.id, Did.PASSWORD)


def lock(connection: Connection, now: datetime, name: str, reason: str, who: str) -> None:
    """Let the account sign in no more, and end its sessions."""
    account = get(connection, name)
    _set(connection, account.id, locked=reason or "—")
    end_all(connection, account.id)
    note(connection, now, who, Did.ACCOUNT_LOCKED, account.id, reason=reason)


def unlock(connection: Connection, now: datetime, name: str, who: str) -> Account:
    """Let the account sign in again, whoever locked it; failed attempts are forgotten by `signing_in.forgive`."""
    account = get(connection, name)
    _set(connection, account.id, locked="")
    note(connection, now, who, Did.ACCOUNT_UNLOCKED, account.id)
    return account


def get(connection: Connection, name: str) -> Account:
    """Return the account of this name. Raises UserError (exit 2) when there is none."""
    found = find(connection, name)
    if found is None:
        raise _wrong(Code.ACCOUNT_UNKNOWN, M("没有账号“{id}”", id=name), M("ducha admin account list 看有哪些账号"))  # fmt: skip
    return found


def find(connection: Connection, name: str) -> Account | None:
    """Return the account of this name in any spelling (full-width, capitals), None when there is none."""
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.id == spelled(name))).one_or_none()
    return _account(row) if row is not None else None


def listed(connection: Connection) -> list[Account]:
    """Return every account, by its name."""
    return [_account(row) for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.id))]


def spelled(name: str) -> str:
    """Return the one spelling of an account's name."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def _fits(account: Account) -> None:
    if not ID.fullmatch(account.id):
        raise _wrong(
            Code.ACCOUNT_FIELD, M("“{id}”不能作账号名", id=account.id), M("用小写字母、数字和 . _ -，2 到 40 个字")
        )  # fmt: skip
    if not account.name.strip() or len(account.name) > NAME_LETTERS_MAX:
        raise _wrong(Code.ACCOUNT_FIELD, M("账号没有姓名，或姓名太长"), M("写使用人或学校的名称，60 字以内"))  # fmt: skip
    if account.role is AccountRole.SCHOOL and (not account.schools or account.areas):
        raise _wrong(Code.ACCOUNT_FIELD, M("学校的账号要写明是哪所学校"), M("加上 --school 学校代码"))  # fmt: skip
    if account.role in WITH_PERSON and not account.person:
        raise _wrong(Code.ACCOUNT_FIELD, M("“{role}”的账号要写明是名册里的谁", role=Msg(account.role.label)),
                     M("加上 --person 人员代码"))  # fmt: skip


def _set(connection: Connection, account: str, **values: object) -> None:
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(**values))


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=AccountRole(row.role),
        person=PersonId(row.person),
        schools=tuple(SchoolId(one) for one in json.loads(row.schools)),
        areas=tuple(json.loads(row.areas)),
        password=row.password,
        temporary=bool(row.temporary),
        locked=row.locked,
    )


def _wrong(code: Code, what: Msg, remedy: Msg) -> UserError:
    return UserError(Problem(code=code, what=what, remedy=remedy), exit=Exit.USAGE)
