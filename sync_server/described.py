"""The server's interface as OpenAPI 3.1, for programs: every address, who may ask, what goes in, every way it can answer.

Routes say what is theirs (`responses`); what holds for all that are asked in one way (a device's signature, a token) is
added here from the routes themselves, so that a new one cannot forget it. Everybody may read the description: it holds no
secret. Refuses to describe the pages: they are for people and change as they need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from inspections.join_schema import JOIN_SCHEMAS
from inspections.sync_schema import SCHEMAS
from sync_server.asking import signed
from sync_server.page_route import PageRoute
from sync_server.permits import permit

Told = dict[str, Any]
Responses = dict[int | str, Told]
TITLE: Final = "Ducha 督查"
VERSION: Final = "1"
ADDRESS: Final = "/api/v1/openapi.json"
FAULT: Final[Told] = {"$ref": "#/components/schemas/Fault"}
_WHY: Final[Mapping[int, str]] = {
    400: "看不懂，或没有送完",
    401: "没有设备签名或令牌，或不对",
    403: "设备没有证书，或证书不在有效期内、已吊销",
    404: "没有，或不在范围内",
    409: "不是从这里接着传",
    413: "太大，或太多",
    416: "没有这一段",
    422: "缺少必要的内容，或写法不对",
    429: "太频繁，或超出今天的份额：过 Retry-After 秒再来",
    500: "服务器出错",
    503: "正忙，稍后再试",
    507: "磁盘已满",
}
_SECONDS: Final[Told] = {"description": "秒", "schema": {"type": "integer", "minimum": 0}}
_CHALLENGE: Final[Told] = {"required": True, "schema": {"type": "string"}}
ALWAYS: Final = (429, 500, 503)
OF_DEVICES: Final = (400, 401, 403, 413)
OF_TOKENS: Final = (401,)
SCHEMES: Final[Told] = {
    "device": {
        "type": "apiKey", "in": "header", "name": "Authorization",
        "description": "`Ducha-1 公钥.随机数.签名`：Ed25519 签的是六行："
                       "ducha-request-1、地区的根公钥、随机数、方法、路径和参数、内容的 SHA-256（`inspections/sync_wire.py`）",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "管理员发的接口令牌（`ducha admin token`）"},
}  # fmt: skip


def refusals(*statuses: int) -> Responses:
    """Return what a route says of these statuses: why, and the body that every refusal has."""
    return {int(status): _refusal(int(status)) for status in statuses}


def describe(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Have the application tell its description, made once."""

    def made() -> Told:
        if app.openapi_schema is None:
            app.openapi_schema = description(app, routes)
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def description(app: FastAPI, routes: Sequence[BaseRoute]) -> Told:
    """Return the OpenAPI description of the application's routes that are for programs."""
    told = get_openapi(title=app.title, version=app.version, routes=routes)
    parts = told.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas |= {**SCHEMAS, **JOIN_SCHEMAS}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    parts["securitySchemes"] = SCHEMES
    for route in routes:
        if not isinstance(route, APIRoute):
            continue
        for method in route.methods or ():
            operation = told["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _complete(operation, route, method)
    return told


def _complete(operation: Told, route: APIRoute, method: str) -> None:
    """Add to an operation what holds for every route that is asked as this one is."""
    statuses = list(ALWAYS)
    if signed in _calls(route.dependant):
        operation["security"] = [{"device": []}]
        statuses += OF_DEVICES
    elif isinstance(route, PageRoute) and permit(method, route.path).scope is not None:
        operation["security"] = [{"token": []}]
        statuses += OF_TOKENS
    answers: Told = operation["responses"]
    if "HTTPValidationError" in str(answers.get("422")):
        answers["422"] = _refusal(422)
    for status in statuses:
        answers.setdefault(str(status), _refusal(status))
    if method == "HEAD":
        for answer in answers.values():
            answer.pop("content", None)
    operation["responses"] = dict(sorted(answers.items()))


def _refusal(status: int) -> Told:
    why = _WHY.get(status, HTTPStatus(status).phrase)
    told: Told = {"description": why, "content": {"application/json": {"schema": FAULT}}}
    if status == HTTPStatus.UNAUTHORIZED:
        told["headers"] = {"WWW-Authenticate": _CHALLENGE}
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        told["headers"] = {"Retry-After": _SECONDS}
    return told


def _calls(dependant: Dependant) -> set[object]:
    return {dependant.call, *(one for part in dependant.dependencies for one in _calls(part))}
