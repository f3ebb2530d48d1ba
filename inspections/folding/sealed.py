"""What `sealed` and `amended` froze: findings, results, score, documents, and the signatures (FORMATS §6).

A newer checklist or program changes nothing here. Refuses nothing: what has the wrong shape is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspections.folding import bodies
from inspections.folding.bodies import Body
from inspections.folding.issue import Finding
from inspections.folding.past import History, bits
from inspections.ids import InspectionId, IssueId
from inspections.view import Score, Signature
from inspections.vocabulary import Mode


def findings(
    history: History, raising: int, inspection: InspectionId, mode: Mode | None, day: date
) -> dict[IssueId, tuple[Finding, ...]]:
    """Return issue -> the findings that the effective events in the mask `raising` raise it with."""
    found: dict[IssueId, tuple[Finding, ...]] = {}
    for n in bits(raising):
        event = history.events[n]
        for body in bodies.items(
            event.body, "findings" if event.kind == "sealed" else "findings_added"
        ):
            issue = bodies.text(body, "issue") if isinstance(body, Mapping) else None
            if issue:
                finding = Finding(n, body, inspection, mode, day)
                found[IssueId(issue)] = (*found.get(IssueId(issue), ()), finding)
    return found


def results(frozen: list[Body]) -> dict[str, str]:
    """Return item -> result of all sealings, a later one's over an earlier one's."""
    return {
        item: result
        for body in frozen
        for item, result in bodies.mapping(body, "results").items()
        if isinstance(result, str)
    }


def score(body: Body) -> Score | None:
    """Return the frozen score, None if none was given."""
    told = bodies.mapping(body, "score")
    got, of = bodies.text(told, "got"), bodies.text(told, "of")
    if got is None or of is None:
        return None
    lines = (line for line in bodies.items(told, "lines") if isinstance(line, Mapping))
    return Score(
        got=got,
        of=of,
        percent=bodies.text(told, "percent"),
        veto=bodies.texts(told, "veto"),
        lines=tuple({k: v for k, v in line.items() if isinstance(v, str)} for line in lines),
    )


def documents(body: Body) -> tuple[tuple[str, int], ...]:
    """Return (what, how many) of the documents seen."""
    rows = (row for row in bodies.items(body, "documents_seen") if isinstance(row, Mapping))
    told = ((bodies.text(row, "what"), bodies.whole(row, "count")) for row in rows)
    return tuple((what, count or 0) for what, count in told if what)


def signatures(history: History, signed: int) -> tuple[Signature, ...]:
    """Return the signatures of the events in the mask `signed`, oldest first."""
    events = (history.events[n] for n in bits(signed))
    return tuple(
        Signature(
            name=bodies.text(e.body, "name") or "",
            as_=bodies.text(e.body, "as") or "",
            objection=bodies.text(e.body, "objection"),
            event=e,
        )
        for e in events
    )
