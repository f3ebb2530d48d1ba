from pathlib import Path

import pytest

from inspections.errors import Code, UserError
from sync_server import accounts, tokens
from sync_server.tokens import Scope
from tests.sync_server.people import NOW, a_database, enter, later
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH


def test_a_token_opens_its_scopes_until_its_end_and_nothing_else(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        enter(connection)
        made = tokens.make(connection, NOW, "yl3x", [Scope.ISSUES], 10, "console")
        found = tokens.holder(connection, later(days=9), made, Scope.ISSUES)
        assert found is not None
        assert found.id == "yl3x"
        assert tokens.holder(connection, NOW, made, Scope.AUDIT) is None
        assert tokens.holder(connection, later(days=11), made, Scope.ISSUES) is None
        last = "A" if made[-1] != "A" else "B"
        for wrong in ("", made[:-1], made[:-1] + last, made + "A", made.upper()):
            assert tokens.holder(connection, NOW, wrong, Scope.ISSUES) is None


def test_a_token_that_was_taken_back_or_whose_account_is_locked_opens_nothing(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        enter(connection)
        one = tokens.make(connection, NOW, "yl3x", [Scope.ISSUES], 10, "console")
        other = tokens.make(connection, NOW, "yl3x", [Scope.ISSUES], 10, "console")
        tokens.end(connection, NOW, one.split("_")[1], "console")
        assert tokens.holder(connection, NOW, one, Scope.ISSUES) is None
        assert tokens.holder(connection, NOW, other, Scope.ISSUES) is not None
        accounts.lock(connection, NOW, "yl3x", "换人", "console")
        assert tokens.holder(connection, NOW, other, Scope.ISSUES) is None


def test_a_token_that_is_not_there_cannot_be_taken_back(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        with pytest.raises(UserError) as caught:
            tokens.end(connection, NOW, "0123456789", "console")
        assert caught.value.problems[0].code is Code.TOKEN_UNKNOWN


def test_no_token_lasts_longer_than_the_most_days(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        enter(connection)
        tokens.make(connection, NOW, "yl3x", [Scope.ISSUES], 10_000, "console")
        (token,) = tokens.listed(connection)
        assert token.until == later(days=tokens.DAYS_MAX)
