"""What `ducha bundle` says of private answers: how many were sealed for whom, how many came, how many were erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspections.errors import M, Problem, listed
from inspections.ids import PersonId, SchoolId
from inspections.laptop.context import Context

if TYPE_CHECKING:
    from inspections.bundle_format import BundleHead
    from inspections.laptop.bundle_file import BundleFile


@dataclass(frozen=True)
class Brought:
    """What an import did with private answers."""

    kept: int = 0
    left: int = 0
    erased: int = 0
    problems: tuple[Problem, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.kept or self.left or self.erased or self.problems)

    def json(self) -> dict[str, int]:
        """Return the numbers for `--json`."""
        return {"kept": self.kept, "left": self.left, "erased": self.erased}


def bring_private(ctx: Context, bundle: BundleFile, schools: Collection[SchoolId]) -> Brought:
    """Erase what the bundle's events say must go, then keep what is sealed for the keys that lie here."""
    from inspections.laptop.private_erasing import erase_due
    from inspections.laptop.private_travel import take_private

    gone = erase_due(ctx.workspace, sorted(schools))
    taken = take_private(ctx.workspace, bundle)
    return Brought(taken.kept, taken.left, sum(gone.blobs.values()), gone.problems)


def say_private(ctx: Context, brought: Brought) -> None:
    """Say in a line each what came, what was left, what was erased."""
    if brought.kept:
        ctx.say(M("收下不公开的答案和照片 {n} 份", n=brought.kept))
    if brought.left:
        ctx.say(M("另有 {n} 份不公开的不是给这里的人的，或已销毁、打不开，没有收", n=brought.left))
    if brought.erased:
        ctx.say(M("按督导室的决定销毁了不公开的答案和照片 {n} 份", n=brought.erased))
    ctx.fail(brought.problems)


def sealed_in(head: BundleHead) -> dict[str, int]:
    """Return device -> how many private blobs are sealed for it, for `--json`."""
    return {device: len(blobs) for device, blobs in head.private.items()}


def say_sealed(ctx: Context, head: BundleHead, asked: Iterable[str]) -> None:
    """Say for whom how many private answers were sealed, and who of those `asked` for gets none."""
    from inspections.laptop.lookup import person_named

    district = ctx.workspace.district
    count: dict[PersonId, int] = {}
    for device, blobs in head.private.items():
        person = PersonId(district.devices[device].person)
        count[person] = max(count.get(person, 0), len(blobs))

    def name(person: PersonId) -> str:
        return district.persons[person].name if person in district.persons else str(person)

    if count:
        told = listed(M("{name} {n} 份", name=name(one), n=n) for one, n in count.items())
        ctx.say(M("不公开的答案和照片已加密封入：{told}", told=told))
    without = {person_named(district, one).id: None for one in asked}.keys() - count.keys()
    for person in sorted(without):
        ctx.say(M("{name}：没有他可以看、这里又有、还没有给过的不公开答案", name=name(person)))
