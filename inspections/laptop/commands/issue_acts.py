"""The subcommand of one move or fact: its options are the fields of its body (FORMATS §9 "generated from the table")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import M, RuleError, UserError
from inspections.fields import Default, Field, Holds
from inspections.laptop.context import Context
from inspections.rules import Fact, Move

if TYPE_CHECKING:
    from inspections.ids import IssueId
    from inspections.laptop.acting import Acting
    from inspections.laptop.recorder import Act
    from inspections.view import Issue

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])
_FREE_STANDING = ("raised", "raised_fixed")


def act_command(row: Move | Fact) -> click.Command:
    """Return the click command that records this kind of act on one issue or several."""
    parameters: list[click.Parameter] = []
    if row.kind in _FREE_STANDING:
        parameters.append(click.Option(["--school"], required=True, metavar="SCHOOL"))
    else:
        parameters.append(click.Argument(["issues"], nargs=-1, required=True, metavar="ID…"))
    parameters += [_option(field) for field in row.body]
    if row.behalf:
        parameters.append(click.Option(["--behalf"], metavar="NAME"))
        parameters.append(click.Option(["--how"], type=click.Choice(["paper", "phone", "on_site"])))
        parameters.append(click.Option(["--proof"], metavar="FILE", type=click.Path()))
    parameters.append(click.Option(["--happened-on"], type=_DATE, metavar="DATE"))
    return click.Command(row.command, params=parameters, callback=_callback(row), help=row.label)


def _option(field: Field) -> click.Option:
    """Return the option of one field; required where the table names no default."""
    name = f"--{field.name.replace('_', '-')}"
    needed = field.default is Default.NONE and field.holds is not Holds.EVENTS
    kind: Any = None
    metavar = field.name.upper()
    if field.holds is Holds.CHOICE:
        words = [str(choice) for choice in field.choices]
        kind, metavar = click.Choice(words), "|".join(words)
    elif field.holds is Holds.DATE:
        kind, metavar = _DATE, "DATE"
    elif field.holds is Holds.INTEGER:
        kind, metavar = click.IntRange(min=0), "N"
    elif field.holds in (Holds.FILE, Holds.FILES):
        kind, metavar = click.Path(), "FILE"
    elif field.holds is Holds.RESPONSIBLE:
        metavar = "UNIT/PERSON"
    elif field.holds in (Holds.EVENT, Holds.EVENTS, Holds.ISSUE, Holds.NOTICE):
        metavar = "ID"
    return click.Option(
        [name, f"field_{field.name}"],
        required=needed,
        type=kind,
        metavar=metavar,
        multiple=field.holds in (Holds.FILES, Holds.EVENTS),
        help=field.label,
    )


def _callback(row: Move | Fact) -> Callable[..., None]:
    @click.pass_obj
    def record(ctx: Context, /, happened_on: datetime | None = None, **given: Any) -> None:
        from inspections.laptop.acting import Acting, Behalf

        values = {
            key.removeprefix("field_"): value
            for key, value in given.items()
            if key.startswith("field_")
        }
        behalf = Behalf.of(ctx, given.get("behalf"), given.get("how"), given.get("proof"))
        acting = Acting(ctx, row, values, behalf, happened_on.date() if happened_on else None)
        if row.kind in _FREE_STANDING:
            issue_id = acting.raise_at(given["school"])
            if ctx.json:
                ctx.answer([{"issue": issue_id, "kind": row.kind}])
            ctx.say(M("{what}：{issue}", what=ctx.translate(row.label), issue=issue_id[:6]))
            return
        done = _record(ctx, acting, given["issues"])
        for issue in done:
            what = ctx.translate(row.label)
            ctx.say(M("{what}：{issue} {title}", what=what, issue=issue.spoken, title=issue.title))
        if ctx.json:
            ctx.answer([{"issue": issue.id, "kind": row.kind} for issue in done])

    return record


def _record(ctx: Context, acting: Acting, named: Iterable[str]) -> list[Issue]:
    """Record the act on every issue where it can be, in one transaction, and return these; say why not on others."""
    ready: dict[IssueId, tuple[Issue, Act]] = {}
    for letters in named:
        try:
            issue, act = acting.prepare(letters)
        except (RuleError, UserError) as error:
            ctx.caught(error)
        else:
            ready.setdefault(issue.id, (issue, act))
    acting.record([act for _, act in ready.values()])
    return [issue for issue, _ in ready.values()]
