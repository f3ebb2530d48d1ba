"""A record taken to another version of its checklist: what differs, and no answer lost.

What still fits stays where it is, byte for byte. What no longer fits (item gone, of another type, word no longer
offered) moves to `orphans:`, as typed. Private answers are never moved into the record: they stay in their sibling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspections.answers import Wrong, meaning, one
from inspections.blank import keys_of, question_of
from inspections.checklist import Checklist, Item, ItemType
from inspections.inspection import BESIDE, REMOVED, Record, Value
from inspections.inspection_write import as_tree, write
from inspections.splice import splice, tree
from inspections.yaml_lines import lines_of

_UNWRITTEN = (ItemType.CALC, ItemType.NOTE)


@dataclass(frozen=True)
class Difference:
    """What another version changes, as item ids: new ones, gone ones, those that ask or judge differently."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Upgrade:
    """The upgraded text, what differs, and the answers that no longer fit, by path."""

    text: str
    difference: Difference
    orphans: dict[str, str]


def difference(old: Checklist, new: Checklist) -> Difference:
    """Return what differs between two versions of a checklist, each in printed order."""
    before, after = {i.id: i for i in old.items}, {i.id: i for i in new.items}
    return Difference(
        added=tuple(i for i in after if i not in before),
        gone=tuple(i for i in before if i not in after),
        changed=tuple(
            i
            for i in after
            if i in before
            and (before[i] != after[i] or old.words(before[i]) != new.words(after[i]))
        ),
    )


def upgrade(text: str, record: Record, old: Checklist, new: Checklist) -> Upgrade:
    """Return the record's `text` for the version `new` of its checklist `old`.

    Raises SpliceError if the text does not read; conflicts should be settled before.
    """
    differs = difference(old, new)
    misfits = {
        path: answer.value
        for path, answer in record.answers.items()
        if not path.startswith(("record.", "findings.")) and not fits(old, new, path, answer.value)
    }
    orphans = {path: one(value) for path, value in misfits.items()}
    for path, names in record.photos.items():
        if path.split(".")[0] in differs.gone:
            orphans[f"{path}.photos"] = one(names)
    text = splice(text, ("checklist",), [f"checklist: {new.ref}"])
    for gone in differs.gone:
        text = splice(text, ("answers", gone), [])
    text = write(text, old, {p: None for p in misfits if p.split(".")[0] not in differs.gone})
    text = _questions(text, old, new)
    for item in new.items:
        if item.id in differs.added and item.type not in _UNWRITTEN and not item.private:
            lines = [*question_of(new, item), *keys_of(item, False)]
            text = splice(text, ("answers", item.id), lines, [i.id for i in new.items])
    return Upgrade(set_aside(text, orphans), differs, orphans)


def set_aside(text: str, orphans: Mapping[str, str]) -> str:
    """Return the text with these answers under `orphans:`, beside those that stand there; none is written over."""
    if not orphans:
        return text
    read = tree(text)
    held = read.get("orphans") if isinstance(read, dict) else None
    kept = dict(held) if isinstance(held, dict) else {}
    for path, value in orphans.items():
        names = (path, *(f"{path}_{n}" for n in range(2, len(kept) + 3)))
        kept[next(name for name in names if kept.get(name, value) == value)] = value
    return splice(text, ("orphans",), lines_of("orphans", as_tree(kept)))


def fits(old: Checklist, new: Checklist, path: str, value: Value) -> bool:
    """Return whether an answer still means something at its path; one that became private is left to the reader."""
    head, *rest = path.split(".")
    before, after = old.item(head), new.item(head)
    if before is None or after is None or before.type is not after.type:
        return False
    if after.private:
        return True
    if after.type is ItemType.MATRIX:
        return rest[0] in BESIDE or (rest[0] in after.rows and rest[-1] in after.columns)
    if after.type is ItemType.REPEAT:
        known = {*after.fields, *BESIDE, REMOVED}
        return not rest or rest[0] in BESIDE or rest[-1] in known
    if rest and rest[0] in BESIDE and rest != ["self"]:
        return True
    if bool(before.parts) != bool(after.parts) or (after.parts and rest[0] not in after.parts):
        return False
    beside = len(rest) > (1 if after.parts else 0) and rest != ["self"]
    return beside or not isinstance(meaning(new, after, value), Wrong)


def _questions(text: str, old: Checklist, new: Checklist) -> str:
    """Return the text with the questions that the blank wrote brought up to date; a person's comments stay."""
    asked = {line for item in new.items for line in question_of(new, item)}
    for item in old.items:
        was = question_of(old, item)
        now = _question_now(new, item)
        if was == now or not set(was) - asked:
            continue
        for ending in ("\r\n", "\n"):
            block = "".join(f"  {line}{ending}" for line in was)
            text = text.replace(block, "".join(f"  {line}{ending}" for line in now), 1)
    return text


def _question_now(new: Checklist, item: Item) -> list[str]:
    after = new.item(item.id)
    return question_of(new, after) if after else []
