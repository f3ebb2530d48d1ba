from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspections.errors import Code, RuleError
from inspections.ids import PersonId
from inspections.vocabulary import Role
from sync_server import invitations
from tests.sync_server.people import NOW, a_database, later
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH

ONE, OTHER = "a" * 64, "b" * 64


def invited(connection: Connection) -> str:
    code, _ = invitations.make(
        connection, NOW, "console", person=PersonId("wangmin"), name="王敏", roles=[Role.INSPECTOR]
    )
    return code


def refused(connection: Connection, code: str, device: str = ONE, **later_by: float) -> bool:
    with pytest.raises(RuleError) as caught:
        invitations.use(connection, later(**later_by), code, device)
    return caught.value.problems[0].code is Code.INVITATION_UNKNOWN


def test_a_code_serves_one_device_and_that_one_again(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        code = invited(connection)
        found = invitations.use(connection, NOW, code.lower().replace("-", " "), ONE)
        assert (found.person, found.roles) == ("wangmin", (Role.INSPECTOR,))
        assert refused(connection, code, OTHER)
        assert invitations.use(connection, later(days=9), code, ONE).device == ONE


def test_a_code_is_over_after_its_days_and_others_were_never_made(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        code = invited(connection)
        assert refused(connection, code, days=3, seconds=1)
        assert refused(connection, "")
        assert refused(connection, "AAAA-AAAA-AAAA-AAAA")
        assert invitations.use(connection, later(days=3), code, ONE)


def test_an_open_invitation_is_listed_until_it_is_used(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        code = invited(connection)
        assert [one.person for one in invitations.open_ones(connection, NOW)] == ["wangmin"]
        assert invitations.open_ones(connection, later(days=4)) == []
        invitations.use(connection, NOW, code, ONE)
        assert invitations.open_ones(connection, NOW) == []
        found = invitations.of_device(connection, ONE)
        assert found is not None
        assert found.name == "王敏"
