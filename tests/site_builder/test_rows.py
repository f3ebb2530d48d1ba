"""Read from the finished pages: every number that is a link leads to as many rows as it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from site_builder.listings import MEANT
from site_builder.rolls import ROLL_MEANT
from tests.site_builder import factory
from tests.site_builder.trees import html, target, tree

TREES = {"county": tree(factory.county()), "many": tree(factory.many(260))}
LISTS = re.compile(r"(?:lists|visits|rolls)/[^/]+\.html|(?:schools|inspections)(?:-p\d+)?\.html")


class Rows(HTMLParser):
    """How many rows stand below each heading with an id, and which numbers are links: (number, address)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, int] = defaultdict(int)
        self.numbers: list[tuple[int, str]] = []
        self._part, self._link = "", ""
        self._body = self._nav = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "h2":
            self._part = given.get("id") or ""
        self._body = tag == "tbody" or (self._body and tag != "thead")
        if tag == "tr" and self._body:
            self.rows[self._part] += 1
        self._nav = self._nav or tag == "nav"
        self._link = (given.get("href") or "") if tag == "a" else ""

    def handle_endtag(self, tag: str) -> None:
        self._link = "" if tag == "a" else self._link
        self._nav = self._nav and tag != "nav"
        self._body = self._body and tag != "tbody"

    def handle_data(self, data: str) -> None:
        if self._link and data.isdecimal() and not self._nav:
            self.numbers.append((int(data), self._link))


def of_list(path: str) -> str:
    return re.sub(r"(-p\d+)?\.html$", "", path)


@pytest.mark.parametrize("name", TREES)
def test_every_number_that_leads_to_a_list_is_how_many_rows_stand_there(name: str) -> None:
    texts = TREES[name]
    read = {path: Rows(texts[path]) for path in html(texts)}
    rows: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path, page in read.items():
        if LISTS.fullmatch(path):
            for part, count in page.rows.items():
                rows[of_list(path)][part] += count
    wrong, seen = [], 0
    for path, page in read.items():
        for number, link in page.numbers:
            to, anchor = target(path, link)
            if LISTS.fullmatch(to) and "documents" not in link:
                seen += 1
                if number not in set(counts(rows[of_list(to)], anchor)):
                    wrong.append((path, number, link))
    assert [one for one in wrong if not a_sum(texts, *one)] == []
    assert seen > 100


def counts(rows: dict[str, int], anchor: str) -> Iterator[int]:
    """What a number that leads to `anchor` may count: that part, parts that begin there, or the whole list."""
    if not anchor:
        yield sum(rows.values())
        yield sum(rows.get(part, 0) for part in MEANT["requirements"])
        return
    yield rows.get(anchor, 0)
    for parts in (*MEANT.values(), *ROLL_MEANT.values()):
        there = [part for part in parts if rows.get(part)]
        if there and there[0] == anchor:
            yield sum(rows[part] for part in there)


def a_sum(texts: dict[str, str], path: str, number: int, link: str) -> bool:
    """Whether a number adds up something of the rows that it leads to: documents seen, highlights."""
    label = re.search(
        rf'<dt>([^<]*)</dt><dd><a href="{re.escape(link)}"[^>]*>{number}</a>', texts[path]
    )
    return bool(label) and label[1] in ("亮点", "值班记录", "食品采购台账")


def test_pages_of_a_list_carry_on_where_the_one_before_ended() -> None:
    pages = [Rows(TREES["many"][f"lists/all{n}.html"]) for n in ("", "-p2", "-p3")]
    assert [sum(page.rows.values()) for page in pages] == [60, 60, 60]
