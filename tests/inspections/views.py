"""Views for tests, by hand: a school, an issue, an inspection, each with what the test says and the rest plain."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from inspections.district import District, Person, School
from inspections.events import Event
from inspections.ids import DocId, EventId, InspectionId, IssueId, PersonId, SchoolId
from inspections.lifecycle import STATUSES
from inspections.timeline import Effect, Entry
from inspections.view import Inspection, Issue, SchoolView, View
from inspections.vocabulary import (
    Category,
    Disposition,
    InspectionStatus,
    Mode,
    Role,
    Severity,
    Stage,
    Status,
)
from tests.inspections.drafts import BEIJING

YL3X = SchoolId("yl3x")
VISIT = InspectionId("yl3x-2022-04-12-opening_random-t3")


def a_school(school: str = "yl3x", **changes: Any) -> School:
    fields: dict[str, Any] = {"name": f"{school}小学", "stage": Stage.PRIMARY, "area": "东片区"}
    return School(id=SchoolId(school), **{**fields, **changes})


def an_event(kind: str, number: int = 1, **changes: Any) -> Event:
    fields: dict[str, Any] = {
        "id": EventId(f"{number:064x}"),
        "doc": DocId("yl3x"),
        "kind": kind,
        "subject": "q:X",
        "by": PersonId("wangmin"),
        "role": Role.INSPECTOR,
        "device": "0" * 64,
        "session": "0" * 32,
        "seq": number,
        "prev": None,
        "at": datetime(2022, 4, 12, 9, tzinfo=BEIJING),
        "seen": frozenset(),
        "body": {},
    }
    return Event(**{**fields, **changes})


def entries(*events: Event, effect: Effect = Effect.FACT) -> tuple[Entry, ...]:
    return tuple(Entry(event=event, effect=effect) for event in events)


def an_issue(issue: str = "Q7K2MD", **changes: Any) -> Issue:
    status = changes.get("status", Status.NOTIFIED)
    fields: dict[str, Any] = {
        "id": IssueId(issue),
        "spoken": issue[:6],
        "school": YL3X,
        "inspection": VISIT,
        "item": "gas_alarm",
        "row": "",
        "mode": Mode.COMPREHENSIVE,
        "source": "inspection",
        "status": status,
        "sides": (),
        "counted": STATUSES[status].counted,
        "began_as": Status.FOUND,
        "title": "燃气报警装置未检修",
        "place": "食堂",
        "category": Category.FIRE_GAS,
        "severity": Severity.ORDINARY,
        "disposition": Disposition.NOTICE,
        "requirement": "立即检修",
        "days": 5,
        "basis": "校园消防与燃气安全管理要求",
        "responsible": None,
        "raised_on": date(2022, 4, 13),
        "raised_by": (PersonId("wangmin"),),
        "notified_on": None,
        "due": None,
        "closed_on": None,
        "merged_into": None,
        "rounds": 0,
        "badges": frozenset(),
        "photos": (),
        "evidence": (),
        "timeline": (),
        "heads": frozenset(),
    }
    return Issue(**{**fields, **changes})


def an_inspection(inspection: str = VISIT, **changes: Any) -> Inspection:
    fields: dict[str, Any] = {
        "school": YL3X,
        "status": InspectionStatus.SEALED,
        "checklist": "opening_random@2022.04",
        "title": "开学防疫与安全随机抽查",
        "mode": Mode.COMPREHENSIVE,
        "day": date(2022, 4, 12),
        "team": "t3",
        "inspectors": (PersonId("wangmin"), PersonId("liqiang")),
        "visit": "unannounced",
        "campaign": None,
        "along_with": None,
        "said": {},
        "photos": {},
        "results": {},
        "score": None,
        "documents_seen": (),
        "signatures": (),
        "unsigned_reason": None,
        "issues": (),
        "late": (),
        "sealed_by": (PersonId("wangmin"),),
        "timeline": (),
        "heads": frozenset(),
    }
    return Inspection(id=InspectionId(inspection), **{**fields, **changes})


def a_view(
    issues: Iterable[Issue] = (),
    inspections: Iterable[Inspection] = (),
    schools: Iterable[School] = (a_school(),),
    persons: Mapping[str, str] | None = None,
) -> View:
    issues, inspections = tuple(issues), tuple(inspections)
    roster = {school.id: school for school in schools}
    people = {
        PersonId(i): Person(id=PersonId(i), name=name, roles=())
        for i, name in (persons or {}).items()
    }
    district = District(
        name="云岭区", root_key="", settings={}, schools=roster, persons=people, devices={}, teams={},
        areas={}, campaigns={}, calendars={}, checklists={}, heads={},
    )  # fmt: skip
    views = {
        school.id: SchoolView(
            school=school,
            inspections=tuple(one for one in inspections if one.school == school.id),
            issues=tuple(one for one in issues if one.school == school.id),
        )
        for school in roster.values()
    }
    return View(district=district, schools=views)
