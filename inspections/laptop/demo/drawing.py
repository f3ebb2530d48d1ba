"""Draws the demo's photos: simple scenes, each of its own chance, all of them marked 示意图 and with a camera's date.

The same file name and time give the same bytes. No font is needed for the mark: a fresh machine has none for Chinese.
"""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from inspections.laptop.demo import scenes_close, scenes_inside, scenes_outside
from inspections.laptop.demo.canvas import HEIGHT, WIDTH, Brush

Scene = Callable[[Brush, bool], None]


@dataclass(frozen=True)
class Shot:
    """What a photo shows: a scene of the table at a place, whether all is well in it, and when it was taken."""

    scene: str
    place: str
    good: bool
    taken: datetime


SCENES: Mapping[str, Scene] = {
    **scenes_inside.SCENES,
    **scenes_outside.SCENES,
    **scenes_close.SCENES,
}

# Strokes on a square of 100, as a hand would write the three signs.
MARK: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((26, 20, 74, 20), (10, 44, 90, 44), (50, 44, 50, 92, 38, 84), (30, 58, 14, 82), (70, 58, 87, 80)),
    ((50, 2, 50, 11), (22, 13, 78, 13), (36, 17, 40, 26), (64, 17, 59, 26), (10, 29, 90, 29),
     (28, 37, 72, 37, 72, 65, 28, 65, 28, 37), (28, 51, 72, 51), (20, 74, 11, 90),
     (36, 72, 36, 90, 64, 93, 66, 82), (49, 70, 55, 80), (76, 73, 87, 86)),
    ((12, 8, 88, 8, 88, 94, 12, 94, 12, 8), (44, 16, 24, 38), (38, 25, 65, 25, 26, 57), (36, 32, 76, 57),
     (46, 60, 58, 67), (38, 74, 58, 84)),
)  # fmt: skip


def draw(name: str, shot: Shot, seed: str) -> bytes:
    """Return the JPEG of a photo; a place looks alike in all its photos. KeyError for an unknown scene."""
    brush = Brush.blank(_chance(seed, shot.scene, shot.place))
    SCENES[shot.scene](brush, shot.good)
    image = _as_a_phone_would(brush, _chance(seed, name, shot.taken.isoformat()))
    _mark(image, shot.taken)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _chance(*words: str) -> random.Random:
    return random.Random(hashlib.sha256("\n".join(words).encode()).digest())


def _as_a_phone_would(brush: Brush, chance: random.Random) -> Image.Image:
    """Return the picture a little tilted and near or far, with the dark corners of a cheap lens."""
    tilt = chance.uniform(-1.2, 1.2)
    image = brush.image.rotate(tilt, Image.Resampling.BILINEAR, expand=False)
    edge = chance.randint(18, 46)
    image = image.crop((edge, edge, WIDTH - edge, HEIGHT - edge)).resize((WIDTH, HEIGHT))
    light = Image.new("L", (WIDTH, HEIGHT), 120)
    ImageDraw.Draw(light).ellipse((-60, -60, WIDTH + 60, HEIGHT + 60), fill=255)
    light = light.resize((WIDTH // 8, HEIGHT // 8)).filter(ImageFilter.GaussianBlur(6))
    dark = image.point(lambda value: int(value * 0.8))
    return Image.composite(image, dark, light.resize((WIDTH, HEIGHT)))


def _mark(image: Image.Image, taken: datetime) -> None:
    """Write 示意图 and the time into the picture."""
    pen = ImageDraw.Draw(image)
    size, gap, left, top = 34, 6, 20, 18
    pen.rounded_rectangle(
        (left - 10, top - 8, left + 3 * (size + gap) + 4, top + size + 10), 6, (255, 255, 255)
    )
    for n, sign in enumerate(MARK):
        for stroke in sign:
            points = [
                (left + n * (size + gap) + x * size / 100, top + y * size / 100)
                for x, y in zip(stroke[::2], stroke[1::2], strict=True)
            ]
            pen.line(points, (190, 30, 30), 3, "curve")
    text = f"{taken:%Y-%m-%d %H:%M}"
    font = ImageFont.load_default(20)
    pen.text((WIDTH - 20, HEIGHT - 18), text, (255, 214, 90), font, "rs", stroke_width=2,
             stroke_fill=(60, 40, 10))  # fmt: skip
