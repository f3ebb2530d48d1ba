"""Search over 5,000 issues of 386 schools in a real Chromium, from the file system; and what is kept to read offline.

    python -m benchmarks.search [ISSUES]

Found is compared with a plain scan in Python over every text of every row (`tests/site_builder/plain_search.py`).
Times are the browser's own, without and with the data already loaded; the page is opened anew for each load.
"""

from __future__ import annotations

import gzip
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from inspections.deadline import WorkCalendar
from inspections.ids import InspectionId, PersonId, issue_id
from inspections.view import Issue, Responsible, SchoolView, View
from inspections.vocabulary import Category, Mode, Ownership, Severity, Stage, Status
from site_builder.listings import listings
from site_builder.material import Material
from site_builder.offline import BUNDLE, HEAD, MANIFEST
from site_builder.pages import render_site
from site_builder.policy import Audience
from site_builder.search import search_rows
from site_builder.search_coding import search_files
from tests.browser.web import serving, write
from tests.site_builder import factory, plain_search

SCHOOLS, RUNS = 386, 5
AREAS = ("城区片", "东片", "西片", "南片", "北片", "山区片", "开发区片")
WHAT = ("灭火器", "应急灯", "疏散指示", "燃气报警装置", "消毒记录", "晨检记录", "口罩储备", "食品留样", "校车台账", "宿舍值班",
        "门卫登记", "配电箱", "监控探头", "实验室药品", "体育器材", "围墙", "楼梯扶手", "食堂证照", "饮水机", "演练方案")  # fmt: skip
HOW = (
    "压力不足",
    "过期",
    "缺失",
    "没有张贴",
    "未检修",
    "不完整",
    "不足三十天",
    "没有人签字",
    "损坏",
    "被遮挡",
)
WHERE = ("教学楼", "综合楼", "食堂", "宿舍", "操场", "实验楼", "门卫室", "幼儿活动室")
NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
QUERIES = ("灭火器", "过期", "燃气 过期", "食堂", "东片 食堂", "第一小学", "123", "逾期", "整改中 逾期", "山区",
           "严重", "专项督导", "已销号 口罩", "王", "陈明", "没有张贴 门卫", "ＡＢ", "ab", "7k", "q7",
           "二层 东侧", "不存在的词", "重新整改", "剩余", "幼儿园 晨检", "报警装置未", "一票", "（", "1号", "轻微 南片 围墙")  # fmt: skip


def district(issues: int) -> View:
    """Return a district whose issues are worded by many hands: a third of the titles and all persons are their own."""
    chance = random.Random(6)
    views = []
    for n in range(SCHOOLS):
        stage = Stage.KINDERGARTEN if n > 78 else Stage.PRIMARY
        school = factory.school(
            f"s{n:03}",
            f"云岭区第{n}{stage.label}",
            stage=stage,
            area=AREAS[n % len(AREAS)],
            ownership=Ownership.PRIVATE if n % 3 else Ownership.PUBLIC,
            principal=_name(chance),
            inspector=PersonId("wangmin" if n % 2 else "liqiang"),
        )
        own = range(issues * n // SCHOOLS, issues * (n + 1) // SCHOOLS)
        made = tuple(_issue(chance, school.id, k) for k in own)
        visits = {one.inspection: factory.inspection(school.id, ()) for one in made}
        views.append(SchoolView(school=school, inspections=tuple(visits.values()), issues=made))
    return factory.view(*views)


def _name(chance: random.Random) -> str:
    return chance.choice(NAMES) + "".join(chance.choice("明红伟芳磊静强丽军敏") for _ in range(2))


def _issue(chance: random.Random, school: str, n: int) -> Issue:
    what, how = chance.choice(WHAT), chance.choice(HOW)
    title = (
        f"{what}{how}"
        if n % 3
        else f"{what}{how}，涉及{chance.randrange(2, 90)}处，{_name(chance)}未登记"
    )
    inspection = InspectionId(f"{school}-2026-04-01-special_safety-t1")
    id_ = issue_id(inspection, f"item{n % 60}", str(n))
    status = chance.choice(tuple(Status))
    return factory.issue(
        n,
        school=school,
        status=status,
        id=id_,
        item=f"item{n % 60}",
        row=str(n),
        spoken=id_[:6],
        title=title,
        place=f"{chance.choice(WHERE)}{chance.choice('一二三四')}层{chance.choice(('东侧', '西侧', ''))}",
        category=chance.choice(tuple(Category)),
        severity=chance.choice(tuple(Severity)),
        mode=chance.choice(tuple(Mode)),
        requirement=f"立即整改{what}{how}的问题，建立台账，逐月检查，{chance.choice('三五七')}日内报送。",
        responsible=Responsible(unit=chance.choice(("总务处", "安保处", "教务处")), person=_name(chance)),
        due=factory.AS_OF + timedelta(days=chance.randrange(-20, 40)),
    )  # fmt: skip


def main(issues: int = 5000) -> None:
    """Make the district, search it in the browser, print the tables."""
    view = district(issues)
    given: dict[str, Any] = {
        "audience": Audience.BUREAU,
        "as_of": factory.AS_OF,
        "calendar": WorkCalendar(),
    }
    m = Material(view=view, **given)
    began = time.process_time()
    lists = listings(m)
    rows_from = time.process_time()
    files = search_files(search_rows(m, lists))
    coded = time.process_time() - rows_from
    print(
        f"{len(m.issues)} issues, {len(m.schools)} schools; lists {rows_from - began:.2f} s of the processor\n"
    )
    print("| search data | |\n|---|---:|")
    size = sum(len(text.encode()) for text in files.values())
    packed = sum(len(gzip.compress(text.encode(), 9)) for text in files.values())
    print(
        f"| files | {len(files)} |\n| bytes | {size:,} |\n| compressed | {packed:,} |\n| made in | {coded:.2f} s |"
    )
    began = time.process_time()
    texts = render_site(view, **given)
    with tempfile.TemporaryDirectory() as temporary:
        folder = write(Path(temporary) / "site", texts)
        _offline(texts, time.process_time() - began)
        _browser(m, folder)


def _offline(texts: Mapping[str, str], whole: float) -> None:
    pages = [text for path, text in texts.items() if path.endswith(".html")]
    print(
        f"\n| offline, {len(pages):,} pages, tree made in {whole:.1f} s | bytes | compressed |\n|---|---:|---:|"
    )
    pages_packed = sum(len(gzip.compress(text.encode(), 6)) for text in pages)
    print(
        f"| all pages, each alone | {sum(len(text.encode()) for text in pages):,} | {pages_packed:,} |"
    )
    for path in (HEAD, MANIFEST, BUNDLE):
        data = texts[path].encode()
        print(f"| {path} | {len(data):,} | {len(gzip.compress(data, 6)):,} |")


def _browser(m: Material, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        loads, firsts = [], []
        for _ in range(RUNS):
            tab = browser.new_page()
            tab.goto((folder / "search.html").as_uri())
            tab.wait_for_selector("html[data-search=ready]")
            tab.reload()
            tab.wait_for_selector("html[data-search=ready]")
            loads.append(tab.evaluate("performance.now()"))
            firsts.append(tab.evaluate(TIMED, "灭火器 过期")["ms"])
            tab.close()
        tab = browser.new_page()
        tab.goto((folder / "search.html").as_uri())
        tab.wait_for_selector("html[data-search=ready]")
        times, found, right, wanted = [], 0, 0, 0
        for query in QUERIES:
            answer = tab.evaluate(TIMED, query)
            times.append(answer["ms"])
            plain = plain_search.found_issues(m, query)
            got = set(answer["ids"])
            assert len(got) == len(answer["ids"])
            found, right, wanted = found + len(got), right + len(got & plain), wanted + len(plain)
        print(
            f"\n| search in Chromium, from the file system | |\n|---|---:|\n"
            f"| page opened, data loaded and decoded, ready | {median(loads):.0f} ms |\n"
            f"| first query after that | {median(firsts):.0f} ms |\n"
            f"| {len(QUERIES)} queries: median, slowest | {median(times):.0f} ms, {max(times):.0f} ms |\n"
            f"| rows found, of those right, wanted | {found:,}, {right:,}, {wanted:,} |\n"
            f"| recall, precision | {right / wanted:.2f}, {right / found:.2f} |"
        )
        _visit(browser, folder)
        browser.close()


def _visit(browser: Any, folder: Path) -> None:
    with serving(folder) as web:
        tab = browser.new_page()
        began = time.monotonic()
        tab.goto(web.address("index.html"))
        tab.wait_for_selector("html[data-offline=ready]", state="attached", timeout=120_000)
        print(f"| first visit until everything is kept | {time.monotonic() - began:.1f} s |")
        web.cut()
        began = time.monotonic()
        tab.goto(web.address("lists/all.html"))
        print(f"| a page with the server gone | {1000 * (time.monotonic() - began):.0f} ms |")


TIMED = """query => { const began = performance.now(); const found = ducha.search.issues(query);
return {ms: performance.now() - began, ids: found.map(row => ducha.search.issue(row).path.slice(7, -5))}; }"""


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
