"""May this act be recorded at all? Asked of events from elsewhere, once they are signed and certified (DESIGN §5).

The verdict rests on the event, on what it has seen and on the tables, never on what else happens to be held or on a
clock: so every ledger of one version gives the same. Kinds that no table knows are carried, not judged. Refuses to
decide what a status allows: a move that was impossible has no effect, and the fold says so (FORMATS §5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from inspections.errors import Code, M, Msg, Problem, listed
from inspections.events import Event
from inspections.ids import DISTRICT, INSPECTION_ID, EventId, lone_issue_id
from inspections.judge_body import body_faults, is_behalf
from inspections.kinds import (
    DISTRICT_KINDS,
    INSPECTION_KINDS,
    LABELS,
    ON_ISSUES_TOO,
    SELF_ONLY,
    SERVER_KINDS,
    Kind,
)
from inspections.lifecycle import FACTS, MOVES
from inspections.rules import Fact, Move
from inspections.vocabulary import Role

SEEN_MAX: Final = 1000
RAISING: Final = ("raised", "raised_fixed")
_FINDINGS: Final = {"sealed": "findings", "amended": "findings_added"}
_DAILY_BEHALF: Final = ("daily_filed", Role.INSPECTOR)

Find = Callable[[EventId], Event | None]


def judge(event: Event, find: Find) -> tuple[Problem, ...]:
    """Return everything that speaks against the act, in words for its author; () if it may be recorded.

    `find` returns an event of the same document that is held; everything in `seen` and `prev` is.
    """
    if not event.known:
        return ()
    return tuple(_against(event, find))


def _against(event: Event, find: Find) -> Iterator[Problem]:
    if len(event.seen) > SEEN_MAX:
        yield Problem(
            code=Code.RULE_LIMIT,
            what=M("一次看到的记录超过 {n} 条", n=SEEN_MAX),
            remedy=M("先把这个问题或检查的分歧定下来，再办理"),
        )
    row = _row(event)
    if row is None:
        yield _misplaced(event)
        return
    if event.role not in row.who:
        yield _wrong_role(event, row)
    yield from _subject(event, find)
    yield from _behalf(event, row)
    yield from _envelope(event, find)
    yield from body_faults(row.body, event.body)
    if event.role in SELF_ONLY and event.kind == "answered":
        yield from _beyond_self(event)


def _row(event: Event) -> Move | Fact | Kind | None:
    """Return the table's row of an event that stands where its kind belongs, else None."""
    if event.kind in SERVER_KINDS:
        return SERVER_KINDS[event.kind] if event.subject == "" else None
    if event.doc == DISTRICT:
        row = DISTRICT_KINDS.get(event.kind)
        if row is None or not event.subject.startswith(row.subject):
            return None
        tail = event.subject.removeprefix(row.subject)
        return row if bool(tail) == row.subject.endswith("/") else None
    if event.subject.startswith("i:"):
        return INSPECTION_KINDS.get(event.kind)
    if event.subject.startswith("q:"):
        if event.kind in ON_ISSUES_TOO:
            return INSPECTION_KINDS[event.kind]
        return MOVES.get(event.kind) or FACTS.get(event.kind)
    return None


def _subject(event: Event, find: Find) -> Iterator[Problem]:
    """Yield what is wrong with what the act is about: of this document, and there when it was made."""
    seen = [one for i in sorted(event.seen) if (one := find(i)) is not None]
    if event.subject.startswith("i:"):
        parts = INSPECTION_ID.fullmatch(event.subject[2:])
        rooted = event.kind == "opened" or any(one.subject == event.subject for one in seen)
        if parts is None or parts["school"] != event.doc or not rooted:
            yield _misplaced(event)
    elif event.subject.startswith("q:"):
        issue = event.subject[2:]
        if event.kind in RAISING:
            if issue != lone_issue_id(event.doc, event.session, event.seq):
                yield _misplaced(event)
        elif not any(one.subject == event.subject or _raises(one, issue) for one in seen):
            yield _misplaced(event)
    elif event.kind == "district_opened" and (event.seq or event.prev or event.seen):
        yield _misplaced(event)


def _raises(event: Event, issue: str) -> bool:
    """Return whether a sealed or amended inspection lists the issue among its findings."""
    findings = event.body.get(_FINDINGS.get(event.kind, ""), ())
    return isinstance(findings, list) and any(
        isinstance(one, dict) and one.get("issue") == issue for one in findings
    )


def _behalf(event: Event, row: Move | Fact | Kind) -> Iterator[Problem]:
    needed = isinstance(row, Move | Fact) and event.role in row.behalf
    needed = needed or (event.kind, event.role) == _DAILY_BEHALF
    told = event.body.get("behalf")
    if (needed or told is not None) and not is_behalf(told):
        yield Problem(
            code=Code.RULE_BEHALF,
            what=M("“{act}”是学校的事，由{role}登记要写清替谁、怎样得知",
                   act=Msg(row.label), role=Msg(event.role.label)),
            remedy=M("加上 --behalf 姓名 --how paper|phone|on_site [--proof 文件]"),
        )  # fmt: skip


def _envelope(event: Event, find: Find) -> Iterator[Problem]:
    if event.happened_on is not None and event.happened_on > event.at.date():
        yield Problem(
            code=Code.RULE_FIELD,
            what=M("发生的日期 {day} 在登记的日期之后", day=event.happened_on.isoformat()),
            remedy=M("写实际发生的日期"),
        )
    if event.from_ is not None and event.kind not in MOVES:
        yield Problem(
            code=Code.RULE_FIELD,
            what=M("“{act}”不改变状态，却写了从哪个状态", act=Msg(LABELS[event.kind])),
            remedy=M("用督查程序重新办理这一步"),
        )
    before = find(event.prev) if event.prev else None
    if before is not None and before.device != event.device:
        yield Problem(
            code=Code.RULE_FIELD,
            what=M("前一条记录是别的设备写的"),
            remedy=M("用督查程序重新办理这一步"),
        )


def _beyond_self(event: Event) -> Iterator[Problem]:
    """Yield what a school writes outside its own column (FORMATS §6: S only `self`)."""
    struck = event.body.get("photos_strike")
    strikes = struck if isinstance(struck, list) else []
    paths = [
        *_keys(event.body.get("set")),
        *_keys(event.body.get("photos_add")),
        *(str(one.get("path")) for one in strikes if isinstance(one, dict)),
    ]
    outside = [path for path in paths if not path.endswith(".self")]
    if outside:
        yield Problem(
            code=Code.RULE_ROLE,
            what=M("学校只能填自查一栏，不能填“{path}”", path=outside[0][:80]),
            remedy=M("对检查结果有意见，用陈述申辩"),
        )


def _keys(value: Any) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _misplaced(event: Event) -> Problem:
    return Problem(
        code=Code.RULE_SUBJECT,
        what=M("“{kind}”不能记在“{subject}”上：不属于这份台账，或登记的人没有看到它",
               kind=Msg(LABELS[event.kind]), subject=event.subject[:80]),
        remedy=M("先收下这所学校的全部记录，再在那个问题或检查上办理"),
    )  # fmt: skip


def _wrong_role(event: Event, row: Move | Fact | Kind) -> Problem:
    able = listed(Msg(role.label) for role in Role if role in row.who)
    return Problem(
        code=Code.RULE_ROLE,
        what=M("{role}不能办理“{act}”", role=Msg(event.role.label), act=Msg(row.label)),
        remedy=M("请由这些人来做：{could}", could=able),
    )
