"""`ducha checklist schema`: the JSON Schema for editors, of the format or of one checklist's records."""

from __future__ import annotations

import click

from inspections.laptop.context import Context, pass_context


@click.command("schema")
@click.argument("name", required=False)
@pass_context
def schema(ctx: Context, name: str | None) -> None:
    """给编辑器用的 JSON Schema：写清单名就是它的检查记录，不写就是清单的格式。"""
    from inspections.laptop.commands.checklist import library_of
    from inspections.schema import record_schema
    from inspections.schema_format import checklist_schema

    ctx.answer(record_schema(library_of(ctx).find(name).checklist) if name else checklist_schema())
