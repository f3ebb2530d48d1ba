"""Every move and every fact of the tables through the real command; a new kind is tested by itself."""

from collections import deque
from collections.abc import Iterator

import pytest

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.fields import Default, Field, Holds
from inspections.ids import DocId
from inspections.laptop.store_writing import Transaction
from inspections.lifecycle import FACTS, MOVES, Fact, Move
from inspections.vocabulary import Role, Status
from tests.inspections.laptop.office import Office, photo

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


def test_one_command_is_one_transaction_so_no_half_notice_is_ever_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    issues = office.seal()
    office.does("issue", "confirm", issues["duty"], issues["masks"], "--as", "yanghui")
    before = office.bytes_of()
    full = Transaction.append

    def fails_at_the_second(self: Transaction, doc: DocId, update: bytes) -> None:
        monkeypatch.setattr(Transaction, "append", no_room)
        full(self, doc, update)

    monkeypatch.setattr(Transaction, "append", fails_at_the_second)
    said = office.ducha("issue", "notify", issues["duty"], issues["masks"], "--as", "yanghui")
    assert (said.status, office.bytes_of()) == (5, before)


def no_room(*_: object) -> None:
    full = Problem(code=Code.STORE_FULL, what=M("盘满了"), remedy=M("腾出地方再做一次"))
    raise UserError(full, exit=Exit.TRY_AGAIN)


def test_an_issue_named_twice_is_done_once(office: Office) -> None:
    issue = office.seal()["duty"]
    office.does("issue", "confirm", issue, issue[:8], "--as", "yanghui")
    assert [e.kind for e in office.events() if e.subject == f"q:{issue}"] == ["confirmed"]


def test_a_field_that_is_missing_says_for_which_issue(office: Office) -> None:
    issue = office.seal()["exits"]
    office.does("issue", "confirm", issue, "--as", "yanghui")
    said = office.ducha("issue", "notify", issue, "--as", "yanghui")
    assert said.status == 2
    assert issue[:6] in said.err
