"""ThumbHash: a picture's blurred likeness in at most 25 bytes, for what stands there until it is loaded.

The format and its rounding are Evan Wallace's (evanw.github.io/thumbhash); any of its readers draws what this writes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 100  # pixels of a side, by the format; what is given may well be smaller


def encode(width: int, height: int, rgba: bytes) -> bytes:
    """Give the hash of a small picture, four bytes a pixel (not premultiplied), row by row."""
    light, yellow, red, alpha = _channels(rgba)
    has_alpha = min(alpha) < 1
    limit, longer = (5 if has_alpha else 7), max(width, height)
    across, down = (max(1, _rounded(limit * side / longer)) for side in (width, height))
    is_landscape = width > height
    waves = [
        _waves(light, width, height, max(3, across), max(3, down)),
        _waves(yellow, width, height, 3, 3),
        _waves(red, width, height, 3, 3),
    ]
    lights, yellows, reds = waves
    head = _rounded(63 * lights.mean) | _rounded(31.5 + 31.5 * yellows.mean) << 6
    head |= _rounded(31.5 + 31.5 * reds.mean) << 12 | _rounded(31 * lights.scale) << 18 | has_alpha << 23
    shape = (down if is_landscape else across) | _rounded(63 * yellows.scale) << 3
    shape |= _rounded(63 * reds.scale) << 9 | is_landscape << 15
    found = bytearray(head.to_bytes(3, "little") + shape.to_bytes(2, "little"))
    if has_alpha:
        alphas = _waves(alpha, width, height, 5, 5)
        found.append(_rounded(15 * alphas.mean) | _rounded(15 * alphas.scale) << 4)
        waves.append(alphas)
    nibbles = [_rounded(15 * part) for channel in waves for part in channel.parts]
    nibbles += [0] * (len(nibbles) % 2)
    found += bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))
    return bytes(found)


def dominant(rgba: bytes) -> str:
    """Give the colour that a small picture has most of, as `#rrggbb`: the mean of the fullest of 512 boxes."""
    boxes: dict[int, list[int]] = {}
    for at in range(0, len(rgba), 4):
        red, green, blue, alpha = rgba[at : at + 4]
        box = boxes.setdefault((red >> 5) << 6 | (green >> 5) << 3 | blue >> 5, [0, 0, 0, 0])
        for index, value in enumerate((red * alpha, green * alpha, blue * alpha, alpha)):
            box[index] += value
    *sums, weight = max(boxes.values(), key=lambda box: box[3])
    return "#" + "".join(f"{round(part / weight) if weight else 255:02x}" for part in sums)


@dataclass(frozen=True, slots=True)
class _Waves:
    """A channel as a sum of cosines: its mean, how strong the strongest is, and the others as parts of it, 0 to 1."""

    mean: float
    scale: float
    parts: list[float]


def _channels(rgba: bytes) -> tuple[list[float], list[float], list[float], list[float]]:
    """Split pixels into lightness, blue to yellow, green to red and alpha, over the mean colour."""
    alpha = [value / 255 for value in rgba[3::4]]
    weight = sum(alpha)
    reds, greens, blues = (_over([value / 255 for value in rgba[band::4]], alpha, weight) for band in range(3))
    light = [(r + g + b) / 3 for r, g, b in zip(reds, greens, blues, strict=True)]
    yellow = [(r + g) / 2 - b for r, g, b in zip(reds, greens, blues, strict=True)]
    red = [r - g for r, g in zip(reds, greens, strict=True)]
    return light, yellow, red, alpha


def _over(band: Sequence[float], alpha: Sequence[float], weight: float) -> list[float]:
    mean = sum(value * part for value, part in zip(band, alpha, strict=True)) / weight if weight else 0.0
    return [mean * (1 - part) + value * part for value, part in zip(band, alpha, strict=True)]


def _waves(channel: Sequence[float], width: int, height: int, across: int, down: int) -> _Waves:
    rows = [channel[at : at + width] for at in range(0, width * height, width)]
    cosines = [[math.cos(math.pi / width * wave * (x + 0.5)) for x in range(width)] for wave in range(across)]
    by_row = [[sum(map(_product, row, wave)) for row in rows] for wave in cosines]
    mean, found = 0.0, []
    for vertical in range(down):
        column = [math.cos(math.pi / height * vertical * (y + 0.5)) for y in range(height)]
        for horizontal in range(across):
            if horizontal * down >= across * (down - vertical):
                break
            factor = sum(map(_product, by_row[horizontal], column)) / (width * height)
            if horizontal or vertical:
                found.append(factor)
            else:
                mean = factor
    scale = max(map(abs, found), default=0.0)
    return _Waves(mean, scale, [0.5 + 0.5 / scale * factor if scale else 0.0 for factor in found])


def _product(one: float, other: float) -> float:
    return one * other


def _rounded(value: float) -> int:
    return math.floor(value + 0.5)  # as the reference does, halves up
