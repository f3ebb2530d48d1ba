"""Scenes about a school: gate, extinguisher, yard, notice board, switch box, paper. `good`: all is well in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from inspections.laptop.demo.canvas import HEIGHT, WIDTH, Brush, shade


def gate(brush: Brush, good: bool) -> None:
    """Draw a school gate: bar down and a guard at the table when `good`, else open and nobody there."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, 260, brush.some((190, 214, 235)))
    for _ in range(6):
        x = pick.randint(0, WIDTH)
        brush.disc(x, pick.randint(170, 220), pick.randint(30, 60), brush.some((120, 160, 110)))
    brush.box(0, 250, WIDTH, 230, brush.some((170, 170, 168)))
    stone = brush.some((200, 150, 120))
    for x in (40, 540):
        brush.box(x, 110, 60, 240, stone)
        brush.box(x - 8, 96, 76, 18, shade(stone, 0.85))
    brush.box(90, 70, 460, 44, brush.some((160, 40, 40)))
    for n in range(6):
        brush.writing(140 + n * 66, 92, 30, (250, 230, 160))
    brush.box(430, 190, 100, 160, brush.some((225, 228, 230)))
    brush.box(446, 210, 68, 60, (150, 190, 210))
    if good:
        brush.line([(110, 300), (430, 300)], (230, 230, 230), 14)
        for n in range(7):
            brush.line([(120 + n * 46, 300), (140 + n * 46, 300)], (200, 40, 40), 14)
        brush.disc(300, 268, 17, (220, 180, 150))
        brush.box(280, 286, 40, 74, (40, 60, 110))
        brush.box(330, 330, 90, 12, (150, 110, 70))
    else:
        brush.line([(110, 330), (180, 120)], (220, 120, 110), 14)
        for n in range(2):
            x = 220 + n * 90 + pick.randint(-20, 20)
            brush.disc(x, 300, 14, (220, 180, 150))
            brush.box(x - 17, 315, 34, 70, brush.some((120, 110, 140), 40))


def extinguisher(brush: Brush, good: bool) -> None:
    """Draw an extinguisher in its corner: needle in the green when `good`, else in the red and dusty."""
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((222, 218, 210)))
    brush.box(0, 400, WIDTH, 80, brush.some((160, 155, 150)))
    for x in (190, 340) if brush.chance.random() < 0.5 else (190,):
        red = brush.some((205, 40, 35) if good else (170, 70, 62), 10)
        brush.pen.rounded_rectangle((x, 180, x + 110, 430), 34, red, shade(red, 0.7), 3)
        brush.box(x + 38, 140, 34, 44, (50, 50, 55))
        brush.line([(x + 70, 150), (x + 128, 200), (x + 128, 300)], (40, 40, 45), 11)
        brush.box(x + 18, 250, 74, 90, (245, 240, 225) if good else (200, 190, 170))
        for n in range(4):
            brush.writing(x + 26, 268 + n * 19, 52, (80, 60, 60))
    x, y = 520, 150
    brush.disc(x, y, 72, (250, 250, 250))
    for start, colour in ((200, (205, 50, 45)), (247, (50, 160, 80)), (294, (230, 180, 50))):
        brush.pen.arc((x - 60, y - 60, x + 60, y + 60), start, start + 46, colour, 16)
    angle = math.radians((270 if good else 214) + brush.chance.randint(-8, 8))
    brush.line([(x, y), (x + 50 * math.cos(angle), y + 50 * math.sin(angle))], (30, 30, 30), 5)
    brush.disc(x, y, 8, (30, 30, 30))


def yard(brush: Brush, good: bool) -> None:
    """Draw a yard with its railing: whole when `good`, else bars missing and the ground broken."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, 200, brush.some((196, 218, 238)))
    brush.box(40, 70, 560, 140, brush.some((226, 214, 196)))
    for n in range(7):
        for m in range(2):
            brush.box(62 + n * 76, 86 + m * 62, 44, 38, (140, 175, 200))
    brush.box(0, 205, WIDTH, 275, brush.some((186, 110, 90)))
    for n in range(4):
        brush.line([(0, 250 + n * 62), (WIDTH, 236 + n * 70)], (240, 235, 230), 3)
    brush.line([(0, 232), (WIDTH, 232)], (90, 110, 100), 9)
    brush.line([(0, 330), (WIDTH, 330)], (90, 110, 100), 9)
    gap = range(6, 10) if not good else range(0)
    for n in range(17):
        if n in gap:
            continue
        brush.line([(20 + n * 38, 226), (20 + n * 38, 336)], (90, 110, 100), 7)
    if good:
        return
    for _ in range(3):
        x, y = pick.randint(80, 520), pick.randint(360, 440)
        path = [(float(x), float(y))]
        for _ in range(6):
            path.append((path[-1][0] + pick.randint(8, 34), path[-1][1] + pick.randint(-18, 18)))
        brush.line(path, (70, 50, 45), 5)
    brush.line([(300, 336), (380, 420)], (90, 110, 100), 7)


def board(brush: Brush, good: bool) -> None:
    """Draw a notice board: sheets in rows when `good`, else bare with a torn one."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((226, 222, 214)))
    brush.box(70, 60, 500, 330, brush.some((130, 150, 140)))
    brush.box(84, 74, 472, 302, brush.some((60, 110, 90)))
    brush.writing(230, 96, 180, (250, 245, 200))
    if good:
        for n in range(6):
            x, y = 108 + (n % 3) * 148, 124 + n // 3 * 122
            brush.box(x, y, 126, 106, brush.some((250, 250, 244), 5))
            brush.box(x + 10, y + 10, 106, 14, brush.some((200, 60, 50), 30))
            for m in range(4):
                brush.writing(x + 14, y + 40 + m * 16, 92)
    else:
        x, y = 120 + pick.randint(0, 200), 140 + pick.randint(0, 60)
        brush.shape(
            [
                (x, y),
                (x + 120, y + 12),
                (x + 104, y + 70),
                (x + 70, y + 58),
                (x + 40, y + 100),
                (x - 8, y + 90),
            ],
            (235, 228, 205),
        )
        brush.writing(x + 18, y + 30, 70, (140, 130, 120))
        for _ in range(9):
            brush.disc(pick.randint(110, 540), pick.randint(120, 350), 4, (200, 200, 190))


def switchbox(brush: Brush, good: bool) -> None:
    """Draw a switch box: closed with its sign when `good`, else open with bare wires."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((214, 214, 208)))
    metal = brush.some((150, 160, 168))
    brush.box(190, 70, 260, 340, metal)
    if good:
        brush.box(206, 86, 228, 308, shade(metal, 1.12))
        brush.shape([(320, 130), (380, 230), (260, 230)], (245, 205, 40), (30, 30, 30))
        brush.line([(324, 150), (308, 188), (330, 188), (316, 218)], (30, 30, 30), 6)
        brush.disc(420, 250, 9, (60, 60, 60))
        brush.writing(250, 300, 140)
        return
    brush.box(206, 86, 228, 308, (60, 62, 66))
    brush.shape([(450, 70), (590, 110), (590, 440), (450, 410)], shade(metal, 0.9))
    for n in range(6):
        brush.box(222 + n * 34, 130, 26, 62, (235, 235, 230))
        brush.box(230 + n * 34, 150, 10, 22, (40, 40, 45))
        end = (pick.randint(200, 440), pick.randint(330, 470))
        brush.line(
            [(235 + n * 34, 192), (225 + n * 40, 270), end],
            brush.some(((200, 50, 40), (40, 90, 180), (220, 190, 40))[n % 3], 20),
            5,
        )


def paper(brush: Brush, good: bool) -> None:
    """Draw a paper on a desk: stamped in red when `good`, else without seal."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((120, 96, 78)))
    lean = pick.randint(-14, 14)
    brush.shape(
        [(150 + lean, 20), (500 + lean, 26), (494 - lean, 470), (146 - lean, 466)], (250, 249, 244)
    )
    brush.writing(230, 70, 190, (190, 40, 40) if good else (40, 40, 50))
    brush.line([(176, 96), (474, 98)], (200, 60, 60), 3)
    for n in range(9):
        brush.writing(186, 130 + n * 27, 270 if n % 4 != 3 else pick.randint(80, 220))
    brush.writing(360, 400, 90)
    if good:
        brush.pen.ellipse((356, 342, 460, 446), None, (205, 50, 50), 5)
        star = [
            (
                408 + 22 * math.cos(math.radians(-90 + k * 144)),
                394 + 22 * math.sin(math.radians(-90 + k * 144)),
            )
            for k in range(5)
        ]
        brush.shape(star, (205, 50, 50))


SCENES: Mapping[str, Callable[[Brush, bool], None]] = {
    "gate": gate,
    "extinguisher": extinguisher,
    "yard": yard,
    "board": board,
    "switchbox": switchbox,
    "paper": paper,
}
