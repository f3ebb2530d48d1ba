"""Schools as they stand, folded from the server's documents; a school that has not grown is not folded again.

Refuses (404 in words) a school that the account does not see, in the same words as one that does not exist.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from sqlalchemy import Connection

from inspections.district import District
from inspections.errors import Code, M, Problem
from inspections.folding import fold_school
from inspections.ids import DocId, SchoolId
from inspections.view import Issue, SchoolView
from sync_server.access import DeniedError
from sync_server.accounts import Account, sees
from sync_server.documents import Held
from sync_server.service import Service

KEPT_MAX: Final = 200


@dataclass
class SchoolViews:
    """The views of this process."""

    _kept: OrderedDict[SchoolId, tuple[int, District, SchoolView]] = field(default_factory=OrderedDict)  # fmt: skip
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, service: Service, connection: Connection, account: Account, school: str) -> SchoolView:  # fmt: skip
        """Return a school's view. Raises DeniedError (404) for one that the account does not see, or that is not there."""
        district = service.documents.district(connection)
        row = district.schools.get(SchoolId(school))
        if row is None or not sees(account, row):
            raise not_here()
        with service.documents.opened(connection, DocId(school)) as held:
            return self.folded(district, held, row.id)

    def folded(self, district: District, held: Held, school: SchoolId) -> SchoolView:
        """Return the view of an open document."""
        with self._lock:
            known = self._kept.get(school)
        if known is not None and known[0] == held.at and known[1] is district:
            return known[2]
        view = fold_school(district.schools[school], held.events.values(), district)
        with self._lock:
            self._kept[school] = held.at, district, view
            self._kept.move_to_end(school)
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return view


def issue_of(view: SchoolView, issue: str) -> Issue:
    """Return an issue of a school. Raises DeniedError (404) when it is not there."""
    found = next((one for one in view.issues if one.id == issue), None)
    if found is None:
        raise not_here()
    return found


def not_here() -> DeniedError:
    """Return the refusal of what is not there, or not for who asks."""
    what = M("这里没有这一页，或不归这个账号看")
    problem = Problem(code=Code.ISSUE_UNKNOWN, what=what, remedy=M("回到首页，从列表里打开"))
    return DeniedError(problem, HTTPStatus.NOT_FOUND)


VIEWS: Final = SchoolViews()
