"""Events of one inspection, for tests: opened, answered, sealed with findings, and the views they fold to."""

from __future__ import annotations

from typing import Any

from inspections.events import Event
from inspections.folding import fold_school
from inspections.timeline import Effect
from inspections.view import Inspection, Issue, SchoolView
from tests.stories_of_events import DISTRICT, FINDING, SCHOOL, make

ID = "yl3x-2022-04-12-opening_random-t3"
SUBJECT = f"i:{ID}"


def finding(issue: str, **more: Any) -> dict[str, Any]:
    return {**FINDING, "issue": issue, "item": "mask_days", "row": "", "fixed": False, **more}


def opened(n: int = 1, by: str = "wang", **more: Any) -> Event:
    body = {
        "checklist": "opening_random@2022.04", "title": "开学抽查", "mode": "comprehensive",
        "date": "2022-04-12", "team": "t3", "inspectors": ["wang", "li"], "visit": "unannounced",
    }  # fmt: skip
    return make(n, "opened", by, (), subject=SUBJECT, more=body | more)


def answered(n: int, by: str, seen: list[Event], **paths: object) -> Event:
    return make(n, "answered", by, seen, subject=SUBJECT, more={"set": paths})


def sealed(n: int, by: str, seen: list[Event], *findings: dict[str, Any], **more: Any) -> Event:
    body = {"findings": list(findings), "heads": [], "results": {}, "score": None, **more}
    return make(n, "sealed", by, seen, subject=SUBJECT, more=body)


def view(*events: Event) -> SchoolView:
    return fold_school(SCHOOL, events, DISTRICT)


def inspection(*events: Event) -> Inspection:
    (found,) = view(*events).inspections
    return found


def effects(found: Inspection | Issue) -> list[Effect]:
    return [entry.effect for entry in found.timeline]
