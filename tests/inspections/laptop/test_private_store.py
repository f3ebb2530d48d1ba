"""The private part of the store: owner-only, true to its hashes, and able to let go."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspections.errors import Code
from inspections.ids import sha256_hex
from inspections.laptop.private_erasing import private_faults
from inspections.laptop.private_store import PrivateStore
from inspections.private_blobs import Private, packed
from tests.inspections.laptop.office import Office, photo

BLOB = packed("5a" * 32, "i:a", "sick", "发热")


@pytest.fixture
def store(tmp_path: Path) -> PrivateStore:
    return PrivateStore(tmp_path / "private")


def test_what_is_kept_comes_back_and_opens(store: PrivateStore) -> None:
    digest = store.put(BLOB)
    assert (digest, store.get(digest), store.held()) == (sha256_hex(BLOB), BLOB, (digest,))
    assert store.open(digest) == Private("i:a", "sick", "发热")


def test_what_was_altered_is_not_given_out(store: PrivateStore) -> None:
    digest = store.put(BLOB)
    store.path(digest).write_bytes(BLOB + b" ")
    assert (store.get(digest), store.open(digest)) == (None, None)


@pytest.mark.parametrize("name", ["", "..", "../../x", "A" * 64, "a" * 63])
def test_a_name_that_is_no_hash_leads_nowhere(store: PrivateStore, name: str) -> None:
    assert (store.has(name), store.get(name), store.delete(name)) == (False, None, False)


def test_deleted_it_is_gone_with_what_a_stopped_program_left_of_it(store: PrivateStore) -> None:
    digest = store.put(BLOB)
    left = store.path(digest).with_name(f".{digest[:40]}.tmp12345")
    left.write_bytes(BLOB)
    assert store.delete(digest)
    assert not store.path(digest).exists()
    assert not left.exists()


def test_salts_are_never_the_same_without_a_seed_and_always_with_one(tmp_path: Path) -> None:
    free, seeded = PrivateStore(tmp_path), PrivateStore(tmp_path, "seed")
    assert free.salt("a") != free.salt("a")
    assert seeded.salt("a") == seeded.salt("a")
    assert len({seeded.salt("a"), seeded.salt("b"), free.salt("a")}) == 3
    assert {len(s.salt("a")) for s in (free, seeded)} == {64}


def test_a_file_about_a_person_has_another_hash_than_its_content_and_no_name(
    store: PrivateStore, tmp_path: Path
) -> None:
    file = photo(tmp_path / "张某处分.jpg")
    named = store.take(file, "q:Q1", "person", "当事人")
    assert named["sha256"] != sha256_hex(file.read_bytes())
    assert named["name"] == "当事人"
    opened = store.open(str(named["sha256"]))
    assert opened is not None
    assert opened.data == file.read_bytes()


@pytest.fixture
def sealed(office: Office) -> Office:
    office.seal()
    return office


def codes(office: Office) -> list[Code]:
    return [problem.code for problem in private_faults(office.workspace())]


def blob_of(office: Office) -> Path:
    [found] = (office.root / "ledger" / "private").glob("??/*")
    return found


def test_a_sound_store_has_no_fault(sealed: Office) -> None:
    assert codes(sealed) == []


def test_an_altered_blob_is_named(sealed: Office) -> None:
    blob_of(sealed).write_bytes(b"x")
    assert codes(sealed) == [Code.PRIVATE_DAMAGED]


def test_what_others_may_read_is_named(sealed: Office) -> None:
    blob_of(sealed).chmod(0o644)
    assert codes(sealed) == [Code.PRIVATE_EXPOSED]


def test_a_blob_that_no_event_names_is_told_and_left(sealed: Office) -> None:
    digest = sealed.workspace().private.put(BLOB)
    assert codes(sealed) == [Code.PRIVATE_UNNAMED]
    assert sealed.workspace().private.has(digest)
