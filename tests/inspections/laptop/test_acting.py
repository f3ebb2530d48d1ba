"""Every move and every fact of the tables through the real command; a new kind is tested by itself."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspections.fields import Default, Field, Holds
from inspections.lifecycle import FACTS, MOVES, Fact, Move
from inspections.vocabulary import Role, Status
from tests.inspections.laptop.office import FILLED, Office, photo

BY = {
    Role.SCHOOL: "zhoulaoshi", Role.INSPECTOR: "wangmin", Role.BUREAU: "yanghui",
    Role.AREA_LEAD: "zhaolei",
}  # fmt: skip
RAISING = ("raised", "raised_fixed")
NEEDS = {"objection_decided": ("objected",), "up_answered": ("reported_up",),
         "extension_denied": ("extension_requested",), "extended": ("extension_requested",),
         "evidence_struck": ("evidence_added",)}  # fmt: skip
"""What has to be there before a kind can answer it."""
ROWS: dict[str, Move | Fact] = {**MOVES, **FACTS}
KINDS = [kind for kind, row in ROWS.items() if kind != "decided" and row.command]


def who(row: Move | Fact) -> str:
    """Return who does this: the school what is the school's, else the first who may."""
    return next(name for role, name in BY.items() if role in row.who)


def options(row: Move | Fact, office: Office, other: str) -> list[str]:
    """Return a value for every field that the person has to give."""
    given: list[str] = []
    for field in row.body:
        asked = field.default is Default.NONE and field.holds is not Holds.EVENTS
        if asked or (field.name == "days" and row.kind in RAISING):
            given += [f"--{field.name.replace('_', '-')}", value(field, office, other)]
    return given


def value(field: Field, office: Office, other: str) -> str:
    match field.holds:
        case Holds.CHOICE:
            return field.choices[0]
        case Holds.DATE:
            return "2026-03-20"
        case Holds.FILE | Holds.FILES:
            return str(photo(office.root / "后.jpg"))
        case Holds.ISSUE:
            return other
        case Holds.INTEGER:
            return "3"
        case _:
            return "后.jpg" if field.name == "file" else "学校已经补签"


def way_to(wanted: frozenset[Status]) -> tuple[str, ...]:
    """Return the shortest row of kinds that brings a new issue to one of the statuses."""
    waiting: deque[tuple[Status, tuple[str, ...]]] = deque(
        [(MOVES[kind].to[None], (kind,)) for kind in RAISING]
    )
    met: set[Status] = set()
    while waiting:
        status, way = waiting.popleft()
        if status in wanted:
            return way
        if status in met:
            continue
        met.add(status)
        waiting.extend(
            (move.to[status], (*way, move.kind))
            for move in MOVES.values()
            if status in move.to and move.kind != "decided"
        )
    raise AssertionError(wanted)


def record(office: Office, kind: str, issue: str, other: str, by: str = "") -> str:
    """Record one kind by its command; return the issue."""
    row = ROWS[kind]
    assert row.command
    words = ["issue", row.command, *options(row, office, other), "--as", by or who(row), "--json"]
    if kind in RAISING:
        issue = str(office.does(*words, "--school", "yl3x").json[0]["issue"])
    else:
        office.does(*words, issue)
    return issue


def within(row: Move | Fact) -> frozenset[Status]:
    if isinstance(row, Fact):
        return row.within
    return frozenset(status for status in row.to if status is not None)


@pytest.fixture(scope="module")
def shared(
    founded: Office, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, str]]:
    """One workspace for all kinds, each with an issue of its own, and one more issue to merge into."""
    office = founded.copy(tmp_path_factory.mktemp("acting") / "w")
    yield office, record(office, "raised", "", "")


def brought(office: Office, other: str, wanted: frozenset[Status]) -> str:
    """Return a new issue in one of the statuses."""
    issue = ""
    for kind in way_to(wanted):
        issue = record(office, kind, issue, other)
    return issue


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_recorded_once_from_a_status_that_allows_it(
    shared: tuple[Office, str], kind: str
) -> None:
    office, other = shared
    row = ROWS[kind]
    issue = "" if kind in RAISING else brought(office, other, within(row))
    for before in NEEDS.get(kind, ()):
        record(office, before, issue, other)
    was = None if kind in RAISING else Status(office.status(issue))
    issue = record(office, kind, issue, other)
    own = [e for e in office.events() if e.kind == kind and e.subject == f"q:{issue}"]
    assert [(e.by, set(e.body) >= {f.name for f in row.body}) for e in own] == [(who(row), True)]
    assert Status(office.status(issue)) is (row.to[was] if isinstance(row, Move) else was)


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_that_the_table_does_not_name_is_refused(
    shared: tuple[Office, str], kind: str
) -> None:
    office, other = shared
    row = ROWS[kind]
    assert row.command
    target = ["--school", "yl3x"] if kind in RAISING else [other]
    for role in BY.keys() - row.who:
        words = ["issue", row.command, *target, *options(row, office, other), "--as", BY[role]]
        assert office.refused(*words) == (3, ["rule.role"])


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if within(ROWS[k]) < frozenset(Status) and k not in RAISING]
)
def test_a_status_that_the_table_does_not_name_is_refused(
    shared: tuple[Office, str], kind: str
) -> None:
    office, other = shared
    row = ROWS[kind]
    assert row.command
    issue = other
    if Status.FOUND in within(row):
        issue = brought(office, other, frozenset(Status) - within(row))
    before = office.bytes_of()
    words = ["issue", row.command, issue, *options(row, office, other), "--as", who(row)]
    assert office.refused(*words) == (3, ["rule.status"])
    assert office.bytes_of() == before


@pytest.mark.parametrize("kind", [k for k, row in ROWS.items() if row.behalf])
def test_what_is_the_school_s_is_recorded_by_others_only_on_its_behalf(
    shared: tuple[Office, str], kind: str
) -> None:
    office, other = shared
    row = ROWS[kind]
    assert row.command
    issue = brought(office, other, within(row))
    words = ["issue", row.command, issue, *options(row, office, other), "--as", "wangmin"]
    assert office.refused(*words) == (3, ["rule.behalf"])
    office.does(*words, "--behalf", "周老师", "--how", "phone")
    own = next(e for e in office.events() if e.kind == kind and e.subject == f"q:{issue}")
    assert own.body["behalf"] == {"name": "周老师", "how": "phone", "proof": None}


def test_half_of_a_behalf_is_wrong_usage(shared: tuple[Office, str]) -> None:
    office, other = shared
    words = ["issue", "object", other, "--about", "fact", "--text", "不属实", "--as", "wangmin"]
    assert office.refused(*words, "--behalf", "周老师") == (2, ["usage"])
    assert office.refused(*words, "--behalf", "周老师", "--how", "paper") == (2, ["usage"])


def test_one_faulty_id_does_not_stop_the_others(office: Office) -> None:
    ids = office.seal()
    said = office.ducha("--json", "issue", "confirm", "ZZZZZZ", ids["duty"], "--as", "yanghui")
    assert (said.status, said.codes) == (2, ["issue.unknown"])
    assert said.json == [{"issue": ids["duty"], "kind": "confirmed"}]


def test_issues_of_one_notice_share_its_id(office: Office) -> None:
    ids = office.seal()
    office.does("issue", "confirm", ids["duty"], ids["masks"], "--as", "yanghui")
    office.does("issue", "notify", ids["duty"], ids["masks"], "--as", "yanghui")
    bodies = [e.body for e in office.events() if e.kind == "notified"]
    assert len(bodies) == 2
    assert len({body["notice"] for body in bodies}) == 1


def test_the_deadline_counts_the_working_days_of_the_checklist(office: Office) -> None:
    duty = office.seal()["duty"]
    office.does("issue", "confirm", duty, "--as", "yanghui")
    office.does("issue", "notify", duty, "--as", "yanghui", now="2026-03-05T09:00:00+08:00")
    assert next(i["due"] for i in office.issues() if i["id"] == duty) == "2026-03-10"


# --- guards: each refused with exit 3


def test_who_answered_does_not_pass(office: Office) -> None:
    duty = office.seal()["duty"]
    office.does("issue", "advise", duty, "--as", "yanghui")
    office.does("issue", "submit", duty, "--measures", "补签", "--as", "wangmin",
                "--behalf", "周老师", "--how", "phone")  # fmt: skip
    words = ("issue", "pass", duty, "--method", "documents")
    assert office.refused(*words, "--as", "wangmin") == (3, ["rule.guard"])
    assert office.refused(*words, "--as", "liqiang") == (3, ["rule.scope"])
    assert office.refused(*words, "--as", "yanghui") == (0, [])


def test_who_raised_a_fixed_one_does_not_close_it(office: Office) -> None:
    office.does("person", "add", "double", "--name", "双岗", "--role", "inspector", "--role",
                "area_lead", "--as", "chenjing")  # fmt: skip
    text = FILLED.replace("[wangmin, liqiang]", "[wangmin, double]")
    office.does("seal", office.fill(text), "--as", "double")
    exits = next(i["id"] for i in office.issues() if i["item"] == "exits")
    words = ("issue", "close", exits, "--conclusion", "已搬走")
    assert office.refused(*words, "--as", "double") == (3, ["rule.guard"])
    assert office.refused(*words, "--as", "zhaolei") == (0, [])


def severe_in(office: Office, status: str) -> str:
    gas = office.seal()["gas"]
    office.does("issue", "confirm", gas, "--as", "yanghui")
    office.does("issue", "pass", gas, "--method", "on_site", "--as", "wangmin")
    if status == "closing":
        office.does("issue", "propose-close", gas, "--conclusion", "已检修", "--as", "zhaolei")
    return gas


def test_a_severe_one_is_not_closed_by_one_person(office: Office) -> None:
    words = ("issue", "close", severe_in(office, "verified"), "--conclusion", "已检修")
    assert office.refused(*words, "--as", "yanghui") == (3, ["rule.guard"])


def test_who_proposed_does_not_close(office: Office) -> None:
    words = ("issue", "close", severe_in(office, "closing"), "--conclusion", "已检修")
    assert office.refused(*words, "--as", "zhaolei") == (3, ["rule.guard"])
    assert office.refused(*words, "--as", "yanghui") == (0, [])


def test_a_severe_one_is_not_only_pointed_out(office: Office) -> None:
    gas = office.seal()["gas"]
    assert office.refused("issue", "advise", gas, "--as", "yanghui") == (3, ["rule.guard"])


def test_nothing_is_decided_where_nobody_disagrees(office: Office) -> None:
    duty = office.seal()["duty"]
    words = (
        "issue",
        "decide",
        duty,
        "--stands",
        "confirmed",
        "--reason",
        "核实",
        "--as",
        "yanghui",
    )
    assert office.refused(*words) == (3, ["rule.guard"])


@pytest.fixture
def disputed(office: Office, tmp_path: Path) -> tuple[Office, str]:
    """One laptop confirmed the issue, another withdrew it; then they met."""
    duty = office.seal()["duty"]
    other = office.copy(tmp_path / "other")
    office.does("issue", "confirm", duty, "--as", "zhaolei")
    other.does("issue", "withdraw", duty, "--cause", "other", "--reason", "看错", "--as", "yanghui")
    office.take_over(other)
    return office, duty


def test_in_a_conflict_only_a_decision_moves_on(disputed: tuple[Office, str]) -> None:
    office, duty = disputed
    words = ("issue", "notify", duty, "--as", "yanghui")
    assert office.refused(*words) == (3, ["rule.conflict"])


def test_nobody_lets_his_own_side_stand_but_may_concede(disputed: tuple[Office, str]) -> None:
    office, duty = disputed
    words = ("issue", "decide", duty, "--reason", "核实过", "--as", "yanghui", "--stands")
    assert office.refused(*words, "withdrawn") == (3, ["rule.guard"])
    assert office.refused(*words, "confirmed") == (0, [])
    assert office.status(duty) == "confirmed"


# --- fields


def test_a_text_that_must_be_given_is_not_empty(office: Office) -> None:
    duty = office.seal()["duty"]
    words = ("issue", "withdraw", duty, "--cause", "other", "--reason", " ", "--as", "yanghui")
    assert office.refused(*words) == (2, ["rule.field"])


def test_a_correction_takes_the_words_of_the_field(office: Office) -> None:
    duty = office.seal()["duty"]
    words = (
        "issue",
        "correct",
        duty,
        "--field",
        "severity",
        "--reason",
        "核实",
        "--as",
        "yanghui",
        "--value",
    )
    assert office.refused(*words, "很重") == (2, ["rule.field"])
    assert office.refused(*words, "严重") == (0, [])
    assert next(i["severity"] for i in office.issues() if i["id"] == duty) == "severe"


def test_nothing_is_merged_into_what_left_the_ledger(office: Office) -> None:
    ids = office.seal()
    office.does(
        "issue", "withdraw", ids["masks"], "--cause", "other", "--reason", "看错", "--as", "yanghui"
    )
    words = (
        "issue",
        "merge",
        ids["duty"],
        "--into",
        ids["masks"],
        "--reason",
        "同一件",
        "--as",
        "yanghui",
    )
    assert office.refused(*words) == (2, ["rule.field"])


def test_an_answer_to_no_request_is_refused(office: Office) -> None:
    duty = office.seal()["duty"]
    words = (
        "issue",
        "decide-objection",
        duty,
        "--result",
        "upheld",
        "--reason",
        "属实",
        "--as",
        "yanghui",
    )
    assert office.refused(*words) == (2, ["rule.field"])


def test_the_name_of_a_file_about_a_person_is_not_told(office: Office) -> None:
    duty = office.seal()["duty"]
    file = office.write("约谈记录", "张三约谈记录.txt")
    office.does("issue", "escalate", duty, "--step", "talk", "--target", "person", "--person", file,
                "--reason", "逾期", "--as", "yanghui")  # fmt: skip
    assert not [update for update in office.bytes_of() if "张三".encode() in update]


def test_what_happened_later_than_today_is_refused(office: Office) -> None:
    duty = office.seal()["duty"]
    words = ("issue", "confirm", duty, "--as", "yanghui", "--happened-on")
    assert office.refused(*words, "2026-03-03") == (2, ["rule.field"])
    assert office.refused(*words, "2026-03-01") == (0, [])
    assert office.events()[-1].happened_on is not None


def test_refusing_keeps_no_file(office: Office) -> None:
    duty = office.seal()["duty"]
    proof = office.write("一份回执", "回执.txt")
    before = sorted((office.root / "ledger/blobs").rglob("*"))
    words = ("issue", "add-evidence", duty, "--files", proof, "--as", "wulaoshi")
    assert office.refused(*words) == (3, ["rule.scope"])
    assert sorted((office.root / "ledger/blobs").rglob("*")) == before
