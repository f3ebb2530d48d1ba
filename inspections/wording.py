"""An act in words: the fields of its body as `label：value` lines, the same on screens, pages and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inspections.errors import M, Msg, Translate
from inspections.events import Event
from inspections.fields import Field, Holds
from inspections.kinds import BODIES
from inspections.labels import choice_label

HIDDEN = frozenset({Holds.EVENT, Holds.EVENTS, Holds.NOTICE, Holds.OBJECT, Holds.LIST})
UNSAID = frozenset({"program", "checklist_hash", "list_digest", "root_key", "commitment"})
HOW = {"paper": "书面", "phone": "电话", "on_site": "现场"}


def body_lines(event: Event, translate: Translate = str) -> Iterator[str]:
    """Yield a line for each field that says something to people; ids and empty fields say nothing."""
    for field in BODIES.get(event.kind, ()):
        if field.name in UNSAID:
            continue
        text = field_text(field, event.body.get(field.name), translate)
        if text:
            yield line(field.label, text, translate)
    behalf = event.body.get("behalf")
    if isinstance(behalf, Mapping):
        how = Msg(HOW.get(str(behalf.get("how")), str(behalf.get("how"))))
        told = M("{name}（{how}）", name=behalf.get("name"), how=how)
        yield line("代为登记", told.render(translate), translate)


def line(label: str, text: str, translate: Translate = str) -> str:
    """Return `label：text`, with the colon of the language."""
    return M("{label}：{text}", label=Msg(label), text=text).render(translate)


def field_text(field: Field, value: Any, translate: Translate = str) -> str:
    """Return the words for one field's value, "" for nothing; a value of another shape is shown as it is."""
    if field.holds in HIDDEN or value is None or value in ("", [], {}):
        return ""
    if field.holds is Holds.CHOICE:
        return translate(choice_label(field, value))
    if field.holds in (Holds.FILE, Holds.FILES):
        return "、".join(file_name(one) for one in (value if isinstance(value, list) else [value]))
    if field.holds is Holds.RESPONSIBLE and isinstance(value, Mapping):
        named = [str(value[key]) for key in ("unit", "person") if value.get(key)]
        return "/".join(named or [str(value)])
    if field.holds is Holds.ISSUE:
        return str(value)[:6]
    return str(value)


def file_name(file: Any) -> str:
    """Return the name of a file reference."""
    return str(file.get("name") or file) if isinstance(file, Mapping) else str(file)
