"""Redactions: shapes of a picture beneath which nothing may be left, in fractions of the upright picture.

They are painted into the pixels before anything is written, so no size, no master and no hash of the picture knows
what was there. Solid is for texts, plates and whatever could be guessed from a list: a pixelated word can be found by
pixelating all words. Pixelated is for faces in a crowd, and so coarse that it is little more than a colour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast, get_args

from api.platform.errors import Fault, Invalid, say

Shape = Literal["rectangle", "ellipse"]
Style = Literal["solid", "pixelated"]
MOST = 100
CELLS = 6  # across the longer side of what is pixelated
SMALLEST_CELL = 12  # pixels; what would have smaller ones becomes solid
MARGIN = 2  # pixels around each shape that are destroyed too: scaling has mixed in what lies beside them
_SLACK = 1e-9  # of fractions that add up to 1 on paper


@dataclass(frozen=True, slots=True)
class Redaction:
    """A shape: the left upper corner and the size of its box, each from 0 to 1 of the upright picture's sides."""

    x: float
    y: float
    width: float
    height: float
    shape: Shape = "rectangle"
    style: Style = "solid"

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Box:
    """A box in whole pixels of a picture, inside of it."""

    left: int
    top: int
    width: int
    height: int


def parse(shapes: Sequence[Mapping[str, Any]], *, pointer: str = "/redactions") -> list[Redaction]:
    """Read shapes as JSON has them: `x`, `y`, `width`, `height`, and `shape` and `style` where they are not the usual.

    Raises:
        Invalid: there are too many, one is no shape, or does not lie inside of the picture; each fault has its pointer.
    """
    if len(shapes) > MOST:
        detail = say("A picture can have at most {most} redactions.", most=MOST)
        raise Invalid(detail, Fault("too_many", detail, pointer=pointer))
    faults = [fault for index, shape in enumerate(shapes) for fault in _faults(shape, f"{pointer}/{index}")]
    if faults:
        raise Invalid(faults[0].detail, *faults)
    return [Redaction(**shape) for shape in shapes]


def box(redaction: Redaction, width: int, height: int) -> Box:
    """Give the pixels of a shape in a picture of so many, rounded outwards and with the margin."""
    left = max(0, math.floor(redaction.x * width) - MARGIN)
    top = max(0, math.floor(redaction.y * height) - MARGIN)
    right = min(width, math.ceil((redaction.x + redaction.width) * width) + MARGIN)
    bottom = min(height, math.ceil((redaction.y + redaction.height) * height) + MARGIN)
    return Box(left, top, right - left, bottom - top)


def cell(found: Box) -> int | None:
    """Give the side of a cell in pixels, or nothing where the shape is so small that it becomes solid."""
    side = math.ceil(max(found.width, found.height) / CELLS)
    return side if side >= SMALLEST_CELL else None


def _faults(shape: Mapping[str, Any], pointer: str) -> list[Fault]:
    if unknown := sorted(set(shape) - set(Redaction.__slots__)):
        detail = say("is not known here")
        return [Fault("unknown_field", detail, pointer=f"{pointer}/{unknown[0]}")]
    faults = [
        Fault("invalid_choice", say("must be one of {choices}", choices=", ".join(words)), pointer=f"{pointer}/{name}")
        for name, words in (("shape", get_args(Shape)), ("style", get_args(Style)))
        if name in shape and shape[name] not in words
    ]
    outside = say("The redaction must lie inside the picture, in parts of its width and height from 0 to 1.")
    sides = ("x", "y", "width", "height")
    wrong = [name for name in sides if not _is_part(shape.get(name), smallest=0 if name in "xy" else _SLACK)]
    wrong = wrong or [
        side for start, side in (("x", "width"), ("y", "height")) if _number(shape, start, side) > 1 + _SLACK
    ]
    return faults + [Fault("redaction_outside", outside, pointer=f"{pointer}/{name}") for name in wrong]


def _is_part(value: object, *, smallest: float) -> bool:
    """Whether a value is a number from 0 to 1; a NaN is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and smallest <= value <= 1


def _number(shape: Mapping[str, Any], *names: str) -> float:
    return sum(cast("float", shape[name]) for name in names)
