"""The life of an issue between laptops that know nothing of each other: absorbed, idle, in conflict, decided, merged."""

from __future__ import annotations

import pytest

from inspections.timeline import Effect
from inspections.view import Issue
from inspections.vocabulary import Badge, Counted, Status
from tests.inspections.laptop.office import Office
from tests.stories.together import Laptop, laptop, meet

BEHALF = ("--behalf", "周校长", "--how", "phone")


@pytest.fixture
def field(office: Office) -> Laptop:
    one = laptop(office, "field", "wangmin")
    one.seal()
    return one


@pytest.fixture
def bureau(office: Office, field: Laptop) -> Laptop:
    one = laptop(office, "bureau", "yanghui")
    one.take(field.export("sealed.ducha"))
    return one


def issue(one: Laptop, item: str = "duty") -> Issue:
    return next(i for i in one.view().issues if i.item == item)


def act(one: Laptop, by: str, kind: str, item: str = "duty", *more: str) -> None:
    one.does("issue", kind, issue(one, item).id, *more, "--as", by)


def notified(field: Laptop, bureau: Laptop) -> None:
    act(bureau, "yanghui", "confirm")
    act(bureau, "yanghui", "notify")
    field.take(bureau.export("notified.ducha"))


def alike(*laptops: Laptop) -> None:
    meet(*laptops)
    assert len({repr(one.view()) for one in laptops}) == 1


def test_a_school_s_answer_that_arrives_late_reopens_nothing(field: Laptop, bureau: Laptop) -> None:
    notified(field, bureau)
    act(field, "wangmin", "submit", "duty", "--measures", "补了记录", *BEHALF)
    act(bureau, "zhaolei", "pass", "duty", "--method", "on_site")
    act(bureau, "yanghui", "close", "duty", "--conclusion", "已整改")
    alike(field, bureau)
    found = issue(field)
    assert found.status is Status.CLOSED
    assert [e.event.kind for e in found.timeline if e.effect is Effect.ABSORBED] == ["submitted"]


def test_a_return_against_a_closing_is_a_conflict_that_counts_as_open(
    field: Laptop, bureau: Laptop
) -> None:
    notified(field, bureau)
    act(
        field,
        "wangmin",
        "return",
        "duty",
        "--method",
        "on_site",
        "--remaining",
        "还差两天",
        "--due",
        "2026-03-09",
    )
    act(bureau, "zhaolei", "pass", "duty", "--method", "documents")
    act(bureau, "yanghui", "close", "duty", "--conclusion", "已整改")
    alike(field, bureau)
    found = issue(bureau)
    assert (found.status, found.counted) == (Status.NOTIFIED, Counted.IN_PROGRESS)
    assert {side.status for side in found.sides} == {Status.NOTIFIED, Status.CLOSED}


def test_a_conflict_names_its_sides_and_who_could_decide_and_one_decision_ends_it(
    field: Laptop, bureau: Laptop
) -> None:
    notified(field, bureau)
    act(
        field,
        "wangmin",
        "return",
        "duty",
        "--method",
        "on_site",
        "--remaining",
        "还差两天",
        "--due",
        "2026-03-09",
    )
    act(bureau, "zhaolei", "pass", "duty", "--method", "documents")
    act(bureau, "yanghui", "close", "duty", "--conclusion", "已整改")
    alike(field, bureau)
    [told] = [one for one in bureau.does("conflicts", "--json").json if one["kind"] == "issue"]
    assert {(side["by"][0], side["says"]) for side in told["sides"]} == {
        ("王敏", "退回，成为“整改中”"), ("杨慧", "销号，成为“已销号”"),
    }  # fmt: skip
    assert "陈静" in told["remedy"]
    stands = next(s["event"] for s in told["sides"] if s["by"] == ["王敏"])
    act(bureau, "yanghui", "decide", "duty", "--stands", stands, "--reason", "现场为准")
    alike(field, bureau)
    assert (issue(field).status, issue(field).sides) == (Status.NOTIFIED, ())
    assert [o for o in field.does("conflicts", "--json").json if o["kind"] == "issue"] == []


def test_the_same_notice_given_twice_blind_is_one_status(field: Laptop, bureau: Laptop) -> None:
    act(bureau, "yanghui", "confirm")
    field.take(bureau.export("confirmed.ducha"))
    for one in (field, bureau):
        act(one, "yanghui", "notify")
    alike(field, bureau)
    assert (issue(field).status, issue(field).sides) == (Status.NOTIFIED, ())


def test_an_act_that_was_impossible_when_it_was_made_has_no_effect_anywhere(
    field: Laptop, bureau: Laptop
) -> None:
    act(bureau, "yanghui", "confirm")
    assert (
        field.refused("issue", "pass", issue(field).id, "--method", "on_site", "--as", "wangmin")[0]
        == 3
    )
    alike(field, bureau)
    assert issue(field).status is Status.CONFIRMED


def test_late_evidence_attaches_to_what_is_closed_and_is_flagged(
    field: Laptop, bureau: Laptop
) -> None:
    notified(field, bureau)
    (field.root / "proof.txt").write_text("补记", encoding="utf-8")
    act(
        field,
        "wangmin",
        "progress",
        "duty",
        "--done",
        "补了一天",
        "--remaining",
        "还差一天",
        *BEHALF,
    )
    act(field, "wangmin", "add-evidence", "duty", "--files", "proof.txt")
    act(bureau, "zhaolei", "pass", "duty", "--method", "on_site")
    act(bureau, "yanghui", "close", "duty", "--conclusion", "已整改")
    alike(field, bureau)
    found = issue(bureau)
    assert found.status is Status.CLOSED
    assert [e.file.name for e in found.evidence if e.role == "added"] == ["proof.txt"]
    assert Effect.LATE_FACT in {e.effect for e in found.timeline}
    assert Badge.LATE in found.badges
    blob = next(e.file.sha256 for e in found.evidence if e.role == "added")
    assert bureau.workspace().blob(blob) == "补记".encode()


def test_duplicates_merged_crosswise_count_once_until_decided(
    field: Laptop, bureau: Laptop
) -> None:
    one, two = issue(field, "duty").id, issue(field, "masks").id
    field.does("issue", "merge", one, "--into", two, "--reason", "同一件事", "--as", "zhaolei")
    bureau.does("issue", "merge", two, "--into", one, "--reason", "同一件事", "--as", "yanghui")
    alike(field, bureau)
    counted = [i.counted for i in bureau.view().issues if i.item in ("duty", "masks")]
    assert sorted(c is Counted.EXCLUDED for c in counted) == [False, True]


def test_texts_confirmed_differently_stand_side_by_side_until_corrected(
    field: Laptop, bureau: Laptop
) -> None:
    act(field, "zhaolei", "confirm", "duty", "--title", "值班记录缺两天")
    act(bureau, "yanghui", "confirm", "duty", "--title", "值班记录不全")
    alike(field, bureau)
    [told] = [o for o in field.does("conflicts", "--json").json if o["kind"] == "text"]
    assert {side["says"] for side in told["sides"]} == {"值班记录缺两天", "值班记录不全"}
    act(
        field,
        "zhaolei",
        "correct",
        "duty",
        "--field",
        "title",
        "--value",
        "值班记录缺两天",
        "--reason",
        "核对",
    )
    alike(field, bureau)
    assert [o for o in bureau.does("conflicts", "--json").json if o["kind"] == "text"] == []
