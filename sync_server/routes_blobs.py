"""`/api/v1/blobs/<sha256>`: photos and files that a document within the device's scope names; nothing else is here.

A blob comes in pieces, each durable before its offset is told, and is served only when it is whole and checked. What a
device may not have looks the same as what is not here (404).
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from inspections.errors import Code, M
from inspections.sync_protocol import BLOBS_PATH, COUNT_MAX, LENGTH, OFFSET
from sync_server.access import Access
from sync_server.asking import capped_body, entry, service_of
from sync_server.blob_scope import may_have, stored
from sync_server.blob_taking import Begun, Whole, take
from sync_server.described import Responses, refusals
from sync_server.faults import answer
from sync_server.service import Service

router = APIRouter()
RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256")]
_WHOLE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_COUNT = {"schema": {"type": "integer", "minimum": 0}}
_HERE = {OFFSET: {**_COUNT, "required": True, "description": "服务器上已有的字节数"}}
_OF_WHOLE = {LENGTH: {**_COUNT, "required": True, "description": "一共多少字节"}}
_RANGE = {"name": "Range", "in": "header", "required": False, "description": "一段：bytes=起-止；别的写法给全部",
          "schema": {"type": "string", "pattern": f"^{RANGE.pattern}$"}}  # fmt: skip
_TAKEN: Responses = {
    **refusals(404, 507),
    201: {"description": "完整", "headers": _HERE},
    204: {"description": "还缺后面的", "headers": {**_HERE, **_OF_WHOLE}},
    409: {"description": "不是从这里接着传", "headers": {**_HERE, **_OF_WHOLE}},
    422: {**refusals(422)[422], "description": "写法不对；或内容与校验值不符、不是图片，从头再传"},
}
_GIVEN: Responses = {
    **refusals(404, 416),
    200: {"description": "全部", "content": _WHOLE},
    206: {"description": "一段", "content": _WHOLE, "headers": {"Content-Range": {"schema": {"type": "string"}}}},
}  # fmt: skip


@router.get(BLOBS_PATH + "{digest}", summary="下载照片或文件，可以从中间接着下", response_class=Response,
            responses=_GIVEN, openapi_extra={"parameters": [_RANGE]})  # fmt: skip
@router.head(BLOBS_PATH + "{digest}", summary="有没有", response_class=Response,
             responses=_GIVEN, openapi_extra={"parameters": [_RANGE]})  # fmt: skip
def get_blob(
    request: Request,
    digest: Digest,
    access: Annotated[Access, Depends(entry)],
    service: Annotated[Service, Depends(service_of)],
) -> Response:
    """Return the bytes of a blob, or a range of them."""
    path = stored(service, access, digest)
    if path is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not _is_there(request, path.stat().st_size):
        raise HTTPException(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    headers = {"ETag": f'"{digest}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


def _is_there(request: Request, size: int) -> bool:
    """Return whether the range that is asked for begins within the file; one spelled otherwise counts as none was asked."""
    asked = RANGE.fullmatch(request.headers.get("range", ""))
    first, last = asked.groups() if asked else (None, None)
    if first is None or (last and int(last) < int(first)):
        # RFC 9110 §14.2: a server may pass over a Range; what FileResponse makes of odd ones is not in our words
        kept = [one for one in request.scope["headers"] if one[0] != b"range"]
        request.scope["headers"] = kept
        return True
    return int(first) < size


@router.put(BLOBS_PATH + "{digest}", summary="上传一段", response_class=Response, status_code=201, responses=_TAKEN,
            openapi_extra={"requestBody": {"required": True, "content": _WHOLE}})  # fmt: skip
def put_blob(
    digest: Digest,
    body: Annotated[bytes, Depends(capped_body)],
    access: Annotated[Access, Depends(entry)],
    service: Annotated[Service, Depends(service_of)],
    upload_offset: Annotated[int, Header(ge=0, le=COUNT_MAX)],
    upload_length: Annotated[int, Header(ge=1, le=COUNT_MAX)],
) -> Response:
    """Take a piece of a blob in."""
    if not may_have(service, access, digest, bringing=True):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    came = take(service, access, digest, upload_offset, upload_length, body)
    if isinstance(came, Whole):
        return Response(status_code=HTTPStatus.CREATED, headers={OFFSET: str(came.bytes)})
    if isinstance(came, Begun):
        status = HTTPStatus.NO_CONTENT if came.went_on else HTTPStatus.CONFLICT
        return Response(status_code=status, headers={OFFSET: str(came.bytes), LENGTH: str(upload_length)})  # fmt: skip
    what, remedy = M("传来的内容和校验值不符，或照片打不开"), M("从相机或手机重新拷贝一次，再同步")
    said = answer(HTTPStatus.UNPROCESSABLE_ENTITY, Code.PHOTO_BROKEN.value, what, remedy)
    said.headers[OFFSET] = "0"
    return said
