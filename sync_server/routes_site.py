"""The sites over HTTP: the public tree for everybody, a school's for its accounts, the bureau's for the bureau.

Trees are files that `site_keeping` has made; what an account may open is decided anew at every request. Refuses (404, in
the same words) a school that does not exist and one that the account does not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inspections.errors import Code, M, Problem
from inspections.ids import SchoolId
from sync_server.access import DeniedError
from sync_server.accounts import sees
from sync_server.page_route import SIGN_IN, PageRoute, Visit
from sync_server.pages import page
from sync_server.school_views import not_here
from sync_server.service import Service
from sync_server.site_trees import INDEX, built, tree
from sync_server.tree_files import CLOSED, OPEN, file_answer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
def front(request: Request) -> Response:
    """Return the two doors, the public site and signing in; lead to the second while nothing was published."""
    service: Service = request.state.visit.service
    if not built(service.folder, "public"):
        return RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
    with service.database.reading() as connection:
        name = service.documents.district(connection).name
    return page(request, "front.html", district=name)


@router.get("/site/public/{path:path}")
def public(request: Request, path: str) -> Response:
    """Return a file of the public tree."""
    return _file(request, "public", path=path, headers=OPEN)


@router.get("/site/bureau/{path:path}")
def bureau(request: Request, path: str) -> Response:
    """Return a file of the bureau's tree."""
    return _file(request, "bureau", path=path, headers=CLOSED)


@router.get("/site/school/{school}/{path:path}")
def school(request: Request, school: str, path: str) -> Response:
    """Return a file of a school's tree, to accounts that see the school."""
    visit: Visit = request.state.visit
    service: Service = visit.service
    with service.database.reading() as connection:
        row = service.documents.district(connection).schools.get(SchoolId(school))
    if row is None or not sees(visit.holder, row):
        raise not_here()
    return _file(request, "school", row.id, path=path, headers=CLOSED)


def _file(request: Request, *parts: str, path: str, headers: Mapping[str, str]) -> Response:
    visit: Visit = request.state.visit
    root = tree(visit.service.folder, *parts)
    found = file_answer(request, root, path, headers)
    if found is not None:
        return found
    if not (root / INDEX).is_file():
        raise _not_yet(root)
    raise not_here()


def _not_yet(root: Path) -> DeniedError:
    if root.name == "public":
        what, remedy = M("还没有公开发布的内容"), M("督导室发布以后再来看")
        return DeniedError(Problem(code=Code.FILE_MISSING, what=what, remedy=remedy), HTTPStatus.NOT_FOUND)  # fmt: skip
    what, remedy = M("网页正在生成"), M("过一两分钟再打开")
    return DeniedError(Problem(code=Code.FILE_MISSING, what=what, remedy=remedy), HTTPStatus.SERVICE_UNAVAILABLE)  # fmt: skip
