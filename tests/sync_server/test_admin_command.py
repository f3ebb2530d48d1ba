"""`ducha admin` as the person at the server's console runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspections.errors import Exit
from inspections.laptop.clock import Clock
from sync_server import tokens
from sync_server.service import ZONE, opened
from sync_server.signing_in import sign_in
from sync_server.tokens import Scope
from tests.inspections.laptop.office import NOW, Office, Said
from tests.sync_server.serving import Hall


@pytest.fixture
def console(tmp_path: Path) -> Office:
    return Office(Hall(tmp_path).server)


def added(console: Office) -> str:
    said = console.does("admin", "account", "add", "zhou", "--name", "周老师", "--role", "school", "--school", "云岭区第三小学", "--json")  # fmt: skip
    return str(said.json["password"])


def signs_in(console: Office, password: str, name: str = "zhou") -> bool:
    service = opened(console.root, Clock.from_text(NOW))
    try:
        return bool(sign_in(service.database, service.clock.now(ZONE), name, password, ""))
    finally:
        service.close()


def test_the_first_account_is_made_at_the_console_and_its_password_shown_once(console: Office):
    password = added(console)
    assert signs_in(console, password)
    said = console.does("admin", "account", "list", "--json")
    assert [(one["account"], one["schools"], one["temporary"]) for one in said.json] == [("zhou", ["yl3x"], True)]  # fmt: skip
    assert password not in console.does("admin", "account", "list").out
    assert password not in console.does("admin", "log").out


@pytest.mark.parametrize(
    "words",
    [
        ["zhou", "--name", "周", "--role", "school", "--school", "nowhere"],
        ["zhou", "--name", "周", "--role", "school"],
        ["wang", "--name", "王", "--role", "inspector"],
        ["wang", "--name", "王", "--role", "inspector", "--person", "nobody"],
        ["area", "--name", "王", "--role", "area_lead", "--person", "zhaolei", "--area", "北片"],
        ["Z", "--name", "周", "--role", "bureau", "--person", "yanghui"],
    ],
)
def test_an_account_that_the_roster_does_not_bear_out_is_not_made(console: Office, words: list[str]):  # fmt: skip
    said: Said = console.ducha("admin", "account", "add", *words)
    assert said.status == Exit.USAGE
    assert console.does("admin", "account", "list", "--json").json == []


def test_a_lost_password_and_a_locked_account_have_a_way_back_at_the_console(console: Office):
    first = added(console)
    second = str(console.does("admin", "account", "reset", "zhou", "--json").json["password"])
    assert signs_in(console, second)
    with pytest.raises(Exception, match="账号或密码不对"):
        signs_in(console, first)
    console.does("admin", "account", "lock", "zhou", "--reason", "换人")
    with pytest.raises(Exception, match="已停用"):
        signs_in(console, second)
    console.does("admin", "account", "unlock", "zhou")
    assert signs_in(console, second)


def test_a_token_is_shown_once_listed_without_its_secret_and_taken_back(console: Office):
    added(console)
    text = str(console.does("admin", "token", "new", "zhou", "--scope", "issues", "--json").json["token"])  # fmt: skip
    (listed,) = console.does("admin", "token", "list", "--json").json
    assert text.removeprefix("ducha_").partition("_")[2] not in str(listed)

    def opens() -> bool:
        service = opened(console.root, Clock.from_text(NOW))
        with service.database.reading() as connection:
            found = tokens.holder(connection, service.clock.now(ZONE), text, Scope.ISSUES)
        service.close()
        return found is not None

    assert opens()
    console.does("admin", "token", "end", listed["id"])
    assert not opens()


def test_an_invitation_carries_what_the_roster_says_of_the_person(console: Office):
    said = console.does("admin", "invite", "王敏", "--json")
    assert (said.json["person"], len(said.json["code"])) == ("wangmin", 19)
    assert console.ducha("admin", "invite", "nobody").status == Exit.USAGE


def test_what_is_done_at_the_console_stands_in_the_log(console: Office):
    added(console)
    console.does("admin", "invite", "wangmin")
    told = console.does("admin", "log", "--json").json
    assert [(one["who"], one["act"]) for one in told] == [("console", "invited"), ("console", "account_added")]  # fmt: skip


def test_a_folder_without_a_server_is_left_as_it_is(tmp_path: Path):
    said = Office(tmp_path).ducha("admin", "account", "list")
    assert said.status == Exit.USAGE
    assert list(tmp_path.iterdir()) == []
