"""Files that came with a form: looked at, kept as blobs, and what stands for them in an event.

Kept before the act that names them: an event never names what is not there. Refuses what is empty, too large, a picture
that does not open, and a file whose name says that it is neither picture nor paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO, Final

from starlette.datastructures import UploadFile

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.laptop.blobs import FILE_BYTES_MAX, PICTURES, picture_fault
from inspections.laptop.files import disk_errors, write_whole
from sync_server.blob_files import BlobFiles
from sync_server.database import add_missing, alone
from sync_server.naming import arrived
from sync_server.schema import BLOBS
from sync_server.service import ZONE, Service

PAPERS: Final = frozenset(
    {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".ofd", ".txt", ".csv", ".mp4", ".zip"}
)  # fmt: skip
NAME_LETTERS_MAX: Final = 120


def keep(service: Service, upload: UploadFile, *, pictures_only: bool) -> Mapping[str, object]:
    """Keep a file and return what stands for it in an event. Raises UserError for one that is no good."""
    name = clean_name(upload.filename or "")
    data = _read(upload.file, name)
    suffix = PurePath(name).suffix.lower()
    allowed = PICTURES if pictures_only else PICTURES | PAPERS
    if suffix not in allowed:
        raise _bad(name, M("这里不收这种文件"), _takes(pictures_only))
    if fault := picture_fault(name, data):
        raise _bad(name, M("照片打不开：{why}", why=fault), M("从相机或手机重新拷贝一次"))
    digest = hashlib.sha256(data).hexdigest()
    _store(service, digest, data)
    return {"sha256": digest, "name": name, "bytes": len(data)}


def clean_name(name: str) -> str:
    """Return the last part of a file's name, without marks that mean something elsewhere; `附件` for none."""
    last = name.replace("\\", "/").rpartition("/")[2]
    told = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem, dot, suffix = told.rpartition(".")
    if len(told) > NAME_LETTERS_MAX and dot:
        told = stem[: NAME_LETTERS_MAX - len(suffix) - 1] + dot + suffix
    return told[:NAME_LETTERS_MAX] or "附件"


def _read(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise _bad(name, M("文件太大"), M("不超过 32 MB；照片请用手机的“中等”尺寸"))
    if not data:
        raise _bad(name, M("文件是空的"), M("从相机或手机重新拷贝一次"))
    return data


def _store(service: Service, digest: str, data: bytes) -> None:
    """Keep the bytes beside those that devices bring; a begun upload of the same blob is left alone."""
    files = BlobFiles(service.folder)
    path = files.path(digest)
    if not path.exists():
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
    with service.database.writing() as connection:
        alone(connection)  # as in `blob_taking`
        at = service.clock.now(ZONE).isoformat()
        mine = service.signer.key.public_hex
        add_missing(connection, BLOBS, sha256=digest, bytes=len(data), at=at, device=mine)
        arrived(connection, digest)


def _takes(pictures_only: bool) -> Msg:
    if pictures_only:
        return M("照片用 JPG、PNG、WebP 或 HEIC；文件放在“佐证材料”里")
    return M("用照片、PDF、Word、Excel、WPS、OFD、文本、MP4 或压缩包")


def _bad(name: str, what: Msg, remedy: Msg) -> UserError:
    told = M("“{name}”：{what}", name=name, what=what)
    return UserError(Problem(code=Code.PHOTO_BROKEN, what=told, remedy=remedy))
