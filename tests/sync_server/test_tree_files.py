"""Files of a tree over HTTP: whole, with their type and mark; and no path leads out of the tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from sync_server.tree_files import CLOSED, OPEN, file_answer


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "trees" / "public"
    (root / "schools").mkdir(parents=True)
    (root / "index.html").write_text("<p>首页", encoding="utf-8")
    (root / "schools" / "index.html").write_text("<p>学校", encoding="utf-8")
    (root / "schools" / "云岭三小.html").write_text("<p>三小", encoding="utf-8")
    (root / "data.csv").write_text("a,b\n", encoding="utf-8")
    (root / ".hidden").write_text("x", encoding="utf-8")
    (tmp_path / "trees" / "bureau").mkdir()
    (tmp_path / "trees" / "bureau" / "index.html").write_text("secret", encoding="utf-8")
    (tmp_path / "server.key").write_text("secret", encoding="utf-8")
    (root / "way-out").symlink_to(tmp_path)
    (root / "key.txt").symlink_to(tmp_path / "server.key")
    return root


@pytest.fixture
def web(tree: Path) -> TestClient:
    def answer(request: Request) -> Response:
        found = file_answer(request, tree, request.path_params["path"], OPEN)
        return found or PlainTextResponse("none", status_code=404)

    return TestClient(Starlette(routes=[Route("/t/{path:path}", answer)]), follow_redirects=False)


def test_a_page_comes_with_its_type_and_a_policy_without_foreign_scripts(web: TestClient):
    said = web.get("/t/schools/云岭三小.html")
    assert (said.status_code, said.text) == (200, "<p>三小")
    assert said.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in said.headers["content-security-policy"]
    assert "unsafe" not in said.headers["content-security-policy"]


def test_a_folder_is_its_index_page(web: TestClient):
    assert web.get("/t/").text == "<p>首页"
    assert web.get("/t/schools/").text == "<p>学校"
    assert web.get("/t/schools").headers["location"] == "/t/schools/"


def test_who_has_the_file_already_is_told_so(web: TestClient, tree: Path):
    mark = web.get("/t/data.csv").headers["etag"]
    assert web.get("/t/data.csv", headers={"If-None-Match": mark}).status_code == 304
    (tree / "new").write_text("a,c\n", encoding="utf-8")
    (tree / "new").replace(tree / "data.csv")
    assert web.get("/t/data.csv", headers={"If-None-Match": mark}).text == "a,c\n"


LONG = "<p>问题" * 500


@pytest.fixture
def long(tree: Path) -> bytes:
    (tree / "long.html").write_text(LONG, encoding="utf-8")
    return LONG.encode()


def plain(web: TestClient, path: str, **headers: str):
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.get(path, headers={"Accept-Encoding": "identity", **told})


def test_a_text_goes_packed_to_whoever_takes_it(web: TestClient, long: bytes):
    packed, bare = web.get("/t/long.html"), plain(web, "/t/long.html")
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", long)
    assert int(packed.headers["content-length"]) < len(long) / 10
    assert ("content-encoding" in bare.headers, bare.content) == (False, long)
    assert packed.headers["vary"] == bare.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["short.html", "photo.jpg"])
def test_what_is_short_or_packed_already_goes_as_it_is(web: TestClient, tree: Path, name: str):
    (tree / name).write_bytes(b"x" * (100 if name.startswith("short") else 10_000))
    assert "content-encoding" not in web.get(f"/t/{name}").headers


@pytest.mark.parametrize("takes", ["gzip;q=0", "br", "", "gzip; q=0.0, br"])
def test_who_does_not_take_gzip_does_not_get_it(web: TestClient, long: bytes, takes: str):
    said = web.get("/t/long.html", headers={"Accept-Encoding": takes})
    assert ("content-encoding" in said.headers, said.content) == (False, long)


def test_packed_and_plain_have_marks_of_their_own_and_each_is_known_again(
    web: TestClient, long: bytes
):
    packed, bare = (
        web.get("/t/long.html").headers["etag"],
        plain(web, "/t/long.html").headers["etag"],
    )
    assert packed != bare
    again = web.get("/t/long.html", headers={"If-None-Match": f'"other", W/{packed}'})
    assert (again.status_code, again.headers["etag"], again.content) == (304, packed, b"")
    assert web.get("/t/long.html", headers={"If-None-Match": bare}).status_code == 200
    assert plain(web, "/t/long.html", If_None_Match=bare).status_code == 304
    assert plain(web, "/t/long.html", If_None_Match=bare[:-2] + '"').status_code == 200


SPANS = [
    ("bytes=0-3", 0, 4), ("bytes=4-", 4, None), ("bytes=-5", -5, None), ("bytes=10-999999", 10, None),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "first", "behind"), SPANS)
def test_a_download_goes_on_where_it_broke_off(
    web: TestClient, long: bytes, asked: str, first: int, behind: int | None
):
    said = web.get("/t/long.html", headers={"Range": asked})
    assert (said.status_code, said.content) == (206, long[first:behind])
    begins = first % len(long)
    assert (
        said.headers["content-range"]
        == f"bytes {begins}-{begins + len(said.content) - 1}/{len(long)}"
    )
    assert "content-encoding" not in said.headers


@pytest.mark.parametrize("asked", ["bytes=3-1", "bytes=0-1,4-5", "pages=1-2", "bytes=-", "bytes=a-b", "bytes=" + "9" * 99 + "-"])  # fmt: skip
def test_a_part_that_nobody_understands_is_the_whole(web: TestClient, long: bytes, asked: str):
    said = web.get("/t/long.html", headers={"Range": asked})
    assert (said.status_code, said.content) == (200, long)


def test_a_part_beyond_the_end_is_none(web: TestClient, long: bytes):
    said = web.get("/t/long.html", headers={"Range": f"bytes={len(long)}-"})
    assert (said.status_code, said.headers["content-range"]) == (416, f"bytes */{len(long)}")


def test_a_part_of_another_version_is_the_whole_of_this_one(web: TestClient, long: bytes):
    mark = plain(web, "/t/long.html").headers["etag"]
    assert (
        web.get("/t/long.html", headers={"Range": "bytes=4-", "If-Range": mark}).status_code == 206
    )
    assert (
        web.get("/t/long.html", headers={"Range": "bytes=4-", "If-Range": '"old"'}).content == long
    )


def test_a_changed_file_is_packed_anew(web: TestClient, tree: Path, long: bytes):
    before = web.get("/t/long.html")
    (tree / "new").write_text(LONG.replace("问题", "整改"), encoding="utf-8")
    (tree / "new").replace(tree / "long.html")
    assert web.get("/t/long.html").text == before.text.replace("问题", "整改")


TRICKS = [
    "../bureau/index.html", "schools/../../bureau/index.html", "schools/../index.html", "../../server.key",
    "..\\bureau\\index.html", "/etc/passwd", "//etc/passwd", ".hidden", "way-out/server.key", "key.txt",
    "schools/\0index.html", "index.html\0.css", "./index.html", "schools//index.html", "C:/x",
    "schools/" + "a" * 5000, "no.html", "index.html/", "..", ".", "schools/..",
]  # fmt: skip


@pytest.mark.parametrize("path", TRICKS)
def test_a_path_trick_leads_nowhere(tree: Path, path: str):
    scope = {"type": "http", "path": f"/t/{path}", "headers": [], "method": "GET"}
    assert file_answer(Request(scope), tree, path, OPEN) is None


@pytest.mark.parametrize("path", ["..%2fbureau%2findex.html", "%2e%2e/%2e%2e/server.key", "..%5cserver.key", "%00", "%c0%ae/x"])  # fmt: skip
def test_nor_does_one_that_is_hidden_by_percent_signs(web: TestClient, path: str):
    assert web.get(f"/t/{path}").status_code == 404


def test_a_file_that_is_swapped_away_while_it_is_sent_comes_whole(tree: Path):
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    (tree / "big.csv").write_bytes(b"old!" * 100_000)
    scope = {"type": "http", "path": "/t/big.csv", "headers": [], "method": "GET"}
    answer = file_answer(Request(scope), tree, "big.csv", CLOSED)
    (tree / "other").write_bytes(b"new")
    (tree / "other").replace(tree / "big.csv")
    sent: list[bytes] = []

    async def send(message):
        sent.append(message.get("body", b""))

    async def receive():
        await asyncio.sleep(60)

    async def sending():
        await answer(scope, receive, send)

    with ThreadPoolExecutor(
        1
    ) as aside:  # the browser's tests leave a loop running in the main thread
        aside.submit(asyncio.run, sending()).result(60)
    assert b"".join(sent) == b"old!" * 100_000


def test_nothing_of_a_closed_tree_stays_in_a_browser():
    assert CLOSED["Cache-Control"] == "no-store"
    assert "worker-src 'none'" in CLOSED["Content-Security-Policy"]
