"""`ducha backup`, `ducha restore` and `ducha admin confirm-number`: a server saved, put back, and going on."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M
from inspections.laptop.context import Context, pass_context
from sync_server.opening import open_server

FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.command("backup")
@FILE
@click.option("--photos", is_flag=True, help="照片和文件也放进备份")
@pass_context
def backup(ctx: Context, file: Path, photos: bool) -> None:
    """备份同步服务器：服务器可以照常运行；在服务器的文件夹里做（-C）。"""
    from sync_server.backing_up import back_up

    with open_server(ctx) as service:
        made = back_up(service, ctx.path(file), photos=photos)
    if ctx.json:
        told = {"documents": made.documents, "blobs": made.blobs, "carried": made.carried}
        ctx.answer(told)
    ctx.say(M("备份好了：{file}，台账 {n} 份", file=str(file), n=made.documents))
    if not photos:
        ctx.say(M("照片和文件 {n} 个没有放进去：另拷 blobs 和 private 文件夹，或加上 --photos", n=made.blobs))  # fmt: skip
    ctx.say(M("备份里有服务器的密钥，和服务器一样保管"))


@click.command("restore")
@FILE
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--database", metavar="URL", default=None, help="放进一个空的 PostgreSQL 数据库，不用 SQLite"
)
@pass_context
def restore(ctx: Context, file: Path, folder: Path, database: str | None) -> None:
    """从备份恢复同步服务器：先只收记录，督导室确认后才发回执和文号。"""
    from sync_server import backing_up

    found = backing_up.restore(ctx.path(file), ctx.path(folder), database)
    if ctx.json:
        told = {"documents": found.documents, "blobs": found.blobs, "carried": found.carried}
        ctx.answer(told)
    ctx.say(M("恢复了台账 {n} 份，照片和文件 {here}/{all} 个", n=found.documents, here=found.carried, all=found.blobs))  # fmt: skip
    ctx.say(M("启动服务器，让所有电脑各同步一次；服务器这时只收记录，不发回执和文号"))
    ctx.say(M("再查发文登记簿，确认最后一个文号：ducha -C {folder} admin confirm-number 号", folder=str(folder)))  # fmt: skip


@click.command("confirm-number")
@click.argument("last", metavar="N", type=click.IntRange(0))
@click.option("--series", default=None, help="文号的系列，默认通知书的系列")
@click.option("--year", default=None, type=click.IntRange(2000, 2999), help="哪一年，默认今年")
@pass_context
def confirm_number(ctx: Context, last: int, series: str | None, year: int | None) -> None:
    """恢复以后确认已发出的最后一个文号（没有发过写 0），服务器从此照常发回执和文号。"""
    from sync_server.confirming import confirm

    with open_server(ctx) as service:
        done = confirm(service, last, series, year)
    if ctx.json:
        ctx.answer({"series": done.series, "year": done.year, "next": done.next, "documents": done.documents})  # fmt: skip
    ctx.say(M("服务器照常工作了；下一个文号是 {series}〔{year}〕{n}号", series=done.series, year=done.year, n=done.next))  # fmt: skip
