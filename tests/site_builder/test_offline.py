from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspections.ids import sha256_hex
from site_builder.offline import BUNDLE, HEAD, MANIFEST, SERVED_ONLY, offline_files
from tests.site_builder import factory
from tests.site_builder.trees import tree

DAY = date(2026, 4, 24)
COUNTY = tree(factory.county())


def unpacked(files: dict[str, str]) -> dict[str, str]:
    """The pages of a bundle, as the service worker puts them together."""
    bundle = json.loads(files[BUNDLE])
    pages = {}
    for path, runs in bundle["pages"].items():
        lines: list[str] = []
        for first, count in zip(runs[::2], runs[1::2], strict=True):
            lines += bundle["lines"][first : first + count]
        pages[path] = "\n".join(lines)
    return pages


LINES = st.lists(st.sampled_from(["", "a", "二", "<p>", "\\", '"']), max_size=8).map("\n".join)


@given(st.dictionaries(st.sampled_from([f"{n}.html" for n in range(6)]), LINES))
def test_the_bundle_gives_back_every_page_byte_for_byte(texts: dict[str, str]) -> None:
    assert unpacked(offline_files(texts, as_of=DAY)) == texts


def test_a_whole_tree_comes_back_and_the_manifest_has_the_hash_of_each_page() -> None:
    files = {path: COUNTY[path] for path in (HEAD, MANIFEST, BUNDLE)}
    pages = unpacked(files)
    wanted = {p for p in COUNTY if p.endswith((".html", ".css", ".js")) and p not in SERVED_ONLY}
    assert set(pages) == wanted
    hashes = json.loads(files[MANIFEST])["files"]
    assert hashes == {path: sha256_hex(COUNTY[path].encode())[:16] for path in wanted}


def test_the_head_names_the_manifest_and_the_bundle_by_their_hashes() -> None:
    head = json.loads(COUNTY[HEAD])
    assert head["build"] == sha256_hex(COUNTY[MANIFEST].encode())
    assert head["bundle"] == sha256_hex(COUNTY[BUNDLE].encode())
    assert len(COUNTY[HEAD].encode()) < 300


def test_the_same_tree_gives_the_same_bytes_whatever_the_order_of_its_pages() -> None:
    texts = {"a.html": "1\n2", "b.html": "2\n3", "issues/c.html": "3"}
    turned = dict(reversed(texts.items()))
    assert offline_files(texts, as_of=DAY) == offline_files(turned, as_of=DAY)


def test_another_page_or_another_photo_is_another_build() -> None:
    def build(texts: dict[str, str], *photos: str) -> str:
        return str(json.loads(offline_files(texts, as_of=DAY, photos=photos)[HEAD])["build"])

    builds = {
        build({"a.html": "1"}),
        build({"a.html": "2"}),
        build({"a.html": "1"}, "photos/x.jpg"),
    }
    assert len(builds) == 3


def test_too_large_a_bundle_leaves_inspections_out_first_then_issues() -> None:
    texts = {"index.html": "i" * 100, "issues/1.html": "p" * 100, "inspections/1.html": "v" * 100}

    def kept(bytes_max: int) -> set[str]:
        return set(unpacked(offline_files(texts, as_of=DAY, bundle_bytes_max=bytes_max)))

    assert kept(1000) == set(texts)
    assert kept(280) == {"index.html", "issues/1.html"}
    assert kept(150) == {"index.html"}
    assert kept(0) == {"index.html"}


def test_what_is_left_out_leaves_no_line_behind() -> None:
    texts = {"index.html": "home", "issues/1.html": "home\nonly there"}
    assert "only there" not in offline_files(texts, as_of=DAY, bundle_bytes_max=60)[BUNDLE]


def test_the_register_as_data_stands_in_no_bundle() -> None:
    assert not any(path.startswith("data/") for path in unpacked(dict(COUNTY)))
