"""Campaigns by the command: who is to be inspected, `new` within a campaign, who has been and who not yet."""

from __future__ import annotations

import pytest

from tests.inspections.laptop.office import FILLED, RECORD, Office

ADD = ("campaign", "add", "spring", "--title", "春季专项", "--mode", "special", "--from", "2026-03-01",
       "--to", "2026-03-31", "--checklist", "small", "--as", "yanghui")  # fmt: skip
NEW = ("new", "yl3x", "--campaign", "spring", "--as", "wangmin")


@pytest.fixture
def spring(office: Office) -> Office:
    office.does(*ADD, "--all")
    return office


def show(office: Office, *words: str) -> dict[str, object]:
    told: dict[str, object] = office.does("--json", "campaign", "show", "spring", *words).json
    return told


def test_a_campaign_says_how_many_schools_it_holds(spring: Office) -> None:
    told = show(spring)
    assert (told["schools"], told["not_yet"], told["checklists"]) == (2, 2, ["small@2026.01"])
    body = spring.events("district")[-1].body
    assert body["schools"] == {"stages": [], "areas": [], "ownerships": []}


def test_adding_the_same_again_records_nothing_and_other_words_change_it(spring: Office) -> None:
    before = len(spring.events("district"))
    spring.does(*ADD, "--all")
    assert len(spring.events("district")) == before
    assert spring.does("--json", *ADD, "--school", "yl3x").json["denominator"] == 1
    assert show(spring)["schools"] == 1


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ((), (2, ["usage"])),
        (("--all", "--drawn"), (2, ["usage"])),
        (("--school", "yl3x", "--stage", "小学"), (2, ["usage"])),
        (("--school", "第九"), (2, ["school.unknown"])),
        (("--area", "北片"), (2, ["usage"])),
        (("--all", "--team", "t9"), (2, ["usage"])),
        (("--all", "--checklist", "nothing"), (2, ["checklist.unknown"])),
        (("--all", "--to", "2026-02-01"), (2, ["usage"])),
        (("--all", "--as", "wangmin"), (3, ["rule.role"])),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_recorded(
    office: Office, words: tuple[str, ...], refusal: tuple[int, list[str]]
) -> None:
    before = office.bytes_of("district")
    assert office.refused(*ADD, *words) == refusal
    assert office.bytes_of("district") == before


def test_new_takes_checklist_and_campaign_and_the_mode_follows(spring: Office) -> None:
    spring.does(*NEW)
    assert "campaign: spring\n" in (spring.root / RECORD).read_text("utf-8")
    [event] = spring.events()
    assert (event.body["checklist"], event.body["campaign"]) == ("small@2026.01", "spring")
    [one] = spring.workspace().view().inspections
    assert one.mode == "special"  # the checklist says comprehensive
    assert show(spring)["opened"] == 1


def test_new_takes_the_team_that_the_campaign_sends(office: Office) -> None:
    office.does("team", "add", "t2", "--name", "二组", "--area", "东片", "--as", "yanghui")
    office.does(*ADD, "--all", "--team", "二组")
    assert office.does("--json", *NEW).json["inspection"] == "yl3x-2026-03-02-small-t2"


@pytest.mark.parametrize(
    "words",
    [
        ("new", "yl5x", "--campaign", "spring"),
        ("new", "yl3x", "--campaign", "spring", "--date", "2026-04-01"),
        ("new", "yl3x", "comprehensive_random", "--campaign", "spring"),
    ],
)
def test_what_lies_outside_the_campaign_is_refused_unless_somebody_insists(
    office: Office, words: tuple[str, ...]
) -> None:
    office.does(*ADD, "--school", "yl3x")
    assert office.refused(*words, "--as", "wangmin") == (3, ["rule.scope"])
    assert office.events("yl3x") == office.events("yl5x") == []
    office.does(*words, "--outside", "--as", "wangmin")


def test_an_ended_campaign_opens_nothing_more(spring: Office) -> None:
    spring.does("campaign", "end", "spring", "--reason", "查完了", "--as", "yanghui")
    spring.does("campaign", "end", "spring", "--reason", "再说一次", "--as", "yanghui")
    assert [e.kind for e in spring.events("district")].count("campaign_ended") == 1
    assert spring.refused(*NEW) == (3, ["rule.scope"])
    assert show(spring)["ended"] is True


def test_an_unknown_campaign_is_refused_where_campaigns_are_known(spring: Office) -> None:
    assert spring.refused("new", "yl3x", "--campaign", "sprng", "--as", "wangmin") == (2, ["usage"])


def test_without_a_checklist_and_a_campaign_new_asks_for_one(office: Office) -> None:
    assert office.refused("new", "yl3x", "--as", "wangmin") == (2, ["usage"])


def test_a_sealed_inspection_of_the_campaign_is_coverage(spring: Office) -> None:
    text = FILLED.replace("team: t1", "campaign: spring\nteam: t1")
    spring.seal(text.replace("documents_seen: []", "documents_seen: [{what: 值班记录, count: 14}]"))
    told = show(spring)
    assert (told["inspected"], told["documents_seen"]) == (1, {"值班记录": 14})
    assert told["by_inspector"] == {"liqiang": 1, "wangmin": 1}
    assert told["sentence"] == "应督查2所，已督查1所，其余1所未督查：云岭区第五小学。"
    assert show(spring, "--as-of", "2026-03-01")["inspected"] == 0
    whole = spring.does("--json", "report", "coverage").json
    assert [one["inspected"] for one in whole] == [1]
    part = spring.does(
        "--json", "report", "coverage", "--campaign", "春季专项", "--area", "西片"
    ).json
    assert (part["schools"], part["inspected"]) == (1, 0)
    assert "云岭区第五小学" in spring.does("campaign", "show", "spring").out
    assert spring.does("--json", "campaign", "list").json[0]["inspected"] == 1


def test_a_school_that_joins_the_roster_joins_the_campaign(spring: Office) -> None:
    spring.write("学校代码,名称,学段\nyl9x,云岭区第九小学,小学\n", "more.csv")
    spring.does("school", "import", "more.csv", "--as", "chenjing")
    assert show(spring)["schools"] == 3


def test_a_school_that_is_retired_leaves_the_campaign_and_the_table(spring: Office) -> None:
    retire = ("school", "retire", "yl5x", "--reason", "撤并", "--as", "yanghui")
    assert spring.does("--json", *retire).json["changed"] is True
    assert spring.does("--json", *retire).json["changed"] is False
    assert show(spring)["schools"] == 1
    table = (spring.root / "schools.csv").read_text("utf-8")
    assert ("yl5x" in table, "yl3x" in table, "13900001111" in table) == (False, True, True)
    spring.does("school", "import", "roster/schools.csv", "--as", "chenjing")
    assert show(spring)["schools"] == 2


@pytest.mark.parametrize(
    ("campaign", "found"),
    [("spring", []), ("sprng", [("record.header", 5)]), ("west", [("record.header", 5)])],
)
def test_check_warns_of_a_campaign_that_would_not_count_the_record(
    spring: Office, campaign: str, found: list[tuple[str, int]]
) -> None:
    west = [word if word != "spring" else "west" for word in ADD]
    spring.does(*west, "--area", "西片")
    spring.fill(FILLED.replace("team: t1", f"campaign: {campaign}\nteam: t1"))
    assert spring.checked() == (0, found)


def test_figures_of_one_campaign(spring: Office) -> None:
    spring.seal(FILLED.replace("team: t1", "campaign: spring\nteam: t1"))
    spring.does(*[word if word != "spring" else "west" for word in ADD], "--area", "西片")

    def unconfirmed(campaign: str) -> int:
        told = spring.does("--json", "report", "stats", "--campaign", campaign).json
        return int(told["unconfirmed"])

    assert unconfirmed("spring") == len(spring.issues())
    assert unconfirmed("west") == 0
