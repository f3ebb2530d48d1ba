"""`ducha device`: the keys that may write, whose they are, how they come in, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import M, Msg, listed
from inspections.laptop.commands.device_certify import certify
from inspections.laptop.commands.device_key import passphrase
from inspections.laptop.commands.device_new import new, request
from inspections.laptop.commands.device_revoke import adopt, print_beyond, revoke
from inspections.laptop.commands.device_root import registrar, root_successor
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.certificates import Authority
    from inspections.laptop.key_states import KeyState
    from inspections.laptop.workspace import Workspace

STATES = {
    "root": M("根密钥"),
    "former_root": M("原根密钥"),
    "registrar": M("登记密钥"),
    "certified": M("有效"),
    "early": M("未到起始日"),
    "expired": M("已到期"),
    "ended": M("已吊销"),
    "none": M("没有设备"),
    "waiting": M("没有证书，有记录在等"),
}


@click.group("device")
def device() -> None:
    """设备：谁的密钥可以写台账，怎样入网、续签、吊销。"""


for command in (new, request, certify, revoke, adopt, passphrase, registrar, root_successor):
    device.add_command(command)


@device.command("list")
@click.option("--beyond", is_flag=True, help="列出吊销以后才到、不算数的记录，可以追认")
@pass_context
def list_(ctx: Context, beyond: bool) -> None:
    """列出密钥、人员、角色、范围和期限，谁还没有设备。"""
    from inspections.laptop.tables import print_table

    if beyond:
        print_beyond(ctx)
        return
    workspace = ctx.workspace
    authority, today = workspace.district.authority, workspace.today()
    found = [*devices(authority, today), *_without(workspace), *_waiting(workspace)]
    if ctx.json:
        ctx.answer(found)
        return
    names = {str(person.id): person.name for person in workspace.district.persons.values()}
    heading = (M("密钥"), M("人员"), M("角色"), M("范围"), M("期限"), M("状态"))
    print_table(ctx, heading, [_row(ctx, one, names) for one in found])


def devices(authority: Authority, today: date | None = None) -> Iterator[dict[str, Any]]:
    """Yield each key with each of its certificates: root first, then registrars, then devices by person.

    Without `today` no days are judged.
    """
    from inspections.laptop.key_states import key_states

    yield from (_told(one, today) for one in key_states(authority, today))


def _told(one: KeyState, today: date | None) -> dict[str, Any]:
    from inspections.check_code import check_code

    told = {"key": one.key, "code": check_code(one.key), "state": one.state.value}
    held = one.certificate
    if held is None:
        return told
    return {
        **told, "person": held.person, "roles": sorted(held.roles), "schools": sorted(held.schools),
        "areas": sorted(held.areas), "from": held.since and held.since.isoformat(),
        "until": held.until and held.until.isoformat(), "certificate": held.by,
        "days_left": (held.until - today).days if held.until and today else None,
    }  # fmt: skip


def _without(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Yield the people of the roster none of whose keys is in force."""
    from inspections.laptop.key_states import standing

    authority = workspace.district.authority
    given = authority.certificates
    served = {one.person for key in standing(authority, given) for one in given[key]}
    for person in workspace.district.persons.values():
        if not person.retired and person.id not in served:
            yield {"key": None, "state": "none", "person": person.id, "roles": list(person.roles),
                   "schools": list(person.schools), "areas": list(person.areas)}  # fmt: skip


def _waiting(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Yield the keys without a certificate whose records wait outside the documents, with how many."""
    if not workspace.has_ledger:
        return
    authority = workspace.district.authority
    found = Counter(
        (event_of.device, event_of.by)
        for event_of in _held_back(workspace)
        if event_of.device not in authority.certificates and event_of.device not in authority.fallen
    )
    for (key, person), n in sorted(found.items()):
        yield {"key": key, "state": "waiting", "person": person, "waiting": n}


def _held_back(workspace: Workspace) -> Iterable[Any]:
    from inspections.events import Event
    from inspections.events_json import decode

    for doc in workspace.store.documents_waiting():
        for block in workspace.store.waiting(doc):
            event = decode(block.value, block.id)
            if isinstance(event, Event):
                yield event


def _row(ctx: Context, told: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    from inspections.vocabulary import Role

    roles = [Msg(Role(role).label) for role in told.get("roles", ())]
    person = told.get("person", "")
    return (
        (told["key"] or "")[:12],
        names.get(person, person),
        ctx.text(listed(roles)) if roles else "",
        " ".join((*told.get("schools", ()), *told.get("areas", ()))),
        f"{told.get('from') or ''}～{told.get('until') or ''}" if "certificate" in told else "",
        ctx.text(_state(told)),
    )


def _state(told: dict[str, Any]) -> Msg:
    """Return the state in words, with the days left where they are few."""
    from inspections.laptop.key_states import SOON

    left = told.get("days_left")
    if told["state"] == "certified" and left is not None and left <= SOON.days:
        return M("有效，还有 {n} 天", n=left)
    return STATES[told["state"]]
