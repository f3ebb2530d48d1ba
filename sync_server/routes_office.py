"""Pages of the bureau: what came in, what was refused, waits or was turned away; accounts to let in again; the log."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inspections.errors import Msg
from inspections.ids import DISTRICT
from sync_server import accounts, audit, intake, signing_in
from sync_server.page_route import PageRoute, Visit
from sync_server.pages import page, translate_of

LINES_MAX = 200
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/office")
def office(request: Request) -> Response:
    """Return what came in last, and what needs the bureau: refused, waiting, turned away."""
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        district = visit.service.documents.district(connection)
        told = intake.intake(visit.service, connection, district)
    names = {DISTRICT: district.name} | {s.id: s.name for s in district.schools.values()}
    people = {str(p.id): p.name for p in district.persons.values()}
    people |= {"server": translate_of(request)("服务器（网页办理）")}
    return page(request, "office.html", told=told, names=names, people=people)


@router.get("/office/accounts")
def accounts_page(request: Request) -> Response:
    """Return every account and whether it can sign in."""
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        found = accounts.listed(connection)
        out = {a.id: signing_in.shut_out_until(connection, a.id, visit.now) for a in found}
    zone = visit.now.tzinfo
    rows = [(a, u.astimezone(zone) if (u := out[a.id]) else None) for a in found]
    return page(request, "accounts.html", rows=rows, done=request.query_params.get("done", ""))


@router.post("/office/accounts/{account}/unlock")
def unlock(request: Request, account: str) -> Response:
    """Let an account sign in again, whether it was locked or failed too often."""
    visit: Visit = request.state.visit
    with visit.service.database.writing() as connection:
        found = accounts.unlock(connection, visit.now, account, visit.holder.id)
        signing_in.forgive(connection, found.id)
    return RedirectResponse(f"/office/accounts?done={found.id}", 303)


@router.get("/office/log")
def log(request: Request) -> Response:
    """Return the newest lines of the log; `before` leads to older ones."""
    visit: Visit = request.state.visit
    given = request.query_params.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
    with visit.service.database.reading() as connection:
        found = audit.entries(connection, LINES_MAX, before)
    zone = visit.now.tzinfo
    rows = [(one, one.at.astimezone(zone), Msg(audit.Did(one.act).label)) for one in found]
    more = found[-1].n if len(found) == LINES_MAX else None
    return page(request, "log.html", rows=rows, more=more)
