"""`POST /api/v1/join`: a new laptop asks to be let in; what it is told is `joining`'s.

Open to strangers, so: a small body, one message for all codes that do not hold, and an end to guessing.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from inspections.join_protocol import ASK_BYTES_MAX, JOIN_PATH, JOINING, read_ask, write_told
from inspections.sync_wire import AUTHORIZATION, GZIP, Caller, caller, packed
from sync_server.asking import body_of, service_of, target, unsigned
from sync_server.described import refusals
from sync_server.joining import join
from sync_server.service import Service

PACKED_FROM = 1024
ASK = {"application/json": {"schema": {"$ref": "#/components/schemas/JoinRequest"}}}
TOLD = {"application/json": {"schema": {"$ref": "#/components/schemas/JoinAnswer"}}}
router = APIRouter()


async def small_body(request: Request) -> bytes:
    """Return the request's bytes. Raises TooLargeError before more than the cap is held."""
    return await body_of(request, ASK_BYTES_MAX)


def joiner(request: Request, body: Annotated[bytes, Depends(small_body)]) -> Caller:
    """Return which key signed this very request, of whatever device. Raises DeniedError (401) when none did."""
    found = caller(request.headers.get(AUTHORIZATION), JOINING, request.method, target(request), body)  # fmt: skip
    if found is None:
        raise unsigned()
    return found


@router.post(
    JOIN_PATH,
    summary="新电脑用邀请码申请加入",
    response_class=Response,
    responses={
        **refusals(400, 401, 403, 413, 507),
        200: {"description": "邀请码是给谁的，督导室确认了没有", "content": TOLD},
    },
    openapi_extra={"requestBody": {"required": True, "content": ASK}},
)
def ask(
    request: Request,
    body: Annotated[bytes, Depends(small_body)],
    found: Annotated[Caller, Depends(joiner)],
    service: Annotated[Service, Depends(service_of)],
    accept_encoding: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Return how the device stands: the code is used by the first that asks, the bureau says yes or no.

    Signed as every request of a device, by the key that the request names, with `join` in the place of the district.
    """
    address = request.client.host if request.client else ""
    text = write_told(join(service, read_ask(body), found.device, address))
    if len(text) >= PACKED_FROM and GZIP in accept_encoding:
        return Response(packed(text), media_type="application/json", headers={"Content-Encoding": GZIP})  # fmt: skip
    return Response(text, media_type="application/json")
