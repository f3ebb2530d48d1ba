"""`/healthz` and `/readyz`: whether the process answers, and whether it can take work; for supervisors, without names.

Refuses to tell strangers anything but yes and no: why not stands in the log.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sync_server.database import beside
from sync_server.probing import Probe
from sync_server.service import Service

FREE_BYTES_MIN: Final = 256 * 1024 * 1024
"""Less free room on the disk than this, and the server says that it is not ready, while it can still say so."""
ANSWER_SECONDS: Final = 1.5
log = logging.getLogger("ducha.health")
router = APIRouter()
_FLAGS = {"type": "object", "additionalProperties": {"type": "boolean"}}
_ALIVE = {"type": "object", "properties": {"alive": {"const": True}}, "required": ["alive"]}
_READY = {"type": "object", "required": ["ready", "checks"],
          "properties": {"ready": {"type": "boolean"}, "checks": _FLAGS}}  # fmt: skip


def _says(why: str, schema: Mapping[str, object]) -> dict[str, Any]:
    return {"description": why, "content": {"application/json": {"schema": dict(schema)}}}


@router.get("/healthz", summary="进程活着", responses={200: _says("活着", _ALIVE)})
async def health() -> Response:
    """Return 200 as long as the process answers; it looks at nothing."""
    return JSONResponse({"alive": True})


@router.get("/readyz", summary="现在能收记录", responses={200: _says("能", _READY), 503: _says("不能：哪一项是 false", _READY)})  # fmt: skip
async def ready(request: Request) -> Response:
    """Return 200 when a push could be taken in now, else 503; each check by name, in two seconds at most."""
    state = request.app.state
    service: Service = state.service
    if not hasattr(state, "probe"):
        state.probe = Probe({n: partial(_holds, n, check, service) for n, check in CHECKS.items()})
    checks = await state.probe.answer(ANSWER_SECONDS)
    well = all(checks.values())
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse({"ready": well, "checks": checks}, status_code=status)


def _holds(name: str, check: Callable[[Service], bool], service: Service) -> bool:
    try:
        well = check(service)
    except Exception as error:  # noqa: BLE001  (whatever it is, the answer is no and the reason is logged)
        log.error("not ready", extra={"check": name, "why": str(error)})
        return False
    if not well:
        log.error("not ready", extra={"check": name})
    return well


def _writes(service: Service) -> bool:
    """The write lock can be had; nothing is written, so that asking costs no disk."""
    with service.database.writing() as connection:
        beside(connection)
        return True


def _certified(service: Service) -> bool:
    with service.database.reading() as connection:
        district = service.documents.district(connection)
    return service.person(district.authority) is not None


def _room(service: Service) -> bool:
    return shutil.disk_usage(service.folder).free >= FREE_BYTES_MIN


CHECKS: Final = {"disk": _room, "certificate": _certified, "database": _writes}
"""What may have to wait stands last."""
