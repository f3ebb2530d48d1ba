"""The brush that the demo's scenes draw with: a picture, a pen on it, and chance that a seed decides."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 640, 480
Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Brush:
    """A picture of WIDTH × HEIGHT, origin at the top left."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    chance: random.Random

    @classmethod
    def blank(cls, chance: random.Random) -> Brush:
        """Return a brush on an empty picture."""
        image = Image.new("RGB", (WIDTH, HEIGHT), (225, 224, 218))
        return cls(image, ImageDraw.Draw(image), chance)

    def some(self, colour: Colour, by: int = 14) -> Colour:
        """Return a colour near `colour`."""
        r, g, b = (max(0, min(255, part + self.chance.randint(-by, by))) for part in colour)
        return r, g, b

    def box(
        self, x: float, y: float, w: float, h: float, fill: Colour, edge: Colour | None = None
    ) -> None:
        """Draw a rectangle by its corner and size."""
        self.pen.rectangle((x, y, x + w, y + h), fill, edge or shade(fill, 0.75), 2)

    def shape(self, points: Sequence[Point], fill: Colour, edge: Colour | None = None) -> None:
        """Draw a filled polygon."""
        self.pen.polygon(list(points), fill, edge or shade(fill, 0.8))

    def disc(self, x: float, y: float, r: float, fill: Colour) -> None:
        """Draw a filled circle round (x, y)."""
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill, shade(fill, 0.7), 2)

    def line(self, points: Sequence[Point], colour: Colour, width: int = 3) -> None:
        """Draw a line through the points."""
        self.pen.line(list(points), colour, width, "curve")

    def writing(self, x: float, y: float, w: float, colour: Colour = (60, 66, 90)) -> None:
        """Draw a line of handwriting that nobody can read, `w` wide."""
        at = x
        while at < x + w:
            step = self.chance.randint(9, 15)
            for _ in range(3):
                dx, dy = self.chance.randint(-4, 4), self.chance.randint(-5, 5)
                self.pen.line((at + dx, y + dy, at + 6 - dx, y - dy), colour, 2)
            at += step + (10 if self.chance.random() < 0.15 else 0)


def shade(colour: Colour, by: float) -> Colour:
    """Return the colour darker (`by` below 1) or lighter."""
    r, g, b = (max(0, min(255, int(part * by))) for part in colour)
    return r, g, b
