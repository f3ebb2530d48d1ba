"""`ducha device`: the keys that may write, whose they are, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import M, Msg, listed
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.certificate_events import Certificate
    from inspections.certificates import Authority

STATES = {
    "root": M("根密钥"),
    "former_root": M("原根密钥"),
    "registrar": M("登记密钥"),
    "certified": M("有效"),
    "ended": M("已吊销"),
}


@click.group("device")
def device() -> None:
    """设备：谁的密钥可以写台账。"""


@device.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出密钥、人员、角色、范围和期限。"""
    from inspections.laptop.tables import print_table

    found = list(devices(ctx.workspace.district.authority))
    if ctx.json:
        ctx.answer(found)
        return
    names = {str(person.id): person.name for person in ctx.workspace.district.persons.values()}
    heading = (M("密钥"), M("人员"), M("角色"), M("范围"), M("期限"), M("状态"))
    print_table(ctx, heading, [_row(ctx, one, names) for one in found])


def devices(authority: Authority) -> Iterator[dict[str, Any]]:
    """Yield each key with each of its certificates: root first, then registrars, then devices by person."""
    for key, before in authority.roots.items():
        yield _told(key, "root" if before is None else "former_root")
    for key, held in authority.registrars.items():
        for one in held:
            yield _told(key, "ended" if authority.ended(key) else "registrar", one)
    given = [one for held in authority.certificates.values() for one in held]
    given += [one for held in authority.fallen.values() for one in held]
    for one in sorted(given, key=lambda one: (one.person, one.device, one.by)):
        yield _told(one.device, "ended" if authority.ended(one.device) else "certified", one)


def _told(key: str, state: str, held: Certificate | None = None) -> dict[str, Any]:
    told = {"key": key, "state": state}
    if held is None:
        return told
    return {
        **told, "person": held.person, "roles": sorted(held.roles), "schools": sorted(held.schools),
        "areas": sorted(held.areas), "from": held.since and held.since.isoformat(),
        "until": held.until and held.until.isoformat(), "certificate": held.by,
    }  # fmt: skip


def _row(ctx: Context, told: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    from inspections.vocabulary import Role

    roles = [Msg(Role(role).label) for role in told.get("roles", ())]
    person = told.get("person", "")
    return (
        told["key"][:12],
        names.get(person, person),
        ctx.text(listed(roles)) if roles else "",
        " ".join((*told.get("schools", ()), *told.get("areas", ()))),
        f"{told.get('from') or ''}～{told.get('until') or ''}" if "certificate" in told else "",
        ctx.text(STATES[told["state"]]),
    )
