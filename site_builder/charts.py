"""The geometry of the charts; `templates/macros/charts.html` draws it as inline SVG. No number is only in a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

WIDTH, PIECE_MIN = 1000, 8
TREND_WIDTH, TREND_HEIGHT = 640, 160
TREND_POINTS_MAX = 60


@dataclass(frozen=True)
class Piece:
    """A coloured stretch of a bar: tone, start and width in thousandths."""

    tone: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """A bar with what it says in words, for those who do not see it."""

    pieces: tuple[Piece, ...]
    says: str


@dataclass(frozen=True)
class Trend:
    """Two rising lines over time, found and closed: SVG points, marks of the axes, what it says."""

    found: str
    closed: str
    area: str
    days: tuple[tuple[int, date], ...]
    counts: tuple[tuple[int, int], ...]
    says: str


def bar(parts: Iterable[tuple[str, int]], of: int, says: str) -> Bar:
    """Return a bar of `parts` (tone, count), `of` filling it; what is there is at least visible."""
    there = [(tone, count) for tone, count in parts if count > 0 and of > 0]
    widths = [max(PIECE_MIN, round(count * WIDTH / of)) for _, count in there]
    while sum(widths) > WIDTH:
        widths[widths.index(max(widths))] -= sum(widths) - WIDTH
    starts = accumulate(widths, initial=0)
    pieces = (Piece(tone, x, w) for (tone, _), x, w in zip(there, starts, widths, strict=False))
    return Bar(tuple(pieces), says)


def trend(found: Sequence[date], closed: Sequence[date], until: date, says: str) -> Trend | None:
    """Return the lines of everything found and closed up to each day; None with less than a week to show."""
    if not found:
        return None
    start = min(found)
    span = (until - start).days
    if span < 7:
        return None
    step = max(1, -(-span // TREND_POINTS_MAX))
    days = [start + timedelta(days=n) for n in range(0, span, step)] + [until]
    top = nice(len([day for day in found if day <= until]))

    def x(day: date) -> int:
        return round((day - start).days * TREND_WIDTH / span)

    def points(dates: Sequence[date]) -> str:
        ordered = sorted(dates)
        out, at = [], 0
        for day in days:
            while at < len(ordered) and ordered[at] <= day:
                at += 1
            out.append(f"{x(day)},{round(TREND_HEIGHT - at * TREND_HEIGHT / top)}")
        return " ".join(out)

    line = points(closed)
    marks = tuple(
        (x(start + timedelta(days=span * k // 4)), start + timedelta(days=span * k // 4))
        for k in range(5)
    )
    return Trend(
        found=points(found),
        closed=line,
        area=f"0,{TREND_HEIGHT} {line} {TREND_WIDTH},{TREND_HEIGHT}",
        days=marks,
        counts=tuple(
            (round(TREND_HEIGHT - top * k / 2 * TREND_HEIGHT / top), top * k // 2) for k in range(3)
        ),
        says=says,
    )


def nice(n: int) -> int:
    """Return the least even round number that is `n` or more: 2, 4, 10, 20, 40, 60, 100 …"""
    scale = 1
    while True:
        for lead in (2, 4, 6, 10):
            if lead * scale >= n:
                return lead * scale
        scale *= 10
