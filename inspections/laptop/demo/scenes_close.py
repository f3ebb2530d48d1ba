"""Scenes looked at closely: a cracked wall, a bunk's rail, a cover in the ground. `good`: all is well in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inspections.laptop.demo.canvas import HEIGHT, WIDTH, Brush, shade


def wall(brush: Brush, good: bool) -> None:
    """Draw a wall below a window: smoothed with marks to watch it when `good`, else with slanting cracks."""
    pick = brush.chance
    plaster = brush.some((224, 216, 196))
    brush.box(0, 0, WIDTH, HEIGHT, plaster)
    brush.box(0, 400, WIDTH, 80, brush.some((150, 150, 146)))
    brush.box(170, 20, 280, 130, (150, 190, 212))
    brush.line([(310, 20), (310, 150)], (245, 245, 245), 10)
    brush.box(150, 148, 320, 18, shade(plaster, 0.85))
    for left in (190 + pick.randint(-20, 20), 380 + pick.randint(-20, 30)):
        path = [(float(left), 168.0)]
        while path[-1][1] < 380:
            path.append((path[-1][0] + pick.randint(-6, 24), path[-1][1] + pick.randint(16, 34)))
        if good:
            brush.line(path, shade(plaster, 1.1), 20)
            for x, y in path[2:7:2]:
                brush.box(x - 12, y - 8, 24, 16, (250, 250, 250), (60, 90, 160))
        else:
            brush.line(path, (70, 60, 52), 4)
            x, y = path[len(path) // 2]
            brush.line([(x, y), (x + 26, y + 34)], (90, 78, 66), 3)
    if not good:
        brush.box(480, 250, 150, 26, (240, 210, 70))
        for n in range(14):
            brush.line(
                [(486 + n * 10, 250), (486 + n * 10, 262 if n % 5 else 270)], (40, 40, 40), 2
            )


def bunk(brush: Brush, good: bool) -> None:
    """Draw an upper bunk: a high rail when `good`, else one that the mattress nearly hides."""
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((222, 228, 222)))
    steel, quilt = brush.some((96, 120, 150)), brush.some((150, 120, 160), 40)
    brush.box(40, 250, 560, 44, quilt)
    brush.box(430, 214, 150, 38, shade(quilt, 1.25))
    brush.box(30, 290, 580, 24, steel)
    for x in (30, 592):
        brush.box(x, 90, 18, 380, steel)
    for n in range(4):
        brush.box(80, 330 + n * 36, 90, 8, steel)
    brush.box(80, 314, 8, 160, steel)
    brush.box(162, 314, 8, 160, steel)
    top = 150 if good else 244
    for y in (top, (top + 250) / 2) if good else (top,):
        brush.box(200, y, 392, 12, brush.some((225, 150, 60)) if good else steel)
    for n in range(6):
        brush.box(204 + n * 76, top, 10, 292 - top, steel)


def cover(brush: Brush, good: bool) -> None:
    """Draw a cover in the ground: whole, with a lock and an edge about it when `good`, else broken open."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, 130, brush.some((206, 198, 184)))
    brush.box(0, 130, WIDTH, 350, brush.some((166, 160, 150)))
    for _ in range(40):
        brush.disc(pick.randint(0, WIDTH), pick.randint(150, 470), 2, (140, 134, 124))
    if good:
        brush.pen.ellipse((110, 190, 530, 460), None, (200, 110, 80), 26)
    brush.pen.ellipse((160, 220, 480, 430), (70, 74, 78), (50, 52, 56), 5)
    brush.pen.ellipse((172, 226, 468, 416), brush.some((110, 116, 120)), (60, 64, 68), 3)
    for n in range(5):
        brush.line([(200 + n * 54, 250), (190 + n * 60, 395)], (84, 90, 94), 5)
    if good:
        brush.box(300, 300, 44, 34, (215, 180, 60))
        brush.disc(322, 317, 6, (60, 50, 30))
        return
    hole = [(300, 240), (380, 250), (430, 300), (400, 350), (330, 360), (290, 310), (310, 280)]
    brush.shape([(x + pick.randint(-14, 14), y) for x, y in hole], (18, 18, 20))


SCENES: Mapping[str, Callable[[Brush, bool], None]] = {"wall": wall, "bunk": bunk, "cover": cover}
