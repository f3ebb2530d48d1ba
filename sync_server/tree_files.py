"""One file of a tree as an answer: opened once, so that a swap in between changes nothing; nothing outside the tree.

A path is names between slashes; one that begins with a dot, holds a backslash or NUL, or leads through a link is not
there (404), like any file that does not exist.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

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
    """Return a file of the tree at `root`, 304 to whoever has it already, or None where there is none."""
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
    mark = f'"{about.st_ino:x}-{about.st_size:x}-{about.st_mtime_ns:x}"'
    told = {**headers, "ETag": mark}
    if mark in request.headers.get("if-none-match", ""):
        found.close()
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    kind = TYPES.get(Path(parts[-1]).suffix.lower(), "application/octet-stream")
    told["Content-Length"] = str(about.st_size)
    return StreamingResponse(_pieces(found, about.st_size), media_type=kind, headers=told)


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


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    with stream:
        while size > 0 and (piece := stream.read(min(PIECE, size))):
            size -= len(piece)
            yield piece
