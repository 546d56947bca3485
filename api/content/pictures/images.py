"""Pixels, by libvips: loaded by the one loader of a type, made upright and sRGB, painted over, and written anew.

Imported by the decoder's process alone. Nothing that was written beside the pixels is carried over: each saver is told
to keep nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pyvips

from api.content.pictures import redactions, renditions, thumbhash
from api.content.pictures.redactions import Box, Redaction
from api.content.pictures.renditions import Focus, Rendition
from api.content.pictures.signatures import Type

Image = Any  # pyvips has no types

MOST_PIXELS = 60_000_000
MOST_TIMES = 20  # that a picture may be longer than it is wide, or wider than it is high
_LOADERS: dict[Type, str] = {"jpeg": "Jpeg", "png": "Png", "webp": "Webp", "avif": "Heif"}
_NAMES: dict[Type, str] = {"jpeg": "jpegload", "png": "pngload", "webp": "webpload", "avif": "heifload"}
_TINY = 64  # pixels of the longer side, from which hash and colour are made
_BLACK, _WHITE, _STEP = (0, 0, 0), (255, 255, 255), 32
_LARGEST_CHANNEL = 255
_QUALITY: dict[str, dict[str, Any]] = {
    "avif": {"Q": 55, "effort": 3, "compression": "av1"},
    "webp": {"Q": 78, "effort": 4},
    "jpg": {"Q": 80, "optimize_coding": True, "interlace": True},
}


Broken = pyvips.Error


class Refused(Exception):
    """The file is of a taken type and cannot become a picture; `args` are the code and its number."""


def allow(kind: Type) -> None:
    """Leave this process one loader: libvips finds others by content, and one inside of another."""
    pyvips.cache_set_max(0)
    pyvips.operation_block_set("VipsForeignLoad", True)  # noqa: FBT003 - libvips' own order
    pyvips.operation_block_set(f"VipsForeignLoad{_LOADERS[kind]}", False)  # noqa: FBT003 - as above


def load(data: bytes, kind: Type) -> Image:
    """Give a stranger's picture: upright, sRGB of eight bits with or without alpha, at most as large as a master.

    Raises:
        Refused: it moves, has too many pixels, or is a mere line.
        Broken: it is, or takes more memory than there is.
    """
    image = _opened(data, kind)
    if image.get_typeof("n-pages") and image.get("n-pages") > 1 and kind == "webp":
        raise Refused("picture_animated")
    if image.width * image.height > MOST_PIXELS:
        raise Refused("picture_too_many_pixels", MOST_PIXELS // 1_000_000)
    if max(image.width, image.height) > MOST_TIMES * min(image.width, image.height):
        raise Refused("picture_shape", MOST_TIMES)
    turn = image.get("orientation") if image.get_typeof("orientation") else 1
    image = _small(_in_srgb(image), renditions.LONGEST).copy_memory()
    image.set_type(pyvips.GValue.gint_type, "orientation", turn)
    image = image.autorot()
    image = image.copy(xres=1, yres=1)  # the density is kept beside the pixels too, and tells cameras apart
    return _without_idle_alpha(image.copy_memory())


def paint(image: Image, shapes: Iterable[Redaction]) -> Image:
    """Destroy what lies beneath shapes; gives the picture without it."""
    for shape in shapes:
        found = redactions.box(shape, image.width, image.height)
        under = image.extract_area(found.left, found.top, found.width, found.height)
        over = _cover(image, found, shape)
        if shape.shape == "ellipse":
            over = _ellipse(found).ifthenelse(over, under)
        image = image.insert(over, found.left, found.top).copy_memory()
    return image


def master(image: Image, kind: Type) -> tuple[str, bytes]:
    """Write the picture that is kept, from which sizes are made; gives its format and bytes.

    What came without loss, or can be seen through, is kept without loss (PNG). A photograph has lost more to its camera
    already than to JPEG of quality 95 with full colour, which is a sixth as large and read again eight times as fast.
    """
    if kind == "png" or image.hasalpha():
        return "png", image.pngsave_buffer(compression=6, keep="none")
    return "jpg", image.jpegsave_buffer(Q=95, subsample_mode="off", optimize_coding=True, keep="none")


def render(image: Image, rendition: Rendition, focus: Focus) -> bytes:
    """Write one rendition of a picture."""
    left, top, width, height = renditions.area(image.width, image.height, rendition.crop, focus)
    cut = image.extract_area(left, top, width, height)
    # One more pixel of height is nothing; one more of width would be a lie.
    sized = cut.thumbnail_image(rendition.width, height=10_000_000, size="down", no_rotate=True)
    if rendition.format == "jpg" and sized.hasalpha():
        sized = sized.flatten(background=_WHITE)
    saver = {"avif": "heifsave_buffer", "webp": "webpsave_buffer", "jpg": "jpegsave_buffer"}[rendition.format]
    return bytes(getattr(sized, saver)(keep="none", **_QUALITY[rendition.format]))


def likeness(image: Image) -> tuple[bytes, str]:
    """Give a picture's ThumbHash and its dominant colour."""
    tiny = _small(image, _TINY)
    if not tiny.hasalpha():
        tiny = tiny.bandjoin(_LARGEST_CHANNEL)
    pixels = bytes(tiny.cast("uchar").write_to_memory())
    return thumbhash.encode(tiny.width, tiny.height, pixels), thumbhash.dominant(pixels)


def _opened(data: bytes, kind: Type) -> Image:
    options: dict[str, Any] = {"access": "sequential", "fail_on": "truncated"}
    loader = getattr(pyvips.Image, f"{_NAMES[kind]}_buffer")
    image = loader(data, **options)
    longest, smaller = max(image.width, image.height), {}
    # Two types can be decoded at less than their size, for a fraction of the time and of the memory.
    if kind == "jpeg" and longest >= 2 * renditions.LONGEST:
        smaller = {"shrink": 2}
    elif kind == "webp" and longest > renditions.LONGEST:
        smaller = {"scale": renditions.LONGEST / longest}
    return loader(data, **smaller, **options) if smaller and _is_countable(image) else image


def _is_countable(image: Image) -> bool:
    return bool(image.width * image.height <= MOST_PIXELS)


def _in_srgb(image: Image) -> Image:
    """Give the colours as sRGB, by the picture's own profile where it has a usable one."""
    if image.get_typeof("icc-profile-data"):
        try:
            image = image.icc_transform(
                "srgb", embedded=True, intent="relative", black_point_compensation=True, depth=8
            )
        except Broken:
            image.remove("icc-profile-data")
    if image.interpretation != "srgb" or image.format != "uchar":
        image = image.colourspace("srgb").cast("uchar")
    with_alpha = 4
    return image.extract_band(0, n=min(image.bands, with_alpha)) if image.bands > with_alpha else image


def _small(image: Image, longest: int) -> Image:
    """Give a picture whose longer side has at most so many pixels."""
    if max(image.width, image.height) <= longest:
        return image
    return image.thumbnail_image(longest, height=longest, size="down", no_rotate=True).cast("uchar")


def _without_idle_alpha(image: Image) -> Image:
    if not image.hasalpha() or image[image.bands - 1].min() < _LARGEST_CHANNEL:
        return image
    return image.extract_band(0, n=image.bands - 1).copy_memory()


def _cover(image: Image, found: Box, shape: Redaction) -> Image:
    """Give what is painted over a box: black, or cells of one colour each."""
    side = redactions.cell(found) if shape.style == "pixelated" else None
    if side is None:
        colour: Sequence[int] = _BLACK + (_LARGEST_CHANNEL,) * (image.bands - 3)
        plain = pyvips.Image.black(found.width, found.height, bands=image.bands) + list(colour)
        return plain.cast("uchar").copy(interpretation="srgb")
    return _cells(image, found, side)


def _cells(image: Image, found: Box, side: int) -> Image:
    """Average over each cell and half a cell around it, and round the colour to one of few.

    Cells that overlap tell less of where in them something was than cells that do not.
    """
    over = image.extract_area(found.left, found.top, found.width, found.height)
    for top in range(0, found.height, side):
        for left in range(0, found.width, side):
            x, y = found.left + left, found.top + top
            x0, y0 = max(0, x - side // 2), max(0, y - side // 2)
            x1, y1 = (min(edge, at + side + side // 2) for edge, at in ((image.width, x), (image.height, y)))
            around = image.extract_area(x0, y0, x1 - x0, y1 - y0)
            colour = [_rounded(around[band].avg()) for band in range(3)] + [_LARGEST_CHANNEL] * (image.bands - 3)
            wide, high = min(side, found.width - left), min(side, found.height - top)
            plain = (pyvips.Image.black(wide, high, bands=image.bands) + colour).cast("uchar")
            over = over.insert(plain.copy(interpretation="srgb"), left, top).copy_memory()
    return over


def _rounded(value: float) -> int:
    return min(_LARGEST_CHANNEL, math.floor(value / _STEP) * _STEP + _STEP // 2)


def _ellipse(found: Box) -> Image:
    """Give the mask of the ellipse in a box, rounded outwards by a pixel's half."""
    points = pyvips.Image.xyz(found.width, found.height)
    across = ((points[0] + 0.5 - found.width / 2) / (found.width / 2 + 0.5)) ** 2
    down = ((points[1] + 0.5 - found.height / 2) / (found.height / 2 + 0.5)) ** 2
    return across + down <= 1
