"""What is killed: a sync with an official number and a photo, a compaction, a sign-in, and each command on the folder."""

from __future__ import annotations

import re
import shutil

import httpx
from PIL import Image

from tests.inspections.laptop.office import RECORD
from tests.stories.together import Laptop
from tests.sync_server.forking import ducha
from tests.sync_server.killing import Work
from tests.sync_server.scenes import WHO, Scene

CROWD = ("wangmin", "zhaolei", "yanghui", "wangmin")
_HIDDEN = re.compile(r'type="hidden" name="(\w+)"[^>]* value="([^"]*)"')


def write(scene: Scene, notice: str = "n1") -> None:
    """Let the laptop have what a sync is for: a comment, a notice that wants an official number, a photo in pieces."""
    office = scene.laptop
    issues = [one["id"] for one in office.issues()]
    at = int(notice[1:]) - 1
    office.does("issue", "comment", issues[0], "--text", f"就 {notice}", "--as", WHO)
    office.does("issue", "confirm", issues[at], "--as", WHO)
    office.does("issue", "notify", issues[at], "--notice", notice, "--due", "2026-03-20", "--as", WHO)  # fmt: skip


def photograph(scene: Scene) -> None:
    laptop = Laptop(scene.folder / "w", who="wangmin")
    laptop.begin("--team", "t9")
    path = laptop.root / RECORD.replace("-t1", "-t9")
    photo = path.with_suffix("") / "仪表.png"
    photo.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((90, 90), 90).save(photo)
    path.write_text(path.read_text("utf-8").replace("  gas:", "  gas:\n    value: 不符合\n    photos: [仪表.png]", 1), "utf-8")  # fmt: skip


def write_all(scene: Scene) -> None:
    write(scene)
    photograph(scene)


def compacted(scene: Scene) -> None:
    """Let the server have two snapshots, so that the next one takes rows away."""
    url = scene.serve(compact_after=1)
    assert scene.child is not None
    for n in (1, 2):
        write(scene, f"n{n}")
        assert scene.sync(url).status == 0
    scene.child.stop()
    scene.laptop.does(
        "issue", "comment", scene.laptop.issues()[0]["id"], "--text", "三", "--as", WHO
    )


def killed(scene: Scene) -> None:
    """Leave a server that was killed behind a push: the next start finds its write-ahead log."""
    write(scene)
    url = scene.serve()
    assert scene.child is not None
    assert scene.sync(url).status == 0
    scene.child.kill()


def crowded(scene: Scene) -> None:
    """Let others have something to push, too."""
    for n, who in enumerate(CROWD):
        one = scene.laptop.copy(scene.folder / f"crowd{n}")
        one.does("issue", "comment", one.issues()[0]["id"], "--text", f"第 {n} 台", "--as", who)


def all_at_once(scene: Scene, url: str) -> bool:
    """Let everybody sync at the same time, in processes of their own, then the laptop; return whether all were answered."""
    running = [
        ducha("-C", scene.folder / name, "--as", who, "sync", url, impatient=1)
        for name, who in zip(scene.crowd, CROWD, strict=True)
    ]
    return [child.wait() for child in running] == [0] * len(CROWD) and scene.sync(url).status == 0


def with_account(scene: Scene) -> None:
    made = scene.laptop.does(
        "-C", scene.server, "--json", "admin", "account", "add", "yl3x", "--name", "三小", "--role", "school", "--school", "yl3x",
    )  # fmt: skip
    (scene.folder / "password").write_text(made.json["password"], "utf-8")


def sign_in(scene: Scene, url: str, browser: httpx.Client | None = None) -> bool:
    """Sign in as a browser does, without a script; return whether it was let in."""
    password = (scene.folder / "password").read_text("utf-8")
    try:
        browser = browser or httpx.Client(base_url=url)
        hidden = dict(_HIDDEN.findall(browser.get("/sign-in").text))
        said = browser.post("/sign-in", data={**hidden, "name": "yl3x", "password": password})
    except httpx.TransportError:
        return False
    scene.signed_in += said.status_code == 303
    return said.status_code == 303


def put_back(scene: Scene) -> None:
    """Let yesterday's backup be restored, and the laptop, which is ahead, bring everything back."""
    backed_up(scene)
    _ahead(scene)
    scene.laptop.does("restore", scene.folder / "yesterday.backup", scene.server)
    url = scene.serve()
    assert scene.child is not None
    write(scene, "n2")
    scene.laptop.does(
        "issue", "comment", scene.laptop.issues()[0]["id"], "--text", "等着", "--as", WHO
    )
    roster = scene.laptop.root / "roster" / "people.csv"
    roster.write_text(roster.read_text("utf-8").replace("吴老师", "武老师"), "utf-8")
    scene.laptop.does("person", "import", "roster/people.csv", "--as", "chenjing")
    assert scene.sync(url).status == 0
    scene.child.stop()


def lost(scene: Scene) -> None:
    """Let the server be lost after a day's work, and a backup of yesterday be at hand."""
    backed_up(scene)
    _ahead(scene)


def backed_up(scene: Scene) -> None:
    scene.laptop.does("-C", scene.server, "backup", scene.folder / "yesterday.backup", "--photos")


def _ahead(scene: Scene) -> None:
    write(scene)
    url = scene.serve()
    assert scene.child is not None
    assert scene.sync(url).status == 0
    scene.child.kill()
    shutil.rmtree(scene.server)


def confirmed(scene: Scene) -> None:
    """Let the devices come, then say which number was the last."""
    if "collecting" in _status(scene):
        url = scene.serve()
        assert scene.child is not None
        assert scene.sync(url).status == 0
        scene.child.stop()
        scene.laptop.does("-C", scene.server, "admin", "confirm-number", "1")


def _status(scene: Scene) -> str:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(scene.server / "server.sqlite")) as database:
        found = database.execute("SELECT value FROM meta WHERE name = 'collecting'").fetchone()
    return "collecting" if found == ("1",) else ""


def no_server(scene: Scene) -> None:
    shutil.rmtree(scene.server)


WORKS: tuple[Work, ...] = (
    Work("sync", write_all),
    Work("compaction", compacted, patches={"compact_after": 1}),
    Work("crowd", crowded, all_at_once),
    Work("sign in", with_account, sign_in),
    Work("serve", killed, command=lambda scene: ["serve", scene.server, "--port", "0", "--json"], stays=True),
    Work("init", no_server, command=lambda scene: ["-C", scene.folder / "w", "serve", "--init", scene.server, "--as", "chenjing"], whole=False),
    Work("backup", write, command=lambda scene: ["-C", scene.server, "backup", scene.folder / "a.backup", "--photos"]),
    Work("restore", lost, command=lambda scene: ["restore", scene.folder / "yesterday.backup", scene.server],
         between=confirmed, whole=False),
    Work("confirm-number", put_back, command=lambda scene: ["-C", scene.server, "admin", "confirm-number", "1"],
         receiving=False),
)  # fmt: skip
