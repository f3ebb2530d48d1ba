"""`ducha join URL CODE`: a new laptop joins over the network, once the bureau has compared its check code and said yes.

Every step may be cut off: run again without words, it goes on from `.ducha/join.json`. The ledger is made only after the
person has compared the district's check code by telephone. Refuses a folder with other things in it, or with a ledger.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from inspections.errors import Exit, UserError
from inspections.laptop.commands.way_options import remember_way, way_of, way_options
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.join_protocol import Ask, Told
    from inspections.keys import SigningKey
    from inspections.laptop.join_state import Asking
    from inspections.laptop.sync_way import Way
    from inspections.laptop.workspace import Workspace

PAUSES: Final = (1.0, 2.0, 3.0, 5.0)
"""Seconds between two questions while waiting; the last again and again."""


@click.command("join")
@click.argument("url", required=False, metavar="[URL]")
@click.argument("code", required=False, metavar="[CODE]")
@click.option("--computer", default="", help="这台电脑叫什么，如 督导室-3，便于辨认")
@click.option("--root", default=None, metavar="CODE", help="督导室在电话里念的校验码")
@click.option("--wait", is_flag=True, help="一直等到督导室确认；按 Ctrl-C 停下，再运行会接着等")
@way_options
@pass_context
def join(
    ctx: Context, url: str | None, code: str | None, computer: str, root: str | None, *, wait: bool,
    ca: Path | None, proxy: str | None,
) -> None:  # fmt: skip
    """新电脑经网络入网：在空文件夹里用督导室给的邀请码申请，确认以后收下台账。"""
    from inspections.join_protocol import Standing
    from inspections.laptop import join_state, joining
    from inspections.laptop.commands import join_told
    from inspections.laptop.settings import FILE
    from inspections.laptop.sync_way import checked_url
    from inspections.laptop.workspace import Workspace

    folder = ctx.start.resolve()
    workspace = Workspace(folder, ctx.clock, ctx.seed, ctx.opener)
    before = join_state.kept(folder)
    if workspace.has_ledger and not joining.is_new(workspace):
        if before is None:
            raise join_told.joined_already(folder)
        workspace.close()
        _sync(ctx, replace(before, url=checked_url(url)) if url else before, {})
        return
    settings = workspace.settings if (folder / FILE).is_file() else None
    asker = Asker(ctx, workspace, way_of(ctx, ca, proxy, settings))
    asking = _asking(asker, before, url, code, computer)
    _files(folder)
    remember_way(ctx, ca, proxy)
    told, asking = _let_in(asker, asking, root, wait=wait)
    said = join_told.codes(workspace, asking, told)
    if told.standing is not Standing.CONFIRMED:
        if ctx.json:
            ctx.answer(said)
        ctx.fail([join_told.waits(asking)], Exit.TRY_AGAIN)
        return
    _enter(ctx, workspace, asking, told)
    _sync(ctx, asking, said)


@dataclass(frozen=True)
class Asker:
    """Asks the server for a workspace that belongs to no district yet."""

    ctx: Context
    workspace: Workspace
    way: Way

    def whose(self, url: str, code: str) -> Told:
        """Return for whom a code is; nothing is used by that."""
        from inspections.join_protocol import Ask
        from inspections.keys import SigningKey

        keyring = self.workspace.keyring
        people = keyring.people()
        # a device that has used its code already is known by its key alone
        key = keyring.key(people[0]) if len(people) == 1 else SigningKey.generate()
        return self._ask(url, key, Ask(code=code))

    def ask(self, asking: Asking) -> Told:
        """Return what the server says to the request of this laptop's key, which is made if there is none."""
        from inspections.join_protocol import Ask
        from inspections.laptop.enrolling import Wish, make_request

        wish = Wish(computer=asking.computer)
        _, data, _ = make_request(self.workspace, asking.person, asking.name, wish)
        key = self.workspace.keyring.key(asking.person)
        ask = Ask(code=asking.code, request=data, district=asking.root_key or None)
        return self._ask(asking.url, key, ask)

    def _ask(self, url: str, key: SigningKey, ask: Ask) -> Told:
        from inspections.join_protocol import JOINING
        from inspections.laptop.commands.sync import pausing
        from inspections.laptop.sync_line import Line

        with Line(url, key, JOINING, pause=pausing(self.ctx), way=self.way) as line:
            return line.join(ask)


def _asking(
    asker: Asker, before: Asking | None, url: str | None, code: str | None, computer: str
) -> Asking:
    """Return what is asked: what was kept, or what was typed, with the person whom the server says that the code is for."""
    from inspections.laptop import join_state
    from inspections.laptop.commands import join_told
    from inspections.laptop.commands.sync import warn_plain
    from inspections.laptop.sync_way import checked_url

    root = asker.workspace.root
    if url is None or code is None:
        if before is None or url is not None:
            raise join_told.no_words()
        warn_plain(asker.ctx, before.url)
        return before
    join_told.check_folder(root, known=before is not None)
    address = checked_url(url)
    warn_plain(asker.ctx, address)
    if before is not None and (before.url, before.code) == (address, code):
        return before
    told = asker.whose(address, code)
    same = before is not None and before.root_key == told.district
    asking = join_state.Asking(
        url=address,
        code=code,
        person=told.person,
        name=told.called,
        computer=computer,
        root_key=told.district if same else "",
    )
    join_state.keep(root, asking)
    return asking


def _let_in(asker: Asker, asking: Asking, root: str | None, *, wait: bool) -> tuple[Told, Asking]:
    """Ask to be let in and compare codes; return what the server says then, and what is asked with the compared root key."""
    from inspections.join_protocol import Standing
    from inspections.laptop import join_state
    from inspections.laptop.commands import join_told

    ctx, workspace = asker.ctx, asker.workspace
    told = asker.ask(asking)
    join_told.say_codes(ctx, workspace, asking, told)
    join_told.not_denied(told)
    if (asking.root_key != told.district or root) and join_told.compared(ctx, told, root):
        asking = replace(asking, root_key=told.district)
        join_state.keep(workspace.root, asking)
        told = asker.ask(asking)
    if wait and told.standing is Standing.WAITING:
        told = _wait(asker, asking)
    join_told.not_denied(told)
    if told.standing is Standing.CONFIRMED and not asking.root_key:
        raise join_told.not_compared()
    return told, asking


def _wait(asker: Asker, asking: Asking) -> Told:
    """Ask again and again until the bureau has said yes or no; a line that fails meanwhile is told and asked again."""
    from inspections.join_protocol import Standing
    from inspections.laptop.commands import join_told

    join_told.say_waiting(asker.ctx)
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        time.sleep(pause)
        try:
            told = asker.ask(asking)
        except UserError as error:
            if error.exit is not Exit.TRY_AGAIN:
                raise
            asker.ctx.fail(error.problems, Exit.DONE)
            continue
        if told.standing is not Standing.WAITING:
            return told
    raise AssertionError("waiting has no end of its own")


def _enter(ctx: Context, workspace: Workspace, asking: Asking, told: Told) -> None:
    """Take in the district that the server sent, after it was verified by the compared root key; the ledger comes last."""
    from inspections.laptop import joining
    from inspections.laptop.commands import join_told
    from inspections.laptop.commands.device_join import joined_told

    offer = joining.examined(workspace, told.update, asking.root_key)
    if not offer.persons:
        raise join_told.not_certified(ended=joining.ended_here(workspace, offer))
    left = joining.join(workspace, offer)
    ctx.fail(left, Exit.DONE)
    joined_told(ctx, offer)


def _sync(ctx: Context, asking: Asking, said: dict[str, Any]) -> None:
    """Bring the rest, as `ducha sync` does; once everything is here, joining is over."""
    from inspections.laptop import join_state
    from inspections.laptop.commands import join_told
    from inspections.laptop.commands.sync import run_sync

    ctx.forget()
    ctx.person = asking.person
    answer = run_sync(ctx, asking.url, warn=False)
    if answer["whole"]:
        join_state.forget(ctx.workspace.root)
        join_told.say_next(ctx)
    if ctx.json:
        ctx.answer({**said, "standing": "joined", "sync": answer})


def _files(root: Path) -> None:
    """Make the plain files of a workspace; what is there stays."""
    from zoneinfo import ZoneInfo

    from inspections.laptop.commands.init import write_files
    from inspections.laptop.settings import DEFAULT_ZONE, FILE, Settings

    settings = Settings(name=root.name or FILE, zone=ZoneInfo(DEFAULT_ZONE))
    write_files(root, settings, keep=(root / FILE).exists())
