"""One file of a tree as an answer: opened once, so that a swap in between changes nothing; nothing outside the tree.

A path is names between slashes; one that begins with a dot, holds a backslash or NUL, or leads through a link is not
there (404), like any file that does not exist. Texts go packed: a tree holds no secret of a session and nothing that a
request says, so what its length tells is nothing (decision 0027).
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from inspections.ids import sha256_hex
from sync_server.negotiating import (
    PACKED_BYTES_MAX,
    PACKED_BYTES_MIN,
    has_it,
    packed_file,
    span,
    wants_packed,
)
from sync_server.site_trees import INDEX

PIECE: Final = 64 * 1024
TYPES: Final[Mapping[str, str]] = MappingProxyType({
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".ico": "image/x-icon",
})  # fmt: skip
OTHER: Final = "application/octet-stream"
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src {worker}; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OPEN: Final[Mapping[str, str]] = MappingProxyType({
    "Content-Security-Policy": CSP.format(worker="'self'"), "Cache-Control": "no-cache",
})  # fmt: skip
"""The public tree: kept by browsers, asked for again by its mark; may be read offline."""
CLOSED: Final[Mapping[str, str]] = MappingProxyType({
    "Content-Security-Policy": CSP.format(worker="'none'"), "Cache-Control": "no-store",
})  # fmt: skip
"""A tree for those who signed in: on a shared computer nothing of it stays behind."""


def file_answer(request: Request, root: Path, path: str, headers: Mapping[str, str]) -> Response | None:  # fmt: skip
    """Return a file of the tree at `root` (304 to whoever has it already, the part that is asked for), None where there is none."""
    parts = path.split("/")
    if parts[-1] == "":
        parts[-1] = INDEX
    if not all(map(_is_name, parts)):
        return None
    found = _opened(root, parts)
    if found is None:
        return None
    if isinstance(found, Path):
        return RedirectResponse(request.url.path + "/", HTTPStatus.MOVED_PERMANENTLY)
    about = os.fstat(found.fileno())
    kind = TYPES.get(Path(parts[-1]).suffix.lower(), OTHER)
    return _answer(request, _File(found, about.st_size, kind, _mark(about)), headers)


def bytes_answer(request: Request, data: bytes, kind: str) -> Response:
    """Return what the program itself holds, as a file of a tree that everybody may read."""
    file = _File(io.BytesIO(data), len(data), kind, sha256_hex(data)[:32])
    return _answer(request, file, {"Cache-Control": "no-cache"})


@dataclass(frozen=True)
class _File:
    stream: BinaryIO
    size: int
    kind: str
    mark: str

    @property
    def is_text(self) -> bool:
        return self.kind.startswith("text/") or self.kind in ("application/json", "image/svg+xml")


def _answer(request: Request, file: _File, headers: Mapping[str, str]) -> Response:
    told = {**headers, "ETag": f'"{file.mark}"', "Accept-Ranges": "bytes"}
    packed = False
    if file.is_text and PACKED_BYTES_MIN <= file.size <= PACKED_BYTES_MAX:
        told["Vary"] = "Accept-Encoding"
        if packed := wants_packed(request):
            told |= {"ETag": f'"{file.mark}-gz"', "Content-Encoding": "gzip"}
    if has_it(request, told["ETag"]):
        file.stream.close()
        told.pop("Content-Encoding", None)
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    if packed:
        with file.stream:
            return Response(packed_file(file.mark, file.stream.read), media_type=file.kind, headers=told)  # fmt: skip
    first, behind, status = 0, file.size, HTTPStatus.OK
    if (part := span(request, told["ETag"], file.size)) is not None:
        first, behind = part
        if first >= behind:
            file.stream.close()
            told["Content-Range"] = f"bytes */{file.size}"
            return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=told)
        told["Content-Range"] = f"bytes {first}-{behind - 1}/{file.size}"
        status = HTTPStatus.PARTIAL_CONTENT
    told["Content-Length"] = str(behind - first)
    pieces = _pieces(file.stream, first, behind - first)
    return StreamingResponse(pieces, status, media_type=file.kind, headers=told)


def _mark(about: os.stat_result) -> str:
    return f"{about.st_dev:x}-{about.st_ino:x}-{about.st_size:x}-{about.st_mtime_ns:x}"


def _is_name(part: str) -> bool:
    return bool(part) and not part.startswith(".") and not set(part) & {"\\", "\0", ":"}


def _opened(root: Path, parts: list[str]) -> BinaryIO | Path | None:
    """Return the open file, its path if it is a folder, None if there is nothing of ours."""
    path = root.joinpath(*parts)
    try:
        if path.resolve() != root.resolve().joinpath(*parts):
            return None
        if path.is_dir():
            return path
        stream = path.open("rb")
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        return stream
    stream.close()
    return None


def _pieces(stream: BinaryIO, first: int, size: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        while size > 0 and (piece := stream.read(min(PIECE, size))):
            size -= len(piece)
            yield piece
