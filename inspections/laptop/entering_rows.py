"""Rows of the register entered by the bureau: `area_set`, `team_set`, `campaign_set`; only those that say something new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from inspections.errors import Code, Exit, M, Msg, Problem, UserError, listed
from inspections.ids import DISTRICT
from inspections.kinds import DISTRICT_KINDS
from inspections.laptop.actor import roster_recorder
from inspections.laptop.context import Context
from inspections.laptop.recorder import Act
from inspections.roster import Columns, Row, Table, usable_id, write_table
from inspections.vocabulary import Role


def enter_rows(
    ctx: Context, noun: str, known: Mapping[str, Mapping[str, Any]], rows: Iterable[Row]
) -> int:
    """Record the rows whose columns differ from those of `known`, and return how many; a retired one comes back.

    Raises RuleError (exit 3) when the actor may not.
    """
    recorder, role = roster_recorder(ctx.workspace, ctx.actor)
    acts = [
        _act(ctx, role, f"{noun}_set", f"d:{noun}/{row.id}", {"columns": dict(row.columns)})
        for row in rows
        if known.get(row.id) != row.columns
    ]
    recorder.record(acts)
    ctx.workspace.forget()
    return len(acts)


def say_entered(
    ctx: Context, nouns: str, table: Table, changed: int, said: Msg, unknown: Collection[str]
) -> None:
    """Say what `enter_rows` did, who of those named is unknown, and what is wrong with the other rows."""
    if ctx.json:
        ctx.answer({nouns: [row.id for row in table.rows], "changed": changed})
    ctx.say(said)
    if unknown:
        ctx.say(M("没有登记的人，只记姓名：{names}", names=listed(unknown)))
    ctx.fail(table.problems)


def enter_act(ctx: Context, kind: str, tail: str, body: Mapping[str, Any]) -> None:
    """Record one act of the district as the actor. Raises RuleError (exit 3) when the actor's role may not."""
    row = DISTRICT_KINDS[kind]
    role = ctx.actor.role_for(row.label, row.who, None)
    ctx.actor.recorder.record([_act(ctx, role, kind, row.subject + tail, body)])
    ctx.workspace.forget()


def retire(ctx: Context, noun: str, id_: str, reason: str) -> None:
    """Record that a school, area or team is no more, with the reason. Raises RuleError (exit 3) when the actor may not."""
    recorder, role = roster_recorder(ctx.workspace, ctx.actor)
    recorder.record([_act(ctx, role, f"{noun}_retired", f"d:{noun}/{id_}", {"reason": reason})])
    ctx.workspace.forget()


def _act(ctx: Context, role: Role, kind: str, subject: str, body: Mapping[str, Any]) -> Act:
    """Return an act of the district that has seen what is known of its subject."""
    seen = ctx.workspace.district.heads.get(subject, frozenset())
    return Act(doc=DISTRICT, kind=kind, subject=subject, role=role, body=body, seen=seen)


def usable(id_: str, example: str) -> str:
    """Return the id that was typed. Raises UserError (exit 2) when nothing may be called so."""
    if not usable_id(id_):
        problem = Problem(
            code=Code.ROSTER_VALUE,
            what=M("代码“{text}”不能用", text=id_),
            remedy=M("只用小写字母、数字和下划线，最多 40 个，如 {example}", example=example),
        )
        raise UserError(problem, exit=Exit.USAGE)
    return id_


def table_text(columns: Columns, row: Mapping[str, str]) -> str:
    """Return one row as the table that an import reads, so that both ways know the same rules."""
    return write_table(columns, [row])
