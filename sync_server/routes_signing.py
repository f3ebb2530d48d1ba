"""Pages round an account: signing in and out, choosing a password; and the style sheets of all pages."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inspections.errors import Code, M, Problem, UserError
from sync_server import accounts, audit, sessions
from sync_server.page_headers import give_cookie, take_cookie
from sync_server.page_route import PASSWORD, SIGN_IN, PageRoute, Visit
from sync_server.pages import asset, page
from sync_server.school_views import not_here
from sync_server.signing_in import sign_in
from sync_server.tree_files import bytes_answer

HOME = "/my"
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/assets/portal/{name}")
def style(request: Request, name: str) -> Response:
    """Return a style sheet."""
    found = asset(name)
    if found is None:
        raise not_here()
    return bytes_answer(request, found, "text/css; charset=utf-8")


@router.get(SIGN_IN)
def sign_in_page(request: Request) -> Response:
    """Return the form to sign in."""
    return page(request, "sign_in.html", problems=(), name="", next=_inside(request.query_params.get("next")))  # fmt: skip


@router.post(SIGN_IN)
def sign_in_form(request: Request) -> Response:
    """Begin a session, or show the form again with what is wrong."""
    visit: Visit = request.state.visit
    form = request.state.form
    name, password = str(form.get("name") or ""), str(form.get("password") or "")
    after = _inside(form.get("next"))
    try:
        entered = sign_in(visit.service.database, visit.now, name, password, visit.address)
    except UserError as error:
        if error.problems[0].code not in (Code.ACCOUNT_LOCKED, Code.ACCOUNT_REFUSED):
            raise  # not about the person: the disk is full
        status = HTTPStatus.TOO_MANY_REQUESTS if error.problems[0].code is Code.ACCOUNT_LOCKED else HTTPStatus.FORBIDDEN  # fmt: skip
        return page(request, "sign_in.html", status, problems=error.problems, name=name[:100], next=after)  # fmt: skip
    if visit.session is not None:
        with visit.service.database.writing() as connection:
            sessions.end(connection, visit.session)
    response = RedirectResponse(after, HTTPStatus.SEE_OTHER)
    give_cookie(request, response, entered.cookie)
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session."""
    visit: Visit = request.state.visit
    if visit.session is not None:
        with visit.service.database.writing() as connection:
            sessions.end(connection, visit.session)
            audit.note(
                connection,
                visit.now,
                visit.holder.id,
                audit.Did.SIGNED_OUT,
                address=visit.address,
            )
    response = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
    take_cookie(request, response)
    return response


@router.get(PASSWORD)
def password_page(request: Request) -> Response:
    """Return the form to choose a password."""
    return page(request, "password.html", problems=(), first=request.state.visit.holder.temporary)


@router.post(PASSWORD)
def password_form(request: Request) -> Response:
    """Set the password that was chosen; every session ends and a new one begins here."""
    visit: Visit = request.state.visit
    form = request.state.form
    old, new = str(form.get("old") or ""), str(form.get("new") or "")
    database, account = visit.service.database, visit.holder
    try:
        if new != str(form.get("again") or ""):
            raise UserError(
                Problem(
                    code=Code.ACCOUNT_PASSWORD,
                    what=M("两次写的新密码不一样"),
                    remedy=M("再写一次"),
                )
            )
        # the old one counts as an attempt, so that an open browser gives nobody a free guess
        sign_in(database, visit.now, account.id, old, visit.address)
        with database.writing() as connection:
            accounts.choose_password(connection, visit.now, account, new)
            cookie, _ = sessions.begin(connection, visit.now, account.id)
    except UserError as error:
        return page(request, "password.html", HTTPStatus.UNPROCESSABLE_ENTITY, problems=error.problems,
                    first=account.temporary)  # fmt: skip
    response = RedirectResponse(HOME, HTTPStatus.SEE_OTHER)
    give_cookie(request, response, cookie)
    return response


def _inside(path: object) -> str:
    """Return a path of this server to go on to; the first page for anything else."""
    text = str(path or "")
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if inside and text.isascii() and "\\" not in text else HOME
