import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inspections.blocks import BadUpdateError, encode_update, read_update
from inspections.errors import Code, Exit, UserError
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId, InspectionId
from inspections.laptop.store import Base, Store
from inspections.laptop.store_file import MIGRATIONS, VERSION, create
from tests.inspections.drafts import a_chain

YL3X, YL5X = DocId("yl3x"), DocId("yl5x")
CHAIN = [encode_update([block]) for block in a_chain(6)]
ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from inspections.blocks import encode_update
from inspections.laptop.store import Store
from tests.inspections.drafts import a_chain
path, session, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
blocks = a_chain(count, session=session)
with Store(path, new=True) as store:
    for block in blocks:
        with store.transaction() as writing:
            for doc in ("yl3x", "district"):
                writing.append(doc, encode_update([block]))
        print(block.clock, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "ledger.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path, new=True, busy_seconds=0.05) as opened:
        yield opened


def write(store: Store, doc: DocId, *updates: bytes) -> None:
    with store.transaction() as writing:
        for update in updates:
            writing.append(doc, update)


def writer(path: Path, session: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), session, str(count)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@contextmanager
def refused(code: Code, exit: Exit) -> Iterator[None]:
    with pytest.raises(UserError) as caught:
        yield
    assert ([p.code for p in caught.value.problems], caught.value.exit) == ([code], exit)


def test_what_was_written_is_there_after_reopening(path: Path) -> None:
    with Store(path, new=True) as store:
        write(store, YL3X, *CHAIN)
    with Store(path) as store:
        assert store.updates(YL3X) == tuple(CHAIN)
        assert store.load(YL3X).encode() == encode_update(a_chain(6))


def test_opening_anew_keeps_what_is_there(path: Path) -> None:
    with Store(path, new=True) as store:
        write(store, YL3X, CHAIN[0])
    with Store(path, new=True) as store:
        assert store.updates(YL3X) == (CHAIN[0],)


def test_the_district_comes_first_then_the_schools(store: Store) -> None:
    for doc in (YL5X, DISTRICT, YL3X):
        write(store, doc, CHAIN[0])
    assert store.documents() == (DISTRICT, YL3X, YL5X)
    assert list(store.load_all()) == [DISTRICT, YL3X, YL5X]


def test_a_creation_that_fails_leaves_nothing_under_the_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspections.laptop.store_file.MIGRATIONS", ("CREATE TABLE log;",))
    with pytest.raises(sqlite3.OperationalError):
        create(path)
    assert list(path.parent.iterdir()) == []


def test_a_file_system_without_links_will_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    with Store(path, new=True) as store:
        write(store, YL3X, CHAIN[0])
    assert Store(path).updates(YL3X) == (CHAIN[0],)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "云岭区 #1?x=%41&mode=ro" / "ledger.sqlite"
    with Store(path, new=True) as store:
        write(store, YL3X, CHAIN[0])
    assert path.exists()


def test_the_count_is_that_of_all_documents(store: Store) -> None:
    write(store, YL3X, *CHAIN[:2])
    write(store, DISTRICT, CHAIN[0])
    assert store.count() == 3


def test_a_reader_can_go_on_where_it_stopped(store: Store) -> None:
    write(store, YL3X, *CHAIN)
    assert store.updates(YL3X, after=4) == tuple(CHAIN[4:])


def test_a_document_without_events_is_empty(store: Store) -> None:
    assert len(store.load(YL3X)) == 0


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.transaction() as writing:
        writing.append(YL3X, CHAIN[0])
        raise KeyboardInterrupt
    assert store.documents() == ()
    write(store, YL3X, CHAIN[0])


def test_a_ledger_loaded_again_holds_what_another_program_has_written(store: Store) -> None:
    write(store, YL3X, *CHAIN[:2])
    assert len(store.load(YL3X)) == 2
    with Store(store.path) as other:
        write(other, YL3X, *CHAIN[2:])
    assert store.load(YL3X).encode() == encode_update(a_chain(6))


def test_what_a_failed_transaction_added_to_a_ledger_is_not_loaded_again(store: Store) -> None:
    write(store, YL3X, CHAIN[0])
    store.load(YL3X)
    with pytest.raises(KeyboardInterrupt), store.transaction() as writing:
        store.load(YL3X).apply(CHAIN[1])
        writing.append(YL3X, CHAIN[1])
        raise KeyboardInterrupt
    assert len(store.load(YL3X)) == 1


def test_bytes_that_are_no_update_never_enter_the_log(store: Store) -> None:
    with pytest.raises(BadUpdateError), store.transaction() as writing:
        writing.append(YL3X, CHAIN[0])
        writing.append(YL3X, b"\x00garbage")
    assert store.documents() == ()


@pytest.mark.parametrize("statement", ["DELETE FROM log", "UPDATE log SET data = x'00'"])
def test_the_log_cannot_be_changed_even_by_hand(store: Store, statement: str) -> None:
    write(store, YL3X, CHAIN[0])
    by_hand = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        by_hand.execute(statement)
    by_hand.close()


def test_a_kept_base_comes_back_to_the_byte(store: Store) -> None:
    base = Base(
        "\ufeff# 记录\r\nanswers:\r\n\ta: 😀\n", frozenset({EventId("b" * 64), EventId("a" * 64)})
    )
    with store.transaction() as writing:
        writing.keep_base(InspectionId("yl3x-1"), Base("old", frozenset()))
        writing.keep_base(InspectionId("yl3x-1"), base)
    assert (store.base(InspectionId("yl3x-1")), store.bases()) == (base, (InspectionId("yl3x-1"),))


def test_a_snapshot_does_not_see_what_comes_later(store: Store, path: Path) -> None:
    write(store, DISTRICT, CHAIN[0])
    with Store(path) as reader, reader.snapshot():
        assert reader.documents() == (DISTRICT,)
        write(store, YL3X, CHAIN[0])
        assert reader.documents() == (DISTRICT,)
    with Store(path) as reader:
        assert reader.documents() == (DISTRICT, YL3X)


def test_who_waits_too_long_for_the_lock_is_told_to_try_again(store: Store, path: Path) -> None:
    with store.transaction() as writing:
        writing.append(YL3X, CHAIN[0])
        with Store(path, busy_seconds=0.01) as other, refused(Code.STORE_BUSY, Exit.TRY_AGAIN):
            write(other, YL3X, CHAIN[1])
    assert store.updates(YL3X) == (CHAIN[0],)


def test_a_full_disk_changes_nothing_and_says_so(store: Store) -> None:
    write(store, YL3X, CHAIN[0])
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [encode_update([block]) for block in a_chain(20, start=1, body={"text": "满" * 900})]
    with refused(Code.STORE_FULL, Exit.TRY_AGAIN):
        write(store, YL3X, *many)
    assert store.updates(YL3X) == (CHAIN[0],)
    store._connection.execute("PRAGMA max_page_count = 10000")
    write(store, YL3X, *many)


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    create(path)
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with refused(Code.STORE_NEWER, Exit.PROBLEMS):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_of_an_older_version_is_brought_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(path, new=True) as store:
        write(store, YL3X, CHAIN[0])
    more = (*MIGRATIONS, "CREATE TABLE extra (a TEXT) STRICT;")
    monkeypatch.setattr("inspections.laptop.store_file.MIGRATIONS", more)
    monkeypatch.setattr("inspections.laptop.store_file.VERSION", len(more))
    with Store(path) as store:
        assert store._connection.execute("PRAGMA user_version").fetchone() == (len(more),)
        assert store.updates(YL3X) == (CHAIN[0],)


def test_a_migration_that_fails_leaves_the_old_version(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(path)
    more = (*MIGRATIONS, "CREATE TABLE extra (a TEXT) STRICT;\nCREATE TABLE log (a TEXT);")
    with monkeypatch.context() as patched:
        patched.setattr("inspections.laptop.store_file.MIGRATIONS", more)
        patched.setattr("inspections.laptop.store_file.VERSION", len(more))
        with pytest.raises(sqlite3.OperationalError):
            Store(path)
    Store(path).close()


@pytest.mark.parametrize(
    "content", [b"", b"not a ledger\n" * 200, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_what_is_no_ledger_is_named_and_never_overwritten(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with refused(Code.STORE_DAMAGED, Exit.PROBLEMS):
        Store(path, new=True)
    assert path.read_bytes() == content


def test_a_missing_ledger_is_not_silently_made_anew(path: Path) -> None:
    with refused(Code.STORE_DAMAGED, Exit.PROBLEMS):
        Store(path)
    assert not path.exists()


def test_the_database_of_another_program_is_refused(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (a)")
    other.close()
    with refused(Code.STORE_DAMAGED, Exit.PROBLEMS):
        Store(path)


def test_a_truncated_ledger_is_found_out(path: Path) -> None:
    with Store(path, new=True) as store:
        write(store, YL3X, *(encode_update([b]) for b in a_chain(60)))
    path.write_bytes(path.read_bytes()[:-8192])
    with refused(Code.STORE_DAMAGED, Exit.PROBLEMS), Store(path) as store:
        store.load(YL3X)


def test_a_doctor_finds_nothing_in_a_good_file(store: Store) -> None:
    write(store, YL3X, *CHAIN)
    assert store.check() == ()


def test_a_doctor_finds_a_flipped_byte(path: Path) -> None:
    with Store(path, new=True) as store:
        write(store, YL3X, *CHAIN)
    data = path.read_bytes()
    at = data.index(CHAIN[3]) + len(CHAIN[3]) // 2
    path.write_bytes(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :])
    with Store(path) as store:
        assert [p.code for p in store.check()] == [Code.STORE_DAMAGED]


@contextmanager
def not_as_root() -> Iterator[None]:
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def read_only() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        with Store(path, new=True) as store:
            write(store, YL3X, CHAIN[0])
        path.chmod(0o444)
        path.parent.chmod(0o555)
        with not_as_root():
            yield path
        path.parent.chmod(0o755)


def test_a_read_only_folder_can_be_read(read_only: Path) -> None:
    with Store(read_only) as store:
        assert (store.read_only, store.updates(YL3X)) == (True, (CHAIN[0],))


def test_writing_into_a_read_only_folder_is_refused(read_only: Path) -> None:
    with Store(read_only) as store, refused(Code.STORE_READONLY, Exit.TRY_AGAIN):
        write(store, YL3X, CHAIN[1])


def test_a_ledger_cannot_be_made_in_a_read_only_folder(read_only: Path) -> None:
    with refused(Code.STORE_READONLY, Exit.TRY_AGAIN):
        Store(read_only.with_name("other.sqlite"), new=True)


def test_two_processes_writing_at_once_lose_nothing(path: Path) -> None:
    both = [writer(path, session * 16, 40) for session in ("aa", "bb")]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    for process in both:
        assert process.stdout is not None
        process.stdout.close()
    with Store(path) as store:
        whole = encode_update(a_chain(40, session="aa" * 16) + a_chain(40, session="bb" * 16))
        assert [store.load(doc).encode() for doc in (DISTRICT, YL3X)] == [whole, whole]


KILLS = 32


def test_what_was_acknowledged_survives_a_kill_at_any_moment(path: Path) -> None:
    seed = random.Random(20220412)
    acknowledged: dict[str, int] = {}
    for number in range(KILLS):
        session = f"{number:032x}"
        process = writer(path, session, 400)
        assert process.stdout is not None
        if number % 4:  # every fourth is killed while it starts, the others while they write
            process.stdout.readline()
            acknowledged[session] = 1
        time.sleep(seed.random() * (0.03 if number % 4 else 0.15))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
        acknowledged[session] = acknowledged.get(session, 0) + sum(r.endswith("\n") for r in rest)
        process.wait()
        process.stdout.close()
    with Store(path) as store:
        assert store.check() == ()
        kept = lengths(store, YL3X)
        assert lengths(store, DISTRICT) == kept
    assert sum(acknowledged.values()) >= KILLS // 2
    for session, count in acknowledged.items():
        assert kept.get(session, 0) in (count, count + 1)


def lengths(store: Store, doc: DocId) -> dict[str, int]:
    counted: dict[str, int] = {}
    for update in store.updates(doc):
        for block in read_update(update):
            event = decode(block.value)
            assert isinstance(event, Event)
            counted[event.session] = counted.get(event.session, 0) + 1
    return counted
