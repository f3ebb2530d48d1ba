"""The lines of a timeline: what each event did to its issue, inspection or district, and where it led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspections.errors import Msg
from inspections.events import Event
from inspections.vocabulary import Status


class Effect(StrEnum):
    """What an event did to its issue or inspection."""

    MOVED = "moved"  # a legal move that counts
    ABSORBED = "absorbed"  # 迟到: another branch already did the same and went on
    NO_EFFECT = "no_effect"  # 未生效: impossible when it was made
    FACT = "fact"
    LATE_FACT = "late_fact"  # recorded blind in a status that the table does not name for it
    NEWER = "newer"  # a kind that this version does not know


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timeline: the event, what it did, where it led, and why not if it did nothing."""

    event: Event
    effect: Effect
    to: Status | None = None
    why: Msg | None = None


COUNTING = frozenset({Effect.MOVED, Effect.FACT, Effect.LATE_FACT})


def pinned(timeline: Iterable[Entry], checklist: str) -> frozenset[str]:
    """Return the hashes under which an inspection's acts chose this checklist (`id@version`): opened, or upgraded."""
    found = set()
    for event in (entry.event for entry in timeline):
        chosen = event.body if event.kind == "opened" else event.body.get("set")
        name = "checklist" if event.kind == "opened" else "record.checklist"
        if isinstance(chosen, Mapping) and chosen.get(name) == checklist:
            found.add(event.body.get("checklist_hash"))
    return frozenset(one for one in found if isinstance(one, str))
