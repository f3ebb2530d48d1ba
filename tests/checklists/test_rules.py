"""The rules of the library mean what they say: at their limits, and none is dead or always on."""

from __future__ import annotations

import pytest

from inspections.checklist import Checklist, Item, ItemType
from inspections.expressions import Environment, Expression, Kind, Undecided
from tests.checklists.shipped import shipped
from tests.checklists.worlds import DAY, World, Worlds, rules

ROUNDS = 600
SEED = 20260318


@pytest.mark.parametrize("checklist", shipped(), ids=lambda checklist: checklist.id)
def test_every_rule_can_hold_and_can_fail(checklist: Checklist) -> None:
    worlds = Worlds(checklist, SEED)
    open_ = {
        (item.id, expr, kind, want)
        for item, expr, kind in rules(checklist)
        for want in (True, False)
    }
    for _ in range(ROUNDS):
        world = worlds.draw()
        open_ -= {
            (item.id, expr, kind, result)
            for item, expr, kind in rules(checklist)
            for result in results(worlds.environment, world, checklist, item.id, expr, kind)
        }
        if not open_:
            break
    assert sorted(open_) == []


def results(
    environment: Environment,
    world: World,
    checklist: Checklist,
    item_id: str,
    expr: str,
    kind: Kind,
) -> set[bool]:
    item = checklist.item(item_id)
    assert item
    compiled = environment.compile(item, expr, kind)
    assert isinstance(compiled, Expression)
    by_row = item.type in (ItemType.MATRIX, ItemType.REPEAT) and kind in (Kind.CHECK, Kind.EACH)
    found = [
        compiled.evaluate(
            world.answers,
            value=world.answers[item_id],
            row=row,
            school=world.school,
            record=world.record,
        )
        for row in (world.rows[item_id] if by_row else [None])
    ]
    return {result for result in found if isinstance(result, bool)}


LIMITS: tuple[tuple[str, object, object], ...] = (
    ("special_safety.mask_days", 30.0, 29.9),
    ("special_safety.plan_revised", "2023-03-19", "2023-03-17"),
    ("special_safety.extinguishers_bad", 0.0, 1.0),
    ("supply_stock.chlorine_days", 15.0, 14.9),
    ("canteen_scored.fridge_temp", 8.0, 8.5),
    ("canteen_scored.core_temp", 70.0, 69.0),
    ("canteen_scored.licence_until", "2026-05-17", "2026-05-16"),
    ("canteen_scored.licence_until", "2026-03-17", "2026-03-18"),
    ("canteen_scored.diners_per_seat", 1.0, 1.1),
    ("fire_gas.full_test", "2025-03-18", "2025-03-16"),
    ("fire_gas.cylinders", 2.0, 3.0),
    ("training_institution.class_end", "20:30", "20:31"),
    ("training_institution.area_per_pupil", 3.0, 2.9),
    ("training_institution.prepaid_months", 3.0, 4.0),
    ("followup_round.last_issues", "正在推进", "没有动"),
    ("disinfection_air.chlorine_level", 500.0, 200.0),
    ("dormitory.area_each", 3.0, 2.9),
    ("dormitory.handover_at", "13:00", "13:01"),
    ("mental_health.survey_rate", 95.0, 94.9),
    ("comprehensive_random.sample_weight", 125.0, 124.0),
    ("comprehensive_random.video_days", 30.0, 29.0),
    ("school_bus.inspected_on", "2025-09-18", "2025-09-14"),
    ("school_bus.top_speed", 60.0, 61.0),
    ("school_bus.permit_until", "2026-03-18", "2026-03-17"),
    ("campus_teaching.desk_light", 300.0, 299.0),
    ("seven_questions.know_rate", 80.0, 79.9),
)


@pytest.mark.parametrize(("where", "fine", "found"), LIMITS)
def test_a_finding_begins_exactly_past_its_limit(where: str, fine: object, found: object) -> None:
    assert (fires(where, fine), fires(where, found)) == (False, True)


STAGES = (
    ("special_safety.drill_last", "2025-12-18", "kindergarten", "primary"),
    ("followup_round.first_lesson", "08:10", "junior", "primary"),
    ("campus_teaching.biggest_class", 40.0, "primary", "kindergarten"),
)


@pytest.mark.parametrize(("where", "value", "fine", "found"), STAGES)
def test_a_limit_depends_on_the_stage_of_the_school(
    where: str, value: object, fine: str, found: str
) -> None:
    assert (fires(where, value, stage=fine), fires(where, value, stage=found)) == (False, True)


@pytest.mark.parametrize(("pupils", "least"), [(99, 1), (100, 2), (999, 2), (1000, 3)])
def test_how_many_guards_a_gate_needs_depends_on_the_pupils(pupils: int, least: int) -> None:
    where = "followup_round.guards_on_duty"
    assert not fires(where, float(least), pupils=pupils)
    assert fires(where, float(least - 1), pupils=pupils)


@pytest.mark.parametrize(
    ("kind", "age_years", "fires_"),
    [
        ("水基", 5, False),
        ("水基", 7, True),
        ("干粉", 9, False),
        ("干粉", 11, True),
        ("二氧化碳", 11, False),
        ("二氧化碳", 13, True),
    ],
)
def test_an_extinguisher_is_scrapped_by_age_and_kind(
    kind: str, age_years: int, fires_: bool
) -> None:
    row = {"kind": kind, "made": DAY.replace(year=DAY.year - age_years).isoformat()}
    assert fires("fire_gas.extinguisher_list", [row], row=row) is fires_


def test_beds_free_in_one_house_do_not_make_up_for_beds_short_in_the_other() -> None:
    houses = {"boys": {"pupils": 80, "beds": 90}, "girls": {"pupils": 64, "beds": 60}}
    assert calculated("dormitory.beds_short", {"beds": houses}) == 4.0


def test_days_of_stock_are_undecided_while_the_daily_use_is_nought() -> None:
    answers = {"mask_stock": 11600, "mask_daily": 0}
    assert isinstance(calculated("special_safety.mask_days", answers), Undecided)


def test_the_rate_of_rectification_counts_all_severities() -> None:
    counts = {name: {"total": 5, "done": 4} for name in ("minor", "ordinary", "severe")}
    assert calculated("reinspection.done_rate", {"counts": counts}) == 80.0


def test_unfinished_rectification_is_no_finding_before_its_deadline() -> None:
    before, after = ({"due": due, "untouched": 0} for due in ("2026-03-18", "2026-03-17"))
    assert not fires("reinspection.done_rate", 80.0, answers=before)
    assert fires("reinspection.done_rate", 80.0, answers=after)


def fires(
    where: str,
    value: object,
    *,
    stage: str = "primary",
    pupils: int = 500,
    row: dict[str, object] | None = None,
    answers: dict[str, object] | None = None,
) -> bool:
    """Whether the finding of an item (`checklist.item`) is raised for this value."""
    checklist, item = found_at(where)
    rule = item.finding
    assert rule
    expr, kind = (rule.each, Kind.EACH) if rule.each else (rule.when, Kind.FINDING)
    assert expr
    compiled = Environment(checklist).compile(item, expr, kind)
    assert isinstance(compiled, Expression)
    school = {"stage": stage, "boarding": True, "pupils": float(pupils)}
    record = {"date": DAY.isoformat()}
    result = compiled.evaluate(answers or {}, value=value, row=row, school=school, record=record)
    assert isinstance(result, bool), result
    return result


def calculated(where: str, answers: dict[str, object]) -> object:
    checklist, item = found_at(where)
    assert item.calc
    compiled = Environment(checklist).compile(item, item.calc, Kind.CALC)
    assert isinstance(compiled, Expression)
    return compiled.evaluate(answers)


def found_at(where: str) -> tuple[Checklist, Item]:
    checklist_id, item_id = where.split(".")
    checklist = next(one for one in shipped() if one.id == checklist_id)
    item = checklist.item(item_id)
    assert item
    return checklist, item
