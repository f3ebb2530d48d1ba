"""What happens round every page: who is it, may they, is the form theirs; then the page; then headers, errors in words.

One class for all routes of `permits`, so that no page can forget it. Handlers are plain functions in a thread; they
find who asks in `request.state.visit` and a form that was sent in `request.state.form`. Refuses a form from another
site, one without the session's token, and one that is too large.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspections.errors import Code, M, Msg, Problem, RuleError, UserError
from inspections.laptop.files import disk_errors
from sync_server import accounts, sessions, tokens
from sync_server.access import DeniedError
from sync_server.accounts import Account
from sync_server.faults import of_user
from sync_server.page_headers import COOKIE, HEADERS
from sync_server.pages import error_page
from sync_server.permits import Permit, permit
from sync_server.service import ZONE, Service
from sync_server.sessions import Session

FORM_BYTES_MAX: Final = 200 * 1024 * 1024
FORM_FILES_MAX: Final = 40
FORM_FIELDS_MAX: Final = 200
WORDS_BYTES_MAX: Final = 256 * 1024
"""Of a form without files, and of each field of any form."""
SIGN_IN: Final = "/sign-in"
PASSWORD: Final = "/password"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who asks: an account with its session, or through a token without one; nobody on an open page."""

    service: Service
    now: datetime
    address: str
    account: Account | None = None
    session: Session | None = None

    @property
    def holder(self) -> Account:
        """The account; only pages that nobody opens without one ask for it."""
        assert self.account is not None
        return self.account


class PageRoute(APIRoute):
    """A route of `permits`: guarded, and answered in words."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        super().__init__(path, endpoint, **more)
        # the handler was made already, so what the table lacks is found when the program starts
        for method in self.methods or ():
            permit(method, path)

    def get_route_handler(self) -> Handler:
        """Return the handler with its guard before and its headers behind."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await _guarded(request, permit(request.method, self.path), inner)
            except UserError as error:
                response = await _refusal(request, error)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            if request.url.scheme == "https":
                response.headers["Strict-Transport-Security"] = "max-age=31536000"
            return response

        return handle


async def _guarded(request: Request, who: Permit, inner: Handler) -> Response:
    service: Service = request.app.state.service
    visit = await run_in_threadpool(_visit, request, service, who)
    request.state.visit = visit
    if not who.everybody and visit.account is None:
        if who.scope is not None:
            raise DeniedError(_no_token(), HTTPStatus.UNAUTHORIZED)
        return RedirectResponse(_sign_in_from(request), HTTPStatus.SEE_OTHER)
    if visit.account is not None and who.roles:
        if visit.account.role not in who.roles:
            raise RuleError(_not_for(visit.account))
        if visit.account.temporary and not who.temporary:
            return RedirectResponse(PASSWORD, HTTPStatus.SEE_OTHER)
    if request.method != "POST":
        return await inner(request)
    form = request.state.form = await _form(request, visit, files=who.files)
    try:
        return await inner(request)
    finally:
        await form.close()


def _visit(request: Request, service: Service, who: Permit) -> Visit:
    """Return who asks: by the token where a token is asked for, else by the cookie."""
    now = service.clock.now(ZONE)
    address = request.client.host if request.client else ""
    visit = Visit(service=service, now=now, address=address)
    if who.scope is not None:
        text = request.headers.get("authorization", "").removeprefix("Bearer ")
        with service.database.reading() as connection:
            held_by = tokens.holder(connection, now, text, who.scope)
        return Visit(service=service, now=now, address=address, account=held_by)
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        return visit
    with service.database.reading() as connection:
        found = sessions.held(connection, now, cookie)
        account = accounts.find(connection, found[0].account) if found else None
    if found is None or account is None or account.locked:
        return visit
    session, stale = found
    if stale:
        # a full disk, or a busy one, must not keep anybody from reading
        with suppress(UserError), service.database.writing() as connection:
            sessions.touch(connection, now, session)
    return Visit(service=service, now=now, address=address, account=account, session=session)


async def _form(request: Request, visit: Visit, *, files: bool) -> FormData:
    """Return the form that was sent. Raises RuleError for one from elsewhere, UserError: too large, no room on the disk."""
    _same_site(request)
    told = request.headers.get("content-length", "")
    words = not files or _is_plain(request)
    if not told.isdigit() or int(told) > (WORDS_BYTES_MAX if words else FORM_BYTES_MAX):
        raise UserError(
            Problem(
                code=Code.FILE_TOO_LARGE,
                what=M("一次送来的内容太多"),
                remedy=M("一次总共不超过 {mb} MB；照片分几次报送，或用手机的“中等”尺寸", mb=FORM_BYTES_MAX >> 20),
            )
        )  # fmt: skip
    try:
        with disk_errors(visit.service.folder):  # files go to the disk as they come
            form = await request.form(
                max_files=FORM_FILES_MAX if files else 0,
                max_fields=FORM_FIELDS_MAX,
                max_part_size=WORDS_BYTES_MAX,
            )
    except HTTPException as error:
        raise UserError(_unreadable()) from error
    carried = form.get("csrf")
    if visit.session is not None and not (
        isinstance(carried, str) and sessions.same(visit.session, carried)
    ):
        await form.close()
        raise RuleError(_stale())
    return form


def _is_plain(request: Request) -> bool:
    """Return whether a form is of words alone: it is held in memory whole, field by field."""
    return not request.headers.get("content-type", "").startswith("multipart/")


def _same_site(request: Request) -> None:
    """Raise RuleError when a browser says that the form comes from another site."""
    fetched = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    elsewhere = origin is not None and urlsplit(origin).netloc != host
    if fetched not in ("same-origin", "none") or elsewhere:
        raise RuleError(_stale())


def _sign_in_from(request: Request) -> str:
    """Return where to sign in, and then to come back to; a form that was sent cannot be sent again from there."""
    if request.method != "GET":
        return SIGN_IN
    return f"{SIGN_IN}?next={quote(request.url.path)}"


async def _refusal(request: Request, error: UserError) -> Response:
    plain = await of_user(request, error)
    if request.url.path.startswith("/api/"):
        return plain
    return error_page(request, error.problems, plain.status_code)


def _not_for(account: Account) -> Problem:
    what = M("{role}的账号不能打开这一页", role=Msg(account.role.label))
    return Problem(code=Code.RULE_ROLE, what=what, remedy=M("回到首页；需要办理的请与督导室联系"))


def _no_token() -> Problem:
    what = M("没有接口令牌，或令牌不对、已过期、不能读这里")
    remedy = M("请管理员发一个令牌，放在请求头里：Authorization: Bearer 令牌")
    return Problem(code=Code.TOKEN_UNKNOWN, what=what, remedy=remedy)


def _stale() -> Problem:
    what = M("这张表已经过期，或不是从这里打开的；什么也没有登记")
    return Problem(code=Code.RULE_FIELD, what=what, remedy=M("退回上一页，重新打开后再提交"))


def _unreadable() -> Problem:
    what = M("送来的表看不懂，或文件太多；什么也没有登记")
    remedy = M("一次最多 {n} 个文件，再提交一次", n=FORM_FILES_MAX)
    return Problem(code=Code.RULE_FIELD, what=what, remedy=remedy)
