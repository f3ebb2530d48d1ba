"""The pages of the bureau and the administrator: what they show, where they lead, for whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspections.ids import PersonId
from sync_server.database import put_meta
from sync_server.entering import COLLECTING
from sync_server.site_trees import STATE, tree
from tests.sync_server.browsing import House, a_house
from tests.sync_server.serving import ask, held, sends
from tests.sync_server.test_intake import a_chain, damaged


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def stand(house: House, *parts: str) -> None:
    root = tree(house.service.folder, *parts)
    root.mkdir(parents=True)
    (root / "index.html").write_text("网页", encoding="utf-8")


def test_what_came_in_names_schools_and_people_not_their_codes(house: House):
    ask(house.service, house.hall, yl3x=sends(*house.hall.comments("已看")))
    page = house.browser("yanghui").open("/office").text.partition('id="came"')[2]
    lines = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "王敏" in lines and "云岭区第三小学" in lines
    assert "wangmin" not in lines


def test_a_refused_act_leads_to_its_issue_and_says_what_to_do(house: House):
    key, by = house.hall.key("wangmin"), PersonId("wangmin")
    sealed = next(e.id for e in held(house.service).values() if e.kind == "sealed")
    [odd] = a_chain(
        1, key=key, by=by, subject=f"q:{house.issue}", kind="withdrawn", seen=frozenset({sealed})
    )
    [strange] = a_chain(1, key=key, by=by, subject="q:NOSUCHISSUE", session="77" * 16)
    ask(house.service, house.hall, yl3x=sends(odd, strange))
    bureau = house.browser("yanghui")
    page = bureau.open("/office").text
    assert "rule.subject" in page and "/issues/NOSUCHISSUE" not in page
    assert f'href="/my/schools/yl3x/issues/{house.issue}"' in page
    assert bureau.open(f"/my/schools/yl3x/issues/{house.issue}").status_code == 200


def test_what_was_turned_away_stands_in_words(house: House):
    ask(house.service, house.hall, "yanghui", yl3x=sends(damaged("liqiang")))
    page = house.browser("yanghui").open("/office").text.partition('id="away"')[2]
    assert "杨慧" in page and "内容残缺" in page and "再同步一次" in page


def test_a_server_that_only_collects_says_so_first_of_all(house: House):
    with house.service.database.writing() as connection:
        put_meta(connection, COLLECTING, "1")
    for who, path in (
        ("yanghui", "/office"),
        ("yanghui", "/office/server"),
        ("ops", "/office/server"),
    ):
        main = house.browser(who).open(path).text.partition("<main")[2]
        assert "confirm-number" in main.partition("<h2")[0]


def test_that_pages_were_not_made_is_told_on_the_page_of_the_server(house: House):
    told = {"at": "2026-03-02T09:00:00+08:00", "why": "磁盘<已满>"}
    (house.service.folder / STATE).write_text(json.dumps(told), encoding="utf-8")
    said = house.browser("ops").open("/office/server")
    assert "磁盘&lt;已满&gt;" in said.text


@pytest.mark.parametrize("query", ["?before=nonsense", "?away=-1", "?refused=99999999", "?away=%F0%9F%98%80", "?before=2026-03-02T09:00"])  # fmt: skip
def test_an_address_with_nonsense_opens_the_page_all_the_same(house: House, query: str):
    assert house.browser("yanghui").open(f"/office{query}").status_code == 200


def test_everybodys_front_page_has_a_door_to_the_public_site_and_one_to_sign_in(house: House):
    assert house.browser().open("/").url.path == "/sign-in"
    assert "/site/public/" not in house.browser().open("/sign-in").text
    stand(house, "public")
    front = house.browser().open("/").text
    assert 'href="/site/public/"' in front and 'href="/my"' in front and "云岭区" in front
    assert 'href="/site/public/"' in house.browser().open("/sign-in").text


def test_a_schools_page_leads_to_its_site_once_that_stands(house: House):
    school = house.browser("yl3x")
    assert "/site/school/yl3x/" not in school.open("/my").text
    stand(house, "school", "yl3x")
    assert 'href="/site/school/yl3x/"' in school.open("/my").text
    assert school.open("/site/school/yl3x/").text == "网页"


def test_the_bureau_is_led_to_its_site_and_nobody_else(house: House):
    leads = {who: 'href="/site/bureau/"' in house.browser(who).open("/my").text for who in ("yanghui", "ops", "zhaolei", "yl3x")}  # fmt: skip
    assert leads == {"yanghui": True, "ops": False, "zhaolei": False, "yl3x": False}


def test_schools_are_found_by_name_by_area_and_by_what_they_have_to_do(house: House, monkeypatch):
    house.notify()
    bureau = house.browser("yanghui")

    def found(query: str) -> list[str]:
        rows = bureau.open(f"/my{query}").text
        return [one for one in ("yl3x", "yl5x") if f'href="/my/schools/{one}"' in rows]

    assert found("") == ["yl3x", "yl5x"]
    assert found("?running=1") == ["yl3x"]
    assert found("?area=西片") == ["yl5x"]
    assert found("?name=第三") == ["yl3x"]
    assert found("?name=没有这所") == []


def test_a_long_list_of_schools_has_pages_that_keep_what_was_asked_for(house: House, monkeypatch):
    monkeypatch.setattr("sync_server.routes_school.SCHOOLS_MAX", 1)
    bureau = house.browser("yanghui")
    first = bureau.open("/my?name=云岭").text
    assert "schools=1#schools" in first and "name=%E4%BA%91%E5%B2%AD&" in first
    second = bureau.open("/my?name=云岭&schools=1").text
    rows = [text.partition('<table class="rows"')[2] for text in (first, second)]
    assert "/my/schools/yl3x" in rows[0] + rows[1] and ("/my/schools/yl3x" in rows[0]) != (
        "/my/schools/yl3x" in rows[1]
    )


def test_an_address_that_leads_nowhere_is_a_page_for_a_browser_and_words_for_a_program(
    house: House,
):
    browser = house.browser("yanghui")
    page = browser.open("/nowhere", Accept="text/html,*/*")
    assert (page.status_code, 'href="/my"' in page.text) == (404, True)
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert browser.open("/nowhere").json()["code"] == "wire.address"
