"""The disk is full or fails, from any one of the server's calls on: an answer in words, nothing half, reading goes on.

The real `ducha serve`, with strace failing every call of a kind from the n-th on; then the same calls let through, without
a new start. And a real limit: files that may not grow, a small filesystem.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from inspections.errors import UserError
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.sync_protocol import BLOBS_PATH, Offered
from sync_server.site_mirror import MIRROR
from tests.sync_server.accounting import audit
from tests.sync_server.killing_works import sign_in, with_account
from tests.sync_server.reaching import Reached, reached
from tests.sync_server.scenes import Scene
from tests.sync_server.serving import YL3X, Hall
from tests.sync_server.test_routes_blobs import a_photo, evidence
from tests.sync_server.tracing import WORKERS, Place, fail_at, strace_or_skip, traced

FULL = 507
LATER = "2026-03-02T09:20:00+08:00"
STRIDE = 4
"""Every fourth call is tried; `FIRST` is which of them is the first."""
FIRST = 1 + int(os.environ.get("DUCHA_FIRST", "0")) % STRIDE
PLACES = range(FIRST, 60, STRIDE)


def in_words(said: httpx.Response) -> bool:
    """Whether an answer says what is wrong and what to do, as every refusal has to."""
    told = json.loads(said.content)
    return (
        said.status_code == FULL
        and told["code"] == "store.full"
        and bool(told["what"])
        and bool(told["remedy"])
    )


@pytest.mark.parametrize(
    ("call", "errno"), [("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO")]
)
def test_a_push_onto_a_failing_disk_is_answered_in_words_and_goes_in_once_it_is_well(
    hall: Hall, call: str, errno: str
) -> None:
    strace_or_skip()
    brought: set[str] = set()
    with reached(hall) as server:
        for n in PLACES:
            [said] = hall.comments(f"第 {n} 次")
            with traced(server.child.pid, fail_at(Place(WORKERS, call, n), errno), WORKERS):
                answer = server.pushes(said)
                assert server.reads(), f"{call}#{n}"
            assert answer.status_code == 200 or in_words(answer), (n, answer.status_code, answer.text)  # fmt: skip
            assert server.pushes(said).status_code == 200
            brought.add(said.id)
            if answer.status_code == 200:
                break
        else:
            pytest.fail("it never got through")
    assert n > FIRST or call == "fdatasync"
    account = audit(hall.server)
    assert brought <= account.ids() >= account.by_people()
    assert account.by_people() <= {b.id for d in ("district", "yl3x") for b in hall.blocks(d)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("call", "errno"), [("write", "ENOSPC"), ("fsync", "EIO"), ("rename", "ENOSPC"), ("mkdir", "ENOSPC"),
                                             ("pwrite64", "ENOSPC")])  # fmt: skip
def test_a_photo_onto_a_failing_disk_is_answered_in_words_and_taken_in_once_it_is_well(
    hall: Hall, call: str, errno: str
) -> None:
    strace_or_skip()
    with reached(hall) as server:
        for n in PLACES:
            data = a_photo(10 + n)
            digest, half = evidence(hall, server, data, f"{n}.png"), len(data) // 2
            shutil.rmtree(hall.server / "blobs" / digest[:2], ignore_errors=True)
            answers = []
            with traced(server.child.pid, fail_at(Place(WORKERS, call, n), errno), WORKERS):
                for at, piece in ((0, data[:half]), (half, data[half:])):
                    answers.append(server.put("wangmin", digest, at, len(data), piece))
                    if answers[-1].status_code >= 400:
                        break
                assert server.reads(), f"{call}#{n}"
            failed = [one for one in answers if one.status_code >= 400]
            assert all(in_words(one) for one in failed), (n, failed[0].status_code, failed[0].text)
            assert server.send("yanghui", "GET", BLOBS_PATH + digest).status_code == (404 if failed else 200)  # fmt: skip
            assert uploaded(server, digest, data) == data
            if not failed:
                break
        else:
            pytest.fail("it never got through")
    account = audit(hall.server)
    assert digest in account.blobs
    assert not account.wanted


def test_a_photo_is_durable_together_with_the_folder_that_was_made_for_it(hall: Hall) -> None:
    strace_or_skip()
    data = a_photo(78)
    with reached(hall) as server:
        digest = evidence(hall, server, data)
        assert not (hall.server / "blobs" / digest[:2]).exists()
        with traced(server.child.pid, threads=WORKERS) as trace:
            assert server.put("wangmin", digest, 0, len(data), data).status_code == 201
    calls = [place.call for place in trace.places()]
    at = calls.index("rename")
    listed = calls.index("pwrite64", at)
    assert calls.count("fsync") == 4
    assert calls[at:listed].count("fsync") == 3  # its own folder, the one above, the server's


def uploaded(server: Reached, digest: str, data: bytes) -> bytes:
    """Bring a photo from where the server says that it has ended; return what the server then gives out."""
    at = server.ask(yl3x=Offered()).documents["yl3x"].wanted.get(digest)  # type: ignore[index]
    if at is not None:
        assert server.put("wangmin", digest, at, len(data), data[at:]).status_code == 201
    return server.send("yanghui", "GET", BLOBS_PATH + digest).content


def test_files_that_may_not_grow_stop_a_push_and_a_photo_in_words_and_nothing_else(
    hall: Hall,
) -> None:
    data = a_photo(77)
    with reached(hall) as server:
        digest = evidence(hall, server, data)
        log = hall.server / "server.sqlite-wal"
        soft, hard = resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
        said = hall.comments("很长的一段话" * 300)
        assert in_words(server.pushes(*said))
        resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE, (len(data) // 2, hard))
        assert in_words(server.put("wangmin", digest, 0, len(data), data))
        assert server.reads()
        resource.prlimit(server.child.pid, resource.RLIMIT_FSIZE, (soft, hard))
        assert server.pushes(*said).status_code == 200
        assert uploaded(server, digest, data) == data
    assert {said[0].id} <= audit(hall.server).ids()


def test_a_full_disk_keeps_nobody_from_reading_pages_and_a_sign_in_is_told_so(hall: Hall) -> None:
    strace_or_skip()
    scene = Scene(hall.folder)
    with_account(scene)
    with reached(hall) as server:
        browser = httpx.Client(base_url=server.url)
        assert sign_in(scene, server.url, browser)
    with reached(hall, now=LATER) as server:
        again = httpx.Client(base_url=server.url, cookies=browser.cookies)
        with traced(server.child.pid, fail_at(Place(WORKERS, "pwrite64", 1), "ENOSPC"), WORKERS):
            assert again.get("/password").status_code == 200
            stranger = httpx.Client(base_url=server.url)
            assert not sign_in(scene, server.url, stranger)
            said = stranger.post("/sign-in", data={"name": "yl3x", "password": "x" * 12})
            assert said.status_code == FULL
            assert "磁盘已满" in said.text
        assert sign_in(scene, server.url, stranger)
    assert audit(hall.server).signed_in == 2


def test_a_mirror_that_finds_no_room_harms_no_push_and_is_made_once_there_is_some(
    hall: Hall,
) -> None:
    strace_or_skip()
    [said] = hall.comments("已看")
    ledger = hall.server / MIRROR / LEDGER
    with reached(hall, sites_after=2.5) as server:
        with traced(server.child.pid, fail_at(Place(WORKERS, "pwrite64", 1), "ENOSPC"), WORKERS):
            assert soon(lambda: "sites not mirrored" in server.child.out.read_text("utf-8"))
            assert server.reads()
            assert in_words(server.pushes(said))
        assert server.pushes(said).status_code == 200
        assert soon(lambda: said.id in mirrored(ledger))
    assert mirrored(ledger) == set(audit(hall.server).events["yl3x"])


def mirrored(ledger: Path) -> set[str]:
    with suppress(UserError), Store(ledger) as store:
        return set(store.load(YL3X).values())
    return set()


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within a while."""
    end = time.monotonic() + 30
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def small_disk(hall: Hall) -> Iterator[Path]:
    """A filesystem of its own with the server in it, and room for a few pushes more."""
    where = hall.folder / "disk"
    where.mkdir()
    used = sum(path.stat().st_size for path in hall.server.rglob("*") if path.is_file())
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={used + 400_000}", "tmpfs", where], capture_output=True, check=False
    ) if shutil.which("mount") else None  # fmt: skip
    if made is None or made.returncode != 0:
        pytest.skip("nobody may mount a filesystem here; the limit on files stands for it")
    shutil.copytree(hall.server, where / "server")
    yield where
    subprocess.run(["umount", "-l", where], check=True)


def test_on_a_small_filesystem_pushes_end_in_words_and_go_on_when_there_is_room(
    hall: Hall, small_disk: Path
) -> None:
    said = hall.comments(*("很长的一段话" * 3_300 for _ in range(9)))
    hall.folder = small_disk
    with reached(hall) as server:
        answers = [server.pushes(one) for one in said]
        stopped = [one for one in answers if one.status_code != 200]
        assert 0 < len(stopped) < len(said)
        assert all(in_words(one) for one in stopped)
        assert server.reads()
        subprocess.run(["mount", "-o", "remount,size=32m", small_disk], check=True)
        assert {server.pushes(one).status_code for one in said} == {200}
        assert server.http.get("/readyz").json()["checks"]["disk"] is False
    assert {one.id for one in said} <= audit(hall.server).ids()
