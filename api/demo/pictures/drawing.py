"""Draws the demo's pictures: landscapes, maps and charts of a country that is not, in flat colours, always the same.

Each is written as SVG and made into pixels by libvips (who raises the demo calls `png`, the server never).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

WIDTH, HEIGHT = 1200, 800
_SKY, _DUSK, _WATER, _DEEP = "#dbe9ee", "#f4d9b8", "#4f8fa8", "#23566b"
_FIELD, _WOOD, _EARTH, _INK, _RED, _PAPER = "#a9b665", "#3f6b4f", "#8a6d4b", "#22313a", "#c8553d", "#f6f1e4"


def names() -> list[str]:
    """Give the keys of the pictures, in order."""
    return list(_DRAWN)


def svg(name: str) -> str:
    """Give a picture as SVG."""
    inside = "".join(_DRAWN[name]())
    sides = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {sides}>{inside}</svg>'


def png(name: str) -> bytes:
    """Give a picture as PNG, 1,200 × 800."""
    import pyvips  # noqa: PLC0415 - only who draws needs the library

    return bytes(pyvips.Image.svgload_buffer(svg(name).encode()).flatten().pngsave_buffer(keep="none"))


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _disc(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'


def _area(points: Sequence[tuple[float, float]], colour: str) -> str:
    return f'<polygon points="{_listed(points)}" fill="{colour}"/>'


def _line(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    way = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return f'<polyline points="{_listed(points)}" stroke="{colour}" stroke-width="{width}" {way}/>'


def _listed(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _hills(top: float, swing: float, waves: float, shift: float, colour: str) -> str:
    """Draw a ridge from one side to the other, and all below it."""
    ridge = [
        (
            x,
            top
            - swing * (math.sin(waves * x / 1200 * math.tau + shift) + 0.4 * math.sin(2.7 * waves * x / 190 + shift)),
        )
        for x in range(0, 1201, 8)
    ]
    return _area([*ridge, (1200, 800), (0, 800)], colour)


def _tree(x: float, y: float, size: float, colour: str = _WOOD) -> str:
    trunk = _box(x - size * 0.06, y - size * 0.3, size * 0.12, size * 0.3, _EARTH)
    return trunk + "".join(
        _area([(x - size * part, y - size * low), (x + size * part, y - size * low), (x, y - size * high)], colour)
        for part, low, high in ((0.32, 0.25, 0.8), (0.25, 0.5, 1.0), (0.18, 0.75, 1.2))
    )


def _ground(sky: str = _SKY) -> str:
    return _box(0, 0, WIDTH, HEIGHT, sky)


def _river() -> list[str]:
    bend = [(600 + 190 * math.sin(y / 120), y) for y in range(380, 801, 10)]
    left = [(x - (y - 370) * 0.35, y) for x, y in bend]
    right = [(x + (y - 370) * 0.35, y) for x, y in reversed(bend)]
    trees = [_tree(x, y, size) for x, y, size in ((120, 560, 130), (210, 600, 160), (1030, 570, 150), (1120, 640, 190))]
    return [
        _ground(_DUSK), _disc(850, 230, 80, "#f2a65a"), _hills(380, 40, 1.4, 1, "#9fb8a0"),
        _hills(400, 16, 0.8, 2, _FIELD), _area([*left, *right], _WATER), *trees,
    ]  # fmt: skip


def _bridge() -> list[str]:
    arches = [_disc(x, 560, 95, _SKY) + _box(x - 95, 560, 190, 60, _SKY) for x in (250, 485, 720, 955)]
    boats = _area([(380, 690), (560, 690), (530, 730), (410, 730)], _RED) + _box(465, 610, 8, 80, _INK)
    return [
        _ground(), _hills(420, 30, 1, 0.5, "#b7cbb4"), _box(0, 430, WIDTH, 190, "#b9a88f"), *arches,
        _box(0, 410, WIDTH, 30, _EARTH), _box(0, 600, WIDTH, 200, _WATER), _box(0, 600, WIDTH, 14, _DEEP), boats,
    ]  # fmt: skip


def _town() -> list[str]:
    tints = ("#c97b5a", "#d9b26f", "#8aa6a3", "#b65f4b", "#cfc3a5", "#7c8f6b")
    parts = [_ground("#e8dccb"), _hills(520, 26, 1.2, 0, "#9fb08d")]
    for index in range(10):
        x, high = index * 122 - 10, 190 + (index * 67) % 140
        tint = tints[index % 6]
        parts += [_box(x, 700 - high, 112, high, tint)]
        parts += [_area([(x - 8, 700 - high), (x + 56, 630 - high), (x + 120, 700 - high)], "#7a3f35")]
        windows = [(column, row) for column in range(2) for row in range(int(high // 70))]
        parts += [_box(x + 20 + 46 * column, 720 - high + 66 * row, 26, 38, _INK) for column, row in windows]
    return [*parts, _box(0, 700, WIDTH, 100, "#8d8578")]


def _fields() -> list[str]:
    stripes = [
        _area([(600 + (edge - 600) * 0.1, 400), (600 + (edge - 500) * 0.1, 400), (edge + 100, 800), (edge, 800)], tint)
        for edge, tint in zip(range(-1500, 2701, 100), (_FIELD, "#c3c77a") * 22, strict=False)
    ]
    barn = _box(850, 360, 150, 100, _RED) + _area([(835, 362), (925, 290), (1015, 362)], "#6d2f24")
    return [_ground(), _disc(250, 180, 60, "#f7e7a6"), _box(0, 400, WIDTH, 400, _FIELD), *stripes, barn]


def _winter() -> list[str]:
    flakes = [_disc((index * 331) % 1200, (index * 197) % 560, 3 + index % 4, "#ffffff") for index in range(90)]
    trees = [
        _tree(80 + index * 118, 620 + (index * 53) % 70, 140 + (index * 37) % 90, "#56776a") for index in range(10)
    ]
    return [_ground("#b9cbd6"), _hills(520, 40, 1, 2, "#dfe8ec"), _hills(600, 18, 1.6, 1, "#f4f7f8"), *trees, *flakes]


def _outline() -> list[tuple[float, float]]:
    turns = [(math.tau * step / 72, 270 + 34 * math.sin(step / 2.1) + 26 * math.cos(step / 5.3)) for step in range(72)]
    return [(600 + 1.45 * far * math.cos(turn), 400 + far * math.sin(turn)) for turn, far in turns]


def _map(places: Sequence[tuple[float, float]]) -> list[str]:
    stream = [(330 + 9 * step, 250 + 5.4 * step + 45 * math.sin(step / 6)) for step in range(60)]
    dots = [_disc(x, y, 17, _PAPER) + _disc(x, y, 11, _RED) for x, y in places]
    return [_ground("#cfe0e6"), _area(_outline(), "#e4dcc0"), _line(stream, _WATER, 13), *dots]


def _flood() -> list[str]:
    wide = [(330 + 9 * step, 250 + 5.4 * step + 45 * math.sin(step / 6)) for step in range(20, 60)]
    return [*_map([]), _line(wide, "#8fb9c9", 74), _line(wide, _WATER, 16), _disc(640, 470, 15, _RED)]


def _axes() -> list[str]:
    rules = [_box(130, y, 960, 2, "#d8d0bd") for y in range(140, 661, 104)]
    return [_ground(_PAPER), *rules, _box(130, 660, 960, 5, _INK)]


def _bars() -> list[str]:
    heights = (120, 180, 165, 240, 290, 270, 380, 450)
    tints = [_WATER] * 7 + [_RED]
    return [*_axes(), *(_box(165 + 115 * at, 660 - high, 76, high, tints[at]) for at, high in enumerate(heights))]


def _curves() -> list[str]:
    def curve(start: float, rise: float, wave: float) -> list[tuple[float, float]]:
        return [(150 + 46 * at, start - rise * at + wave * math.sin(at * 0.9)) for at in range(21)]

    marks = [_disc(*curve(600, 18, 34)[at], 9, _RED) for at in (5, 12, 20)]
    return [*_axes(), _line(curve(330, -9, 22), _DEEP, 9), _line(curve(600, 18, 34), _RED, 9), *marks]


def _shares() -> list[str]:
    parts, begun = [_ground(_PAPER)], -math.pi / 2
    for share, tint in ((0.41, _DEEP), (0.27, _WATER), (0.19, "#d9b26f"), (0.13, _RED)):
        steps = [begun + share * math.tau * at / 60 for at in range(61)]
        parts.append(_area([(600, 400), *((600 + 290 * math.cos(t), 400 + 290 * math.sin(t)) for t in steps)], tint))
        begun += share * math.tau
    return [*parts, _disc(600, 400, 150, _PAPER)]


_DRAWN: dict[str, Callable[[], list[str]]] = {
    "river": _river,
    "bridge": _bridge,
    "town": _town,
    "fields": _fields,
    "winter": _winter,
    "map": lambda: _map([(480, 330), (640, 470), (830, 350)]),
    "flood": _flood,
    "bars": _bars,
    "curves": _curves,
    "shares": _shares,
}
