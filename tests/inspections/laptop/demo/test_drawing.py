"""Drawings: a scene tells good from bad, a photo keeps its bytes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inspections.laptop.demo.drawing import SCENES, Shot, draw

NOON = datetime(2026, 3, 3, 12, 0)  # noqa: DTZ001  (a camera knows no zone)


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_each_scene_shows_whether_all_is_well(scene: str) -> None:
    well, wrong = (draw("a.jpg", Shot(scene, "hall", good, NOON), "seed") for good in (True, False))
    assert well != wrong


def test_a_photo_keeps_its_bytes_until_another_minute() -> None:
    first = draw("a.jpg", Shot("corridor", "hall", True, NOON), "seed")
    assert first == draw("a.jpg", Shot("corridor", "hall", True, NOON), "seed")
    assert first != draw(
        "a.jpg", Shot("corridor", "hall", True, NOON + timedelta(minutes=1)), "seed"
    )
