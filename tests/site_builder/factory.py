"""Views made by hand: a small county whose issues show everything a page can meet."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from inspections.district import District, Person, School
from inspections.errors import M
from inspections.events import Event
from inspections.ids import DocId, EventId, InspectionId, PersonId, SchoolId, issue_id, sha256_hex
from inspections.lifecycle import STATUSES
from inspections.timeline import Effect, Entry
from inspections.view import (
    Evidence,
    File,
    Inspection,
    Issue,
    Responsible,
    Said,
    SchoolView,
    Score,
    Side,
    Signature,
    View,
)
from inspections.vocabulary import (
    Badge,
    Category,
    Disposition,
    InspectionStatus,
    Mode,
    Ownership,
    Role,
    Severity,
    Stage,
    Status,
)

AS_OF = date(2026, 4, 24)
ZONE = timezone(timedelta(hours=8))
PEOPLE = {
    "wangmin": ("王敏", Role.INSPECTOR),
    "liqiang": ("李强", Role.INSPECTOR),
    "zhaohong": ("赵红", Role.AREA_LEAD),
    "sunyan": ("孙燕", Role.BUREAU),
    "principal": ("周校长", Role.SCHOOL),
}
_count = 0


def restart() -> None:
    """Count events from 0 again, so that the ids that follow are the same ones."""
    global _count
    _count = 0


def digest(text: str) -> str:
    return sha256_hex(text.encode())


def file(name: str) -> File:
    return File(sha256=digest(name), name=name, bytes=1000)


def event(
    kind: str, day: date = AS_OF, by: str = "wangmin", doc: str = "yl3x", **body: Any
) -> Event:
    """An event whose id depends on what it says and on how many were made before it."""
    global _count
    _count += 1
    happened = body.pop("happened_on", None)
    return Event(
        id=EventId(digest(f"{kind}{_count}")),
        doc=DocId(doc),
        kind=kind,
        subject="q:x",
        by=PersonId(by),
        role=PEOPLE[by][1],
        device="0" * 64,
        session="0" * 32,
        seq=_count,
        prev=None,
        at=datetime(day.year, day.month, day.day, 10, tzinfo=ZONE),
        seen=frozenset(),
        happened_on=happened,
        body=body,
    )


def entry(kind: str, day: date, to: Status | None = None, **more: Any) -> Entry:
    effect = more.pop("effect", Effect.MOVED if to else Effect.FACT)
    why = more.pop("why", None)
    return Entry(event=event(kind, day, **more), effect=effect, to=to, why=why)


def issue(
    n: int = 1, *, school: str = "yl3x", status: Status = Status.NOTIFIED, **changes: Any
) -> Issue:
    """One issue; everything not named is plain."""
    inspection = f"{school}-2026-04-01-special_safety-t1"
    id_ = issue_id(inspection, f"item{n}", "")
    raised = date(2026, 4, 1)
    values: dict[str, Any] = {
        "id": id_,
        "spoken": id_[:6],
        "school": SchoolId(school),
        "inspection": InspectionId(inspection),
        "item": f"item{n}",
        "row": "",
        "mode": Mode.SPECIAL,
        "source": "inspection",
        "status": status,
        "sides": (),
        "counted": STATUSES[status].counted,
        "began_as": Status.FOUND,
        "title": f"第{n}号灭火器压力不足",
        "place": "教学楼三层",
        "category": Category.FIRE_GAS,
        "severity": Severity.ORDINARY,
        "disposition": Disposition.NOTICE,
        "requirement": "更换压力不足的灭火器，建立逐月检查记录。",
        "days": 5,
        "basis": "《中华人民共和国消防法》",
        "responsible": Responsible(unit="总务处", person="陈刚"),
        "raised_on": raised,
        "raised_by": (PersonId("wangmin"),),
        "notified_on": date(2026, 4, 3),
        "due": date(2026, 4, 28),
        "closed_on": date(2026, 4, 20) if status is Status.CLOSED else None,
        "merged_into": None,
        "rounds": 0,
        "badges": frozenset(),
        "photos": (),
        "evidence": (),
        "timeline": (entry("raised", raised, Status.FOUND, doc=school),),
        "heads": frozenset(),
    }
    return Issue(**{**values, **changes})


def inspection(school: str, issues: tuple[Issue, ...], **changes: Any) -> Inspection:
    day = date(2026, 4, 1)
    values: dict[str, Any] = {
        "id": InspectionId(f"{school}-2026-04-01-special_safety-t1"),
        "school": SchoolId(school),
        "status": InspectionStatus.SEALED,
        "checklist": "special_safety@2026.03",
        "title": "校园安全专项督查",
        "mode": Mode.SPECIAL,
        "day": day,
        "team": "t1",
        "inspectors": (PersonId("wangmin"), PersonId("liqiang")),
        "visit": "unannounced",
        "campaign": None,
        "along_with": None,
        "said": {},
        "photos": {},
        "results": {},
        "score": None,
        "documents_seen": (("值班记录", 14), ("食品采购台账", 6)),
        "signatures": (
            Signature(name="王敏", as_="inspector", objection=None, event=event("signed", day)),
            Signature(
                name="周校长", as_="school", objection="第3项已在整改", event=event("signed", day)
            ),
        ),
        "unsigned_reason": None,
        "issues": tuple(i.id for i in issues),
        "late": (),
        "sealed_by": (PersonId("wangmin"),),
        "timeline": (entry("opened", day), entry("sealed", day)),
        "heads": frozenset(),
    }
    return Inspection(**{**values, **changes})


def school(id_: str, name: str, **changes: Any) -> School:
    values: dict[str, Any] = {
        "id": SchoolId(id_),
        "name": name,
        "stage": Stage.PRIMARY,
        "ownership": Ownership.PUBLIC,
        "area": "城区片",
        "township": "云岭街道",
        "pupils": 1160,
        "staff": 68,
        "inspector": PersonId("wangmin"),
        "principal": "周校长",
        "phone": "13900001111",
    }
    return School(**{**values, **changes})


def view(*schools: SchoolView, name: str = "云岭区", **register: Any) -> View:
    """The schools with their district; `register` gives its teams, areas and campaigns."""
    persons = {
        PersonId(id_): Person(id=PersonId(id_), name=name_, roles=(role,))
        for id_, (name_, role) in PEOPLE.items()
    }
    district = District(
        name=name,
        root_key="0" * 64,
        settings={},
        schools={one.school.id: one.school for one in schools},
        persons=persons,
        devices={},
        teams=register.get("teams", {"t1": {"name": "第一督导小组"}}),
        areas=register.get("areas", {}),
        campaigns=register.get("campaigns", {}),
        calendars={},
        checklists={},
        heads={},
    )
    return View(district=district, schools={one.school.id: one for one in schools})


def school_view(
    of: School, issues: tuple[Issue, ...] = (), **inspection_changes: Any
) -> SchoolView:
    made = (inspection(of.id, issues, **inspection_changes),) if issues else ()
    return SchoolView(school=of, inspections=made, issues=issues)


def closed_story(day: date = date(2026, 4, 1)) -> tuple[Entry, ...]:
    """Raised, confirmed, notified, answered by telephone, returned, answered, passed, closed by two persons."""
    d = [day + timedelta(days=n) for n in (0, 1, 2, 5, 6, 9, 12, 13, 15)]
    after = [{"sha256": digest("新灭火器.jpg"), "name": "新灭火器.jpg", "bytes": 900}]
    return (
        entry("raised", d[0], Status.FOUND),
        entry("confirmed", d[1], Status.CONFIRMED, by="zhaohong", severity="severe", title="灭火器过期"),
        entry("notified", d[2], Status.NOTIFIED, by="sunyan", due="2026-04-10", requirement="三天内全部更换。"),
        entry("acknowledged", d[2], by="principal", name="周校长"),
        entry("submitted", d[3], Status.SUBMITTED, measures="换了两具。", done_on="2026-04-06", person="陈刚",
              behalf={"name": "周校长", "how": "phone", "proof": None}, happened_on=d[3] - timedelta(days=1)),
        entry("returned", d[4], Status.NOTIFIED, by="liqiang", method="on_site", done="换了两具",
              remaining="四层还有三具没有换", due="2026-04-15"),
        entry("submitted", d[5], Status.SUBMITTED, by="principal", measures="五具全部更换，\n指定专人逐月检查。",
              done_on="2026-04-10", person="陈刚", photos_after=after),
        entry("passed", d[6], Status.VERIFIED, by="liqiang", method="on_site", note="逐具核对，压力正常。"),
        entry("close_proposed", d[7], Status.CLOSING, by="liqiang", conclusion="整改到位，提请销号。"),
        entry("closed", d[8], Status.CLOSED, by="zhaohong", conclusion="同意销号。"),
    )  # fmt: skip


def county() -> View:
    """A county of five schools in which every status, badge and oddity can be looked at."""
    first = school("yl3x", "云岭区第三小学")
    second = school("ylyz", "云岭区第一中学", stage=Stage.JUNIOR, inspector=PersonId("liqiang"))
    odd = school("odd", "A\"校<b>&amp;'🏫" + "长" * 50, area="<乡镇>片", stage=Stage.NINE_YEAR)
    clean = school("clean", "云岭区实验小学")
    unseen = school("yey1", "云岭区中心幼儿园", stage=Stage.KINDERGARTEN, area="乡镇片")
    return view(
        _first(first),
        school_view(second, tuple(issue(n, school="ylyz", status=s) for n, s in enumerate(Status))),
        school_view(
            odd, (issue(1, school="odd", title="<script>alert(1)</script>“引号”🔥", due=None),)
        ),
        SchoolView(school=clean, inspections=(_begun("clean"), inspection("clean", ())), issues=()),
        SchoolView(school=unseen, inspections=(), issues=()),
        **_register(),
    )


def _begun(school: str) -> Inspection:
    return inspection(
        school, (), campaign="spring", status=InspectionStatus.OPEN, team="t2",
        id=InspectionId(f"{school}-2026-04-01-special_safety-t2"),
    )  # fmt: skip


def _register() -> Mapping[str, Any]:
    """A campaign of all schools: done at the first, begun at the clean one, outside its rule at none."""
    return {
        "teams": {"t1": {"name": "第一督导小组", "lead": "zhaohong", "members": ["wangmin", "liqiang"]},
                  "t2": {"name": "第二督导小组", "areas": ["乡镇片"]}},
        "areas": {"city": {"name": "城区片", "lead": "zhaohong"},
                  "yunling": {"name": "云岭街道", "part": "township", "lead": "孙局长"}},
        "campaigns": {"spring": {"title": "春季开学专项督导", "mode": "special", "from": "2026-03-01",
                                 "to": "2026-04-30", "checklists": ["special_safety@2026.03"],
                                 "schools": {"stages": []}, "teams": ["t1", "t2"]}},
    }  # fmt: skip


def _first(of: School) -> SchoolView:
    late = issue(1, title="燃气报警装置未检修", place="食堂一楼灶间", severity=Severity.SEVERE,
                 due=date(2026, 4, 17), badges=frozenset({Badge.ACKNOWLEDGED, Badge.PARTIAL}),
                 photos=(file("报警器标签.jpg"),))  # fmt: skip
    soon = issue(2, title="口罩储备不足 30 天", category=Category.SUPPLIES, due=AS_OF)
    told = issue(3, title="灭火器过期", status=Status.CLOSED, severity=Severity.SEVERE, rounds=1,
                 timeline=closed_story(), photos=(file("旧灭火器.jpg"),),
                 evidence=(Evidence(file=file("新灭火器.jpg"), role="after", event=event("submitted")),
                           Evidence(file=file("移交函.jpg"), role="document", event=event("transferred")),
                           Evidence(file=file("检测报告.pdf"), role="document", event=event("submitted"))))  # fmt: skip
    disputed = issue(4, title="隔离观察室堆放杂物", status=Status.SUBMITTED, **_dispute())
    return school_view(of, (late, soon, told, disputed), campaign="spring", **_answers())


def _dispute() -> Mapping[str, Any]:
    one = entry("returned", date(2026, 4, 9), Status.NOTIFIED, by="liqiang", method="on_site",
                remaining="杂物只搬走一半", due="2026-04-16")  # fmt: skip
    two = entry(
        "passed",
        date(2026, 4, 9),
        Status.VERIFIED,
        by="wangmin",
        method="telephone",
        note="电话核实已清空",
    )
    none = entry("closed", date(2026, 4, 10), by="sunyan", conclusion="同意", effect=Effect.NO_EFFECT,
                 why=M("还没有复查通过，不能销号"))  # fmt: skip
    talk = entry("escalated", date(2026, 4, 12), by="sunyan", step="criticism", target="person",
                 person={"sha256": digest("PRIVATE"), "name": "PRIVATE-NAME", "bytes": 9}, reason="PRIVATE-REASON")  # fmt: skip
    newer = Entry(event=event("a_kind_of_2030", date(2026, 4, 13)), effect=Effect.NEWER)
    late = entry(
        "submitted",
        date(2026, 4, 14),
        by="principal",
        effect=Effect.ABSORBED,
        measures="早就清空了",
    )
    start = entry("raised", date(2026, 4, 1), Status.FOUND)
    return {
        "sides": (
            Side(event=one.event, status=Status.NOTIFIED),
            Side(event=two.event, status=Status.VERIFIED),
        ),
        "badges": frozenset({Badge.CONFLICT, Badge.LATE}),
        "timeline": (start, one, two, none, talk, newer, late),
        "variants": {"severity": ("severe",), "place": ("综合楼 103",)},
    }


def _answers() -> Mapping[str, Any]:
    return {
        "results": {"leader_on_duty": "pass", "gate_check": "fail", "exit_blocked": "fixed_on_site", "drill": "highlight"},
        "said": {
            path: tuple(Said(value, ()) for value in values)
            for path, values in {
                "gate_check.note": ("送货司机没有登记",),
                "mask_stock": ("11600", "9280"),
                "secret": ("PRIVATE-ANSWER",),
            }.items()
        },
        "photos": {"gate_check": (file("门卫登记本.jpg"),)},
        "score": Score(got="10", of="35", percent="28.6", veto=("gas_alarm",),
                       lines=({"item": "leader_on_duty", "label": "带班领导在岗", "weight": "10", "got": "10"},)),
    }  # fmt: skip


def wordy(n: int) -> View:
    """`n` schools with an inspection and three issues each, all words drawn at random: no page packs worse."""
    draw = random.Random(6)

    def words(count: int) -> str:
        return "".join(chr(draw.randrange(0x4E00, 0x4E00 + 3500)) for _ in range(count))

    made = []
    for k in range(n):
        of = school(f"s{k}", words(9), area=f"第{k % 9}片区", township=words(4))
        issues = tuple(
            issue(
                j,
                school=of.id,
                status=draw.choice(tuple(Status)),
                title=words(22),
                place=words(8),
                category=draw.choice(tuple(Category)),
                severity=draw.choice(tuple(Severity)),
                requirement=words(40),
                due=date(2026, 4, 1) + timedelta(days=draw.randrange(80)),
                badges=frozenset(draw.sample(tuple(Badge), 2)),
            )
            for j in range(3)
        )
        made.append(school_view(of, issues, inspectors=tuple(PersonId(words(3)) for _ in range(2)),
                                campaign="spring"))  # fmt: skip
    return view(*made, **_register())


def many(n: int) -> View:
    """A school with `n` issues of all statuses, twenty to an inspection."""
    of = school("big", "云岭区大学校")
    statuses = tuple(Status)
    visits = [
        InspectionId(f"big-{date(2026, 1, 1) + timedelta(days=k // 20)}-special_safety-t1")
        for k in range(0, n, 20)
    ]
    issues = tuple(
        issue(
            k,
            school="big",
            status=statuses[k % len(statuses)],
            inspection=visits[k // 20],
            item=f"item{k % 20}",
        )
        for k in range(n)
    )
    made = tuple(
        inspection("big", issues[k * 20 : k * 20 + 20], id=visit) for k, visit in enumerate(visits)
    )
    return view(SchoolView(school=of, inspections=made, issues=issues))
