"""Errors -> HTTP: the one table of statuses, and the body that every refusal has (`sync_protocol.Fault`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.sync_json import write_fault
from inspections.sync_protocol import TEXT_MAX, Fault
from inspections.sync_wire import SCHEME, TooLargeError, WireError
from sync_server.access import DeniedError
from sync_server.page_headers import HEADERS
from sync_server.pages import error_page
from sync_server.rates import TooOftenError

Handler = Callable[[Request, Exception], Awaitable[Response]]
STATUS: Final[Mapping[Code, HTTPStatus]] = {
    Code.STORE_BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.STORE_FULL: HTTPStatus.INSUFFICIENT_STORAGE,
    Code.STORE_READONLY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.STORE_DAMAGED: HTTPStatus.INTERNAL_SERVER_ERROR,
    Code.RULE_LIMIT: HTTPStatus.TOO_MANY_REQUESTS,
    Code.FILE_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
"""A problem's code -> status; every other fault of a person is 400, refused by the rules 403, to be tried again 503."""
BY_EXIT: Final[Mapping[Exit, HTTPStatus]] = {
    Exit.REFUSED: HTTPStatus.FORBIDDEN,
    Exit.TRY_AGAIN: HTTPStatus.SERVICE_UNAVAILABLE,
}


def answer(status: HTTPStatus, code: str, what: Msg, remedy: Msg) -> Response:
    """Return the response that says what is wrong and what to do."""
    fault = Fault(code=code, what=str(what)[:TEXT_MAX], remedy=str(remedy)[:TEXT_MAX])
    return Response(write_fault(fault), status_code=status, media_type="application/json")


async def of_user(_: Request, error: Exception) -> Response:
    """Return what a UserError says, with its status."""
    assert isinstance(error, UserError)
    problem = error.problems[0]
    status = STATUS.get(problem.code) or BY_EXIT.get(error.exit, HTTPStatus.BAD_REQUEST)
    if isinstance(error, DeniedError):
        status = error.status
    said = answer(status, problem.code.value, problem.what, problem.remedy)
    if status is HTTPStatus.UNAUTHORIZED:  # RFC 9110 §11.6.1: a 401 says how to ask
        said.headers["WWW-Authenticate"] = (
            "Bearer" if problem.code is Code.TOKEN_UNKNOWN else SCHEME
        )
    if isinstance(error, TooOftenError):
        said.headers["Retry-After"] = str(error.seconds)
    return said


async def of_wire(_: Request, error: Exception) -> Response:
    """Return that the bytes are no message of ours, or too many."""
    assert isinstance(error, WireError)
    if isinstance(error, TooLargeError):
        what, remedy = M("一次送来的内容太多"), M("分几次同步")
        return answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "wire.too_large", what, remedy)
    what, remedy = M("服务器看不懂送来的内容"), M("把这台电脑上的 ducha 升级后再同步")
    return answer(HTTPStatus.BAD_REQUEST, "wire.unreadable", what, remedy)


async def of_http(request: Request, error: Exception) -> Response:
    """Return that there is nothing at this address, or not by this method."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if request.method == "HEAD":
        return Response(status_code=status)
    if "text/html" in request.headers.get("accept", ""):  # a person with a browser
        what, remedy = M("这里没有这一页，或不归这个账号看"), M("回到首页，从列表里打开")
        page = error_page(
            request, [Problem(code=Code.ISSUE_UNKNOWN, what=what, remedy=remedy)], status
        )
        page.headers.update(HEADERS)
        return page
    what, remedy = M("服务器没有这个地址，或不能这样用"), M("把这台电脑上的 ducha 升级后再试")
    said = answer(status, "wire.address", what, remedy)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:  # RFC 9110 §15.5.6: a 405 names what may be asked
        said.headers["Allow"] = ", ".join(_allowed(request))
    return said


def _allowed(request: Request) -> list[str]:
    """Return the methods of an address; its routes are several, each of which knows its own only."""
    routes: Iterable[BaseRoute] = request.app.state.routes
    path = request.scope["path"]
    here = [one for one in routes if isinstance(one, APIRoute) and one.path_regex.match(path)]
    return sorted({method for one in here for method in one.methods or ()}) or ["GET"]


async def of_form(request: Request, error: Exception) -> Response:
    """Return that a part of the address or a header is missing or has another form."""
    assert isinstance(error, RequestValidationError)
    if request.method == "HEAD":
        return Response(status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    what, remedy = M("请求缺少必要的内容，或写法不对"), M("把这台电脑上的 ducha 升级后再试")
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "wire.form", what, remedy)


async def of_fault(_: Request, error: Exception) -> Response:
    """Return that the server itself failed; uvicorn's log has the traceback, the answer nothing of it."""
    what, remedy = M("服务器出错了，这次可能没有收下"), M("再试一次；还不行请告诉管理员")
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "server.fault", what, remedy)


HANDLERS: Final[Mapping[type[Exception], Handler]] = {
    UserError: of_user,
    WireError: of_wire,
    HTTPException: of_http,
    RequestValidationError: of_form,
    Exception: of_fault,
}
