"""`ducha sync`: this laptop and the bureau's server bring each other what they lack, over a bad line too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Code, Exit, Level, M, Problem, UserError
from inspections.ids import DISTRICT, SchoolId
from inspections.laptop.commands.way_options import remember_way, way_of, way_options
from inspections.laptop.context import Context, pass_context, usage
from inspections.laptop.output import print_text

if TYPE_CHECKING:
    from inspections.laptop.sync_photos import Carried
    from inspections.laptop.syncing import Exchange

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@click.command("sync")
@click.argument("url", required=False, metavar="[URL]")
@click.option("--no-photos", "no_photos", is_flag=True, help="这一次不传照片和文件，只传记录")
@way_options
@pass_context
def sync(
    ctx: Context, url: str | None, no_photos: bool, ca: Path | None, proxy: str | None
) -> None:
    """同步：把这里的记录送到服务器，把别人的收下来；断了再运行一次，会接着做。"""
    answer = run_sync(ctx, url, photos=not no_photos, ca=ca, proxy=proxy)
    if ctx.json:
        ctx.answer(answer)


def run_sync(
    ctx: Context,
    url: str | None,
    *,
    photos: bool = True,
    ca: Path | None = None,
    proxy: str | None = None,
    warn: bool = True,
) -> dict[str, Any]:
    """Sync with the server at `url`, else with that of `district.yml`; tell what went up, came down, was refused, waits.

    Returns the same for `--json`. Without `warn` the person has been told already that the address is not https.
    """
    from inspections.laptop.commands.settled_told import settle_told
    from inspections.laptop.commands.sync_told import news, told
    from inspections.laptop.gathering import files_of
    from inspections.laptop.sync_line import Line
    from inspections.laptop.sync_photos import Carried
    from inspections.laptop.sync_standing import exchanged
    from inspections.laptop.sync_state import begin
    from inspections.laptop.sync_way import checked_url
    from inspections.laptop.syncing import Exchange

    workspace = ctx.workspace
    address = checked_url(url or workspace.settings.server or _no_address())
    way = way_of(ctx, ca, proxy, workspace.settings)
    actor = ctx.actor
    if warn:
        warn_plain(ctx, address)
    named = set[str]()
    settled = settle_told(ctx, files_of(workspace, ()), named, quiet=True)
    root_key, ended = workspace.district.root_key, begin(workspace.root)
    with Line(address, actor.recorder.key, root_key, pause=pausing(ctx), way=way) as line:
        run, carried = Exchange(workspace, actor, line, actor.recorder.session), Carried()
        whole = False
        try:
            run.run()
            _remember(ctx, address)
            remember_way(ctx, ca, proxy)
            if photos:
                _photos(ctx, run, carried)
            whole = True
        except UserError as error:
            ctx.caught(error)
    docs = news(run).keys() | carried.docs if ended else set(exchanged(workspace, actor))
    anew, erased = _written_anew(ctx, {SchoolId(doc) for doc in docs if doc != DISTRICT}, named)
    answer = told(ctx, run, carried, erased, whole=whole)
    return {**answer, "settled": settled + anew}


def _written_anew(
    ctx: Context, schools: Set[SchoolId], named: set[str]
) -> tuple[list[dict[str, Any]], int]:
    """Have the files of these schools say what the ledger says now, and erase what it says is erased.

    Return the files that were settled, as for `--json`, and how many private answers and photos were erased.
    """
    from inspections.laptop.commands.settled_told import made_told, settle_told
    from inspections.laptop.gathering import files_of
    from inspections.laptop.private_erasing import erase_due

    gone = erase_due(ctx.workspace, sorted(schools))
    ctx.fail(gone.problems)
    files = files_of(ctx.workspace, schools) if schools else ()
    settled = settle_told(ctx, files, named)
    made_told(ctx, schools)
    return settled, sum(gone.blobs.values())


def pausing(ctx: Context) -> Callable[[float], None]:
    """Return what waits before a new try, and says so where a person is watching."""
    import sys
    import time

    def pause(seconds: float) -> None:
        if seconds and sys.stderr.isatty() and not ctx.json:
            print_text(ctx.text(M("连接断了，{n} 秒后再试……", n=seconds)), stderr=True)
        time.sleep(seconds)

    return pause


def _no_address() -> str:
    what = M("还不知道服务器的地址")
    raise usage(
        what, M("写上地址：ducha sync https://服务器的名称；第一次成功后会记在 district.yml 里")
    )


def warn_plain(ctx: Context, url: str) -> None:
    """Warn of an address over which others can read what travels."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        problem = Problem(
            code=Code.SERVER_ADDRESS,
            level=Level.WARNING,
            what=M("地址是 http：途中的人看得到内容（改不了，每条记录都有签名）"),
            remedy=M("请管理员给服务器装上证书，改用 https"),
        )
        ctx.fail([problem], Exit.DONE)


def _remember(ctx: Context, url: str) -> None:
    """Write the address into `district.yml` when it names none; what somebody wrote there stays."""
    from inspections.laptop.files import write_whole
    from inspections.laptop.settings import FILE, server_line

    if ctx.workspace.settings.server is not None:
        return
    path = ctx.workspace.root / FILE
    text = path.read_text("utf-8")
    text += "" if text.endswith("\n") else "\n"
    write_whole(path, f"{text}{server_line(url)}\n".encode())
    ctx.workspace.__dict__.pop("settings", None)
    ctx.say(M("服务器地址 {url} 记在了 {file} 里", url=url, file=FILE))


def _photos(ctx: Context, run: Exchange, carried: Carried) -> None:
    """Send and fetch photos; where the server named as many as it may, ask it for the rest."""
    from inspections.laptop.sync_photos import fetch, send
    from inspections.laptop.sync_standing import exchanged
    from inspections.sync_protocol import LISTED_MAX

    def show(digests: Iterable[str], up: bool) -> Iterator[str]:
        listed = list(digests)
        yield from ctx.progress(listed, M("上传照片") if up else M("下载照片"), len(listed))

    workspace = ctx.workspace
    while True:
        wanted = {digest: n for one in run.told.values() for digest, n in one.wanted.items()}
        before = carried.up
        send(workspace, run.line, wanted, carried, show)
        full = any(len(one.wanted) >= LISTED_MAX for one in run.told.values())
        if not full or carried.up == before:
            break
        run.run()
    docs = exchanged(workspace, run.actor)
    fetch(workspace, run.actor, run.line, docs, wanted, carried, show)
