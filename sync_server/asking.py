"""What a device asks over HTTP, before anybody acts upon it: its bytes under a cap, and its signature over them.

A stranger's body is neither unpacked nor parsed. Refuses (401) what no device signed for this district, this address and
these very bytes; whether the device is certified is `access`'s.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from inspections.errors import Code, M, Problem
from inspections.sync_wire import (
    AUTHORIZATION,
    BODY_BYTES_MAX,
    Caller,
    TooLargeError,
    caller,
    claimed,
)
from sync_server.access import Access, DeniedError, access
from sync_server.service import Service

STRANGER_BYTES_MAX: Final = 64 * 1024
"""Of a body that is read before it is known who sends it."""


async def service_of(request: Request) -> Service:
    """Return the server that this application is of; `async`, so that no thread is asked for it."""
    service: Service = request.app.state.service
    return service


async def capped_body(request: Request, service: Annotated[Service, Depends(service_of)]) -> bytes:
    """Return the request's bytes as they were sent. Raises TooLargeError before more than the cap is held.

    A large body is not even read of somebody whom the district does not know: DeniedError (401, 403).
    """
    told = request.headers.get("content-length", "")
    endless = not told and "transfer-encoding" in request.headers
    if endless or (told.isdigit() and int(told) > STRANGER_BYTES_MAX):
        await run_in_threadpool(_announced, request, service)
    return await body_of(request, BODY_BYTES_MAX)


async def body_of(request: Request, bytes_max: int) -> bytes:
    """Return the request's bytes, at most so many. Raises TooLargeError before more are held."""
    told = request.headers.get("content-length", "0")
    if not told.isdigit() or int(told) > bytes_max:
        raise TooLargeError("body too large")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > bytes_max:
            raise TooLargeError("body too large")
    return bytes(body)


def _announced(request: Request, service: Service) -> None:
    """Look at in whose name a request comes; nothing is proven yet. Raises DeniedError."""
    device = claimed(request.headers.get(AUTHORIZATION))
    if device is None:
        raise unsigned()
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        access(district, device, service.today(district))


def target(request: Request) -> str:
    """Return path and query as they were sent: what the signature speaks of."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope.get("query_string", b"")
    return (raw + (b"?" + query if query else b"")).decode("latin-1")


def signed(
    request: Request,
    body: Annotated[bytes, Depends(capped_body)],
    service: Annotated[Service, Depends(service_of)],
) -> Caller:
    """Return who signed this very request. Raises DeniedError (401) when nobody did, TooOftenError (429)."""
    header = request.headers.get(AUTHORIZATION)
    found = caller(header, service.root_key, request.method, target(request), body)
    if found is None:
        raise unsigned()
    service.device_rates.ask(found.device)
    return found


def entry(
    found: Annotated[Caller, Depends(signed)], service: Annotated[Service, Depends(service_of)]
) -> Access:
    """Return the access of the device that signed the request. Raises DeniedError: 401 unsigned, 403 not certified."""
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        return access(district, found.device, service.today(district))


def unsigned() -> DeniedError:
    """Return the refusal of a request that no device of this district signed."""
    what = M("请求没有这个地区的设备签名，或签名不对")
    remedy = M("用入网的电脑运行 ducha sync；已经入网的核对服务器地址")
    problem = Problem(code=Code.DEVICE_UNKNOWN, what=what, remedy=remedy)
    return DeniedError(problem, HTTPStatus.UNAUTHORIZED)
