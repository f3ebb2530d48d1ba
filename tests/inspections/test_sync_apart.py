"""An answer with its updates behind its JSON: read as it was written, and refused when anything does not come out even."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.sync_apart import answer_apart, read_apart
from inspections.sync_protocol import Answer
from inspections.sync_wire import WireError
from tests.inspections.test_sync_json import ANSWER, ANSWERS, changed


@given(ANSWERS)
def test_an_answer_with_its_updates_apart_is_read_as_it_was_written(answer: Answer) -> None:
    assert read_apart(b"".join(map(bytes, answer_apart(answer)))) == answer


@given(ANSWERS, st.data())
def test_an_answer_apart_that_is_cut_or_longer_is_refused(
    answer: Answer, data: st.DataObject
) -> None:
    body = b"".join(map(bytes, answer_apart(answer)))
    cut = data.draw(st.integers(0, len(body) - 1))
    for other in (body[:cut], body + b"x"):
        with pytest.raises(WireError):
            read_apart(other)


@given(st.binary(max_size=60))
def test_any_bytes_are_no_answer_apart(body: bytes) -> None:
    with pytest.raises(WireError):
        read_apart(body)


@pytest.mark.parametrize("lengths", [[-1], [2**60], ["AAA="], [True], 3, [1, 1]])
def test_an_update_apart_has_a_length_that_fits(lengths: Any) -> None:
    text = changed(ANSWER, "documents.yl3x.updates", lengths)
    with pytest.raises(WireError):
        read_apart(len(text).to_bytes(4, "big") + text + b"x")
