"""Who may open which page: one table of every route that people or programs open without a device key.

`page_route` reads it before anything else happens, and a test asks every route in every role by it. A route that is not
here cannot be registered: what is forgotten is closed. Which documents an account sees is `accounts.sees`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sync_server.accounts import AccountRole as R
from sync_server.tokens import Scope


@dataclass(frozen=True)
class Permit:
    """Who may open a route: everybody, accounts in some roles, or a token with a scope."""

    roles: frozenset[R] = frozenset()
    everybody: bool = False
    scope: Scope | None = None
    temporary: bool = False
    """Also with a password that was given, before its holder has chosen one."""
    files: bool = False
    """Its form brings files; every other form is words and small."""


def _roles(*roles: R) -> Permit:
    return Permit(frozenset(roles))


EVERYBODY: Final = Permit(everybody=True)
SIGNED_IN: Final = Permit(frozenset(R), temporary=True)
ANY: Final = Permit(frozenset(R))
READERS: Final = _roles(R.SCHOOL, R.INSPECTOR, R.AREA_LEAD, R.BUREAU)
SCHOOL: Final = _roles(R.SCHOOL)
SCHOOL_FILES: Final = Permit(frozenset({R.SCHOOL}), files=True)
OFFICE: Final = _roles(R.BUREAU)
KEEPERS: Final = _roles(R.BUREAU, R.ADMIN)

PERMITS: Final[Mapping[tuple[str, str], Permit]] = MappingProxyType({
    ("GET", "/"): EVERYBODY,
    ("GET", "/site/public/{path:path}"): EVERYBODY,
    ("GET", "/site/bureau/{path:path}"): OFFICE,
    ("GET", "/site/school/{school}/{path:path}"): READERS,
    ("GET", "/assets/portal/{name}"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): EVERYBODY,
    ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/password"): SIGNED_IN,
    ("POST", "/password"): SIGNED_IN,
    ("GET", "/my"): ANY,
    ("GET", "/my/schools/{school}"): READERS,
    ("GET", "/my/schools/{school}/receipts"): READERS,
    ("GET", "/my/schools/{school}/issues/{issue}"): READERS,
    ("GET", "/my/schools/{school}/issues/{issue}/files/{digest}"): READERS,
    ("GET", "/my/schools/{school}/issues/{issue}/{kind}"): SCHOOL,
    ("POST", "/my/schools/{school}/issues/{issue}/{kind}"): SCHOOL_FILES,
    ("GET", "/office"): OFFICE,
    ("GET", "/office/server"): KEEPERS,
    ("GET", "/office/devices"): OFFICE,
    ("POST", "/office/devices/{device}/{verdict}"): OFFICE,
    ("POST", "/office/invitations"): OFFICE,
    ("GET", "/office/accounts"): KEEPERS,
    ("POST", "/office/accounts/{account}/unlock"): KEEPERS,
    ("GET", "/office/log"): KEEPERS,
    ("GET", "/api/v1/issues"): Permit(scope=Scope.ISSUES),
    ("GET", "/api/v1/audit"): Permit(scope=Scope.AUDIT),
})  # fmt: skip


def permit(method: str, path: str) -> Permit:
    """Return who may open a route. Raises KeyError for one that the table does not know."""
    return PERMITS[method, path]
