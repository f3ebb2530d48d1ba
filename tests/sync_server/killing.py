"""The server killed at every single call that changes the disk or the line, and what stands afterwards.

`python -m tests.sync_server.killing [NAME…] [--fault ENOSPC] [--every N] [--from K]` tries every place of every work
(all of them: some minutes) and says how many places there were, at how many it died and went on; `test_server_killed`
tries a few each time. After each death the account of `accounting` is kept, the work is done again, a push and a
newcomer's sync follow, and a backup of it all is put back.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.sync_server.accounting import Account, audit
from tests.sync_server.forking import Child, ducha, scratch
from tests.sync_server.scenes import NEWCOMER, WHO, Scene
from tests.sync_server.tracing import ALL, DISK, Place, fail_at, kill_at, traced

KILL = "KILL"
"""The fault unless another is named: an errno, such as ENOSPC, with which every such call from the place on fails."""
FAILED = 5
"""Exit status of a command that says in words that the disk is full or fails."""
ALREADY = 2
"""Exit status of a command that finds its work done."""


@dataclass(frozen=True)
class Work:
    """Something that the server, or a command on its folder, does; `prepare` makes the scene it begins from."""

    name: str
    prepare: Callable[[Scene], None]
    does: Callable[[Scene, str], bool] = lambda scene, url: scene.sync(url).status == 0
    """Do it over the line; return whether all of it was acknowledged."""
    command: Callable[[Scene], list[str | Path]] | None = None
    """Instead: a command of its own."""
    between: Callable[[Scene], None] = lambda scene: None
    """What has to hold, or to be done, once the command was done again."""
    stays: bool = False
    """The command does not end by itself: it is done when it says so."""
    whole: bool = True
    """After the death there is a server in the folder."""
    receiving: bool = True
    patches: dict[str, float] = field(default_factory=dict)


def places(work: Work, folder: Path) -> list[Place]:
    """Do the work undisturbed; return every place at which it can be killed."""
    scene = _scene(work, folder)
    if work.command is not None:
        child = ducha(*work.command(scene), held=True, **work.patches)
        with traced(child.pid) as trace:
            child.go()
            assert _done(child, work) == 0, child.out.read_text("utf-8")
        return trace.places()
    url = scene.serve(**work.patches)
    assert scene.child is not None
    with traced(scene.child.pid) as trace:
        assert work.does(scene, url)
    scene.child.kill()
    return trace.places()


def trial(work: Work, place: Place, folder: Path, fault: str = KILL) -> bool:
    """Kill the work at a place, or let the disk fail, and go on; return whether that place was reached.

    Raises AssertionError for what does not hold.
    """
    scene = _scene(work, folder)
    died = _die(scene, work, place, fault)
    if work.whole:
        _check(scene, audit(scene.server, receiving=work.receiving))
    if work.command is not None:
        if not work.stays:
            again = scene.laptop.ducha(*work.command(scene))
            assert again.status in (0, ALREADY), again
        work.between(scene)
    url = scene.serve(**work.patches)
    assert scene.child is not None
    assert work.does(scene, url)
    issue = scene.laptop.issues()[0]["id"]
    scene.laptop.does("issue", "comment", issue, "--text", "以后", "--as", WHO)
    assert scene.sync(url).status == 0
    assert scene.sync(url, NEWCOMER, "n").status == 0
    scene.child.stop()
    after = audit(scene.server)
    _check(scene, after)
    assert scene.held("n") == scene.held() == after.ids(), "who comes anew sees something else"
    assert not after.wanted, "a photo is missing"
    back = scene.folder / "last.backup"
    scene.laptop.does("-C", scene.server, "backup", back, "--photos")
    scene.laptop.does("restore", back, scene.folder / "put-back")
    put_back = audit(scene.folder / "put-back")
    assert (put_back.ids(), put_back.blobs) == (after.ids(), after.blobs)
    return died


def _scene(work: Work, folder: Path) -> Scene:
    shutil.copytree(_prepared(work), folder, symlinks=True)
    return Scene(folder)


def _prepared(work: Work) -> Path:
    return _prepared_by_name(work.name)


@cache
def _prepared_by_name(name: str) -> Path:
    from tests.sync_server.serving import prepared

    folder = Path(tempfile.mkdtemp(dir=scratch()))
    for source, to in (("w", "w"), ("w", "n"), ("server", "server")):
        shutil.copytree(prepared() / source, folder / to)
    next(one for one in works() if one.name == name).prepare(Scene(folder))
    return folder


def works() -> tuple[Work, ...]:
    from tests.sync_server.killing_works import WORKS

    return WORKS


def _die(scene: Scene, work: Work, place: Place, fault: str) -> bool:
    strikes = kill_at(place) if fault == KILL else fail_at(place, fault)
    if work.command is not None:
        child = ducha(*work.command(scene), held=True, **work.patches)
        with traced(child.pid, strikes, ALL):
            child.go()
            status = _done(child, work)
        if fault == KILL:
            return status == -9
        said = child.out.read_text("utf-8")
        assert "Traceback" not in said, said
        assert status in (0, FAILED), (status, said)
        return status == FAILED
    url = scene.serve(**work.patches)
    assert scene.child is not None
    with traced(scene.child.pid, strikes, place.threads):
        whole = work.does(scene, url)
        for _ in range(40 if fault == KILL else 0):
            if scene.child.ended():
                return scene.child.status == -9
            time.sleep(0.005)
    scene.child.kill()
    return fault != KILL and not whole


def _done(child: Child, work: Work) -> int:
    """Wait until a command has ended, or has begun to serve; return its status, 0 for one that serves."""
    if not work.stays:
        return child.wait()
    for _ in range(2000):
        if child.ended() or child.out.read_text("utf-8").startswith("{"):
            break
        time.sleep(0.005)
    if child.ended():
        return child.wait()
    child.kill()
    return 0


def _check(scene: Scene, account: Account) -> None:
    """What was acknowledged is there, nothing else is."""
    assert scene.acknowledged() <= account.ids(), "acknowledged, and gone"
    written = {i for name in ("w", *scene.crowd) for i in scene.held(name)}
    assert account.by_people() <= written, "there, and nobody brought it"
    assert account.signed_in >= scene.signed_in


def main() -> None:
    """Sweep, and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--fault", default=KILL)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0)
    given = parser.parse_args()
    total = died = 0
    for work in works():
        if given.names and work.name not in given.names:
            continue
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            found = places(work, Path(folder) / "count")[given.first :: given.every]
        if given.fault != KILL:
            found = [place for place in found if place.call in DISK and not place.told]
        reached = 0
        for place in found:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    reached += trial(work, place, Path(folder) / "t", given.fault)
                except BaseException:
                    print(f"FAILED: {work.name} at {place}", flush=True)
                    raise
        took = time.monotonic() - begun
        print(
            f"{work.name}: {len(found)} places, died at {reached}, went on after all ({took:.0f} s)",
            flush=True,
        )
        total, died = total + len(found), died + reached
    print(f"{total} places, died at {died}, went on after all")


if __name__ == "__main__":
    from tests.sync_server import killing  # the works know this module by its name

    killing.main()
