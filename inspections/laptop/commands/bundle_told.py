"""What `ducha bundle import` says of each document that something came into, for people and for `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspections.errors import M, Msg, listed
from inspections.ids import SchoolId
from inspections.kinds import LABELS
from inspections.laptop.context import Context
from inspections.laptop.lookup import document_name

if TYPE_CHECKING:
    from inspections.laptop.bundle_import import Came
    from inspections.view import SchoolView


@dataclass(frozen=True)
class Stand:
    """How a school stands: numbers to be shown before and after."""

    issues: int = 0
    conflicts: int = 0
    late: int = 0


def stand(ctx: Context, schools: Iterable[SchoolId]) -> dict[str, Stand]:
    """Return how each of these schools stands that the roster has."""
    known = [school for school in schools if school in ctx.workspace.district.schools]
    return {school: _count(ctx.workspace.school_view(school)) for school in known}


def _count(view: SchoolView) -> Stand:
    return Stand(
        issues=len(view.issues),
        conflicts=sum(issue.in_conflict for issue in view.issues)
        + sum(len(one.conflicts) for one in view.inspections),
        late=sum(len(one.late) for one in view.inspections),
    )


def told(
    ctx: Context, came: Came, before: Mapping[str, Stand], after: Mapping[str, Stand]
) -> dict[str, Any] | None:
    """Say what came into one document, and return it for `--json`; None if nothing did."""
    ctx.fail(came.problems)
    if not (came.new or came.waiting or came.photos or came.problems or came.lost):
        return None
    name = document_name(ctx.workspace.district, came.doc)
    if came.new:
        people = by_whom(ctx, came.new)
        ctx.say(M("{school}：新到 {n} 条：{people}", school=name, n=came.events, people=people))
    if came.void:
        ctx.say(
            M("    其中 {n} 条是已吊销的密钥写的，不算数：ducha device list --beyond", n=came.void)
        )
    was, now = before.get(came.doc, Stand()), after.get(came.doc, Stand())
    if was != now:
        ctx.say(M("    问题 {a} → {b}，待定 {c} → {d}，迟到填写 {e} → {f}",
                  a=was.issues, b=now.issues, c=was.conflicts, d=now.conflicts, e=was.late, f=now.late))  # fmt: skip
    if now.conflicts or now.late:
        ctx.say(M("    有待定的内容：ducha conflicts 查看"))
    _say_lacking(ctx, name, came)
    return {"document": came.doc, "new": came.new, "void": came.void, "waiting": came.waiting, "uncertified": came.uncertified, "photos": came.photos,
            "photos_missing": came.photos_missing, "lost": came.lost, "turned_away": len(came.problems),
            "conflicts": [was.conflicts, now.conflicts], "issues": [was.issues, now.issues],
            "late": [was.late, now.late]}  # fmt: skip


def by_whom(ctx: Context, new: Mapping[str, Mapping[str, int]]) -> Msg:
    """Return in words who wrote how many events of which kind, from person -> kind -> number."""
    persons = ctx.workspace.district.persons.values()
    names = {str(person.id): person.name for person in persons}
    return listed(
        M("{name}（{kinds}）", name=names.get(by, by),
          kinds=listed(M("{kind} {n} 条", kind=Msg(LABELS.get(kind, kind)), n=n) for kind, n in kinds.items()))
        for by, kinds in new.items()
    )  # fmt: skip


def _say_lacking(ctx: Context, name: str | Msg, came: Came) -> None:
    """Say what waits, what has not come, and what the sender has lost; each with what to do."""
    if came.waiting > came.uncertified:
        ctx.say(
            M(
                "    {n} 条在等还没到的记录：请对方做一个不带 --since 的数据包",
                n=came.waiting - came.uncertified,
            )
        )
    if came.uncertified:
        ctx.say(
            M(
                "    {n} 条是没有证书的设备写的：请督导室签发证书，再导入一次",
                n=came.uncertified,
            )
        )
    if came.photos_missing:
        ctx.say(M("    {n} 张照片还没到", n=came.photos_missing))
    if came.lost:
        ctx.say(
            M(
                "{school}：制作这个数据包的电脑上少了 {n} 条制作人自己的记录：台账可能是从备份恢复的，或者复制到了另一台电脑。请给那台电脑做一个数据包导入，记录就回来了",
                school=name,
                n=came.lost,
            )
        )
