"""What programs read with a token: issues of the schools that its account sees, and the server's log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from inspections.view import Issue
from inspections.vocabulary import Badge, Counted, Severity, Status
from sync_server import audit
from sync_server.accounts import sees
from sync_server.described import refusals
from sync_server.page_route import PageRoute, Visit
from sync_server.school_views import VIEWS

router = APIRouter(route_class=PageRoute)


@dataclass(frozen=True, kw_only=True)
class IssueTold:
    """An issue as programs read it: codes, not words; dates as YYYY-MM-DD."""

    id: str
    spoken: str
    school: str
    status: Status
    counted: Counted
    severity: Severity
    category: str
    title: str
    place: str
    raised_on: date
    due: date | None
    closed_on: date | None
    badges: list[Badge]
    conflict: bool


@dataclass(frozen=True, kw_only=True)
class Logged:
    """A line of the server's log."""

    n: int
    at: datetime
    who: str
    address: str
    act: audit.Did
    subject: str
    detail: dict[str, Any]


@router.get("/api/v1/issues", summary="令牌的账号能看到的问题")
def issues(request: Request) -> list[IssueTold]:
    """Return the issues of every school that the token's account sees."""
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        district = visit.service.documents.district(connection)
        mine = sorted(s.id for s in district.schools.values() if sees(visit.holder, s))
        views = [VIEWS.of(visit.service, connection, visit.holder, school) for school in mine]
    return [_told(issue) for view in views for issue in view.issues]


@router.get("/api/v1/audit", summary="服务器日志，新的在前", responses=refusals(422))
def log(
    request: Request,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[Logged]:
    """Return lines of the log, the newest first; `before` is the number of the oldest line that is known."""
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        found = audit.entries(connection, limit, before)
    return [
        Logged(n=one.n, at=one.at, who=one.who, address=one.address, act=audit.Did(one.act),
               subject=one.subject, detail=dict(one.detail)) for one in found
    ]  # fmt: skip


def _told(issue: Issue) -> IssueTold:
    return IssueTold(
        id=issue.id, spoken=issue.spoken, school=issue.school, status=issue.status, counted=issue.counted,
        severity=issue.severity, category=str(issue.category.value), title=issue.title, place=issue.place,
        raised_on=issue.raised_on, due=issue.due, closed_on=issue.closed_on, badges=sorted(issue.badges),
        conflict=issue.in_conflict,
    )  # fmt: skip
