"""Who may read which tree over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync_server.site_trees import tree
from tests.sync_server.browsing import ACCOUNTS, Browser, House, a_house

TREES = {
    "/site/public/": {None, *(name for name, *_ in ACCOUNTS)},
    "/site/bureau/": {"yanghui"},
    "/site/school/yl3x/": {"yl3x", "wangmin", "zhaolei", "yanghui"},
    "/site/school/yl5x/": {"yl5x", "yanghui"},
}
"""Tree -> who finds it open; `yl3x` and its people are of 东片, `yl5x` is of 西片 and nobody's."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def trees(house: House) -> None:
    for path in TREES:
        root = tree(house.service.folder, *path.strip("/").split("/")[1:])
        root.mkdir(parents=True)
        (root / "index.html").write_text(f"tree of {path}", encoding="utf-8")


@pytest.fixture(scope="module")
def browsers(house: House) -> dict[str | None, Browser]:
    return {who: house.browser(who) for who in (None, *(name for name, *_ in ACCOUNTS))}


@pytest.mark.parametrize("path", TREES)
@pytest.mark.parametrize("who", [None, *(name for name, *_ in ACCOUNTS)], ids=str)
@pytest.mark.usefixtures("trees")
def test_a_tree_opens_for_its_readers_alone(browsers, who: str | None, path: str):
    said = browsers[who].open(path)
    assert (f"tree of {path}" in said.text) == (who in TREES[path])


@pytest.mark.usefixtures("trees")
def test_a_school_that_is_not_there_and_one_of_others_look_the_same(browsers):
    unknown = browsers["yl3x"].open("/site/school/nowhere/")
    others = browsers["yl3x"].open("/site/school/yl5x/")
    assert (unknown.status_code, others.status_code) == (404, 404)
    assert unknown.text.replace("nowhere", "yl5x") == others.text


@pytest.mark.usefixtures("trees")
@pytest.mark.parametrize("path", ["/site/school/yl3x/..%2fyl5x/index.html", "/site/public/..%2fbureau%2findex.html"])  # fmt: skip
def test_a_path_trick_does_not_lead_from_one_tree_to_another(browsers, path: str):
    assert "tree of" not in browsers["yl3x"].open(path).text


@pytest.mark.usefixtures("trees")
def test_a_public_page_may_be_kept_and_a_schools_page_not(browsers):
    public, own = browsers[None].open("/site/public/"), browsers["yl3x"].open("/site/school/yl3x/")
    assert (public.headers["cache-control"], own.headers["cache-control"]) == ("no-cache", "no-store")  # fmt: skip
    assert "script-src 'self'" in own.headers["content-security-policy"]


def test_a_tree_that_is_not_made_yet_says_when_to_come_back(tmp_path):
    with a_house(tmp_path) as house:
        assert house.browser("yanghui").open("/site/bureau/").status_code == 503
        assert house.browser().open("/site/public/").status_code == 404
