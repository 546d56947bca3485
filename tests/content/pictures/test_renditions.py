from __future__ import annotations

import base64
from typing import Any

import pytest

from api.content.pictures import redactions, renditions, thumbhash
from api.content.pictures.redactions import Box, Redaction
from api.content.pictures.renditions import Focus
from api.platform.errors import Invalid
from tests.content.pictures.specimens import scene


@pytest.mark.parametrize(
    ("size", "crop", "expected"),
    [
        ((4000, 3000), "", (320, 480, 640, 960, 1280, 1920)),
        ((1000, 500), "", (320, 480, 640, 960)),
        ((200, 100), "", (200,)),
        ((1000, 500), "1x1", (320,)),
        ((1000, 500), "1200x630", (952,)),
        ((1, 1), "16x9", (1,)),
    ],
)
def test_no_size_is_larger_than_the_picture(size: tuple[int, int], crop: str, expected: tuple[int, ...]) -> None:
    """Where even the narrowest is wider, the only size is the picture's or the crop's own."""
    assert renditions.widths(*size, crop) == expected


@pytest.mark.parametrize("crop", renditions.CROPS)
@pytest.mark.parametrize("focus", [Focus(), Focus(0, 0), Focus(1, 1), Focus(0.3, 0.9)])
@pytest.mark.parametrize("size", [(400, 300), (300, 400), (20, 1), (1, 20), (1, 1)])
def test_a_crop_lies_inside_and_holds_its_focus(size: tuple[int, int], crop: str, focus: Focus) -> None:
    """It never reaches out of the picture, touches two of its sides, and has the focal point in it."""
    left, top, width, height = renditions.area(*size, crop, focus)
    assert 0 <= left <= size[0] - width
    assert 0 <= top <= size[1] - height
    assert width == size[0] or height == size[1] or min(size) == 1
    assert left <= focus.x * size[0] <= left + width or min(size) == 1
    assert top <= focus.y * size[1] <= top + height or min(size) == 1


_BAD: list[tuple[Any, list[str]]] = [
    ({"x": 0, "y": 0, "width": 1.1, "height": 1}, ["/redactions/0/width"]),
    ({"x": 0.5, "y": 0, "width": 0.6, "height": 1}, ["/redactions/0/width"]),
    ({"x": -0.1, "y": 2, "width": 0.1, "height": 0.1}, ["/redactions/0/x", "/redactions/0/y"]),
    ({"x": 0, "y": 0, "width": 0, "height": 1}, ["/redactions/0/width"]),
    ({"x": float("nan"), "y": 0, "width": 1, "height": 1}, ["/redactions/0/x"]),
    ({"x": True, "y": 0, "width": 1, "height": "1"}, ["/redactions/0/x", "/redactions/0/height"]),
    ({"x": 0, "y": 0, "width": 1, "height": 1, "shape": "star"}, ["/redactions/0/shape"]),
    ({"x": 0, "y": 0, "width": 1, "height": 1, "blur": 3}, ["/redactions/0/blur"]),
    ({"x": 0}, ["/redactions/0/y", "/redactions/0/width", "/redactions/0/height"]),
]


@pytest.mark.parametrize(("shape", "pointers"), _BAD)
def test_a_shape_outside_of_the_picture_is_refused_with_its_place(shape: Any, pointers: list[str]) -> None:
    """Each side that is wrong is named."""
    with pytest.raises(Invalid) as caught:
        redactions.parse([shape])
    assert [fault.pointer for fault in caught.value.faults] == pointers


def test_a_hundred_shapes_are_enough() -> None:
    """More are refused."""
    shape = {"x": 0.1, "y": 0.2, "width": 0.9, "height": 0.8, "shape": "ellipse", "style": "pixelated"}
    assert len(redactions.parse([shape] * 100)) == 100
    with pytest.raises(Invalid):
        redactions.parse([shape] * 101)


def test_a_shape_is_rounded_outwards() -> None:
    """Its pixels and two around them are destroyed, and none outside of the picture is asked for."""
    assert redactions.box(Redaction(0.101, 0.5, 0.1, 0.5), 100, 100) == Box(8, 48, 15, 52)
    assert redactions.box(Redaction(0, 0, 1, 1), 10, 10) == Box(0, 0, 10, 10)


def test_a_likeness_is_small_and_tells_the_colours() -> None:
    """At most 25 bytes that begin with the picture's mean; a plain colour is itself."""
    pixels = bytes(scene(40, 30).bandjoin(255).write_to_memory())
    found = thumbhash.encode(40, 30, pixels)
    assert len(found) <= 25
    header = int.from_bytes(found[:3], "little")
    assert abs((header & 63) / 63 - 0.5) < 0.05
    assert not header >> 23
    plain = bytes([200, 30, 40, 255]) * 64
    assert thumbhash.dominant(plain) == "#c81e28"
    assert thumbhash.encode(8, 8, bytes([200, 30, 40, 0]) * 64)[2] >> 7
    assert base64.b64encode(thumbhash.encode(8, 8, plain))
