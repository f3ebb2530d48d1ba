"""The rows of the search as classic scripts: columns of small numbers over a dictionary of texts.

A script can be loaded by a page that was opened by double click, where no other data can. One file while it is small,
else one more for each area, cut again where an area is large. Same rows, same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from inspections.ids import IssueId
from site_builder import links
from site_builder.links import slug
from site_builder.parts import Tag
from site_builder.search import FACETS, IssueRow, OtherRow, Rows, SchoolRow

DATA = "assets/search-data.js"
FILE_BYTES_MAX = 1_000_000
"""Above this the issues leave the first file, and a file of an area is cut in two."""
_ESCAPED = "<\u2028\u2029"
"""No markup even for a program that guesses what a file is; the two others end a line inside a string in old browsers."""

DIGITS = "".join(map(chr, range(0x23, 0x7F))).replace("<", "").replace("\\", "")
"""Characters that need no escape in a script's string: 90 of them."""
CENTURY = 36525

Columns = dict[str, object]
Packed = tuple[int, str]


class Words:
    """Texts, each once, by the order in which they were first met; the empty text is 0."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {"": 0}

    def __call__(self, text: str) -> int:
        """Return the number of a text."""
        return self.texts.setdefault(text, len(self.texts))

    def list(self) -> list[str]:
        """Return all texts in the order of their numbers."""
        return [*self.texts]


class Tags:
    """Tags (word and tone) and sets of them, each once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.tags: dict[tuple[int, str], int] = {}
        self.sets: dict[tuple[int, ...], int] = {(): 0}

    def tag(self, tag: Tag) -> int:
        """Return the number of a tag."""
        return self.tags.setdefault((self.words(tag.text), tag.tone), len(self.tags))

    def set(self, tags: Sequence[Tag]) -> int:
        """Return the number of a set of tags."""
        return self.sets.setdefault(tuple(map(self.tag, tags)), len(self.sets))


def search_files(rows: Rows, *, file_bytes_max: int = FILE_BYTES_MAX) -> dict[str, str]:
    """Return path -> text of the script files that hold `rows`; `assets/search-data.js` is the one to load first."""
    words = Words()
    tags = Tags(words)
    schools = {one.id: n for n, one in enumerate(rows.schools)}
    coded = [_coded(schools, tags, one) for one in rows.issues]
    main: Columns = {
        "format": 1,
        "asOf": rows.as_of.isoformat(),
        "issuePath": links.issue_path(IssueId("*")),
        "facets": rows.facets,
        "parts": rows.parts,
        "lists": _lists(rows),
        "schools": _schools(rows.schools, words),
        "inspections": _others(rows, rows.inspections, schools, words, tags),
        "checklists": _others(rows, rows.checklists, schools, words, tags),
        "tags": list(tags.tags),
        "sets": list(tags.sets),
        "words": words.list(),
    }
    every = range(len(rows.issues))
    whole = _block(rows, coded, every)
    single = _script("data", {**main, "block": whole, "shards": []})
    if len(single.encode("utf-8")) <= file_bytes_max:
        return {DATA: single}
    shards = dict(_shards(rows, coded, file_bytes_max))
    listed = [(area, path) for path, (area, _) in shards.items()]
    texts = {path: text for path, (_, text) in shards.items()}
    return {DATA: _script("data", {**main, "block": None, "shards": listed}), **texts}


def _coded(schools: Mapping[str, int], tags: Tags, one: IssueRow) -> tuple[int, int, int]:
    return schools[one.school], tags.tag(one.line.status), tags.set(one.line.badges)


def _shards(
    rows: Rows, coded: Sequence[tuple[int, int, int]], file_bytes_max: int
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield path -> (area as its position among the filter's values, text), in the order of the areas."""
    for n, (area, _) in enumerate(rows.facets["area"]):
        members = [k for k, one in enumerate(rows.issues) if one.values["area"] == area]
        pieces = [*_cut(rows, coded, members, file_bytes_max)]
        for k, text in enumerate(pieces):
            more = f"-{k + 1}" if len(pieces) > 1 else ""
            yield f"assets/search-{slug(area)}{more}.js", (n, text)


def _cut(
    rows: Rows,
    coded: Sequence[tuple[int, int, int]],
    members: Sequence[int],
    file_bytes_max: int,
) -> Iterator[str]:
    text = _script("block", _block(rows, coded, members))
    if len(text.encode("utf-8")) <= file_bytes_max or len(members) < 2:
        yield text
        return
    middle = len(members) // 2
    yield from _cut(rows, coded, members[:middle], file_bytes_max)
    yield from _cut(rows, coded, members[middle:], file_bytes_max)


def _block(rows: Rows, coded: Sequence[tuple[int, int, int]], members: Sequence[int]) -> Columns:
    """Return the columns of some issues over a dictionary of their own; `rank` is their place among all, as steps."""
    words = Words()
    issues = [rows.issues[n] for n in members]
    place = {
        facet: {value: n for n, (value, _) in enumerate(rows.facets[facet])} for facet in FACETS
    }
    part = {name: n for n, (name, _) in enumerate(rows.parts)}
    numbers = {
        "rank": _steps(members),
        "spoken": [len(one.line.spoken) for one in issues],
        "title": [words(one.line.title) for one in issues],
        "place": [words(one.line.place) for one in issues],
        "left": [words(one.line.left) for one in issues],
        "part": [part[one.part] for one in issues],
        "school": [coded[n][0] for n in members],
        "tag": [coded[n][1] for n in members],
        "badges": [coded[n][2] for n in members],
        "due": [_day(rows, one.line.due) for one in issues],
        "closed": [_day(rows, one.line.closed_on) for one in issues],
    }
    for facet in FACETS:
        numbers[facet] = [place[facet][one.values[facet]] for one in issues]
    more = [
        pack([words(text) for text in texts])
        for texts in zip_longest(*(one.texts for one in issues), fillvalue="")
    ]
    columns: Columns = {name: pack(values) for name, values in numbers.items()}
    width = max((len(one.id) for one in issues), default=1)
    return {
        **columns,
        "more": more,
        "id": [width, "".join(one.id.ljust(width, "~") for one in issues)],
        "words": words.list(),
    }


def _lists(rows: Rows) -> dict[str, object]:
    """Return what each list holds: a filter and its value where that is the same, else the places as steps."""
    same: dict[tuple[int, ...], tuple[str, int]] = {}
    for facet in FACETS:
        for n, (value, _) in enumerate(rows.facets[facet]):
            members = (k for k, one in enumerate(rows.issues) if one.values[facet] == value)
            same[tuple(members)] = (facet, n)
    return {
        name: same.get(members) or pack(_steps(members)) for name, members in rows.lists.items()
    }


def _schools(schools: Sequence[SchoolRow], words: Words) -> Columns:
    return {
        "path": [one.path for one in schools],
        "name": [one.name for one in schools],
        "note": pack([words(one.note) for one in schools]),
        "more": pack([words("\n".join(one.texts)) for one in schools]),
        "open": pack([one.open for one in schools]),
        "all": pack([one.all for one in schools]),
    }


def _others(
    rows: Rows, others: Sequence[OtherRow], schools: Mapping[str, int], words: Words, tags: Tags
) -> Columns:
    return {
        "path": [one.path for one in others],
        "title": pack([words(one.title) for one in others]),
        "school": pack([schools.get(one.school, -1) + 1 for one in others]),
        "note": pack([words(one.note) for one in others]),
        "more": pack([words("\n".join(one.texts)) for one in others]),
        "day": pack([_day(rows, one.day) for one in others]),
        "tag": pack([tags.tag(one.status) + 1 if one.status else 0 for one in others]),
    }


def pack(values: Sequence[int]) -> Packed:
    """Return numbers from 0 as a string of digits to the base 90, each as wide as the largest needs; and how wide.

    Raises ValueError for a negative number.
    """
    if min(values, default=0) < 0:
        raise ValueError("only numbers from 0 are packed")
    most, width = max(values, default=0), 1
    while most >= len(DIGITS) ** width:
        width += 1
    return width, "".join(
        DIGITS[n // len(DIGITS) ** place % len(DIGITS)]
        for n in values
        for place in range(width - 1, -1, -1)
    )


def _steps(members: Sequence[int]) -> list[int]:
    """Return rising numbers as the steps between them, which are shorter to write."""
    return [n - before for before, n in zip((0, *members), members, strict=False)]


def _day(rows: Rows, day: date | None) -> int:
    """Return a day as its distance from the day 100 years before the tree's; none is 0."""
    return max(1, (day - rows.as_of).days + CENTURY) if day else 0


def _script(function: str, value: object) -> str:
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in _ESCAPED:
        said = said.replace(mark, f"\\u{ord(mark):04x}")
    return f"ducha.{function}({said});\n"
