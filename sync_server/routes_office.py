"""Pages of the bureau: what came in, what was refused, waits or was turned away; accounts to let in again; the log."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inspections.district import District
from inspections.errors import M, Msg
from inspections.ids import DISTRICT, DocId
from sync_server import accounts, audit, intake, pending_devices, signing_in
from sync_server.page_route import PageRoute, Visit
from sync_server.pages import page, page_number, pager, translate_of
from sync_server.school_tally import TALLY
from sync_server.server_state import conditions, troubles

LINES_MAX = 200
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/office")
def office(request: Request) -> Response:
    """Return what needs the bureau (refused, turned away, waiting, devices) and what came in, the newest first."""
    visit: Visit = request.state.visit
    service = visit.service
    before = request.query_params.get("before", "")
    before = before if _MINUTE.fullmatch(before) else ""
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        came, older = intake.deliveries(connection, district, before)
        docs = [DISTRICT, *(DocId(school) for school in district.schools)]
        figures, uncounted = TALLY.of(service, connection, docs)
        away, away_count = intake.turned_away(connection, district, page_number(request, "away"))
        waiting = intake.waiting(connection, district)
        photos = intake.photos(connection)
        asking = len(pending_devices.waiting(connection, district))
        state = troubles(conditions(service, connection, district, service.now(district)))
    refused = sorted((r for f in figures.values() for r in f.refused), key=lambda r: (r.at, r.event), reverse=True)  # fmt: skip
    refused_pages = pager(request, "refused", len(refused), intake.LINES_MAX)
    return page(
        request, "office.html", state=state, came=came, older=older, before=before, photos=photos, devices=asking,
        refused=refused_pages.cut(refused), refused_pages=refused_pages, uncounted=uncounted,
        away=away, away_pages=pager(request, "away", away_count, intake.LINES_MAX),
        waiting=waiting, waiting_count=sum(one.count for one in waiting), **_names(request, district),
    )  # fmt: skip


@router.get("/office/server")
def server_page(request: Request) -> Response:
    """Return how the server is: everything that it knows of itself, what is not well first."""
    visit: Visit = request.state.visit
    service = visit.service
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        found = conditions(service, connection, district, service.now(district))
    return page(request, "server.html", state=found, ill=troubles(found))


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


def _names(request: Request, district: District) -> dict[str, Any]:
    """Return documents and persons by their names; who signs for accounts is the server."""
    translate = translate_of(request)
    names = {str(s.id): s.name for s in district.schools.values()}
    names[DISTRICT] = M("全区共用的台账（名册、证书、发布）").render(translate)
    people = {str(p.id): p.name for p in district.persons.values()}
    people["server"] = M("服务器（网页办理）").render(translate)
    return {"names": names, "people": people}
