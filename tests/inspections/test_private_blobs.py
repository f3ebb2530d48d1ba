"""Salted blobs: what goes in comes out, and nothing shows from outside, not even the length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.ids import sha256_hex
from inspections.keys import SigningKey
from inspections.private_blobs import (
    Private,
    is_photo,
    opened,
    packed,
    packed_file,
    photo_path,
    reference,
    sealed_for,
    under,
    without_photo,
)

SALT, OTHER_SALT = "5a" * 32, "5b" * 32
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=600)


@given(TEXTS | st.lists(TEXTS, max_size=4))
def test_an_answer_comes_out_as_it_went_in(value: str | list[str]) -> None:
    assert opened(packed(SALT, "i:a", "sick", value)) == Private("i:a", "sick", value)


@given(st.binary(max_size=400), TEXTS)
def test_a_file_comes_out_as_it_went_in(data: bytes, name: str) -> None:
    assert opened(packed_file(SALT, "i:a", "sick", name, data)) == Private(
        "i:a", "sick", name=name, data=data
    )


@given(TEXTS)
def test_the_length_tells_short_answers_from_each_other_no_more(value: str) -> None:
    assert len(packed(SALT, "i:a", "sick", value)) % 256 == 0


def test_yes_and_no_and_a_name_are_all_one_length() -> None:
    answers = ("是", "否", "", "阿依古丽·买买提")
    assert len({reference(packed(SALT, "i:a", "sick", one))["bytes"] for one in answers}) == 1


def test_another_salt_is_another_hash() -> None:
    one, other = (sha256_hex(packed(salt, "i:a", "sick", "是")) for salt in (SALT, OTHER_SALT))
    assert one != other


@given(st.binary(max_size=300))
def test_other_bytes_hold_nothing_and_raise_nothing(data: bytes) -> None:
    assert opened(data) is None


@pytest.mark.parametrize(
    "told",
    [
        b'{"path":"a","salt":"5a","subject":"i:a","value":"x"}',
        b'{"path":"a","subject":"i:a","value":"x"}',
        b'{"path":1,"salt":"' + SALT.encode() + b'","subject":"i:a","value":"x"}',
        b'{"path":"a","salt":"' + SALT.encode() + b'","subject":"i:a","value":[1]}',
        b'{"path":"a","salt":"' + SALT.encode() + b'","subject":"i:a","value":null}',
        b'{"file":1,"path":"a","salt":"' + SALT.encode() + b'","subject":"i:a"}\nx',
        b"[" * 30_000,
        b"x" * 300_000,
    ],
)
def test_what_is_almost_a_blob_is_none(told: bytes) -> None:
    assert opened(told) is None


def test_only_the_device_it_was_sealed_for_opens_it() -> None:
    mine, theirs = SigningKey(b"m" * 32), SigningKey(b"t" * 32)
    box = sealed_for(mine.public_hex, b"blob")
    assert (mine.unsealed(box), theirs.unsealed(box)) == (b"blob", None)


@pytest.mark.parametrize("box", [b"", b"short", b"x" * 200])
def test_a_damaged_box_opens_to_nothing(box: bytes) -> None:
    assert SigningKey(b"m" * 32).unsealed(box) is None


def test_a_key_that_is_no_point_is_refused() -> None:
    with pytest.raises(ValueError, match="no key"):
        sealed_for("02" + "00" * 31, b"blob")


def test_each_photo_has_a_path_of_its_own_below_its_answer() -> None:
    at = photo_path("sick.a.note", "0123456789abcdef" * 4)
    assert (at, is_photo(at), without_photo(at)) == (
        "sick.a.note.photos.0123456789ab", True, "sick.a.note",
    )  # fmt: skip


@pytest.mark.parametrize(("path", "wanted", "is_under"), [
    ("sick", ["sick"], True), ("sick.note", ["sick"], True), ("sickness", ["sick"], False), ("sick", ["sick.note"], False),
])  # fmt: skip
def test_a_path_means_what_stands_below_it(path: str, wanted: list[str], is_under: bool) -> None:
    assert under(path, wanted) is is_under
