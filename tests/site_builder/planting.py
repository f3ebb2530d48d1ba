"""A workspace in which every field of every kind of event holds a mark of its own, so that a mark found tells its field.

The fields come from the tables of FORMATS §4–§7 (`kinds.BODIES`): a new one is planted by itself. A mark is text that no
escaping, case folding or dictionary changes; files are real pictures whose metadata hold one too.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PIL import Image

from inspections.events import Event
from inspections.fields import Field, Holds
from inspections.ids import DocId, EventId, PersonId, lone_issue_id
from inspections.kinds import BODIES
from inspections.laptop.recorder import Act, Recorder
from inspections.lifecycle import FACTS, MOVES
from inspections.rules import Fact, Move
from inspections.vocabulary import Role
from tests.inspections.laptop.office import Office

DAY = date(2026, 3, 2)
DOC = DocId("yl3x")
ACTORS = {
    Role.ROOT: "chenjing", Role.BUREAU: "yanghui", Role.AREA_LEAD: "zhaolei", Role.INSPECTOR: "wangmin",
    Role.SCHOOL: "zhoulaoshi",
}  # fmt: skip


class Marks:
    """Marks by what they stand for: a kind, a field, and what within it."""

    def __init__(self) -> None:
        self.of: dict[str, tuple[str, ...]] = {}

    def __call__(self, *what: str) -> str:
        """Return the mark of `what`, the same one each time."""
        mark = f"zq{hashlib.sha256('/'.join(what).encode()).hexdigest()[:12]}qz"
        self.of[mark] = what
        return mark


class Planter:
    """Records acts into a small workspace, each with a mark in every field."""

    def __init__(self, office: Office, marks: Marks) -> None:
        self.office, self.marks = office, marks
        self.workspace = office.workspace()
        self.writers: dict[str, Recorder] = {}

    def record(
        self,
        doc: str,
        kind: str,
        subject: str | Callable[[Recorder], str],
        role: Role,
        seen: Iterable[str] = (),
        from_: str | None = None,
        **given: Any,
    ) -> Event:
        """Record one act of `kind` whose fields hold marks, but for those that are given."""
        person = ACTORS[role]
        if person not in self.writers:
            key = self.workspace.keyring.key(person)
            self.writers[person] = Recorder(self.workspace, PersonId(person), key)
        writer = self.writers[person]
        body = {field.name: self.value(kind, field) for field in BODIES[kind]}
        body["unheard_of"] = self.marks(kind, "a field of a newer version")
        act = Act(
            doc=DocId(doc),
            kind=kind,
            subject=subject if isinstance(subject, str) else subject(writer),
            role=role,
            body=body | given,
            seen=frozenset(map(EventId, seen)),
            from_=from_,
        )
        return writer.record([act])[0]

    def value(self, kind: str, field: Field) -> Any:
        """Return a value of the shape that the field holds, with marks wherever somebody could write something."""

        def mark(*more: str) -> str:
            return self.marks(kind, field.name, *more)

        shapes: Mapping[Holds, Callable[[], Any]] = {
            Holds.FILE: lambda: self.file(kind, field.name, private=field.private),
            Holds.FILES: lambda: [self.file(kind, field.name), self.document(kind, field.name)],
            Holds.DATE: lambda: (DAY + timedelta(days=9)).isoformat(),
            Holds.INTEGER: lambda: 5,
            Holds.DECIMAL: lambda: "5",
            Holds.CHOICE: lambda: field.choices[0],
            Holds.EVENT: lambda: None,
            Holds.EVENTS: list,
            Holds.ISSUE: lambda: "0" * 26,
            Holds.RESPONSIBLE: lambda: {"unit": mark(), "person": mark("person")},
            Holds.OBJECT: lambda: {mark("key"): mark()},
            Holds.LIST: lambda: [mark(), {mark("key"): mark()}],
        }
        return shapes.get(field.holds, mark)()

    def file(self, *what: str, private: bool = False) -> dict[str, object]:
        """Keep a photo with marks in its name, its metadata and behind its end; return what stands for it."""
        data = photo(self.marks(*what, "EXIF"))
        if private:
            return {
                "sha256": self.workspace.private.put(data),
                "name": f"{self.marks(*what)}.jpg",
                "bytes": 1,
            }
        return {
            "sha256": self.workspace.blobs.put(data),
            "name": f"{self.marks(*what)}.jpg",
            "bytes": 1,
        }

    def document(self, *what: str) -> dict[str, object]:
        """Keep a file that is no picture, though its name says so, with a mark in it."""
        data = b"%PDF-1.4 " + self.marks(*what, "content of a file").encode()
        return {"sha256": self.workspace.blobs.put(data), "name": f"{self.marks(*what, 'name of a file')}.jpg", "bytes": 1}  # fmt: skip

    def behalf(self, kind: str) -> dict[str, object]:
        """Return for whom an act was recorded, with a paper as proof."""
        return {
            "name": self.marks(kind, "behalf"),
            "how": "paper",
            "proof": self.file(kind, "proof"),
        }

    def issue(self, begin: str, *path: str) -> list[Event]:
        """Raise an issue by the kind `begin`, take it along `path`, and return its events."""

        def subject(writer: Recorder) -> str:
            return f"q:{lone_issue_id(DOC, writer.session, writer.next_seq(DOC))}"

        told = [self.record(DOC, begin, subject, Role.INSPECTOR, severity="ordinary")]
        status = MOVES[begin].to[None]
        for kind in path:
            told.append(self.next(told, kind, from_=status.value))
            status = MOVES[kind].to[status]
        return told

    def next(
        self, told: Sequence[Event], kind: str, role: Role | None = None, **given: Any
    ) -> Event:
        """Record `kind` on the issue of `told`, having seen all of them, by the first role that the table allows."""
        row: Move | Fact = MOVES[kind] if kind in MOVES else FACTS[kind]
        order = (Role.SCHOOL, Role.INSPECTOR, Role.BUREAU, Role.AREA_LEAD)
        acting = role or next(one for one in order if one in row.who)
        if acting in row.behalf:
            given["behalf"] = self.behalf(kind)
        return self.record(DOC, kind, told[0].subject, acting, {told[0].id, told[-1].id}, **given)


def photo(mark: str) -> bytes:
    """Return a picture that carries a mark in every place for text that cameras and editors use, and where it was taken."""
    exif = Image.Exif()
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        exif[tag] = mark
    exif[0x9C9B] = mark.encode("utf-16-le")  # XPTitle
    exif[0x927C] = mark.encode()  # MakerNote
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (39.0, 54.0, 20.0), mark
    out = io.BytesIO()
    colour = "#" + hashlib.sha256(mark.encode()).hexdigest()[:6]
    Image.new("RGB", (640, 480), colour).save(out, "JPEG", exif=exif, comment=mark.encode(), quality=60,
        xmp=f"<x:xmpmeta>{mark}</x:xmpmeta>".encode(), icc_profile=mark.encode() * 9)  # fmt: skip
    return out.getvalue() + mark.encode()
