import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from inspections import canonical

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_what_was_written_is_read_again(data: object) -> None:
    assert canonical.load(canonical.dump(data)) == data


@given(JSON)
def test_the_bytes_are_those_of_rfc_8785(data: object) -> None:
    assert canonical.dump(data) == rfc8785.dumps(data)  # type: ignore[arg-type]


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_the_quick_reading_of_an_object_is_the_careful_one(data: dict[str, object]) -> None:
    text = canonical.dump(data)
    quick = canonical._plainly(text)
    assert quick is None or quick == json.loads(text) == data


def test_every_character_has_the_one_spelling_wherever_it_is_read() -> None:
    """Of all characters below U+10000: what the quick reading takes is what RFC 8785 writes."""
    every = "".join(chr(n) for n in range(0x10000) if not 0xD800 <= n < 0xE000)
    text = rfc8785.dumps({"a": every})
    assert canonical._plainly(text) == {"a": every}
    keys = dict.fromkeys(every, 1)
    assert canonical._plainly(rfc8785.dumps(keys)) == keys


@pytest.mark.parametrize(
    "text",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'"\\u4e00"',
        b'"\\/"',
        b"-0",
        b"01",
        '{"\ufb33":2,"\U0001f600":1}'.encode(),  # in the order of code points, not of UTF-16
    ],
)
def test_another_spelling_of_the_same_json_is_refused(text: bytes) -> None:
    with pytest.raises((canonical.NotCanonicalError, canonical.NotJsonError)):
        canonical.load(text)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"1.5", b"1e3", b"NaN", b"9007199254740992", b"9" * 5000, b"\xff", b"[" * 9000,
        b'{"a":1.5}', b'{"a":[{"b":1e3}]}', b'{"a":NaN}', b'{"a":9007199254740992}', b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 25 + b"}", b'{"a":"\\ud800"}', b'{"a":"\xff"}',
        b'{"a":' * 33 + b"1" + b"}" * 33, b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_json_of_ours_is_refused(text: bytes) -> None:
    with pytest.raises(canonical.NotJsonError):
        canonical.load(text)


@pytest.mark.parametrize(
    "data", [1.0, {"a": [29.5]}, 2**53, "\ud800", {1: "a"}, {None: 1}, [b"a"], {"\U0001f600": {2}}]
)
def test_what_the_bytes_cannot_hold_is_not_written(data: object) -> None:
    with pytest.raises(ValueError):
        canonical.dump(data)
