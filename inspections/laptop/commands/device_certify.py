"""`ducha device certify`: the bureau answers requests, each with a certificate and a bundle to carry back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Code, Exit, M, Msg, Problem, UserError, listed
from inspections.laptop.context import Context, pass_context, usage
from inspections.vocabulary import Role

if TYPE_CHECKING:
    from inspections.device_request import DeviceRequest
    from inspections.events import Event
    from inspections.laptop.request_answer import Terms

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("certify")
@click.argument(
    "requests", metavar="REQUEST…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]),
    metavar="inspector|area_lead|bureau|school", help="签发的角色，可写几次；不写就按名册",
)  # fmt: skip
@click.option("--school", "schools", multiple=True, help="只管这些学校，可写几次")
@click.option("--area", "areas", multiple=True, help="只管这些片区，可写几次")
@click.option("--from", "since", default=None, type=DAY, metavar="DATE", help="从哪天起，默认今天")
@click.option("--until", default=None, type=DAY, metavar="DATE", help="到哪天为止，默认不限")
@click.option("--code", default=None, help="电话里听到的校验码：对不上就不签发")
@click.option("--yes", is_flag=True, help="已经核对过校验码，不再问")
@click.option(
    "--out", default=None, type=click.Path(path_type=Path),
    help="答复写到哪个文件夹，默认放在申请旁边",
)  # fmt: skip
@pass_context
def certify(
    ctx: Context,
    requests: tuple[Path, ...],
    roles: tuple[str, ...],
    schools: tuple[str, ...],
    areas: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    code: str | None,
    yes: bool,
    out: Path | None,
) -> None:
    """签发：核对申请，登记证书，写出带回去的答复。"""
    from inspections.laptop.lookup import area_named
    from inspections.laptop.request_answer import Terms

    if code is not None and len(requests) != 1:
        raise usage(M("--code 一次只核对一份申请"), M("一份一份地签发"))
    district = ctx.workspace.district
    given = Terms(
        roles=tuple(Role(role) for role in roles),
        schools=tuple(ctx.workspace.find_school(school).id for school in schools),
        areas=tuple(area_named(district, area) for area in areas),
        since=since and since.date(),
        until=until and until.date(),
    )
    _check_days(given, ctx.workspace.today())
    answers = []
    for path in requests:
        try:
            answers.append(_one(ctx, ctx.path(path), given, out and ctx.path(out), code, yes))
        except UserError as error:
            ctx.fail([p.at(str(path)) for p in error.problems], error.exit)
    if ctx.json:
        ctx.answer([answer for answer in answers if answer])


def _one(
    ctx: Context, path: Path, given: Terms, out: Path | None, code: str | None, yes: bool
) -> dict[str, Any] | None:
    """Answer one request; None when the person at the terminal says that the codes differ."""
    from inspections.check_code import check_code
    from inspections.laptop import request_answer
    from inspections.laptop.enrolling import read_request_file
    from inspections.laptop.roster_files import write_people

    request, workspace = read_request_file(path), ctx.workspace
    known = request_answer.known_person(workspace, request)
    request_answer.check_request(workspace.district, request, known)
    terms = request_answer.settle_terms(request, given, known)
    _show(ctx, path, request, terms)
    _compare(ctx, request, code, yes)
    if request_answer.wider(workspace.district, request, terms):
        ctx.say(M("    这把密钥以前的证书更宽，仍然有效：要收回，请吊销它，再签发新的密钥"))
    made = request_answer.certify(workspace, ctx.actor, request, terms)
    if made and not write_people(workspace.root, workspace.district):
        ctx.say(M("people.csv 里还有没收下的行或列，没有改写它"))
    target = (out or path.parent).resolve() / f"{request.person}{request_answer.ANSWER_SUFFIX}"
    head = request_answer.write_answer(workspace, ctx.actor, request, terms, target)
    _say_done(ctx, made, target)
    return {
        "request": str(path), "answer": str(target), "person": request.person, "key": request.key,
        "code": check_code(request.key), "root_code": check_code(workspace.district.root_key),
        "roles": [role.value for role in terms.roles], "schools": list(terms.schools),
        "areas": list(terms.areas), "recorded": [event.kind for event in made],
        "documents": {doc: one.events for doc, one in head.documents.items()},
    }  # fmt: skip


def _show(ctx: Context, path: Path, request: DeviceRequest, terms: Terms) -> None:
    """Say who asks, for what, and what the certificate will say."""
    from inspections.check_code import check_code
    from inspections.laptop.request_answer import names_of, other_devices

    district = ctx.workspace.district
    ctx.say(
        M("申请 {path}：{name}（{id}），电脑“{computer}”，{at}", path=path.name, name=request.name,
          id=request.person, computer=request.computer or "—", at=request.at)
    )  # fmt: skip
    wish = [*(role.label for role in request.roles), *request.schools, *request.areas]
    ctx.say(M("    申请写的是：{wish}", wish=listed(wish)))
    scope = [*names_of(district, terms.schools), *terms.areas]
    ctx.say(
        M("    签发：{roles}；范围：{scope}；{since}～{until}",
          roles=listed(role.label for role in terms.roles),
          scope=listed(scope) if scope else M("全区"),
          since=(terms.since or ctx.workspace.today()).isoformat(),
          until=terms.until.isoformat() if terms.until else "")
    )  # fmt: skip
    others = other_devices(district, request)
    if others:
        ctx.say(M("    {name}另有在用的密钥：{codes}", name=request.name, codes=listed(others)))
    ctx.say(M("    校验码 {code}：请申请人念一遍核对", code=check_code(request.key)))


def _compare(ctx: Context, request: DeviceRequest, code: str | None, yes: bool) -> None:
    """Raise UserError (DEVICE_REQUEST, exit 3) when the codes that two people hold are not the same."""
    from inspections.check_code import is_code_of
    from inspections.laptop.asking import agreed

    if code is not None:
        same: bool | None = is_code_of(code, request.key)
    else:
        same = True if yes else agreed(ctx.text(M("和申请人念的一样吗？")))
    if same is False:
        problem = Problem(
            code=Code.DEVICE_REQUEST,
            what=M("校验码对不上，没有签发"),
            remedy=M("申请可能被人换过：请申请人重新写一份，亲手交来"),
        )
        raise UserError(problem, exit=Exit.REFUSED)


def _say_done(ctx: Context, made: tuple[Event, ...], target: Path) -> None:
    from inspections.check_code import check_code

    done = M("已签发") if made else M("以前已这样签发，台账没有新的记录")
    says: tuple[Msg, ...] = (
        M("    {done}；答复写在 {path}", done=done, path=str(target)),
        M("    督导室校验码 {code}：申请人导入答复时核对", code=check_code(ctx.workspace.district.root_key)),
    )  # fmt: skip
    for line in says:
        ctx.say(line)


def _check_days(given: Terms, today: date) -> None:
    """Raise UserError (exit 2) for days between which nothing lies, or that are over."""
    first = given.since or today
    if given.until is not None and (given.until < first or given.until < today):
        what = M("--until {day} 在起始日期或今天以前", day=given.until.isoformat())
        raise usage(what, M("写以后的日期；不限期就不写 --until"))
