"""Files that an issue names, for a browser: pictures made anew without metadata, other files to be saved, never opened here.

Refuses (404) what no act on this issue names, what is private, and what is not here yet.
"""

from __future__ import annotations

import io
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from inspections.errors import Translate
from inspections.laptop.files import write_whole
from inspections.view import Issue
from sync_server.blob_files import BlobFiles
from sync_server.portal_files import files_of, found_files
from sync_server.school_views import not_here
from sync_server.service import Service

EDGE_PIXELS_MAX: Final = 1600
QUALITY: Final = 82
_turn: Final = BoundedSemaphore(2)


def file_answer(service: Service, translate: Translate, issue: Issue, digest: str) -> Response:
    """Return the file of this hash, if an act on the issue names it. Raises DeniedError (404)."""
    named = [*found_files(translate, issue), *(f for e in issue.timeline for f in files_of(translate, e.event))]  # fmt: skip
    found = next((one for one in named if one.sha256 == digest), None)
    if found is None:
        raise not_here()
    path = BlobFiles(service.folder).path(digest)
    if not path.is_file():
        raise not_here()
    if found.picture and (shown := _picture(service, path, digest)) is not None:
        return Response(shown, media_type="image/jpeg")
    told = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return FileResponse(path, media_type="application/octet-stream", headers={"Content-Disposition": told})  # fmt: skip


def _picture(service: Service, path: Path, digest: str) -> bytes | None:
    """Return a picture as JPEG without metadata, None for one that does not open; kept for the next time."""
    kept = service.folder / "cache" / "pictures" / digest[:2] / f"{digest}.jpg"
    if kept.is_file():
        return kept.read_bytes()
    from PIL import Image, ImageOps

    with _turn:
        try:
            with Image.open(path) as opened:
                upright = ImageOps.exif_transpose(opened).convert("RGB")
            upright.thumbnail((EDGE_PIXELS_MAX, EDGE_PIXELS_MAX))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=QUALITY)
        except Exception:  # noqa: BLE001  (Pillow raises many kinds on rubbish)
            return None
    write_whole(kept, out.getvalue())
    return out.getvalue()
