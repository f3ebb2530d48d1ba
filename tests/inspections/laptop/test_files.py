import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspections.errors import Code, Exit, UserError
from inspections.laptop.files import read_capped, write_whole

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from inspections.laptop.files import write_whole
path, n = Path(sys.argv[1]), 0
while True:
    n += 1
    write_whole(path, str(n % 10).encode() * 200_000)
    if n == 1:
        print("going", flush=True)
"""


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "答案.yml", b"x")
    assert read_capped(tmp_path / "a" / "答案.yml") == b"x"


def test_reading_stops_one_byte_behind_the_cap(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    assert read_capped(tmp_path / "f", 3) == b"1234"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_capped(tmp_path / "f")
    assert [p.code for p in caught.value.problems] == [Code.FILE_MISSING]


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_capped(tmp_path)
    assert [p.code for p in caught.value.problems] == [Code.FILE_UNREADABLE]


def test_rights_of_the_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_whole(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_private_file_is_its_owner_s_only(tmp_path: Path) -> None:
    write_whole(tmp_path / "k", b"secret", private=True)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600


def test_a_failing_write_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError) as caught:
        write_whole(path, b"new")
    assert caught.value.exit is Exit.TRY_AGAIN
    assert [p.code for p in caught.value.problems] == [Code.STORE_FULL]
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]


def test_a_kill_leaves_the_old_file_or_the_new_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "f"
    for n in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.003 * n)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        data = path.read_bytes()
        assert data in {str(digit).encode() * 200_000 for digit in range(10)}
