"""What a laptop shows, as a program sees it that is started now; and a view as bytes, so that two can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from inspections.errors import Msg
from inspections.events import Event
from inspections.ids import DISTRICT
from inspections.view import SchoolView
from tests.simulation.laptop import Laptop
from tests.simulation.telling import School
from tests.simulation.world import World

Shown = dict[str, tuple[str, SchoolView, School]]
"""school -> a name for the set of events, the view, and what the rules make of the same events."""


def view_of(world: World, laptop: Laptop) -> Shown:
    """Return what a laptop shows now; looked at once for all checkers, until its log has grown."""
    held = laptop.held()
    now = {doc: len(events) for doc, events in held.items()}
    kept = world.__dict__.setdefault("shown", {})
    if laptop.name in kept and kept[laptop.name][0] == (laptop.log.path.stat().st_ino, now):
        found: Shown = kept[laptop.name][1]
        return found
    workspace = laptop.fresh()
    try:
        view = workspace.view()
    finally:
        workspace.close()
    district = world.of(held[DISTRICT])
    about = _name(held[DISTRICT])
    told = world.__dict__.setdefault("told_schools", {})
    shown: Shown = {}
    for doc in sorted(held.keys() - {DISTRICT}):
        key = f"{_name(held[doc])} {about}"
        if (doc, key) not in told:
            told[doc, key] = School(world.of(held[doc]), district)
        shown[doc] = key, view.schools[doc], told[doc, key]  # type: ignore[index]
    kept[laptop.name] = (laptop.log.path.stat().st_ino, now), shown
    return shown


def dump(value: Any) -> str:
    """Return the text of a view, the same for the same value; the order of mappings and tuples counts, of sets not."""
    if isinstance(value, Event):
        return f"<{value.id}>"
    if isinstance(value, Msg):
        return repr(value.render(str))
    if is_dataclass(value):
        return f"{type(value).__name__}({','.join(dump(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{dump(k)}:{dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ",".join(sorted(map(dump, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(dump, value)) + "]"
    return repr(value)


def _name(held: Mapping[str, bytes]) -> str:
    return hashlib.sha256("".join(sorted(held)).encode()).hexdigest()[:20]
