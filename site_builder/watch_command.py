"""`ducha watch`: the site is made again whenever ledger, checklists, calendar or the day change, until Ctrl-C.

Whoever reads the site meanwhile sees the old one whole or the new one whole. Refuses nothing for good: a fault in one
round (a full disk, a broken `district.yml`) is told, the old site stays, and the next change tries again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Exit, M, Msg, UserError
from inspections.laptop.context import Context, pass_context
from site_builder.commands import Built, Wish, making

if TYPE_CHECKING:
    from site_builder.reading import Reader

AUDIENCES = ("bureau", "school", "all")


@click.command("watch")
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="bureau",
    help="给谁看：bureau 督导室，school 每所学校，all 全部",
)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="写到哪个文件夹")
@click.option("--state", type=click.Path(path_type=Path), default=None, help="每做完一轮，把时间和结果写进这个文件（JSON）")  # fmt: skip
@pass_context
def watch(ctx: Context, audience: str, out: Path | None, state: Path | None) -> None:
    """一直看着台账和清单，有变化就更新网站；按 Ctrl-C 结束。"""
    from inspections.laptop.watching import Watch
    from site_builder.reading import Reader

    wish, reader, root = Wish(audience=audience, out=out), Reader(), ctx.workspace.root
    try:
        eye = Watch(root, lambda: _watched(ctx, root))
        _told_round(ctx, wish, reader, state)
        ctx.say(M("看着台账和清单，有变化就更新网站；按 Ctrl-C 结束"))
        while True:
            eye.wait()
            ctx.forget()
            _told_round(ctx, wish, reader, state)
    except KeyboardInterrupt:
        ctx.worst = Exit.DONE
        ctx.say(M("不再看了"))


def _told_round(ctx: Context, wish: Wish, reader: Reader, state: Path | None) -> None:
    """Make a round, and leave word of it for other programs: when it began, and why it failed, "" if it did not."""
    from zoneinfo import ZoneInfo

    from inspections.laptop.files import write_whole

    begun = ctx.clock.now(ZoneInfo("UTC"))  # the settings' zone may be what cannot be read
    why = _round(ctx, wish, reader)
    if state is not None:
        told = {"at": begun.isoformat(), "why": why}
        with contextlib.suppress(UserError):  # a full disk: the round has told of it already
            write_whole(ctx.path(state), json.dumps(told, ensure_ascii=False).encode())


def _round(ctx: Context, wish: Wish, reader: Reader) -> str:
    """Make what changed, and say so in one line; nothing when the site stands as it should. Return why it failed, or ""."""
    from site_builder.building import sources
    from site_builder.resting import collector_at_rest

    try:
        with collector_at_rest():
            of = sources(ctx.workspace, translate=ctx.translate, reader=reader)
            built = list(making(ctx, of, wish))
        changed = [one for one in built if one.changed]
        if changed:
            ctx.say(_line(ctx, changed))
    except UserError as error:
        ctx.caught(error)
        return ctx.text(error.problems[0].what)
    finally:
        ctx.close()
    return ""


def _line(ctx: Context, changed: Sequence[Built]) -> Msg:
    schools = {school for one in changed for school in one.made}
    return M(
        "{time} 网站已更新：{n}所学校的网页重新生成，在：{where}",
        time=ctx.clock.now(ctx.workspace.settings.zone).strftime("%H:%M:%S"),
        n=len(schools),
        where=ctx.workspace.shown(changed[0].out if len(changed) == 1 else changed[0].out.parent),
    )


def _watched(ctx: Context, root: Path) -> list[Path]:
    """Return what is looked at beside ledger, roster and checklists: the calendar, photos, and the day, as a name."""
    looked = [*sorted((root / "calendar").glob("*.yml")), root / "ledger" / "blobs"]
    with contextlib.suppress(
        UserError
    ):  # settings that cannot be read are told of when the site is made
        looked.append(root / ctx.workspace.as_of().isoformat())
    return looked
