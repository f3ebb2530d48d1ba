"""What the events of a school amount to, said again from FORMATS §4–§6 in plain sets; shares nothing with the fold.

Issues are told by the second statement of the rules that the fold's own tests use (`tests.inspections.folding.words`).
Inspections, photos, duplicates, and who may do what stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspections.vocabulary import Role
from tests.inspections.folding.words import Telling
from tests.simulation.reading import Told, pasts

MAY_FOLLOW = {
    "opened": (None,), "answered": (None, "open", "sealed"), "signed": (None, "open", "sealed"), "sealed": (None, "open"),
    "amended": ("sealed",), "discarded": (None, "open"), "resumed": ("discarded",),
}  # fmt: skip
STEPS = ("opened", "sealed", "discarded", "resumed")
OUT_OF_COUNT = ("merged", "withdrawn")
FILES = {
    "raised": ("photos", "photos_after"), "raised_fixed": ("photos", "photos_after"),
    "submitted": ("photos_before", "photos_after", "files"), "passed": ("photos",), "returned": ("photos",),
    "reopened": ("photos",), "looked_back": ("photos",), "progressed": ("photos",), "evidence_added": ("files",),
    "consulted": ("letter",), "consult_answered": ("files",), "transferred": ("letter",), "objected": ("files",),
    "up_answered": ("files",),
}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """An event as the words of the rules read it."""

    id: str
    kind: str
    by: str
    role: Role
    from_: str | None
    seen: frozenset[str]
    body: Mapping[str, Any]


class School:
    """The events of one school that can have an effect, and what they amount to."""

    def __init__(self, held: Mapping[str, Told], district: Mapping[str, Told]) -> None:
        self.void = {i for i, event in held.items() if _void(i, event, district)}
        everything = pasts(held)
        self.events = {i: event for i, event in held.items() if i not in self.void}
        self.past = {i: everything[i] - self.void for i in self.events}
        self.inspections = {
            subject: InspectionTold(self, subject) for subject in sorted({e["subject"] for e in self.events.values()})
            if subject.startswith("i:")
        }  # fmt: skip

    def newest(self, ids: Iterable[str]) -> set[str]:
        ids = set(ids)
        return {i for i in ids if not any(i in self.past[j] for j in ids)}

    def issues(self) -> dict[str, Telling]:
        """Return issue -> the telling of its life."""
        own: dict[str, dict[str, Act]] = {}
        for i, event in self.events.items():
            if event["subject"].startswith("q:"):
                act = Act(
                    i,
                    event["kind"],
                    event["by"],
                    Role(event["as"]),
                    event["from"],
                    self.past[i],
                    event["body"],
                )
                own.setdefault(event["subject"][2:], {})[i] = act
        for inspection in self.inspections.values():
            for i, finding in inspection.findings():
                kind = "raised_fixed" if finding.get("fixed") is True else "raised"
                by = self.events[i]["by"]
                act = Act(i, kind, by, Role.INSPECTOR, None, self.past[i], finding)
                own.setdefault(finding["issue"], {}).setdefault(i, act)
        return {issue: Telling(acts.values()) for issue, acts in own.items()}  # type: ignore[arg-type]


class InspectionTold:
    """One inspection: which of its events count, what they say."""

    def __init__(self, school: School, subject: str) -> None:
        self.school = school
        events = school.events
        self.own = {
            i for i, e in events.items() if e["subject"] == subject and e["kind"] in MAY_FOLLOW
        }
        self.counts: set[str] = set()
        for i in sorted(self.own, key=lambda i: (len(school.past[i]), i)):
            if self.status(self.counts & school.past[i]) in MAY_FOLLOW[events[i]["kind"]]:
                self.counts.add(i)

    def of(self, *kinds: str) -> set[str]:
        return {i for i in self.counts if self.school.events[i]["kind"] in kinds}

    def status(self, ids: set[str]) -> str | None:
        kinds = {i: self.school.events[i]["kind"] for i in ids}
        steps = {i for i in ids if kinds[i] in STEPS}
        if any(kinds[i] == "sealed" for i in steps):
            return "sealed"
        tips = {kinds[i] for i in self.school.newest(steps)}
        return None if not tips else "discarded" if tips == {"discarded"} else "open"

    def sealed_answers(self) -> set[str]:
        """Return the answers that count: those that a sealing froze, or all as long as nobody sealed."""
        sealings, filled = self.of("sealed"), self.of("answered")
        if not sealings:
            return filled
        past = self.school.past
        named = {
            i for s in sealings for i in self.school.events[s]["body"].get("heads", ()) if i in past
        }
        covered = set().union(named, *(past[i] for i in sealings | named))
        return filled & covered

    def late(self) -> set[str]:
        amended = set().union(*(self.school.past[i] for i in self.of("amended")))
        return self.of("answered") - self.sealed_answers() - amended

    def said(self) -> dict[str, list[Any]]:
        """Return path -> every value that no later writing has seen; a path whose last word is null is left out."""
        writers = self.sealed_answers() | self.of("amended")
        by_path: dict[str, dict[str, Any]] = {}
        for i in writers:
            event = self.school.events[i]
            for path, value in (event["body"].get("set") or {}).items():
                if event["as"] != "school" or path.endswith(".self"):
                    by_path.setdefault(path, {})[i] = value
        said: dict[str, list[Any]] = {}
        for path, values in by_path.items():
            newest = [values[i] for i in self.school.newest(values)]
            distinct = [v for n, v in enumerate(newest) if v not in newest[:n]]
            if distinct != [None]:
                said[path] = distinct
        return said

    def photos(self) -> dict[str, set[str]]:
        """Return path -> photos: adding wins, a strike reaches only what its author had seen."""
        writers = self.sealed_answers() | self.of("amended")
        events, past = self.school.events, self.school.past
        shown: dict[str, set[str]] = {}
        for i in writers:
            for path, files in (events[i]["body"].get("photos_add") or {}).items():
                for file in files:
                    struck = any(
                        i in past[j]
                        and one["path"] == path
                        and one["file"] in (file["sha256"], file["name"])
                        for j in writers
                        for one in events[j]["body"].get("photos_strike") or ()
                    )
                    if not struck:
                        shown.setdefault(path, set()).add(file["sha256"])
        return shown

    def findings(self) -> list[tuple[str, Mapping[str, Any]]]:
        return [
            (i, finding)
            for i in sorted(self.of("sealed", "amended"))
            for finding in self.school.events[i]["body"].get({"sealed": "findings"}.get(self.school.events[i]["kind"], "findings_added"), ())
        ]  # fmt: skip


def evidence(
    issue: Telling, fixed_by_sealing: frozenset[str] = frozenset()
) -> dict[tuple[str, str], bool]:
    """Return (event, file) -> whether it is struck: adding wins, and only the giver or the bureau may strike."""
    counting = {i for i, e in issue.event.items() if e.kind not in FILES or _counts(issue, i)}
    added = {
        (i, file["sha256"]): (e, file)
        for i, e in issue.event.items()
        if i in counting and e.kind in FILES
        for name in FILES[e.kind]
        for file in _files(e.body.get(name))
    }
    strikes = [e for e in issue.event.values() if e.kind == "evidence_struck"]
    return {
        (i, sha): any(
            i in issue.past(s.id) and s.body.get("file") in (sha, file["name"]) and (s.role is Role.BUREAU or s.by == e.by)
            for s in strikes
        )
        for (i, sha), (e, file) in added.items()
    }  # fmt: skip


def _counts(issue: Telling, i: str) -> bool:
    from inspections.lifecycle import MOVES

    return issue.legal(i) if issue.event[i].kind in MOVES else True


def _files(value: object) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return [
        one for one in listed if isinstance(one, Mapping) and isinstance(one.get("sha256"), str)
    ]


def _void(i: str, event: Told, district: Mapping[str, Told]) -> bool:
    """Return whether a revoked key wrote the event after the last one kept, and nobody adopted it (DESIGN §2)."""
    about = f"d:device/{event['device']}"
    keeps = [
        e["body"]["keep"]
        for e in district.values()
        if e["kind"] == "device_revoked" and e["subject"] == about
    ]
    adopted = {j for e in district.values() if e["kind"] == "adopted" for j in e["body"]["events"]}
    beyond = any(
        event["seq"] > keep.get(event["doc"], {}).get(event["session"], -1) for keep in keeps
    )
    return beyond and i not in adopted
