"""Every reason of the door has words and something to do."""

import pytest

from inspections.admission import says
from inspections.certificates import Doubt
from inspections.door_answers import Against
from sync_server.door_words import why

CODES = [*(one.value for one in Against), *(says(one).code.value for one in Doubt)]


@pytest.mark.parametrize("code", CODES)
def test_a_reason_is_told_in_words_with_what_to_do(code: str):
    told = why(code)
    assert not told.what.args and str(told.remedy)


def test_a_reason_of_a_newer_program_is_shown_by_its_code():
    assert "door.of_2031" in str(why("door.of_2031").what)
