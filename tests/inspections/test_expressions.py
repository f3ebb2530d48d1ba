"""Expressions: doubles only, faults with their column, and undecided instead of false."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.cel_faults import Fault
from inspections.cel_text import prepare
from inspections.checklist import Checklist, Column, Item, ItemType, Section
from inspections.expressions import Environment, Expression, Kind, Undecided
from inspections.vocabulary import Mode


def item(id: str, type: ItemType, **more: object) -> Item:
    return Item.model_validate({"id": id, "label": id, "type": type, **more})


ITEMS = (
    item("stock", ItemType.NUMBER),
    item("daily", ItemType.NUMBER),
    item("days", ItemType.CALC, calc="answers.stock / answers.daily"),
    item("weeks", ItemType.CALC, calc="answers.days / 7"),
    item("drill", ItemType.DATE),
    item("at", ItemType.TIME),
    item("gate", ItemType.RESULT),
    item("papers", ItemType.MULTI, options=("营业执照", "检验报告")),
    item("photos", ItemType.PHOTO),
    item("told", ItemType.CONFIRM),
    item(
        "people",
        ItemType.MATRIX,
        rows={"pupils": "学生"},
        columns={"total": "在外", "back": "已返回"},
    ),
    item(
        "goods",
        ItemType.REPEAT,
        fields={
            "name": Column(label="品名"),
            "amount": Column(label="数量", type=ItemType.NUMBER),
            "until": Column(label="有效期至", type=ItemType.DATE),
        },
    ),
)
CHECKLIST = Checklist(
    id="t",
    version="1",
    title="题",
    mode=Mode.SPECIAL,
    sections=(Section(id="s", title="一", items=ITEMS),),
)
ENVIRONMENT = Environment(CHECKLIST)


def compiled(of: str, expr: str, kind: Kind) -> Expression:
    item = CHECKLIST.item(of)
    assert item is not None
    result = ENVIRONMENT.compile(item, expr, kind)
    assert isinstance(result, Expression), result
    return result


def fault(of: str, expr: str, kind: Kind) -> Fault:
    item = CHECKLIST.item(of)
    assert item is not None
    result = ENVIRONMENT.compile(item, expr, kind)
    assert isinstance(result, Fault), expr
    return result


def calc(expr: str, answers: dict[str, object]) -> object:
    return compiled("days", expr, Kind.CALC).evaluate(answers)


def finding(of: str, expr: str, value: object, **more: object) -> object:
    return compiled(of, expr, Kind.FINDING).evaluate({}, value=value, **more)  # type: ignore[arg-type]


def test_a_whole_number_is_compared_as_a_double() -> None:
    assert finding("stock", "value < 30", 29.5) is True
    assert finding("stock", "value < 30", 30) is False


def test_a_quotient_of_whole_numbers_keeps_its_fraction() -> None:
    assert calc("5500 / 184", {}) == pytest.approx(29.891304)


@pytest.mark.parametrize(
    ("expr", "result"),
    [
        ("answers.stock / answers.daily / 2", 2.0),
        ("answers.stock / answers.daily * 3", 12.0),
        ("answers.stock / (answers.daily - 1)", 6.0),
        ("answers.stock / -answers.daily", -4.0),
        ("answers.stock/answers.daily+1", 5.0),
        ("12 / [1, 2, 3][2] / 2.0e0", 2.0),
        ("12 / sum([1, 2]) / (1 + 1)", 2.0),
    ],
)
def test_guarding_the_divisor_changes_no_result(expr: str, result: float) -> None:
    assert calc(expr, {"stock": 12, "daily": 3}) == result


@pytest.mark.parametrize(
    ("of", "expr", "value"),
    [
        ("at", "value > '13:00'", "13:05"),
        ("papers", "!('食品经营许可证' in value)", ["营业执照"]),
        ("papers", "count(value) == 1", ["营业执照"]),
        ("papers", "value[0] == '营业执照'", ["营业执照"]),
        ("photos", "count(value) >= 2", ["a.jpg", "b.jpg"]),
        ("told", "!value", False),
        ("stock", "value in [1, 2]", 2),
        ("at", "value == '1 / 0 或 30'", "1 / 0 或 30"),
    ],
)
def test_each_type_is_compared_in_its_own_way(of: str, expr: str, value: object) -> None:
    assert finding(of, expr, value) is True


def test_days_are_counted_from_the_first_date_to_the_second() -> None:
    found = finding(
        "drill", "days(value, record.date) > 180", "2022-01-01", record={"date": "2022-07-01"}
    )
    assert found is True
    found = finding(
        "drill", "days(value, record.date) > 180", "2022-01-02", record={"date": "2022-07-01"}
    )
    assert found is False


def test_school_and_record_can_be_asked() -> None:
    expr = "school.boarding && school.stage == 'primary' && school.pupils > 100 && record.visit == 'unannounced'"
    rule = compiled("stock", expr, Kind.WHEN)
    school = {"boarding": True, "stage": "primary", "pupils": 300}
    assert rule.evaluate({}, school=school, record={"visit": "unannounced"}) is True
    assert rule.evaluate({}, school={**school, "boarding": False}, record={}) is False


def test_a_matrix_is_read_by_cell_and_checked_by_row() -> None:
    rule = compiled("people", "row.total >= row.back", Kind.CHECK)
    assert rule.reads_row
    assert rule.evaluate({}, row={"total": 3, "back": 4}) is False
    other = compiled("stock", "answers.people.pupils.total > 40", Kind.WHEN)
    assert other.evaluate({"people": {"pupils": {"total": 41}}}) is True


def test_a_repeat_is_read_by_row_and_as_a_list() -> None:
    each = compiled("goods", "row.until < record.date", Kind.EACH)
    assert each.evaluate({}, row={"until": "2022-03-31"}, record={"date": "2022-04-12"}) is True
    goods = [{"name": "84", "amount": 40}, {"name": "酒精", "amount": 60}]
    total = compiled(
        "days", "sum(answers.goods.map(g, g.amount)) + count(answers.goods)", Kind.CALC
    )
    assert total.evaluate({"goods": goods}) == 102.0


def test_an_expression_knows_whose_answers_it_reads() -> None:
    expr = "answers.people.pupils.back + sum(answers.goods.map(g, g.amount)) > answers.stock"
    assert compiled("stock", expr, Kind.WHEN).names == {"people", "goods", "stock"}


# ── undecided ──


def test_a_missing_answer_leaves_it_undecided_and_is_named() -> None:
    result = compiled("stock", "answers.daily < 3", Kind.WHEN).evaluate({"daily": None})
    assert isinstance(result, Undecided)
    assert result.missing == {"answers.daily"}


@pytest.mark.parametrize(
    ("expr", "decided"),
    [
        ("value < 30 || answers.daily > 1", True),
        ("answers.daily > 1 || value < 30", True),
        ("value < 30 && answers.daily > 5", False),
    ],
)
def test_or_and_and_still_decide_where_they_can(expr: str, decided: bool) -> None:
    assert compiled("stock", expr, Kind.FINDING).evaluate({"daily": 2}) is decided


@pytest.mark.parametrize(
    "expr",
    [
        "answers.stock / answers.daily < 30",
        "answers.stock / answers.daily >= 30",
        "answers.stock / (answers.daily * 2) > 0",
        "!(answers.stock / answers.daily > 0)",
    ],
)
def test_a_division_by_zero_is_never_false(expr: str) -> None:
    result = compiled("stock", expr, Kind.WHEN).evaluate({"stock": 5, "daily": 0})
    assert isinstance(result, Undecided)


def test_an_infinite_result_is_undecided() -> None:
    assert isinstance(calc("1e200 * 1e200", {}), Undecided)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_a_number_that_is_none_is_never_false(value: float) -> None:
    assert isinstance(finding("stock", "value * value < 30", value), Undecided)


@pytest.mark.parametrize("value", ["not a date", "2022-13-01", 5, ["2022-01-01"], "\ud800"])
def test_a_value_of_the_wrong_kind_is_undecided(value: object) -> None:
    found = finding("drill", "days(value, record.date) > 180", value, record={"date": "2022-07-01"})
    assert isinstance(found, Undecided)


def test_a_row_that_lacks_a_field_leaves_the_sum_undecided() -> None:
    total = "sum(answers.goods.map(g, g.amount))"
    assert isinstance(calc(total, {"goods": [{"amount": 1}, {"name": "酒精"}]}), Undecided)


def test_undecided_never_fires() -> None:
    assert not compiled("stock", "answers.daily < 3", Kind.WHEN).evaluate({})


def test_an_endless_expression_is_stopped_and_says_so() -> None:
    many = "[" + ", ".join("0" * 99) + "]"
    expr = f"{many}.all(a, {many}.all(b, {many}.all(c, {many}.all(d, a + b + c + d < 1))))"
    began = time.process_time()
    result = compiled("stock", expr, Kind.WHEN).evaluate({})
    assert isinstance(result, Undecided)
    assert result.over_budget
    assert time.process_time() - began < 2


# ── faults ──


@pytest.mark.parametrize(
    ("of", "expr", "kind", "column"),
    [
        ("stock", "value < 30 && answers.dayly > 1", Kind.FINDING, 15),
        ("stock", "100 / 3 / answers.nobody > 1", Kind.WHEN, 11),
        ("at", "'几点' == value && value < 13", Kind.FINDING, 24),
        ("stock", "value <", Kind.CHECK, 8),
        ("stock", "value ＜ 30", Kind.CHECK, 7),
        ("stock", "true\n&& value < 'x'", Kind.CHECK, 15),
        ("stock", "value", Kind.CHECK, 1),
        ("days", "answers.stock > 2", Kind.CALC, 1),
        ("stock", "value > 1", Kind.WHEN, 1),
        ("stock", "row.total > 1", Kind.CHECK, 1),
        ("people", "row.total > 1", Kind.FINDING, 1),
        ("stock", "", Kind.CHECK, 1),
        ("stock", "(" * 40 + "true" + ")" * 40, Kind.CHECK, 1),
        ("stock", "true || " * 300 + "true", Kind.CHECK, 1),
    ],
)
def test_a_fault_is_found_before_anything_runs_at_its_written_column(
    of: str, expr: str, kind: Kind, column: int
) -> None:
    assert fault(of, expr, kind).column == column


def test_a_mistyped_name_is_told_the_near_one() -> None:
    assert fault("stock", "answers.dayly > 1", Kind.WHEN).remedy.args["near"] == "answers.daily"


def test_a_calc_stands_after_those_it_reads() -> None:
    assert ENVIRONMENT.calc_order() == ("days", "weeks")


def test_an_expression_is_compiled_once() -> None:
    first = compiled("stock", "value < 31", Kind.CHECK)
    assert compiled("stock", "value < 31", Kind.CHECK) is first


# ── the token pass ──


@pytest.mark.parametrize(
    ("written", "for_cel"),
    [
        ("value < 30", "value < 30.0"),
        ("x[0] + [1][0]", "x[0] + [1.0][0]"),
        ("'30' + \"4 / 5\"", "'30' + \"4 / 5\""),
        ("1.5e3 + 0x10 + a1 + 2u", "1.5e3 + 0x10 + a1 + 2u"),
        ("value // 3 / 4", "value // 3 / 4"),
    ],
)
def test_only_whole_numbers_outside_quotes_and_indexes_become_doubles(
    written: str, for_cel: str
) -> None:
    assert prepare(written).text == for_cel


@given(st.text(alphabet="a1./ ([{}])'\"-!+,", max_size=40))
def test_any_text_is_prepared_or_refused_without_an_exception(expr: str) -> None:
    stock = CHECKLIST.item("stock")
    assert stock is not None
    result = Environment(CHECKLIST).compile(stock, expr, Kind.CHECK)
    if isinstance(result, Fault):
        assert 1 <= result.column <= len(expr) + 1
        str(result.what), str(result.remedy)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_arithmetic_is_that_of_doubles(a: float, b: float) -> None:
    result = calc("(answers.stock - answers.daily) / 4 + 3", {"stock": a, "daily": b})
    assert result == (a - b) / 4 + 3
