"""The files of a picture, read from what readers are told of it: one for each width, with its height. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.content.pictures import renditions
from api.content.pictures.renditions import Focus


@dataclass(frozen=True, slots=True)
class File:
    """A file of a picture: `crop` is empty for the whole of it. Width and height are in pixels."""

    crop: str
    width: int
    height: int
    href: str
    media_type: str


def files(picture: Mapping[str, Any], *crops: str) -> Iterator[File]:
    """Give the JPEGs of a picture (in whole form) in these crops, `""` for none, the smallest of each first."""
    for crop in crops:
        told = picture["crops"][crop] if crop else picture
        _, _, across, down = renditions.area(picture["width"], picture["height"], crop, Focus())
        for width in told["widths"]:
            height = max(1, round(width * down / across))
            href = told["href"].replace("{width}", str(width)).replace("{format}", "jpg")
            yield File(crop, width, height, href, renditions.MEDIA_TYPES["jpg"])


def largest(picture: Mapping[str, Any], crop: str = "") -> File:
    """Give the largest JPEG of a picture in a crop."""
    *_, last = files(picture, crop)
    return last
