"""Sealed while others were still filling: late answers, two sealings, amendments taken on by all."""

from __future__ import annotations

import pytest

from tests.inspections.laptop.office import RECORD, Office
from tests.stories.together import Laptop, laptop, meet

SIGNED = "signatures: [{name: 王敏, as: 检查人}, {name: 周老师, as: 学校}]"


@pytest.fixture
def wang(office: Office) -> Laptop:
    return laptop(office, "wang", "wangmin")


@pytest.fixture
def zhao(office: Office) -> Laptop:
    return laptop(office, "zhao", "zhaolei")


def begin(*laptops: Laptop) -> None:
    for one in laptops:
        one.begin("--with", "liqiang")
        one.put("signatures: []", SIGNED)


def seal(one: Laptop) -> None:
    one.does_as("seal", RECORD)


def late(one: Laptop) -> list[str]:
    return [event.id for event in one.inspection().late]


def test_sealing_waits_until_somebody_who_saw_both_decides(wang: Laptop, zhao: Laptop) -> None:
    begin(wang, zhao)
    wang.type_in(duty="符合", masks="40")
    zhao.type_in(masks="50")
    meet(wang, zhao)
    assert wang.refused("seal", RECORD, "--as", "wangmin") == (4, ["conflict"])
    wang.type_in(masks="50")
    seal(wang)
    assert wang.inspection().answers["masks"] == ("50",)


def late_answer(wang: Laptop, zhao: Laptop) -> str:
    """Let an answer of zhao arrive after wang has sealed; return the letters it is named by."""
    begin(wang, zhao)
    wang.type_in(duty="符合", masks="40")
    zhao.type_in(masks="20", phone="08312345678")
    seal(wang)
    meet(wang, zhao)
    [found] = wang.does("conflicts", "--json").json
    assert found["kind"] == "late"
    return str(found["sides"][0]["event"])


def test_an_answer_that_arrives_after_sealing_is_listed_and_changes_nothing(
    wang: Laptop, zhao: Laptop
) -> None:
    late_answer(wang, zhao)
    for one in (wang, zhao):
        assert one.answers()["masks"] == "40"
        assert "phone" not in one.answers()
        assert one.inspection().answers["masks"] == ("40",)
        assert one.inspection().issues == ()
        assert one.ducha("check").status == 0


def test_a_late_answer_is_taken_with_what_it_finds(wang: Laptop, zhao: Laptop) -> None:
    event = late_answer(wang, zhao)
    wang.does_as("amend", RECORD, "--reason", "库房重点过", "--take", event)
    meet(wang, zhao)
    for one in (wang, zhao):
        assert (one.answers()["masks"], one.answers()["phone"]) == ("20", "08312345678")
        assert late(one) == []
        assert len(one.inspection().issues) == 1
        assert "没有待定" in one.does("conflicts").out


def test_a_late_answer_is_left_by_one_who_saw_it(wang: Laptop, zhao: Laptop) -> None:
    event = late_answer(wang, zhao)
    wang.does_as("amend", RECORD, "--reason", "以封存时为准", "--leave", event)
    meet(wang, zhao)
    assert (zhao.answers()["masks"], late(zhao)) == ("40", [])


def test_an_amendment_of_something_else_leaves_what_is_late_late(
    wang: Laptop, zhao: Laptop
) -> None:
    late_answer(wang, zhao)
    wang.type_in(handover="08:30")
    wang.does_as("amend", RECORD, "--reason", "漏写")
    assert len(late(wang)) == 1
    assert wang.inspection().answers["handover"] == ("08:30",)


def test_a_late_answer_that_is_not_there_is_named(wang: Laptop, zhao: Laptop) -> None:
    late_answer(wang, zhao)
    words = ("amend", RECORD, "--reason", "更正", "--take", "ffff", "--as", "wangmin")
    assert wang.refused(*words) == (2, ["issue.unknown"])


def test_two_sealings_that_agree_need_nobody(wang: Laptop, zhao: Laptop) -> None:
    begin(wang, zhao)
    for one in (wang, zhao):
        one.type_in(duty="不符合，两天没有签名", masks="40")
        seal(one)
    meet(wang, zhao)
    assert repr(wang.view()) == repr(zhao.view())
    assert len(wang.inspection().issues) == 1
    assert wang.inspection().sealed_by == ("wangmin", "zhaolei")
    assert "没有待定" in wang.does("conflicts").out


def test_two_blind_sealings_are_united_and_their_difference_is_amended(
    wang: Laptop, zhao: Laptop
) -> None:
    begin(wang, zhao)
    wang.type_in(duty="不符合，两天没有签名", masks="40")
    zhao.type_in(duty="符合", masks="20")
    for one in (wang, zhao):
        seal(one)
    meet(wang, zhao)
    assert len(wang.inspection().issues) == len(zhao.inspection().issues) == 2
    kinds = {one["kind"] for one in wang.does("conflicts", "--json").json}
    assert kinds == {"answer", "sealings"}
    assert wang.answers() == zhao.answers()
    wang.does_as("decide", RECORD, "masks", "20")
    wang.does_as("decide", RECORD, "duty", "符合")
    wang.does_as("amend", RECORD, "--reason", "两人一起核对")
    meet(wang, zhao)
    assert zhao.inspection().conflicts == {}
    assert zhao.answers()["masks"] == "20"
    assert "没有待定" in zhao.does("conflicts").out


def test_a_sealed_file_edited_by_hand_is_never_overwritten(wang: Laptop, zhao: Laptop) -> None:
    begin(wang, zhao)
    wang.type_in(duty="符合", masks="40")
    seal(wang)
    meet(wang, zhao)
    zhao.type_in(masks="41")
    wang.type_in(phone="08312345678")
    wang.does_as("amend", RECORD, "--reason", "漏写")
    bundle = wang.export()
    said = zhao.ducha("--json", "bundle", "import", bundle, "--as", "zhaolei")
    assert said.codes == ["sealed.edited"]
    assert zhao.answers()["masks"] == "41"
    zhao.does_as("amend", RECORD, "--reason", "多点一箱")
    assert (zhao.answers()["masks"], zhao.answers()["phone"]) == ("41", "08312345678")
