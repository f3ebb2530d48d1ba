"""`POST /api/v1/sync`: bytes in, bytes out; what they mean is `exchange`'s. The answer is packed when the device takes gzip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from inspections.sync_apart import answer_apart
from inspections.sync_json import answer_parts, read_request
from inspections.sync_protocol import APART, SYNC_PATH
from inspections.sync_wire import GZIP, Caller, WireError, packed, unpacked
from inspections.sync_zstd import ZSTD
from sync_server.asking import capped_body, service_of, signed, unsigned
from sync_server.described import refusals
from sync_server.exchange import exchange
from sync_server.service import Service

REQUEST = {"application/json": {"schema": {"$ref": "#/components/schemas/SyncRequest"}}}
ANSWER = {
    "application/json": {"schema": {"$ref": "#/components/schemas/SyncAnswer"}},
    APART: {
        "schema": {
            "type": "string",
            "format": "binary",
            "description": "SyncAnswer, updates apart: 4 bytes say how long the JSON is (most significant first); "
            "behind it stand the updates as they are, and in it `updates` are their lengths, in their order",
        }
    },
}
router = APIRouter()


@router.post(
    SYNC_PATH,
    summary="多份台账一次同步",
    response_class=Response,
    responses={**refusals(507), 200: {"description": "服务器收下了什么，这台设备还缺什么", "content": ANSWER}},
    openapi_extra={"requestBody": {"required": True, "content": REQUEST}},
)  # fmt: skip
def sync(
    body: Annotated[bytes, Depends(capped_body)],
    caller: Annotated[Caller, Depends(signed)],
    service: Annotated[Service, Depends(service_of)],
    content_encoding: Annotated[
        str, Header(json_schema_extra={"enum": ["identity", GZIP]})
    ] = "identity",
    accept: Annotated[str, Header(include_in_schema=False)] = "",
    accept_encoding: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Take in what the device brings and answer with what it lacks; everything answered is durable."""
    request = read_request(unpacked(body, content_encoding))
    if request.device != caller.device:
        raise unsigned()
    if request.district != service.root_key:
        raise WireError("another district")
    answer = exchange(service, request)
    kind, write = (APART, answer_apart) if APART in accept else ("application/json", answer_parts)
    if ZSTD in accept_encoding:
        body = service.packer.pack(write(answer))
        return Response(body, media_type=kind, headers={"Content-Encoding": ZSTD})
    text = b"".join(map(bytes, write(answer)))
    if GZIP in accept_encoding:
        return Response(packed(text), media_type=kind, headers={"Content-Encoding": GZIP})
    return Response(text, media_type=kind)
