"""The JSON Schema of a record: offers what may be written, lets through what people type, nothing more."""

import re
from typing import Any

import pytest
import yaml

from inspections.checklist import Checklist, Column, Item, ItemType, Section
from inspections.schema import record_schema
from inspections.vocabulary import Mode

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Judge by the few words of JSON Schema that we use."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    properties = schema.get("properties", {})
    return all(
        (
            not types or any(isinstance(value, TYPES[name]) for name in types),
            "enum" not in schema or value in schema["enum"],
            "const" not in schema or value == schema["const"],
            "anyOf" not in schema or any(fits(value, one) for one in schema["anyOf"]),
            "not" not in schema or not fits(value, schema["not"]),
            "pattern" not in schema or bool(re.search(schema["pattern"], str(value))),
            not isinstance(value, list) or all(fits(one, schema.get("items", {})) for one in value),
            not isinstance(value, dict)
            or (
                all(name in value for name in schema.get("required", []))
                and (schema.get("additionalProperties", True) or value.keys() <= properties.keys())
                and all(fits(one, properties.get(name, {})) for name, one in value.items())
            ),
        )
    )


CHECKLIST = Checklist(
    id="t",
    version="1",
    title="题",
    mode=Mode.SPECIAL,
    options={"done": {"落实": "pass", "未落实": "fail"}},  # type: ignore[dict-item]
    sections=(
        Section(
            id="s",
            title="一",
            items=(
                Item(
                    id="leader", no="1", label="带班领导在岗", type=ItemType.RESULT, options="done"
                ),
                Item(
                    id="gate",
                    label="核验",
                    type=ItemType.RESULT,
                    parts={"code": "扫码", "log": "登记"},
                ),
                Item(id="stock", label="口罩库存", type=ItemType.NUMBER, unit="个"),
                Item(id="at", label="几点", type=ItemType.TIME),
                Item(
                    id="papers", label="证照", type=ItemType.MULTI, options=("营业执照", "检验报告")
                ),
                Item(
                    id="people",
                    label="人数",
                    type=ItemType.MATRIX,
                    rows={"p": "学生"},
                    columns={"t": "在外"},
                ),
                Item(
                    id="goods",
                    label="用品",
                    type=ItemType.REPEAT,
                    fields={"name": Column(label="品名")},
                ),
                Item(id="days", label="天数", type=ItemType.CALC, calc="1 + 1"),
            ),
        ),
    ),
)
SCHEMA = record_schema(CHECKLIST)
HEAD = {"inspection": "x-2022-04-12-t-t3", "school": "x", "checklist": "t@1", "date": "2022-04-12"}


def fits_answer(text: str) -> bool:
    return fits({**HEAD, "answers": yaml.load(text, Loader=yaml.BaseLoader)}, SCHEMA)


@pytest.mark.parametrize(
    "answer",
    [
        "leader: 落实",
        "leader: 未落实，无人在岗",
        "leader: 立行立改",
        "leader: {value: 未落实, place: 门卫室, note: 无人, photos: [a.jpg]}",
        "gate: {code: 符合, log: 不符合, note: 司机没有登记}",
        "stock: 08",
        "stock: {value: 5500, note: 实点}",
        "at: 13:05",
        "papers: [营业执照]",
        "people: {p: {t: 41}}",
        "goods: [{row: a, name: 84 消毒液}]",
        "stock: {conflict: [{by: 王敏, value: 1}]}",
    ],
)
def test_what_may_be_written_passes(answer: str) -> None:
    assert fits_answer(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "leder: 落实",
        "leader: 落时",
        "leader: {value: 落实, plcae: 门卫室}",
        "gate: 符合",
        "gate: {cod: 符合}",
        "papers: [营业执招]",
        "people: {p: {x: 41}}",
        "goods: [{nmae: 84}]",
        "days: 2",
    ],
)
def test_what_may_not_be_written_is_shown_by_the_editor(answer: str) -> None:
    assert not fits_answer(answer)


def test_another_version_of_the_checklist_does_not_fit() -> None:
    assert not fits({**HEAD, "checklist": "t@2", "answers": {}}, SCHEMA)


def test_each_item_is_described_by_its_printed_question() -> None:
    items = SCHEMA["properties"]["answers"]["properties"]
    assert items["leader"]["description"] == "1 带班领导在岗"
    assert items["stock"]["description"] == "口罩库存（个）"
