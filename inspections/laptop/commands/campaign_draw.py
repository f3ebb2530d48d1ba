"""`ducha campaign draw`: a random draw that anybody can do again: first the pool is signed, then the seed is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from inspections.errors import Code, M, Problem
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.draw import Draw
    from inspections.errors import Msg
    from inspections.laptop.draws import Wanted


@click.command("draw")
@click.argument("id_", metavar="ID")
@click.option(
    "--take",
    "takes",
    multiple=True,
    metavar="GROUP=N",
    help="抽几所：中小学=26、幼儿园=10、全部=36",
)
@click.option(
    "--exclude", "left", multiple=True, metavar="SCHOOL=REASON", help="不参加抽取的学校和理由"
)
@click.option(
    "--weight", "weights", multiple=True, metavar="SCHOOL=N", help="这所学校算几张签，默认 1"
)
@click.option("--inspector", "inspectors", multiple=True, metavar="PERSON", help="同时抽督查人员")
@click.option(
    "--recuse",
    "recusals",
    multiple=True,
    metavar="PERSON:SCHOOL=REASON",
    help="督查人员回避哪所学校，为什么",
)
@click.option("--mix", default="", help="揭示时混入哪个现在还没有的公开数，如某日的开奖号码")
@click.option("--note", default="", help="上一次抽取揭示不了、只好另抽的理由，写进台账")
@click.option("--again", is_flag=True, help="抽过的学校也参加")
@click.option("--reveal", "revealing", is_flag=True, help="揭示种子，得出抽中的学校")
@click.option("--mixed", default="", help="揭示时：公布的那个数")
@click.option("--check", "checking", is_flag=True, help="重算一遍，谁都可以做")
@pass_context
def draw(
    ctx: Context,
    /,
    id_: str,
    takes: tuple[str, ...],
    mix: str,
    note: str,
    again: bool,
    revealing: bool,
    mixed: str,
    checking: bool,
    **lists: tuple[str, ...],
) -> None:
    """随机抽取：先签下范围和承诺值，再揭示种子；不带选项，列出抽取。ID 是任务，揭示和重算时也可以是抽取。"""
    from inspections.laptop.campaign_choice import campaign_named
    from inspections.laptop.draws import commit, draws_of, new_terms, reveal

    if bool(takes) + revealing + checking > 1:
        raise usage(M("--take、--reveal、--check 一次只做一样"), M("先抽，再揭示，再重算"))
    district = ctx.workspace.district
    if takes:
        task = campaign_named(district, id_)
        terms = new_terms(
            district, task, _wanted(ctx, takes, mix.strip(), note.strip(), again, **lists)
        )
        promised = commit(ctx, terms)
        if ctx.json:
            pool = sum(len(group.schools) for group in terms.groups)
            ctx.answer({"draw": terms.id, "commitment": promised, "pool": pool})
        ctx.say(M("已签下抽取“{draw}”的范围；承诺值 {promised}", draw=terms.id, promised=promised))
        ctx.say(M("揭示：ducha campaign draw {draw} --reveal", draw=terms.id))
        return
    found = [district.draws[id_]] if id_ in district.draws else []
    found = found or list(draws_of(district, campaign_named(district, id_).id).values())
    if not found:
        raise usage(
            M("这项任务还没有抽取"), M("用 --take 抽，如 --take 中小学=26 --take 幼儿园=10")
        )
    if revealing:
        found = [reveal(ctx, found[-1], mixed.strip())]
    if checking:
        ctx.fail([problem for one in found for problem in _doubts(ctx, one)])
    _show(ctx, found)


def _show(ctx: Context, found: Iterable[Draw]) -> None:
    from inspections.folding.draws import terms_body
    from inspections.laptop.output import print_text
    from inspections.laptop.tables import print_table

    schools = ctx.workspace.district.schools
    names = {str(one.id): one.name for one in ctx.workspace.district.persons.values()}
    if ctx.json:
        ctx.answer(
            [
                {
                    "draw": one.terms.id,
                    **terms_body(one.terms),
                    "commitment": one.commitment,
                    "seed": one.seed,
                    "mixed": one.mixed,
                    "drawn": [vars(drawn) for drawn in one.drawn],
                }
                for one in found
            ]
        )
        return
    for one in found:
        print_text(ctx.text(_headline(one)))
        heading = (M("类"), M("名次"), M("代码"), M("学校"), M("签"), M("督查人员"))
        rows = [
            (
                drawn.group,
                str(drawn.place),
                drawn.school,
                schools[drawn.school].name if drawn.school in schools else "",
                drawn.ticket[:12],
                names.get(drawn.inspector or "", drawn.inspector or ""),
            )
            for drawn in one.drawn
        ]
        if rows:
            print_table(ctx, heading, rows)


def _headline(one: Draw) -> Msg:
    terms = one.terms
    pool, take = sum(len(g.schools) for g in terms.groups), sum(g.take for g in terms.groups)
    if one.seed is None:
        return M("{draw}：从 {pool} 所抽 {take} 所，还没有揭示；承诺值 {promised}",
                 draw=terms.id, pool=pool, take=take, promised=one.commitment)  # fmt: skip
    if one.mixed:
        return M("{draw}：从 {pool} 所抽 {take} 所；种子 {seed}，混入 {mixed}",
                 draw=terms.id, pool=pool, take=take, seed=one.seed, mixed=one.mixed)  # fmt: skip
    return M("{draw}：从 {pool} 所抽 {take} 所；种子 {seed}",
             draw=terms.id, pool=pool, take=take, seed=one.seed)  # fmt: skip


def _doubts(ctx: Context, one: Draw) -> Iterator[Problem]:
    """Yield what speaks against a draw: no seed yet, or acts on it without effect (a second try, a false seed)."""
    if one.seed is None:
        what = M("抽取“{draw}”还没有揭示，不能重算", draw=one.terms.id)
        yield Problem(code=Code.RULE_STATUS, what=what, remedy=M("先揭示：--reveal"))
    for entry in ctx.workspace.district.timeline:
        if entry.event.subject == f"d:draw/{one.terms.id}" and entry.why is not None:
            what = M("{day} {person} 的一条记录没有生效：{why}",
                     day=entry.event.day.isoformat(), person=entry.event.by, why=entry.why)  # fmt: skip
            remedy = M("问清为什么；抽取的结果不受它影响")
            yield Problem(code=Code.RULE_GUARD, what=what, remedy=remedy)


def _wanted(
    ctx: Context,
    takes: Iterable[str],
    mix: str,
    note: str,
    again: bool,
    left: Iterable[str],
    weights: Iterable[str],
    inspectors: Iterable[str],
    recusals: Iterable[str],
) -> Wanted:
    from inspections.draw import Left, Recusal
    from inspections.laptop.draws import STAGES, Wanted
    from inspections.laptop.lookup import person_id

    district, school = ctx.workspace.district, ctx.workspace.find_school
    groups: dict[str, int] = {}
    for name, number in map(_pair, takes):
        if name not in STAGES:
            raise usage(M("没有“{name}”这一类", name=name), M("写 中小学、全部，或一个学段"))
        groups[name] = _number(number)
    away = []
    for who, reason in map(_pair, recusals):
        person, _, place = who.replace("：", ":").partition(":")
        away.append(Recusal(person_id(district, person), school(place).id, reason))
    return Wanted(
        takes=groups,
        left=[Left(school(name).id, reason) for name, reason in map(_pair, left)],
        weights={school(name).id: _number(number) for name, number in map(_pair, weights)},
        inspectors=[person_id(district, name) for name in inspectors],
        recusals=away,
        mix=mix,
        note=note,
        again=again,
    )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.replace("＝", "=").partition("=")
    if not (sign and name.strip() and value.strip()):
        raise usage(M("“{text}”写得不全", text=text), M("写成 名称=内容，等号两边都要有"))
    return name.strip(), value.strip()


def _number(text: str) -> int:
    from inspections.draw import WEIGHT_MAX

    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= WEIGHT_MAX):
        raise usage(
            M("“{text}”不是 1 到 {most} 的数", text=text, most=WEIGHT_MAX), M("写数字，如 26")
        )
    return int(text)
