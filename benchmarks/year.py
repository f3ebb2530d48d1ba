"""A school's year as its people recorded it: 20 inspections, 100 issues, about 800 signed events in the ledger.

Most issues go the usual way from notice to closing; some are returned once, some are still open at the end.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.county import answers, checklist_text, found
from inspections.blocks import Block, encode_update
from inspections.checklist_yaml import checklist_hash
from inspections.events_json import Draft, sign
from inspections.ids import DocId, EventId, InspectionId, PersonId, issue_id
from inspections.keys import SigningKey
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.slots import client_of
from inspections.vocabulary import Role

INSPECTIONS, FINDINGS = 20, 5
START = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
WHO = {"zhoumin": Role.INSPECTOR, "yanghui": Role.BUREAU, "zhoulaoshi": Role.SCHOOL}
PINNED = checklist_hash(checklist_text().encode())
KEYS = {who: SigningKey.from_seed(hashlib.sha256(who.encode()).digest()) for who in WHO}


@dataclass
class Telling:
    """One school's events, each at its slot; `tell` signs the next one."""

    doc: DocId
    blocks: list[Block] = field(default_factory=list)
    _seq: dict[str, int] = field(default_factory=dict)
    _newest: dict[str, EventId] = field(default_factory=dict)

    def tell(self, who: str, kind: str, subject: str, seen: Iterable[EventId], at: datetime,
             from_: str | None = None, **body: Any) -> EventId:  # fmt: skip
        """Sign one act and return its id."""
        session = hashlib.sha256(f"{who} {self.doc}".encode()).hexdigest()[:32]
        seq = self._seq.get(who, 0)
        key = KEYS[who]
        draft = Draft(
            doc=self.doc, kind=kind, subject=subject, by=PersonId(who), role=WHO[who], session=session, seq=seq,
            prev=self._newest.get(who), at=at, seen=frozenset(seen), body=body, from_=from_,
        )  # fmt: skip
        event_id, value = sign(draft, key)
        self.blocks.append(Block(client_of(key.public_hex, session), seq, event_id, value))
        self._seq[who], self._newest[who] = seq + 1, event_id
        return event_id


def make(
    folder: Path, schools: int, inspections: int = INSPECTIONS, findings: int = FINDINGS
) -> dict[str, int]:
    """Make a workspace whose schools each have a year behind them; return how much was made."""
    folder.mkdir(parents=True)
    found(folder, schools)
    events = size = 0
    with Store(folder / LEDGER) as store:
        for n in range(1, schools + 1):
            told = year(DocId(f"s{n:03}"), random.Random(n), inspections, findings)
            with store.transaction() as writing:
                for block in told.blocks:
                    writing.append(told.doc, encode_update([block]))
            events += len(told.blocks)
            size += sum(len(block.value) for block in told.blocks)
    return {"events": events, "bytes": size, "issues": schools * inspections * findings}


def year(doc: DocId, chance: random.Random, inspections: int, findings: int) -> Telling:
    """Return the events of one school's year."""
    telling = Telling(doc)
    for n in range(inspections):
        at = START + timedelta(days=15 * n)
        inspection = InspectionId(f"{doc}-{at.date().isoformat()}-sixty-t1")
        raised = [_finding(inspection, k) for k in range(findings)]
        sealed = _inspect(telling, inspection, at, raised, chance)
        for finding in raised:
            _rectify(telling, f"q:{finding['issue']}", sealed, at, chance)
    return telling


def _inspect(telling: Telling, inspection: str, at: datetime, findings: list[dict[str, Any]],
             chance: random.Random) -> EventId:  # fmt: skip
    subject, day = f"i:{inspection}", at.date().isoformat()
    opened = telling.tell(
        "zhoumin", "opened", subject, (), at, checklist="sixty@2026.03", checklist_hash=PINNED, title="六十项检查",
        mode="special", date=day, team="t1", inspectors=["zhoumin"], visit=None, campaign=None, along_with=None,
    )  # fmt: skip
    given = dict(answers(chance, at.date()))
    answered = telling.tell(
        "zhoumin",
        "answered",
        subject,
        (opened,),
        at,
        set=given,
        photos_add={},
        photos_strike=[],
        reason=None,
    )
    signed = [
        telling.tell("zhoumin", "signed", subject, (answered,), at, name=name, image=None,
                     list_digest="0" * 64, objection=None, **{"as": as_})
        for name, as_ in (("周岷", "inspector"), ("周老师", "school"))
    ]  # fmt: skip
    return telling.tell(
        "zhoumin", "sealed", subject, signed, at, heads=[answered], findings=findings, results=dict.fromkeys((f"duty_{n}" for n in range(1, 7)), "pass"),
        unsigned_reason=None, score=None, documents_seen=[], program="0",
    )  # fmt: skip


def _finding(inspection: InspectionId, n: int) -> dict[str, Any]:
    return {
        "issue": issue_id(inspection, f"duty_{n + 1}", ""), "item": f"duty_{n + 1}", "row": "", "title": "值班不落实",
        "place": "", "category": ("duty", "gate", "supplies", "canteen", "signs")[n], "severity": "ordinary",
        "disposition": "notice", "requirement": "补齐值班安排并张贴，逐日登记", "days": 5,
        "basis": "《中小学幼儿园安全管理办法》", "photos": [], "fixed": False,
    }  # fmt: skip


def _rectify(
    telling: Telling, issue: str, sealed: EventId, at: datetime, chance: random.Random
) -> None:
    """Tell one issue's life: the usual way, with a return now and then, and some not yet at its end."""
    due = (at + timedelta(days=8)).date().isoformat()
    head, days = sealed, 0

    def go(who: str, kind: str, from_: str | None, **body: Any) -> None:
        nonlocal head, days
        days += 1
        head = telling.tell(who, kind, issue, (head,), at + timedelta(days=days), from_, **body)

    def submit() -> None:
        go("zhoulaoshi", "submitted", "notified", measures="已补齐安排并张贴", done_on=due, person="周老师",
           photos_before=[], photos_after=[], files=[])  # fmt: skip

    go("yanghui", "confirmed", "found", severity="ordinary", category="duty", title="值班不落实", requirement="补齐",
       days=5, basis="", responsible={"unit": "学校", "person": None})  # fmt: skip
    go(
        "yanghui",
        "notified",
        "confirmed",
        notice="n1",
        issued_on=due,
        due=due,
        requirement="补齐值班安排",
    )
    go("zhoulaoshi", "acknowledged", None, name="周老师")
    if chance.random() < 0.08:
        return
    go("zhoulaoshi", "planned", None, measures="重排值班表", person="周老师", by=due)
    submit()
    if chance.random() < 0.15:
        go(
            "zhoumin",
            "returned",
            "submitted",
            method="on_site",
            judges=head,
            done="",
            remaining="未张贴",
            due=due,
            photos=[],
        )
        submit()
    go("zhoumin", "passed", "submitted", method="on_site", judges=head, note="", photos=[])
    go("yanghui", "closed", "verified", conclusion="已整改到位")
