"""What a bundle's head says of its maker: acts of their own that are gone, and what is no loss at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspections.bundle_format import BundleHead, Carried
from inspections.certificates import Authority
from inspections.ids import DocId, EventId
from inspections.laptop.bundle_maker import lost_by_maker
from tests.inspections.certified import DEVICE, OTHER, SESSION, act, certified, said

DOC = DocId("yl3x")
ACTS = [act(seq=n) for n in range(3)]
OPENED = said("district_opened", root_key="a" * 64)
LATER = (ACTS[0].at + timedelta(days=1)).isoformat()
ONE_KEY = Authority.of([OPENED, certified(DEVICE)])


def lost(
    seq: int | None, at: str = LATER, authority: Authority = ONE_KEY, by: str = "wangmin"
) -> int:
    """Return what a bundle says is lost whose maker's ledger went up to `seq` of the session (None: not begun)."""
    heads = {} if seq is None else {SESSION: (seq, EventId("0" * 64))}
    head = BundleHead(
        district="云岭区", root_key="a" * 64, by=by, by_name="王敏", at=at, program="0",
        documents={DOC: Carried(name="云岭区第三小学", events=0, heads=heads)},
    )  # fmt: skip
    return lost_by_maker(head, DOC, ACTS, authority)


@pytest.mark.parametrize(("seq", "gone"), [(2, 0), (1, 1), (0, 2), (None, 3)])
def test_own_acts_beyond_the_maker_s_ledger_are_lost(seq: int | None, gone: int) -> None:
    assert lost(seq) == gone


def test_an_older_bundle_that_arrives_later_is_no_loss() -> None:
    assert lost(0, at=min(event.at for event in ACTS).isoformat()) == 0


def test_of_a_person_with_two_laptops_nothing_is_said() -> None:
    both = Authority.of([OPENED, certified(DEVICE), certified(OTHER)])
    assert lost(None, authority=both) == 0


def test_acts_of_others_that_the_maker_does_not_hold_are_no_loss() -> None:
    others = Authority.of([OPENED, certified(DEVICE), certified(OTHER, "liqiang")])
    assert lost(None, authority=others, by="liqiang") == 0


@pytest.mark.parametrize("at", ["", "gestern", "2022-04-12", "2022-04-12T09:00:00"])
def test_a_time_that_is_none_says_nothing(at: str) -> None:
    assert lost(None, at=at) == 0
