"""Pages of schools without a script: what to do now, an issue, the form of an act, receipts, photos (DESIGN §7 portal).

Inspectors, area leads and the bureau read the same pages of theirs; only a school's account finds forms there.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from inspections.errors import Problem, RuleError, UserError
from inspections.events import Event
from inspections.folding import refusal
from inspections.ids import DocId
from inspections.issue_words import urgency
from inspections.kinds import LABELS
from inspections.receipts import Number
from inspections.sight import Audience
from inspections.view import Issue, SchoolView
from inspections.vocabulary import Badge, Counted, Status
from sync_server import accounts, act_forms, portal_lines
from sync_server.account_acts import OFFERED, MovedOnError, Wish, record, row_of
from sync_server.accounts import Account, AccountRole, sees
from sync_server.page_route import PageRoute, Visit
from sync_server.pages import page, pager, translate_of
from sync_server.portal_files import found_files
from sync_server.portal_lines import Reader
from sync_server.school_tally import TALLY
from sync_server.school_views import VIEWS, issue_of
from sync_server.served_files import file_answer
from sync_server.site_trees import built

RECEIPTS_MAX = 200
SCHOOLS_MAX = 100
FEW = 10
"""Of so few schools a list needs no filter."""
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/my")
def home(request: Request) -> Response:
    """Lead an account to its first page: a school to what it has to do, others to the schools they see."""
    account = request.state.visit.holder
    if account.role is AccountRole.ADMIN:
        return RedirectResponse("/office/accounts", HTTPStatus.SEE_OTHER)
    if account.role is AccountRole.SCHOOL and len(account.schools) == 1:
        return RedirectResponse(f"/my/schools/{account.schools[0]}", HTTPStatus.SEE_OTHER)
    return _schools(request, account)


@router.get("/my/schools/{school}")
def school_page(request: Request, school: str) -> Response:
    """Return what a school has to do now, what waits for others, and what is done."""
    reader, view = _view(request, school)
    todo = portal_lines.to_do(view)
    rest = [i for i in view.issues if i.counted is Counted.IN_PROGRESS and i not in todo]
    closed = [i for i in view.issues if i.counted is Counted.CLOSED]
    unconfirmed = [i for i in view.issues if i.counted is Counted.UNCONFIRMED]
    account: Account = request.state.visit.holder
    return page(
        request, "school.html", school=view.school, site=built(request.state.visit.service.folder, "school", view.school.id),
        todo=[(portal_lines.line(reader, i), _offered(account, i)) for i in todo],
        waiting=[portal_lines.line(reader, i) for i in sorted(rest, key=urgency)],
        unconfirmed=[portal_lines.line(reader, i) for i in unconfirmed],
        closed=[portal_lines.line(reader, i) for i in closed],
    )  # fmt: skip


@router.get("/my/schools/{school}/receipts")
def receipts_page(request: Request, school: str) -> Response:
    """Return what was recorded for the account, the newest first, each with the server's receipt."""
    reader, view = _view(request, school)
    account: Account = request.state.visit.holder
    entries = [(i, e.event) for i in view.issues for e in i.timeline if e.event.account == account.id]  # fmt: skip
    entries.sort(key=lambda one: (one[1].at, one[1].seq), reverse=True)
    rows = [
        (portal_lines.line(reader, issue), LABELS[event.kind], event.at, _received(reader, view, event))
        for issue, event in entries[:RECEIPTS_MAX]
    ]  # fmt: skip
    return page(request, "receipts.html", school=view.school, rows=rows)


@router.get("/my/schools/{school}/issues/{issue}")
def issue_page(request: Request, school: str, issue: str) -> Response:
    """Return an issue: what it is, what the school may do, who did what when."""
    reader, view = _view(request, school)
    return _issue_page(request, reader, view, issue_of(view, issue))


@router.get("/my/schools/{school}/issues/{issue}/files/{digest}")
def file_page(request: Request, school: str, issue: str, digest: str) -> Response:
    """Return a file that an act on the issue names: a picture without what the camera wrote into it."""
    reader, view = _view(request, school)
    return file_answer(request.state.visit.service, reader.translate, issue_of(view, issue), digest)


@router.get("/my/schools/{school}/issues/{issue}/{kind}")
def act_page(request: Request, school: str, issue: str, kind: str) -> Response:
    """Return the form of an act."""
    row = row_of(kind)
    reader, view = _view(request, school)
    found = issue_of(view, issue)
    if kind not in _offered(request.state.visit.holder, found):
        return _issue_page(request, reader, view, found)
    return page(
        request, "act.html", line=portal_lines.line(reader, found), row=row, problems=(), fields=(),
        inputs=act_forms.inputs(row, reader.today), seen=sorted(found.heads), issue=found,
    )  # fmt: skip


@router.post("/my/schools/{school}/issues/{issue}/{kind}")
def act_form(request: Request, school: str, issue: str, kind: str) -> Response:
    """Record an act and lead to the issue with its receipt, or show the form again with what is wrong."""
    row = row_of(kind)
    reader, view = _view(request, school)
    visit: Visit = request.state.visit
    form = request.state.form
    found = issue_of(view, issue)
    given, faults = act_forms.read(visit.service, row, form)
    seen = frozenset(str(one) for one in form.getlist("seen"))
    problems: tuple[Problem, ...] = tuple(faults.values())
    if not faults:
        wish = Wish(school=school, issue=issue, kind=kind, given=given, seen=seen)
        try:
            made = record(visit.service, visit.holder, wish, visit.address)
        except MovedOnError as error:
            _, view = _view(request, school)
            return _issue_page(request, reader, view, issue_of(view, issue), error.problems)
        except UserError as error:
            problems = error.problems
            if isinstance(error, RuleError):
                return _issue_page(request, reader, view, found, problems)
        else:
            return RedirectResponse(f"/my/schools/{school}/issues/{issue}?done={made[:12]}#e{made[:12]}", HTTPStatus.SEE_OTHER)  # fmt: skip
    typed = act_forms.typed_in(row, form)
    return page(
        request, "act.html", HTTPStatus.UNPROCESSABLE_ENTITY, line=portal_lines.line(reader, found), row=row,
        problems=problems, fields=list(faults), inputs=act_forms.inputs(row, reader.today, typed, faults),
        seen=sorted(seen), issue=found,
    )  # fmt: skip


def _schools(request: Request, account: Account) -> Response:
    """Return the schools that an account sees: of an area, by a part of the name, or with something to rectify."""
    visit: Visit = request.state.visit
    asked = request.query_params
    area, name, running = asked.get("area", ""), asked.get("name", "").strip(), asked.get("running")
    with visit.service.database.reading() as connection:
        district = visit.service.documents.district(connection)
        mine = [s for s in district.schools.values() if sees(account, s) and not s.retired]
        found = [s for s in mine if area in ("", s.area) and name in s.name]
        figures, uncounted = TALLY.of(visit.service, connection, [DocId(s.id) for s in found])
    counts = {s.id: figures[DocId(s.id)].running for s in found if DocId(s.id) in figures}
    rows = sorted((s for s in found if not running or counts.get(s.id, 1)), key=lambda s: s.name)
    pages = pager(request, "schools", len(rows), SCHOOLS_MAX)
    return page(
        request, "schools.html", schools=pages.cut(rows), pages=pages, counts=counts, total=sum(counts.values()),
        uncounted=uncounted, district=district, areas=sorted({s.area for s in mine if s.area}), area=area, name=name,
        running=running, filtered=len(mine) > FEW,
    )  # fmt: skip


def _issue_page(
    request: Request,
    reader: Reader,
    view: SchoolView,
    issue: Issue,
    problems: tuple[Problem, ...] = (),
) -> Response:
    offered = _offered(request.state.visit.holder, issue)
    done = request.query_params.get("done", "")
    entries = portal_lines.timeline(reader, issue, view.receipts)
    return page(
        request, "issue.html", HTTPStatus.CONFLICT if problems else HTTPStatus.OK,
        school=view.school, issue=issue, line=portal_lines.line(reader, issue), problems=problems,
        acts=[row_of(kind) for kind in offered], timeline=entries, conflict=issue.in_conflict,
        done=next((one for one in entries if one.id == done), None), files=found_files(reader.translate, issue),
        number=_number(view, issue), main=_main(issue, offered),
    )  # fmt: skip


def _offered(account: Account, issue: Issue) -> list[str]:
    """Return the acts that a school's account may record on an issue now, in the order in which they are done."""
    role = account.acts_as
    if account.role is not AccountRole.SCHOOL or role is None:
        return []
    done = {"acknowledged"} if Badge.ACKNOWLEDGED in issue.badges else set()
    return [k for k in OFFERED if k not in done and refusal(issue, k, account.person, role) is None]  # fmt: skip


def _view(request: Request, school: str) -> tuple[Reader, SchoolView]:
    visit: Visit = request.state.visit
    with visit.service.database.reading() as connection:
        view = VIEWS.of(visit.service, connection, visit.holder, school)
        district = visit.service.documents.district(connection)
        names = {one.id: one.name for one in accounts.listed(connection)}
    audience = Audience.SCHOOL if visit.holder.role is AccountRole.SCHOOL else Audience.BUREAU
    today = visit.service.today(district)
    return Reader(translate_of(request), today, audience, district, names), view


def _main(issue: Issue, offered: list[str]) -> str:
    """Return the act that an issue's page puts first."""
    first = "acknowledged" in offered and issue.status is Status.NOTIFIED
    return "acknowledged" if first else "submitted"


def _number(view: SchoolView, issue: Issue) -> Number | None:
    """Return the official number of the notice that the issue stands in, None while it has none."""
    notice = issue.newest("notified")
    return view.receipts.numbers.get(str(notice.body.get("notice"))) if notice else None


def _received(reader: Reader, view: SchoolView, event: Event) -> str:
    return portal_lines.received(view.receipts, event.id).render(reader.translate)
