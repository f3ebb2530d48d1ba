"""The sibling that holds a record's private answers: what was typed into the record itself is moved there, and it
follows the record to another version of the checklist.

Only texts are made here. Refuses to choose between two different answers: where the sibling says otherwise already,
both stay where they are. No answer is ever quoted in a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspections.answers import one
from inspections.blank import blank_private, keys_of, question_of
from inspections.checklist import Checklist, Item
from inspections.inspection import Header, Record
from inspections.inspection_write import as_tree, write
from inspections.splice import SpliceError, splice, tree
from inspections.upgrade import fits, set_aside
from inspections.yaml_lines import lines_of


@dataclass(frozen=True)
class Moved:
    """Both texts after moving, the items that were moved, and those whose answers stay in the record."""

    record: str
    sibling: str
    items: tuple[Item, ...] = ()
    stay: tuple[Item, ...] = ()


def move(text: str, sibling: str | None, checklist: Checklist, header: Header) -> Moved:
    """Return the texts with every private answer of the record in its sibling (None: there is none yet).

    An answer stays when the sibling holds another one, or either text cannot be changed at that place.
    """
    there = sibling if sibling is not None else blank_private(checklist, header) or ""
    private = [item for item in checklist.items if item.private]
    order = [item.id for item in private]
    moved, stay = [], []
    for item in private:
        try:
            typed = _answers(text).get(item.id)
            if typed in (None, ""):
                continue
            held = _answers(there).get(item.id)
            if not _empty(held) and held != typed:
                stay.append(item)
                continue
            taken = splice(text, ("answers", item.id), [])
            if held != typed:
                lines = lines_of(item.id, as_tree(typed))
                there = splice(_with_answers(there), ("answers", item.id), lines, order)
            text = taken
        except SpliceError:
            stay.append(item)
            continue
        moved.append(item)
    return Moved(text, there, tuple(moved), tuple(stay))


def upgrade_sibling(
    sibling: str | None, record: Record, old: Checklist, new: Checklist
) -> tuple[str | None, tuple[str, ...]]:
    """Return the sibling's text for the version `new`, and the paths of answers kept there as orphans.

    An answer whose item is public now is an orphan too: nobody typed it for the public. None when there is none, and
    none is asked for. Raises SpliceError if the text does not read.
    """
    if sibling is None:
        return blank_private(new, record.header), ()
    before = {item.id for item in old.items if item.private}
    after = {item.id: item for item in new.items if item.private}
    misfits = {
        path: one(answer.value)
        for path, answer in record.private.items()
        if path.split(".")[0] not in after or not fits(old, new, path, answer.value)
    }
    for path, names in record.private_photos.items():
        if path.split(".")[0] not in after:
            misfits[f"{path}.photos"] = one(names)
    left = {path: None for path in misfits if path.split(".")[0] in after}
    text = write(sibling, old, left) if left else sibling
    for name in before - after.keys():
        text = splice(_with_answers(text), ("answers", name), [])
    for item in (item for name, item in after.items() if name not in before):
        lines = [*question_of(new, item), *keys_of(item, False)]
        if item.id not in _answers(text):
            text = splice(_with_answers(text), ("answers", item.id), lines, list(after))
    return set_aside(text, misfits), tuple(misfits)


def _answers(text: str) -> Mapping[str, object]:
    read = tree(text)
    answers = read.get("answers") if isinstance(read, dict) else None
    return answers if isinstance(answers, dict) else {}


def _with_answers(text: str) -> str:
    read = tree(text)
    if isinstance(read, dict) and "answers" not in read:
        return splice(text, ("answers",), ["answers:"])
    return text


def _empty(value: object) -> bool:
    """Return whether nothing was typed at any depth."""
    if isinstance(value, Mapping):
        return all(_empty(below) for below in value.values())
    return value in (None, "")
