"""The register of the district: the newest event of each subject counts (FORMATS §7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspections.events import Event, Unreadable
from inspections.folding import fold, fold_district
from inspections.ids import EventId, PersonId, SchoolId
from inspections.timeline import Effect
from inspections.vocabulary import Ownership, Role, Stage
from tests.stories_of_events import make

COLUMNS = {
    "name": "云岭区第三小学", "stage": "primary", "ownership": "public", "area": "东片", "township": "城关镇",
    "boarding": "false", "pupils": "640", "staff": "38", "inspector": "wang", "principal": "赵", "phone": "1",
}  # fmt: skip
R = Role.ROOT


def told(n: int, kind: str, subject: str, *seen: Event, role: Role = R, **body: Any) -> Event:
    return make(n, kind, "root", seen, subject=f"d:{subject}", role=role, more=body)


def school(n: int, *seen: Event, **columns: str) -> Event:
    return told(n, "school_set", "school/yl3x", *seen, columns=COLUMNS | columns)


def test_opening_and_settings() -> None:
    o = told(
        1,
        "district_opened",
        "settings",
        name="云岭区",
        root_key="aa",
        settings={"zone": "Asia/Shanghai"},
    )
    s = told(2, "settings_set", "settings", o, name="云岭县", settings={"verify_days": 5})
    found = fold_district([s, o])
    assert (found.name, found.root_key) == ("云岭县", "aa")
    assert found.settings == {"zone": "Asia/Shanghai", "verify_days": 5}
    assert found.heads["d:settings"] == {s.id}


def test_a_school_is_read_from_its_columns() -> None:
    row = fold_district([school(1)]).schools[SchoolId("yl3x")]
    assert (row.name, row.stage, row.ownership) == (
        "云岭区第三小学",
        Stage.PRIMARY,
        Ownership.PUBLIC,
    )
    assert (row.boarding, row.pupils, row.staff, row.inspector) == (False, 640, 38, "wang")


def test_the_newest_row_counts() -> None:
    first = school(2)
    second = make(1, "school_set", "root", [first], subject="d:school/yl3x", role=R,
                  columns=COLUMNS | {"name": "第三小学"})  # fmt: skip
    assert fold_district([second, first]).schools[SchoolId("yl3x")].name == "第三小学"


def test_a_retired_school_stays_and_is_marked_until_it_is_set_again() -> None:
    one = school(1)
    two = told(2, "school_retired", "school/yl3x", one, reason="撤并")
    assert fold_district([one, two]).schools[SchoolId("yl3x")].retired
    assert not fold_district([one, two, school(3, two)]).schools[SchoolId("yl3x")].retired


def test_a_row_with_an_unknown_stage_has_no_effect_and_is_kept() -> None:
    found = fold_district([school(1, stage="academy")])
    assert not found.schools
    assert [e.effect for e in found.timeline] == [Effect.NO_EFFECT]


def test_a_person_and_a_device() -> None:
    p = told(1, "person_set", "person/wang", columns={"name": "王敏", "roles": ["inspector", "x"],
             "schools": ["yl3x"], "areas": []})  # fmt: skip
    c = told(2, "device_certified", "device/ab", person="wang", roles=["inspector"],
             scope={"schools": ["yl3x"], "areas": []}, until=None)  # fmt: skip
    found = fold_district([p, c])
    person, device = found.persons[PersonId("wang")], found.devices["ab"]
    assert (person.name, person.roles, person.schools) == ("王敏", (Role.INSPECTOR,), ("yl3x",))
    assert (device.person, device.roles, device.schools) == ("wang", (Role.INSPECTOR,), ("yl3x",))
    gone = told(3, "device_revoked", "device/ab", c, reason="遗失", keep={})
    assert not fold_district([p, c, gone]).devices


def test_the_inspector_of_a_school_is_found_by_name_whoever_was_entered_first() -> None:
    row = school(5, inspector="王敏")
    wang = told(6, "person_set", "person/wang", columns={"name": "王敏", "roles": ["inspector"]})
    other = told(7, "person_set", "person/wang2", columns={"name": "王敏", "roles": ["inspector"]})

    def inspector(*events: Event) -> str | None:
        return fold_district(events).schools[SchoolId("yl3x")].inspector

    assert (inspector(row), inspector(row, wang), inspector(wang, row)) == ("王敏", "wang", "wang")
    assert inspector(row, wang, other) == "王敏"


def test_a_calendar_of_a_year() -> None:
    found = fold_district([told(1, "calendar_set", "calendar/2027", workdays=["2027-02-07", "x"],
                                holidays=["2027-02-08"])])  # fmt: skip
    assert found.calendars == {2027: (frozenset({date(2027, 2, 7)}), frozenset({date(2027, 2, 8)}))}


def test_checklists_teams_areas_and_campaigns() -> None:
    found = fold_district([
        told(1, "checklist_published", "checklist/opening@2022.04", hash="ab"),
        told(2, "team_set", "team/t3", columns={"members": ["wang"]}),
        told(3, "area_set", "area/east", columns={"name": "东片"}),
        told(4, "campaign_set", "campaign/spring", role=Role.BUREAU, title="春季", mode="special"),
    ])  # fmt: skip
    assert found.checklists == {"opening@2022.04": "ab"}
    assert found.teams["t3"]["members"] == ["wang"]
    assert found.areas["east"]["name"] == "东片"
    assert found.campaigns["spring"]["mode"] == "special"


def test_who_may_not_has_no_effect() -> None:
    found = fold_district([
        told(1, "school_set", "school/yl3x", role=Role.SCHOOL, columns=COLUMNS),
        told(2, "district_opened", "settings", role=Role.BUREAU, name="假", root_key="bb"),
    ])  # fmt: skip
    assert (found.name, found.schools) == ("", {})
    assert {e.effect for e in found.timeline} == {Effect.NO_EFFECT}


def test_kinds_of_a_newer_version_wrong_subjects_and_unreadable_values_are_kept() -> None:
    newer = make(1, "bell_rung", "root", (), subject="d:bell/1", role=R, unknown=True)
    wrong = told(2, "school_set", "team/yl3x", columns=COLUMNS)
    bad = Unreadable(id=EventId("ff"), value=b"", why="版本")
    found = fold_district([newer, wrong, bad])
    assert [e.effect for e in found.timeline] == [Effect.NEWER, Effect.NO_EFFECT]
    assert found.unreadable == (bad,)


def test_every_school_of_the_roster_has_a_view() -> None:
    view = fold([school(1)], {})
    assert view.schools[SchoolId("yl3x")].issues == ()
