"""Pages of the bureau for devices: which wait to join, who is invited, which are certified (DESIGN §2).

The code of an invitation is shown on the page that made it and nowhere again. Refuses to show a key: people compare check
codes by telephone, the device's here, the district's at the device.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inspections.check_code import check_code
from inspections.errors import Problem, UserError
from sync_server import invitations, inviting, pending_devices
from sync_server.inviting import Invited
from sync_server.page_route import PageRoute, Visit
from sync_server.pages import page
from sync_server.school_views import not_here

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/office/devices")
def devices(request: Request) -> Response:
    """Return the devices that wait to join, who is invited, and which devices are certified."""
    return _devices(request)


@router.post("/office/invitations")
def invite(request: Request) -> Response:
    """Invite somebody of the roster and show the code, this once."""
    visit: Visit = request.state.visit
    person = request.state.form.get("person")
    name = person.strip() if isinstance(person, str) else ""
    try:
        with visit.service.database.writing() as connection:
            made = inviting.invite(
                visit.service, connection, visit.now, visit.holder.id, name, address=visit.address
            )
    except UserError as error:
        return _devices(request, typed=name[:100], wrong=error.problems)
    return _devices(request, made)


@router.post("/office/devices/{device}/{verdict}")
def decide(request: Request, device: str, verdict: str) -> Response:
    """Say yes (`confirm`) or no (`deny`) to a device."""
    visit: Visit = request.state.visit
    if verdict not in ("confirm", "deny"):
        raise not_here()
    yes = verdict == "confirm"
    pending_devices.decide(visit.service, visit.holder, device, yes=yes, address=visit.address)
    return RedirectResponse(f"/office/devices?done={verdict}", 303)


def _devices(
    request: Request, made: Invited | None = None, typed: str = "", wrong: Sequence[Problem] = ()
) -> Response:
    visit: Visit = request.state.visit
    service = visit.service
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        asking = pending_devices.waiting(connection, district)
        invited = invitations.open_ones(connection, visit.now)
    people = district.persons.values()
    return page(
        request, "devices.html", HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK, waiting=asking,
        invited=invited, made=made, typed=typed, problems=wrong, zone=visit.now.tzinfo,
        may=pending_devices.may_certify(service, district), done=request.query_params.get("done", ""),
        known=sorted(district.devices.values(), key=lambda d: (d.person, d.key)), codes=check_code,
        people={p.id: p.name for p in people}, staff=[p for p in people if not p.retired],
        root=check_code(service.root_key), site=str(request.base_url).rstrip("/"),
    )  # fmt: skip
