"""The JSON form of findings, as `sealed` freezes them and signatures name them."""

from __future__ import annotations

from inspections.found import Found, finding_json, list_digest
from tests.inspections.records import assessed

ITEMS = """
    - id: one
      label: 第一
      type: result
      finding: {title: 不好, category: other, severity: ordinary, disposition: notice, days: 3, requirement: 改好, basis: 《某规定》}
"""
FILE = {"sha256": "ab" * 32, "name": "甲.jpg", "bytes": 9}


def found() -> Found:
    (one,) = assessed(
        ITEMS.replace(", basis: 《某规定》", ""),
        "one: {value: 不符合, place: 一楼, photos: [甲.jpg]}",
    ).found
    return one


def test_a_finding_has_the_keys_of_sealed() -> None:
    assert finding_json(found(), "Q7K2MD", [FILE]) == {
        "issue": "Q7K2MD",
        "item": "one",
        "row": "",
        "title": "不好",
        "place": "一楼",
        "category": "other",
        "severity": "ordinary",
        "disposition": "notice",
        "requirement": "改好",
        "days": 3,
        "basis": "",
        "photos": [FILE],
        "fixed": False,
    }


def test_the_digest_is_that_of_the_canonical_array() -> None:
    assert list_digest([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


def test_the_digest_does_not_depend_on_the_order_of_keys_but_on_that_of_findings() -> None:
    one, two = finding_json(found(), "A", []), finding_json(found(), "B", [])
    turned = dict(reversed(one.items()))
    assert list_digest([one, two]) == list_digest([turned, two])
    assert list_digest([one, two]) != list_digest([two, one])
