"""`POST /api/v1/sync`: bytes in, bytes out; what they mean is `exchange`'s. The answer is packed when the device takes gzip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from inspections.sync_json import read_request, write_answer
from inspections.sync_protocol import SYNC_PATH
from inspections.sync_wire import GZIP, Caller, WireError, packed, unpacked
from sync_server.asking import capped_body, service_of, signed, unsigned
from sync_server.exchange import exchange
from sync_server.service import Service

PACKED_FROM = 1024
router = APIRouter()


@router.post(
    SYNC_PATH,
    summary="多份台账一次同步",
    responses={
        200: {"description": "服务器收下了什么，这台设备还缺什么", "content": {"application/json": {}}},
        400: {"description": "看不懂"},
        401: {"description": "没有设备签名"},
        403: {"description": "设备没有证书，或证书不在有效期内"},
        413: {"description": "太多"},
        429: {"description": "超出这台设备今天的份额"},
        503: {"description": "正忙，稍后再试"},
        507: {"description": "磁盘已满"},
    },
)  # fmt: skip
def sync(
    body: Annotated[bytes, Depends(capped_body)],
    caller: Annotated[Caller, Depends(signed)],
    service: Annotated[Service, Depends(service_of)],
    content_encoding: Annotated[str | None, Header()] = None,
    accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """Take in what the device brings and answer with what it lacks; everything answered is durable."""
    request = read_request(unpacked(body, content_encoding))
    if request.device != caller.device:
        raise unsigned()
    if request.district != service.root_key:
        raise WireError("another district")
    text = write_answer(exchange(service, request))
    if len(text) >= PACKED_FROM and GZIP in accept_encoding:
        return Response(packed(text), media_type="application/json", headers={"Content-Encoding": GZIP})  # fmt: skip
    return Response(text, media_type="application/json")
