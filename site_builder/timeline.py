"""A timeline: who did what when, from the entries of the view, by the tables of kinds and fields.

A kind that this version does not know is one line that says so. What the audience may not see is left out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from inspections.errors import M
from inspections.events import Event
from inspections.fields import Field, Holds
from inspections.ids import EventId, IssueId, PersonId
from inspections.kinds import BODIES, LABELS
from inspections.labels import choice_label
from inspections.timeline import Effect, Entry
from inspections.vocabulary import Status
from site_builder import links
from site_builder.lines import status_tag
from site_builder.material import Material
from site_builder.parts import Fact, Photo, Tag, TimelineLine
from site_builder.photos_of import photo
from site_builder.policy import NOBODYS, PRIVATE_FIELDS, Audience, author_shown, event_shown

FLAGS: Mapping[Effect, tuple[str, str]] = {
    Effect.ABSORBED: ("迟到", "到得晚，问题已经往下办理；保留，不改变状态。"),
    Effect.NO_EFFECT: ("未生效", "记录的时候已经不能这样办理，不改变状态。"),
    Effect.LATE_FACT: ("迟到", "记录时不知道状态已经变了；照样保留。"),
    Effect.NEWER: ("需要新版本", "这一条由更新的版本写成，本版本只能保留，不能解释。"),
}
SKIPPED_KINDS = frozenset({"sealed", "opened", "answered", "amended"})
"""Kinds whose body is shown elsewhere on the page, not in the timeline."""
SKIPPED_FIELDS = frozenset({"list_digest", "image", "as", "target", "notice", "source"})


def timeline(
    m: Material, entries: Iterable[Entry], sides: frozenset[EventId] = NOBODYS
) -> tuple[TimelineLine, ...]:
    """Return the lines of a timeline that the audience may see, oldest first; `sides` as in `policy.author_shown`."""
    return tuple(line(m, e, sides) for e in entries if event_shown(e.event, m.audience))


def line(m: Material, entry: Entry, sides: frozenset[EventId] = NOBODYS) -> TimelineLine:
    """Return one entry as a line."""
    who_shown = author_shown(entry, m.audience, sides)
    event = entry.event
    body = event.body
    shown = event.known and event.kind not in SKIPPED_KINDS
    fields = BODIES[event.kind] if shown else ()
    return TimelineLine(
        id=event.id[:12],
        day=event.day,
        label=label(m, entry),
        who=author(m, entry) if who_shown else "",
        to=status_tag(m, entry.to) if entry.to else None,
        flags=flags(m, entry),
        notes=notes(m, entry, body, who_shown),
        facts=tuple(fact for field in fields for fact in fact_of(m, event, field, body)),
        photos=tuple(
            shot
            for field in fields
            if field.holds is Holds.FILES
            for shot in photos_of_field(m, field, body)
        ),
    )


def label(m: Material, entry: Entry) -> str:
    """Return what the act is called; a sealed inspection raised the issue in whose timeline it stands."""
    kind = entry.event.kind
    if kind == "sealed" and entry.to is not None:
        kind = "raised_fixed" if entry.to is Status.FIXED else "raised"
    return m.translate(LABELS[kind]) if kind in LABELS else kind


def author(m: Material, entry: Entry) -> str:
    """Return the name of who acted, and as what."""
    role = entry.event.role
    word = m.translate(role.label)
    return M("{name}（{role}）", name=m.name(entry.event.by), role=word).render(m.translate)


def flags(m: Material, entry: Entry) -> tuple[Tag, ...]:
    """Return 迟到, 未生效 or 需要新版本, with what it means."""
    if entry.effect not in FLAGS:
        return ()
    text, means = FLAGS[entry.effect]
    return (Tag(text=m.translate(text), tone="dispute", means=m.translate(means)),)


def notes(m: Material, entry: Entry, body: Mapping[str, Any], who_shown: bool) -> tuple[str, ...]:
    """Return why an act had no effect, when it was entered later, and for whom somebody recorded it."""
    said = []
    if entry.why is not None and m.audience is Audience.BUREAU:
        said.append(entry.why)
    if entry.event.happened_on and entry.event.happened_on != entry.event.at.date():
        said.append(M("{day}补录", day=day_text(m, entry.event.at.date())))
    behalf = body.get("behalf")
    if isinstance(behalf, Mapping) and who_shown:
        how = m.translate(choice_label("how", behalf.get("how", "")))
        said.append(M("代{name}录入（{how}）", name=str(behalf.get("name", "")), how=how))
    return tuple(note.render(m.translate) for note in said)


def fact_of(m: Material, event: Event, field: Field, body: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return a field of a body as label and text; nothing when it is empty, private or shown otherwise."""
    value = body.get(field.name)
    if value in (None, "", []) or (event.kind, field.name) in PRIVATE_FIELDS:
        return ()
    if field.name in SKIPPED_FIELDS or field.holds in (Holds.EVENT, Holds.EVENTS, Holds.FILES):
        return ()
    text, path = worded(m, field, body, value)
    return (Fact(label=m.translate(field.label), text=text, path=path),) if text else ()


def worded(m: Material, field: Field, body: Mapping[str, Any], value: Any) -> tuple[str, str]:
    """Return the words of a field's value, and where they lead."""
    if field.holds is Holds.ISSUE:
        other = m.issue_of.get(IssueId(str(value)))
        return (
            (f"{other.spoken} {other.title}", links.issue_path(other.id))
            if other
            else (str(value)[:6], "")
        )
    if field.holds is Holds.DATE:
        return day_text(m, value), ""
    if field.holds is Holds.CHOICE:
        return m.translate(choice_label(field, value)), ""
    if isinstance(value, Mapping):
        parts = (value.get("name") or value.get("unit"), value.get("person"))
        return " / ".join(str(part) for part in parts if part), ""
    if field.name == "file":
        return m.file_names.get(str(value), str(value)), ""
    if field.name == "person":
        return m.name(PersonId(str(value))), ""
    if field.name == "value":  # `corrected`: the value of a choice is its id
        return m.translate(choice_label(str(body.get("field")), value)), ""
    return ("", "") if isinstance(value, (list, tuple)) else (str(value), "")


def photos_of_field(m: Material, field: Field, body: Mapping[str, Any]) -> tuple[Photo, ...]:
    """Return the photos and files that a field names."""
    value = body.get(field.name)
    files = value if isinstance(value, (list, tuple)) else ()
    return tuple(
        photo(m, file, m.translate(field.label)) for file in files if isinstance(file, Mapping)
    )


def day_text(m: Material, value: object) -> str:
    """Return a date, or the text of one, in the form that the language has; other text as it is."""
    from site_builder.rendering import day_en, day_zh

    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return day_zh(day) if m.translate("督查") == "督查" else day_en(day)
