"""Scenes inside a school: corridor, store, kitchen, dormitory, log book. `good` tells whether all is well in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inspections.laptop.demo.canvas import HEIGHT, WIDTH, Brush, shade


def corridor(brush: Brush, good: bool) -> None:
    """Draw a corridor to its fire exit; desks and boxes stand in it unless `good`."""
    wall, pick = brush.some((214, 222, 214)), brush.chance
    mx, my = 320 + pick.randint(-40, 40), 200 + pick.randint(-15, 15)
    brush.box(0, 0, WIDTH, HEIGHT, shade(wall, 1.05))
    brush.shape(
        [(0, HEIGHT), (WIDTH, HEIGHT), (mx + 70, my + 90), (mx - 70, my + 90)],
        brush.some((176, 170, 160)),
    )
    brush.shape([(0, 0), (mx - 70, my - 90), (mx - 70, my + 90), (0, HEIGHT)], wall)
    brush.shape(
        [(WIDTH, 0), (mx + 70, my - 90), (mx + 70, my + 90), (WIDTH, HEIGHT)], shade(wall, 0.94)
    )
    brush.shape(
        [(0, 300), (mx - 70, my + 35), (mx - 70, my + 90), (0, HEIGHT)], brush.some((120, 160, 130))
    )
    brush.shape(
        [(WIDTH, 300), (mx + 70, my + 35), (mx + 70, my + 90), (WIDTH, HEIGHT)],
        brush.some((120, 160, 130)),
    )
    brush.box(mx - 70, my - 90, 140, 180, shade(wall, 0.9))
    door = brush.some((150, 175, 190))
    brush.box(mx - 40, my - 50, 40, 140, door)
    brush.box(mx, my - 50, 40, 140, door)
    brush.box(mx - 30, my - 82, 60, 22, (24, 140, 70))
    brush.line([(mx - 14, my - 71), (mx + 14, my - 71), (mx + 6, my - 77)], (240, 255, 240))
    for n in range(3):
        y = 20 + n * 34
        brush.shape(
            [
                (mx - 150 + n * 30, y),
                (mx + 150 - n * 30, y),
                (mx + 120 - n * 30, y + 10),
                (mx - 120 + n * 30, y + 10),
            ],
            (250, 250, 240),
        )
    if good:
        brush.line([(mx, my + 96), (mx, HEIGHT - 10)], (40, 150, 80), 5)
        return
    for n in range(pick.randint(4, 7)):
        x, y = mx - 130 + pick.randint(-50, 240), my + 70 + n * 28
        if pick.random() < 0.5:
            brush.box(x, y, 96, 14, brush.some((190, 140, 80)))
            brush.line([(x + 8, y + 14), (x + 8, y + 70)], (90, 90, 95), 5)
            brush.line([(x + 88, y + 14), (x + 88, y + 70)], (90, 90, 95), 5)
        else:
            brush.box(x, y, 78, 58, brush.some((200, 165, 110)))
            brush.line([(x, y + 22), (x + 78, y + 22)], (225, 205, 150), 6)


def shelf(brush: Brush, good: bool) -> None:
    """Draw a store's shelf: full and in rows when `good`, else half empty and mixed up."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((205, 210, 215)))
    brush.box(60, 60, 520, 400, (150, 155, 160))
    for row in range(4):
        top = 70 + row * 97
        brush.box(70, top, 500, 88, (228, 230, 232))
        colour = brush.some(
            ((70, 120, 190), (235, 235, 240), (215, 170, 110), (90, 170, 120))[row], 25
        )
        x = 78
        while x < 530:
            width = pick.randint(30, 40) if row % 2 else pick.randint(52, 64)
            here = colour if good else brush.some(colour, 70)
            if good or pick.random() < 0.4:
                tall = 66 if good else pick.randint(36, 70)
                brush.box(x, top + 86 - tall, width - 6, tall, here)
                if row % 2:
                    brush.box(x + width / 2 - 9, top + 80 - tall - 4, 12, 10, shade(here, 0.7))
                brush.box(x + 5, top + 86 - tall * 0.7, width - 16, tall * 0.3, (250, 250, 250))
            x += width
    if good:
        for row in range(4):
            brush.box(280, 150 + row * 97, 80, 14, (255, 240, 150))


def logbook(brush: Brush, good: bool) -> None:
    """Draw an open register on a desk: filled when `good`, else with rows left empty."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((150, 110, 75)))
    for y in range(0, HEIGHT, 37):
        brush.line(
            [(0, y + pick.randint(-4, 4)), (WIDTH, y + pick.randint(-4, 4))],
            brush.some((135, 98, 66)),
            2,
        )
    paper = brush.some((248, 246, 236), 5)
    for left in (64, 326):
        brush.box(left, 70, 250, 350, paper)
        for n in range(12):
            brush.line([(left + 12, 110 + n * 25), (left + 238, 110 + n * 25)], (150, 170, 200), 1)
        for x in (60, 120, 190):
            brush.line([(left + x, 86), (left + x, 410)], (150, 170, 200), 1)
        brush.writing(left + 60, 84, 120, (30, 30, 40))
        until = 12 if good else pick.randint(3, 6)
        for n in range(until):
            for x, width in ((16, 34), (66, 44), (126, 54), (196, 34)):
                if good or pick.random() < 0.8:
                    brush.writing(left + x, 124 + n * 25, width, brush.some((40, 50, 110)))
    brush.box(318, 60, 8, 368, (120, 110, 100))
    brush.line([(470, 450), (610, 380)], (30, 60, 140), 9)


def counter(brush: Brush, good: bool) -> None:
    """Draw a canteen's serving counter: trays under covers when `good`, else open and mixed."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((232, 236, 238)))
    for x in range(0, WIDTH, 64):
        for y in range(0, 240, 48):
            brush.box(x, y, 64, 48, brush.some((236, 240, 242), 4), (205, 212, 216))
    brush.box(0, 270, WIDTH, 210, brush.some((176, 184, 190)))
    for n in range(4):
        x = 40 + n * 145
        brush.box(x, 230, 125, 60, (200, 205, 210))
        brush.pen.ellipse(
            (x + 8, 236, x + 117, 284),
            brush.some(((196, 120, 50), (90, 150, 60), (220, 200, 120), (180, 60, 50))[n], 25),
        )
        if good:
            brush.pen.pieslice(
                (x - 2, 175, x + 127, 315),
                180,
                360,
                brush.some((190, 220, 235), 6),
                (120, 150, 165),
                3,
            )
            brush.disc(x + 62, 172, 7, (90, 90, 95))
        else:
            brush.line([(x + pick.randint(20, 90), 190), (x + 62, 260)], (120, 120, 125), 7)
            if pick.random() < 0.7:
                brush.box(x + 20, 300, 80, 50, brush.some((215, 190, 150)))
    brush.box(230, 40, 180, 70, (250, 250, 250))
    brush.writing(250, 62, 130, (170, 40, 40))
    brush.writing(250, 88, 130, (60, 60, 70))


def alarm(brush: Brush, good: bool) -> None:
    """Draw a gas alarm by the stove: a green lamp and a new tag when `good`, else a dark one and an old tag."""
    brush.box(0, 0, WIDTH, HEIGHT, brush.some((228, 228, 220)))
    pipe = brush.some((225, 190, 60))
    brush.box(0, 360, WIDTH, 26, pipe)
    brush.box(90, 240, 26, 130, pipe)
    brush.disc(103, 300, 26, (200, 60, 50))
    brush.box(220, 110, 210, 150, brush.some((246, 246, 246), 5))
    brush.box(240, 130, 100, 50, (60, 70, 70) if not good else (150, 220, 170))
    for n in range(5):
        brush.line([(240, 200 + n * 10), (340, 200 + n * 10)], (150, 150, 150), 3)
    for n, lit in enumerate(((40, 190, 80), (220, 160, 40), (210, 50, 40))):
        on = (n == 0) if good else (n == 1 and brush.chance.random() < 0.5)
        brush.disc(390, 140 + n * 40, 11, lit if on else (110, 110, 110))
    tag = brush.some((250, 250, 235) if good else (214, 200, 160), 6)
    brush.shape([(450, 170), (600, 160 + brush.chance.randint(0, 20)), (604, 300), (454, 310)], tag)
    for n in range(4):
        brush.writing(470, 200 + n * 28, 110, (40, 60, 60) if good else (140, 120, 90))
    brush.line([(430, 150), (470, 172)], (90, 90, 90), 2)


def dormitory(brush: Brush, good: bool) -> None:
    """Draw a dormitory room: bunks made and floor free when `good`, else wires and chargers across it."""
    pick = brush.chance
    brush.box(0, 0, WIDTH, 330, brush.some((222, 226, 232)))
    brush.box(0, 330, WIDTH, 150, brush.some((190, 180, 165)))
    brush.box(250, 60, 140, 150, (170, 205, 230))
    brush.line([(320, 60), (320, 210)], (240, 240, 240), 8)
    for x in (20, 420):
        for y in (150, 290):
            brush.box(x, y, 200, 16, (110, 130, 150))
            quilt = brush.some((100, 130, 180), 40)
            if good:
                brush.box(x + 6, y - 26, 150, 26, quilt)
                brush.box(x + 158, y - 34, 36, 34, shade(quilt, 1.2))
            else:
                brush.shape(
                    [
                        (x + 4, y),
                        (x + 50, y - 44),
                        (x + 110, y - 20),
                        (x + 190, y - 36),
                        (x + 196, y),
                    ],
                    quilt,
                )
        for post in (x, x + 196):
            brush.box(post, 80, 8, 330, (110, 130, 150))
    if good:
        brush.box(280, 240, 80, 80, brush.some((180, 150, 110)))
        return
    brush.box(230, 400, 120, 20, (240, 240, 240))
    for n in range(5):
        x = 245 + n * 22
        path = [
            (x, 408.0),
            (x + pick.randint(-60, 60), 360.0),
            (pick.choice((60, 580)), 300.0),
            (pick.choice((90, 520)), 180.0),
        ]
        brush.line(path, brush.some((40, 40, 45), 30), 4)


SCENES: Mapping[str, Callable[[Brush, bool], None]] = {
    "corridor": corridor,
    "shelf": shelf,
    "logbook": logbook,
    "counter": counter,
    "alarm": alarm,
    "dormitory": dormitory,
}
