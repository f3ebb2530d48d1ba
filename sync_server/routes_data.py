"""What programs read with a token: issues of the schools that its account sees, and the server's log."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from inspections.view import Issue
from sync_server import audit
from sync_server.accounts import sees
from sync_server.page_route import PageRoute, Visit
from sync_server.school_views import VIEWS

router = APIRouter(route_class=PageRoute)
ANSWERS: dict[int | str, dict[str, Any]] = {
    401: {"description": "没有令牌，或令牌不对、已过期、没有这个权限"}
}


@router.get("/api/v1/issues", summary="令牌的账号能看到的问题", responses=ANSWERS)
def issues(request: Request) -> list[dict[str, Any]]:
    """Return the issues of every school that the token's account sees."""
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        district = visit.service.documents.district(connection)
        mine = sorted(s.id for s in district.schools.values() if sees(visit.holder, s))
        views = [VIEWS.of(visit.service, connection, visit.holder, school) for school in mine]
    return [_issue(issue) for view in views for issue in view.issues]


@router.get("/api/v1/audit", summary="服务器日志，新的在前", responses=ANSWERS)
def log(
    request: Request,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[dict[str, Any]]:
    """Return lines of the log, the newest first; `before` is the number of the oldest line that is known."""
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        found = audit.entries(connection, limit, before)
    return [
        {"n": one.n, "at": one.at.isoformat(), "who": one.who, "address": one.address, "act": one.act,
         "subject": one.subject, "detail": dict(one.detail)} for one in found
    ]  # fmt: skip


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id, "spoken": issue.spoken, "school": issue.school, "status": issue.status.value,
        "counted": issue.counted.value, "severity": issue.severity.value, "category": issue.category.value,
        "title": issue.title, "place": issue.place, "raised_on": issue.raised_on.isoformat(),
        "due": issue.due.isoformat() if issue.due else None,
        "closed_on": issue.closed_on.isoformat() if issue.closed_on else None,
        "badges": sorted(badge.value for badge in issue.badges), "conflict": issue.in_conflict,
    }  # fmt: skip
