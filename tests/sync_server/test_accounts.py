from dataclasses import replace
from pathlib import Path

import pytest

from inspections.district import School
from inspections.errors import Code, UserError
from inspections.ids import PersonId, SchoolId
from inspections.vocabulary import Stage
from sync_server import accounts, passwords, sessions
from sync_server.accounts import Account, AccountRole, sees
from tests.sync_server.people import NOW, SCHOOL, a_database, enter
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH


def a_school(id: str, area: str = "", inspector: str = "") -> School:
    return School(
        id=SchoolId(id), name=id, stage=Stage.PRIMARY, area=area,
        inspector=PersonId(inspector) if inspector else None,
    )  # fmt: skip


def an(role: str, **more: object) -> Account:
    return Account(
        **{"id": "a1", "name": "甲", "role": AccountRole(role), "person": PersonId("p1")} | more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("account", "seen"),
    [
        (an("school", schools=(SchoolId("s1"),)), {"s1"}),
        (an("inspector"), {"s3"}),
        (an("inspector", schools=(SchoolId("s1"),)), {"s1", "s3"}),
        (an("area_lead", areas=("城东",)), {"s1", "s2", "s3"}),
        (an("area_lead"), {"s3"}),
        (an("bureau"), {"s1", "s2", "s3", "s4"}),
        (an("admin"), set()),
    ],
)
def test_each_role_sees_its_own_schools(account: Account, seen: set[str]):
    schools = [
        a_school("s1", "城东"),
        a_school("s2", "城东"),
        a_school("s3", "城西", "p1"),
        a_school("s4"),
    ]
    assert {one.id for one in schools if sees(account, one)} == seen


def test_an_area_lead_without_areas_sees_no_school_that_has_none():
    assert not sees(an("area_lead", areas=("",)), a_school("s4"))


@pytest.mark.parametrize(
    "account",
    [
        replace(SCHOOL, id="有空 格"),
        replace(SCHOOL, id="x"),
        replace(SCHOOL, name=" "),
        replace(SCHOOL, schools=()),
        replace(SCHOOL, areas=("城东",)),
        replace(SCHOOL, role=AccountRole.INSPECTOR, person=PersonId("")),
    ],
)
def test_an_account_that_does_not_fit_is_refused(tmp_path: Path, account: Account):
    with a_database(tmp_path) as database, database.writing() as connection:
        with pytest.raises(UserError) as caught:
            enter(connection, account)
        assert caught.value.problems[0].code is Code.ACCOUNT_FIELD
        assert accounts.listed(connection) == []


def test_an_account_is_entered_once(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        enter(connection)
        with pytest.raises(UserError) as caught:
            enter(connection)
        assert caught.value.problems[0].code is Code.ACCOUNT_EXISTS


def test_a_reset_gives_a_new_temporary_password_and_ends_every_session(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        first = enter(connection)
        accounts.choose_password(
            connection, NOW, accounts.get(connection, "yl3x"), "三月的风吹过操场旗杆"
        )
        cookie, _ = sessions.begin(connection, NOW, "yl3x")
        second = accounts.reset(connection, NOW, "yl3x", "console")
        account = accounts.get(connection, "yl3x")
        assert account.temporary
        assert passwords.holds(account.password, second)
        assert not passwords.holds(account.password, first)
        assert sessions.held(connection, NOW, cookie) is None


def test_a_chosen_password_is_not_temporary_and_full_width_letters_are_the_same(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        enter(connection)
        accounts.choose_password(
            connection, NOW, accounts.get(connection, "yl3x"), "correct horse 2026"
        )
        account = accounts.get(connection, "yl3x")
        assert not account.temporary
        assert passwords.holds(account.password, "ｃorrect horse ２０２６")


@pytest.mark.parametrize(
    "password", ["short", "a" * 20, "yl3x", "yl3x2026ab", "云岭三小1234", "x" * 201]
)
def test_a_poor_password_is_refused(password: str):
    with pytest.raises(UserError) as caught:
        passwords.check(password, "yl3x", "云岭三小")
    assert caught.value.problems[0].code is Code.ACCOUNT_PASSWORD


def test_an_account_without_a_password_lets_nobody_in():
    assert not passwords.holds("", "")
    assert not passwords.holds("no hash", "no hash")


def test_temporary_passwords_differ_and_pass_the_own_check():
    made = {passwords.fresh() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        passwords.check(one, "yl3x", "云岭三小")
