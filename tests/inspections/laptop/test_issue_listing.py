"""`issue list`, `issue show`, `report stats`: what people and scripts read."""

import pytest

from tests.inspections.laptop.office import Office

LATER = "2026-03-20T09:00:00+08:00"


@pytest.fixture
def sealed(office: Office) -> tuple[Office, dict[str, str]]:
    ids = office.seal()
    office.does("issue", "confirm", ids["duty"], "--as", "yanghui")
    office.does("issue", "notify", ids["duty"], "--as", "yanghui")
    return office, ids


def listed(office: Office, *words: str) -> list[str]:
    return [i["item"] for i in office.does("issue", "list", "--json", *words, now=LATER).json]


def test_what_is_overdue_comes_first(sealed: tuple[Office, dict[str, str]]) -> None:
    assert listed(sealed[0])[0] == "duty"


@pytest.mark.parametrize(
    ("words", "items"),
    [
        (("--status", "notified"), {"duty"}),
        (("--status", "unconfirmed"), {"gas", "exits", "masks"}),
        (("--overdue",), {"duty"}),
        (("--school", "第五"), set()),
        (("--area", "东片"), {"duty", "gas", "exits", "masks"}),
        (("--category", "fire_gas"), {"gas", "exits"}),
        (("--mode", "special"), set()),
        (("--mine", "--as", "wangmin"), {"duty", "gas", "exits", "masks"}),
        (("--mine", "--as", "wulaoshi"), set()),
    ],
)
def test_the_list_can_be_narrowed(
    sealed: tuple[Office, dict[str, str]], words: tuple[str, ...], items: set[str]
) -> None:
    assert set(listed(sealed[0], *words)) == items


def test_the_table_has_a_line_for_each_issue(sealed: tuple[Office, dict[str, str]]) -> None:
    office, ids = sealed
    out = office.does("issue", "list", now=LATER).out
    assert [issue for issue in ids.values() if issue[:6] not in out] == []
    assert "逾期" in out


def test_an_issue_shows_who_did_what_when(sealed: tuple[Office, dict[str, str]]) -> None:
    office, ids = sealed
    out = office.does("issue", "show", ids["duty"][:6]).out
    for word in (
        "值班记录缺失",
        "云岭区第三小学",
        "杨慧（督导室）",
        "确认",
        "下发整改通知",
        "2026-03-02",
    ):
        assert word in out, word
    kinds = [
        e["kind"] for e in office.does("issue", "show", ids["duty"], "--json").json["timeline"]
    ]
    assert kinds == ["sealed", "confirmed", "notified"]


def test_a_conflict_shows_both_sides_and_how_to_settle_it(office: Office) -> None:
    duty = office.seal()["duty"]
    other = office.copy(office.root.parent / "other")
    office.does("issue", "confirm", duty, "--as", "zhaolei")
    other.does("issue", "withdraw", duty, "--cause", "other", "--reason", "看错", "--as", "yanghui")
    office.take_over(other)
    out = office.does("issue", "show", duty).out
    for word in ("待裁定", "赵蕾", "杨慧", "ducha issue decide"):
        assert word in out, word


def test_an_empty_list_says_so(founded: Office) -> None:
    assert founded.does("issue", "list").out.strip()
    assert founded.does("issue", "list", "--json").json == []


def test_the_figures_say_the_sentence(sealed: tuple[Office, dict[str, str]]) -> None:
    office, _ = sealed
    figures = office.does("report", "stats", "--json", now=LATER).json
    assert figures["sentence"] == (
        "提出整改要求1条，涉及学校1所，完成整改0条，其余1条正在整改（其中逾期1条）。"
    )
    assert figures["sentence"] in office.does("report", "stats", now=LATER).out


def test_figures_of_an_earlier_day_leave_out_what_came_later(
    sealed: tuple[Office, dict[str, str]],
) -> None:
    office, ids = sealed
    office.does("issue", "pass", ids["duty"], "--method", "on_site", "--as", "wangmin", now=LATER)
    office.does("issue", "close", ids["duty"], "--conclusion", "已补", "--as", "yanghui", now=LATER)
    stats = ("report", "stats", "--json")
    assert office.does(*stats, now=LATER).json["closed"] == 1
    assert office.does(*stats, "--as-of", "2026-03-10", now=LATER).json["closed"] == 0


def test_english_is_spoken_where_there_are_words_of_ours(
    sealed: tuple[Office, dict[str, str]],
) -> None:
    office, _ = sealed
    assert "问题" not in office.does("--lang", "en", "issue", "list").out.splitlines()[0]
