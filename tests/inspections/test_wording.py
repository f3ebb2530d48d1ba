"""An act in words, the same everywhere: every field that says something to people, and no id."""

import pytest

from inspections.fields import Field, Holds
from inspections.kinds import BODIES
from inspections.labels import CHOICES
from inspections.wording import HIDDEN, UNSAID, body_lines, field_text
from tests.stories_of_events import make, photo

VALUES: dict[Holds, object] = {
    Holds.TEXT: "学校已补签",
    Holds.DATE: "2026-03-20",
    Holds.INTEGER: 3,
    Holds.DECIMAL: "29.5",
    Holds.FILE: photo("回执.jpg"),
    Holds.FILES: [photo("前.jpg"), photo("后.jpg")],
    Holds.RESPONSIBLE: {"unit": "第三小学", "person": "周老师"},
    Holds.ISSUE: "Q7K2MDZZZZZZZZZZZZZZZZZZZZ",
}
SAID = {
    Holds.FILE: "回执.jpg",
    Holds.FILES: "前.jpg、后.jpg",
    Holds.RESPONSIBLE: "第三小学/周老师",
    Holds.ISSUE: "Q7K2MD",
}


def value(field: Field) -> object:
    return field.choices[0] if field.holds is Holds.CHOICE else VALUES.get(field.holds, "e" * 64)


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_every_field_of_every_kind_is_told_in_its_order(kind: str) -> None:
    fields = BODIES[kind]
    told = list(body_lines(make(1, kind, "root", [], more={f.name: value(f) for f in fields})))
    labels = [f.label for f in fields if f.holds not in HIDDEN and f.name not in UNSAID]
    assert [line.partition("：")[0] for line in told] == labels


@pytest.mark.parametrize("holds", SAID, ids=str)
def test_a_value_is_told_as_people_say_it(holds: Holds) -> None:
    assert field_text(Field("x", holds, "标签"), VALUES[holds], str) == SAID[holds]


def test_every_choice_of_every_kind_has_its_word() -> None:
    bare = {
        (kind, field.name, choice)
        for kind, fields in BODIES.items()
        for field in fields
        for choice in field.choices
        if str(choice) not in CHOICES.get(field.name, {})
    }
    assert bare == set()


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_is_said_of_an_empty_field(nothing: object) -> None:
    assert list(body_lines(make(1, "commented", "root", [], more={"text": nothing}))) == []


def test_whoever_recorded_for_another_says_for_whom() -> None:
    behalf = {"name": "周老师", "how": "phone", "proof": None}
    said = make(1, "acknowledged", "wang", [], more={"name": "周老师", "behalf": behalf})
    assert list(body_lines(said)) == ["签收人：周老师", "代为登记：周老师（电话）"]


def test_it_is_told_in_the_reader_s_language() -> None:
    said = make(1, "passed", "wang", [], more={"method": "documents"})
    words = {"复查方式": "Method", "查阅资料": "documents read"}
    assert list(body_lines(said, lambda text: words.get(text, text))) == ["Method：documents read"]


@pytest.mark.parametrize("odd", [3, ["x"], {"a": 1}, True, "未知"])
def test_a_value_of_another_shape_is_shown_as_it_is(odd: object) -> None:
    for holds in set(Holds) - HIDDEN:
        assert field_text(Field("x", holds, "标签"), odd, str) != ""
