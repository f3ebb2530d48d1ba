"""What stands beside the documents, told without alarm: working copies ahead of the ledger, events that wait or were turned away.

Refuses to mend anything here: a person types on, brings another bundle, or asks the author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum

from inspections.certificates import Doubt
from inspections.door_answers import SAYS, Against
from inspections.errors import M, Msg
from inspections.events import Unreadable
from inspections.events_json import decode
from inspections.ids import INSPECTION_ID, DocId, InspectionId
from inspections.laptop.working_copy import record_files, record_path
from inspections.laptop.workspace import Workspace

NAMES_MAX = 8


class For(StrEnum):
    """What an event outside the document waits for."""

    NEWER = "newer"
    CERTIFICATE = "certificate"
    RESTS = "rests"
    BEFORE = "before"


WAITS: Mapping[str, Msg] = {
    For.NEWER: M("等程序升级"),
    For.CERTIFICATE: M("等设备证书"),
    For.RESTS: M("等它所依据的记录"),
    For.BEFORE: M("等它前面的记录"),
}


def copies(workspace: Workspace) -> Iterator[Msg]:
    """Yield, in words, which working copies hold what the ledger does not have, are not there, or were left half-way."""
    store = workspace.store
    changed, gone, stopped = list[str](), list[str](), list[str]()
    for inspection in store.bases():
        parts, base = INSPECTION_ID.fullmatch(inspection), store.base(inspection)
        path = record_path(workspace, parts["school"], inspection) if parts else None
        if path is None or not path.is_file():
            gone.append(inspection)
        elif base is not None and path.read_bytes() != base.text.encode("utf-8", "surrogatepass"):
            changed.append(inspection)
        if store.intended(inspection) is not None:
            stopped.append(inspection)
    files = (InspectionId(f"{p.parent.name}-{p.stem}") for p in record_files(workspace))
    unknown = [one for one in files if not store.documents_about(f"i:{one}")]
    for which, says in (
        (changed, M("有还没有记入台账的填写，导出或封存时记入")),
        (unknown, M("还没有记入台账，导出或封存时记入")),
        (gone, M("文件不在了；台账里的内容都在，导出或导入时会重写")),
        (stopped, M("上次没有写完，下次导出或导入时接着写")),
    ):
        if which:
            names = "、".join(which[:NAMES_MAX])
            yield M("{n} 份检查{says}：{names}", n=len(which), says=says, names=names)


def waiting(workspace: Workspace) -> dict[DocId, Counter[str]]:
    """Return, per document, how many events wait outside it, and for what."""
    return {doc: _waiting(workspace, doc) for doc in workspace.store.documents_waiting()}


def _waiting(workspace: Workspace, doc: DocId) -> Counter[str]:
    held = workspace.store.load(doc).values()
    found = Counter[str]()
    for block in workspace.store.waiting(doc):
        event = decode(block.value, block.id, doc)
        if isinstance(event, Unreadable):
            found[For.NEWER] += 1
        elif any(one not in held for one in (*event.seen, *([event.prev] if event.prev else ()))):
            found[For.RESTS] += 1
        elif workspace.district.authority.doubt(event) is Doubt.MISSING:
            found[For.CERTIFICATE] += 1
        else:
            found[For.BEFORE] += 1
    return found


def turned_away(workspace: Workspace) -> dict[DocId, dict[str, int]]:
    """Return, per document, how many events were turned away and kept aside, by the code of the reason."""
    found: dict[DocId, dict[str, int]] = {}
    for doc, why, count in workspace.store.quarantine_counts():
        found.setdefault(doc, {})[why] = count
    return found


def reason(code: str) -> Msg:
    """Return a reason of `turned_away` in words; the code itself, where it is that of a rule."""
    return SAYS[Against(code)] if code in set(Against) else Msg(code)
