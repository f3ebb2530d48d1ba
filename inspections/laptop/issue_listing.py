"""`issue list` and `issue show`: the view as rows and as a timeline, for people and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from inspections.errors import M, Msg
from inspections.events import Event
from inspections.kinds import LABELS
from inspections.laptop.context import Context
from inspections.laptop.output import print_text
from inspections.laptop.part import Part
from inspections.laptop.tables import print_table
from inspections.receipts import Receipts
from inspections.register import IssueRow, issue_rows
from inspections.selection import Filter
from inspections.timeline import Effect, Entry
from inspections.view import Issue, View
from inspections.wording import body_lines, line

EFFECT_WORDS = {
    Effect.ABSORBED: M("迟到，不改变状态"),
    Effect.NO_EFFECT: M("未生效"),
    Effect.LATE_FACT: M("迟到"),
    Effect.NEWER: M("需要更新版本的程序"),
}


def row_json(row: IssueRow) -> dict[str, Any]:
    """Return the row of `issue list --json`."""
    issue = row.issue
    return {
        "id": issue.id,
        "spoken": issue.spoken,
        "school": issue.school,
        "school_name": row.school.name,
        "area": row.school.area,
        "inspection": issue.inspection,
        "item": issue.item,
        "row": issue.row,
        "mode": issue.mode,
        "status": issue.status,
        "counted": issue.counted,
        "conflict": issue.in_conflict,
        "title": issue.title,
        "place": issue.place,
        "category": issue.category,
        "severity": issue.severity,
        "raised_on": issue.raised_on.isoformat(),
        "due": _iso(issue.due),
        "days_left": row.days_left,
        "overdue": row.overdue,
        "closed_on": _iso(issue.closed_on),
        "merged_into": issue.merged_into,
        "badges": sorted(issue.badges),
    }


def listed(ctx: Context, wanted: Filter) -> tuple[IssueRow, ...]:
    """Return the issues that are asked for: unclosed and overdue first, then by deadline."""
    workspace = ctx.workspace
    view = Part(workspace).view([wanted.school]) if wanted.school else workspace.view()
    return issue_rows(view, as_of=workspace.as_of(), calendar=workspace.calendar(), filters=wanted)


def print_issues(ctx: Context, rows: Sequence[IssueRow]) -> None:
    """Print the list."""
    if ctx.json:
        ctx.answer([row_json(row) for row in rows])
        return
    if not rows:
        ctx.say(M("没有这样的问题"))
        return
    heading = (M("编号"), M("状态"), M("时限"), M("学校"), M("类别"), M("问题"))
    print_table(ctx, heading, [_row(ctx, row) for row in rows])
    ctx.say(M("共 {n} 个", n=len(rows)))


def print_issue(ctx: Context, issue: Issue, view: View) -> None:
    """Print one issue: what it is, where it stands, and its timeline."""
    workspace = ctx.workspace
    rows = issue_rows(view, as_of=workspace.as_of(), calendar=workspace.calendar())
    row = next(row for row in rows if row.issue.id == issue.id)
    names = {str(person.id): person.name for person in view.district.persons.values()}
    school = view.schools[issue.school]
    receipts = school.receipts if view.district.authority.servers else None
    aside = school.set_aside(f"q:{issue.id}")
    if ctx.json:
        told = {
            name: [
                _entry_json(entry, names) | _received_json(entry, school.receipts)
                for entry in entries
            ]
            for name, entries in (("timeline", issue.timeline), ("set_aside", aside))
        }
        ctx.answer(row_json(row) | {"requirement": issue.requirement, "basis": issue.basis} | told)
        return
    print_text(f"{issue.spoken}  {issue.title}")
    facts = [
        (M("学校"), row.school.name),
        (M("检查部位"), issue.place),
        (M("状态"), _status(ctx, issue)),
        (M("整改时限"), _due(ctx, row)),
        (
            M("类别"),
            f"{ctx.translate(issue.category.label)} · {ctx.translate(issue.severity.label)}",
        ),
        (M("整改要求"), issue.requirement),
        (M("依据"), issue.basis),
    ]
    for label, text in facts:
        if text:
            print_text(f"  {line(label.text, text, ctx.translate)}")
    if issue.in_conflict:
        ctx.say(M("待裁定，两边是："))
        for side in issue.sides:
            who = names.get(side.event.by, side.event.by)
            print_text(
                f"  {side.event.id[:8]}  {who}  {side.event.day}  {ctx.translate(side.status.label)}"
            )
        ctx.say(
            M(
                "看过两边的人可以：ducha issue decide {id} --stands 编号 --reason 理由",
                id=issue.spoken,
            )
        )
    for entry in (*issue.timeline, *aside):
        _print_entry(ctx, entry, names, receipts)


def _print_entry(
    ctx: Context, entry: Entry, names: Mapping[str, str], receipts: Receipts | None
) -> None:
    event = entry.event
    label = ctx.translate(LABELS.get(event.kind, event.kind))
    who = M("{name}（{role}）", name=names.get(event.by, event.by), role=Msg(event.role.label))
    line = f"{event.day}  {ctx.text(who)}  {label}"
    if entry.effect in EFFECT_WORDS:
        effect = EFFECT_WORDS[entry.effect]
        if entry.why:
            effect = M("{effect}：{why}", effect=effect, why=entry.why)
        line += f"  〔{ctx.text(effect)}〕"
    if receipts is not None and (says := _received(event, receipts)):
        line += f"  （{ctx.text(says)}）"
    print_text(line)
    for text in body_lines(event, ctx.translate):
        print_text(f"    {text}")


def _received(event: Event, receipts: Receipts) -> Msg | None:
    """Return what the receipts say of an event that people should know: not there yet, or by a clock that is wrong."""
    received = receipts.received.get(event.id)
    if received is None:
        return M("服务器还没有收到")
    if received.ahead is None:
        return None
    return M("设备的钟快了 {n} 分钟，服务器收到时是 {time}",
             n=received.ahead // timedelta(minutes=1), time=received.server_time.strftime("%Y-%m-%d %H:%M"))  # fmt: skip


def _received_json(entry: Entry, receipts: Receipts) -> dict[str, Any]:
    received = receipts.received.get(entry.event.id)
    refused = receipts.refused.get(entry.event.id)
    return {
        "received": {"n": received.n, "server_time": received.server_time.isoformat()} if received else None,
        "refused": {"n": refused.n, "code": refused.code, "remedy": refused.remedy} if refused else None,
    }  # fmt: skip


def _entry_json(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    event = entry.event
    return {
        "id": event.id,
        "kind": event.kind,
        "by": event.by,
        "name": names.get(event.by, event.by),
        "as": event.role,
        "at": event.at.isoformat(),
        "happened_on": _iso(event.happened_on),
        "effect": entry.effect,
        "to": entry.to,
        "body": dict(event.body),
    }


def _row(ctx: Context, row: IssueRow) -> tuple[str, ...]:
    issue = row.issue
    category = ctx.translate(issue.category.label)
    return (
        issue.spoken,
        _status(ctx, issue),
        _due(ctx, row),
        row.school.name,
        category,
        issue.title,
    )


def _status(ctx: Context, issue: Issue) -> str:
    word = Msg(issue.status.label)
    return ctx.text(M("{status}（待裁定）", status=word) if issue.in_conflict else word)


def _due(ctx: Context, row: IssueRow) -> str:
    if row.issue.closed_on:
        return ctx.text(M("{day} 销号", day=row.issue.closed_on.isoformat()))
    if row.issue.due is None or row.days_left is None:
        return ""
    if row.overdue:
        return ctx.text(M("{day} 逾期", day=row.issue.due.isoformat()))
    return ctx.text(M("{day} 还有 {n} 个工作日", day=row.issue.due.isoformat(), n=row.days_left))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
