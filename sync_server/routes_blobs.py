"""`/api/v1/blobs/<sha256>`: photos and files that a document within the device's scope names; nothing else is here.

A blob comes in pieces, each durable before its offset is told, and is served only when it is whole and checked. What a
device may not have looks the same as what is not here (404).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Response
from fastapi.responses import FileResponse

from inspections.errors import Code, M
from inspections.sync_protocol import BLOBS_PATH, LENGTH, OFFSET
from sync_server.access import Access
from sync_server.asking import capped_body, entry, service_of
from sync_server.blob_scope import may_have, stored
from sync_server.blob_taking import Begun, Whole, take
from sync_server.faults import answer
from sync_server.service import Service

router = APIRouter()
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256")]
_TAKEN: dict[int | str, dict[str, Any]] = {
    201: {"description": "完整"},
    204: {"description": "还缺后面的"},
    404: {"description": "范围内的台账没有提到它"},
    409: {"description": "不是从这里接着传"},
    413: {"description": "太大"},
    422: {"description": "内容与校验值不符，或不是图片"},
}


@router.get(BLOBS_PATH + "{digest}", summary="下载照片或文件，可以从中间接着下", response_class=Response,
            responses={206: {"description": "一段"}, 404: {"description": "没有，或不在范围内"}})  # fmt: skip
@router.head(BLOBS_PATH + "{digest}", summary="有没有", response_class=Response)
def get_blob(
    digest: Digest,
    access: Annotated[Access, Depends(entry)],
    service: Annotated[Service, Depends(service_of)],
) -> Response:
    """Return the bytes of a blob, or a range of them."""
    path = stored(service, access, digest)
    if path is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"ETag": f'"{digest}"', "Cache-Control": "private, max-age=31536000, immutable"}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


@router.put(BLOBS_PATH + "{digest}", summary="上传一段", response_class=Response, status_code=201, responses=_TAKEN)  # fmt: skip
def put_blob(
    digest: Digest,
    body: Annotated[bytes, Depends(capped_body)],
    access: Annotated[Access, Depends(entry)],
    service: Annotated[Service, Depends(service_of)],
    upload_offset: Annotated[int, Header(ge=0)],
    upload_length: Annotated[int, Header(ge=1)],
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
