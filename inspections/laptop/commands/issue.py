"""`ducha issue`: list, show, and one subcommand for every move and fact, generated from the tables of FORMATS §4–§5."""

from __future__ import annotations

from collections.abc import Mapping

import click

from inspections.laptop.context import Context, ids, pass_context
from inspections.laptop.help import localized
from inspections.lifecycle import FACTS, MOVES
from inspections.rules import Fact, Move
from inspections.vocabulary import Category, Counted, Mode, Status

_ROWS: tuple[Move | Fact, ...] = (*MOVES.values(), *FACTS.values())
ACTS: Mapping[str, Move | Fact] = {row.command: row for row in _ROWS if row.command is not None}


class Acts(click.Group):
    """`list`, `show`, and every command of the tables; the latter are built when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, those of the tables in the order of the tables."""
        return [*super().list_commands(ctx), *ACTS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, or None."""
        if cmd_name in ACTS:
            from inspections.laptop.commands.issue_acts import act_command

            found = ctx.find_object(Context)
            act = act_command(ACTS[cmd_name])
            return localized(act, found.translate) if found else act
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands with the words of the tables."""
        found = ctx.find_object(Context)
        assert found is not None
        rows = [(name, self.commands[name].help or "") for name in super().list_commands(ctx)]
        rows += [(name, found.translate(row.label)) for name, row in ACTS.items()]
        with formatter.section(found.translate("命令")):
            formatter.write_dl(rows)


@click.group("issue", cls=Acts)
def issue() -> None:
    """整改台账里的问题：列出、查看、办理。"""


@issue.command("list")
@click.option("--status", "statuses", multiple=True, type=click.Choice(ids(Status, Counted)))
@click.option("--overdue", is_flag=True)
@click.option("--school", default=None)
@click.option("--area", default=None)
@click.option("--mode", default=None, type=click.Choice(ids(Mode)))
@click.option("--category", default=None, type=click.Choice(ids(Category)))
@click.option("--mine", is_flag=True)
@pass_context
def list_(
    ctx: Context,
    statuses: tuple[str, ...],
    overdue: bool,
    school: str | None,
    area: str | None,
    mode: str | None,
    category: str | None,
    mine: bool,
) -> None:
    """列出问题。"""
    from inspections.laptop.issue_listing import listed, print_issues
    from inspections.laptop.lookup import area_named
    from inspections.selection import Filter

    wanted = Filter(
        statuses=frozenset(statuses),
        overdue=overdue,
        school=ctx.workspace.find_school(school).id if school else None,
        area=area_named(ctx.workspace.district, area) if area else None,
        mode=Mode(mode) if mode else None,
        category=Category(category) if category else None,
        mine=ctx.actor.person if mine else None,
    )
    print_issues(ctx, listed(ctx, wanted))


@issue.command("show")
@click.argument("letters", metavar="ID")
@pass_context
def show(ctx: Context, letters: str) -> None:
    """看一个问题的全部经过。"""
    from inspections.laptop.issue_listing import print_issue
    from inspections.laptop.part import Part

    part = Part(ctx.workspace)
    found = part.issue(letters)
    print_issue(ctx, found, part.view([found.school]))
