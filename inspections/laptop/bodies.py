"""The desk of a command on a laptop: its files come from the disk, its issues from the ledger, its days from the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspections.act_bodies import Bodies
from inspections.deadline import WorkCalendar
from inspections.errors import M, Msg
from inspections.fields import Field
from inspections.ids import crockford, sha256_hex
from inspections.laptop.context import Context
from inspections.laptop.part import Part
from inspections.view import Issue

UNNAMED = "当事人"
"""Stands for the name of a file about a person: the name of such a file says who it is."""


@dataclass
class LaptopDesk:
    """The desk of one command; its issues share a notice id, and each file is kept once."""

    ctx: Context
    part: Part
    _files: dict[str, Mapping[str, object]] = field(default_factory=dict)
    _notice: str | None = None

    def today(self) -> date:
        """Return the day in the district's zone."""
        return self.ctx.workspace.today()

    def calendar(self) -> WorkCalendar:
        """Return the working days, with the calendars of the workspace."""
        return self.ctx.workspace.calendar()

    def field(self, one: Field) -> Msg:
        """Return the option, and the words behind it."""
        option = one.name.replace("_", "-")
        return M("--{option}（{label}）", option=option, label=Msg(one.label))

    def file(self, value: Any) -> Mapping[str, object]:
        """Keep the file of this path, named from the folder of `-C`. Raises UserError."""
        if value not in self._files:
            self._files[value] = self.ctx.workspace.blobs.take(self.ctx.path(value))
        return self._files[value]

    def private_file(self, value: Any, issue: Issue, field: str) -> Mapping[str, object]:
        """Keep the file of a private field: sealed, and without its name. Raises UserError."""
        private, file = self.ctx.workspace.private, self.ctx.path(value)
        return private.take(file, f"q:{issue.id}", field, UNNAMED)

    def issue(self, letters: str) -> Issue:
        """Return the issue of these first letters. Raises UserError: none, or several."""
        return self.part.issue(letters)

    def notice_id(self) -> str:
        """Return the id of the notice of this command."""
        if self._notice is None:
            recorder = self.ctx.actor.recorder
            text = f"{recorder.session}\n{self.ctx.workspace.store.count()}"
            self._notice = crockford(bytes.fromhex(sha256_hex(text.encode())), 26)
        return self._notice

    def provisional(self, due: date) -> None:
        """Say that the deadline may move."""
        self.ctx.say(M("整改时限 {day} 为暂定：那一年的放假安排还没有公布", day=due.isoformat()))


def bodies_of(ctx: Context, part: Part) -> Bodies:
    """Return what makes the bodies of one command."""
    return Bodies(LaptopDesk(ctx, part))
