"""Renditions: which sizes, crops and formats a picture is kept in, and where a crop lies around its focus. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Format = Literal["avif", "webp", "jpg"]
Crop = Literal["", "1x1", "16x9", "1200x630"]

WIDTHS = (320, 480, 640, 960, 1280, 1920)
FORMATS: tuple[Format, ...] = ("avif", "webp", "jpg")
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
CROPS: tuple[Crop, ...] = ("1x1", "16x9", "1200x630")
FIRST = 960  # the width that is made in the upload itself, as JPEG
LONGEST = 3840  # pixels of the master's longer side: twice the largest size
MASTER = "master"  # the crop under which the master stands among a picture's files

_RATIOS: dict[str, tuple[int, int]] = {"1x1": (1, 1), "16x9": (16, 9), "1200x630": (40, 21)}
# Crops are for lists and cards, which need fewer sizes. The last is for the previews of links in messengers, which
# take one size, and JPEG alone.
_WIDTHS: dict[str, tuple[int, ...]] = {
    "": WIDTHS,
    "1x1": (320, 640, 960),
    "16x9": (320, 640, 1280),
    "1200x630": (1200,),
}
_FORMATS: dict[str, tuple[Format, ...]] = {"1200x630": ("jpg",)}


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file of a picture: a crop (the whole where it is empty), its width in pixels and its format."""

    crop: str
    width: int
    format: str


@dataclass(frozen=True, slots=True)
class Focus:
    """The point that must stay in sight, in parts of the picture's width and height from 0 to 1."""

    x: float = 0.5
    y: float = 0.5


def wanted(width: int, height: int) -> list[Rendition]:
    """Give all files of a picture of this size but the master, the smallest first; none is larger than the picture."""
    return [
        Rendition(crop, size, format_)
        for crop in ("", *CROPS)
        for size in widths(width, height, crop)
        for format_ in formats(crop)
    ]


def formats(crop: str) -> tuple[Format, ...]:
    """Give the formats that a crop is kept in."""
    return _FORMATS.get(crop, FORMATS)


def widths(width: int, height: int, crop: str = "") -> tuple[int, ...]:
    """Give the widths of a crop; where the picture is narrower than the narrowest, the width that it has."""
    widest = area(width, height, crop, Focus())[2]
    return tuple(size for size in _WIDTHS[crop] if size <= widest) or (widest,)


def first(width: int, height: int) -> Rendition:
    """Give the rendition that is made in the upload: JPEG, of 960 pixels or the widest below."""
    return Rendition("", max(_up_to(FIRST, widths(width, height))), "jpg")


def area(width: int, height: int, crop: str, focus: Focus) -> tuple[int, int, int, int]:
    """Give the left, top, width and height of a crop: the largest of its shape, as near around the focus as it fits."""
    if not crop:
        return 0, 0, width, height
    across, down = _RATIOS[crop]
    wide = min(width, max(1, height * across // down))
    high = min(height, max(1, round(wide * down / across)))
    left = round(min(max(focus.x * width - wide / 2, 0), width - wide))
    top = round(min(max(focus.y * height - high / 2, 0), height - high))
    return left, top, wide, high


def others(width: int, height: int) -> list[Rendition]:
    """Give the files of a picture but for the master and the first, by which the desk knows what it is."""
    return [one for one in wanted(width, height) if one != first(width, height)]


def _up_to(most: int, sizes: Iterable[int]) -> list[int]:
    found = list(sizes)
    return [size for size in found if size <= most] or [min(found)]
