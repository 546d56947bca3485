"""What a file is, told by its first bytes, since names and Content-Types are claims. Pure, and in bounded time.

Only four types are ever handed to a library; all else is refused by its name here, before anything decodes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["jpeg", "png", "webp", "avif"]

_PNG = b"\x89PNG\r\n\x1a\n"
_LOOK = 1024  # bytes in which a PDF or a markup file shows itself
_MOST_CHUNKS = 4096  # that are walked through in search of an animation

# First bytes of what people send and is none of the four, with what it is called.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"8BPS", "PSD"),
    (b"BM", "BMP"),
    (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"%!PS", "PostScript"),
    (b"\x1f\x8b", "gzip"),
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_GENERAL = {b"mif1", b"msf1"}  # brands of the container alone: the compatible ones tell (ISO/IEC 23008-12, 10.2)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file is: `type` where it is one that is taken, else None; `name` as people call it; and whether it moves.

    An unknown file has no name.
    """

    type: Type | None
    name: str
    is_animated: bool = False


UNKNOWN = Signature(None, "")


def read(data: bytes) -> Signature:
    """Tell what a file is by its content."""
    if data.startswith(b"\xff\xd8\xff"):
        return Signature("jpeg", "JPEG")
    if data.startswith(_PNG):
        return Signature("png", "PNG", _has_chunk_before(data, b"acTL", b"IDAT"))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Signature("webp", "WebP", _is_moving_webp(data))
    if data[4:8] == b"ftyp":
        return _boxed(data)
    for start, name in _OTHERS:
        if data.startswith(start):
            return Signature(None, name)
    return _text(data[:_LOOK])


def _has_chunk_before(data: bytes, wanted: bytes, last: bytes) -> bool:
    """Whether a PNG has a chunk before another; APNG announces itself before the first picture data."""
    at = len(_PNG)
    for _ in range(_MOST_CHUNKS):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind == wanted:
            return True
        if kind in {last, b"IEND"} or len(kind) < len(wanted):
            return False
        at += 12 + length
    return False  # only the first picture would be taken of it


def _is_moving_webp(data: bytes) -> bool:
    """Whether a WebP has its flag of animation set, or a frame in it (RFC 9649 section 2.7)."""
    return data[12:16] == b"VP8X" and (bool(data[20:21] and data[20] & 0x02) or b"ANMF" in data[:_LOOK])


def _boxed(data: bytes) -> Signature:
    """Tell the files of ISO base media apart by their brands: AVIF, AVIF that moves, HEIC, films."""
    end = min(int.from_bytes(data[:4]), _LOOK)
    major, compatible = data[8:12], {data[at : at + 4] for at in range(16, end - 3, 4)}
    if major == b"avis":
        return Signature("avif", "AVIF", is_animated=True)
    if major == b"avif" or (major in _GENERAL and b"avif" in compatible):
        return Signature("avif", "AVIF", b"avis" in compatible and b"mif1" not in compatible)
    if major in _HEIC or (major in _GENERAL and compatible & _HEIC):
        return Signature(None, "HEIC")
    return Signature(None, "MP4")


def _text(head: bytes) -> Signature:
    """Tell SVG, HTML and other markup, and a PDF that does not begin with itself."""
    lowered = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in lowered:
        return Signature(None, "SVG")
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return Signature(None, "HTML")
    if lowered.startswith(b"<"):
        return Signature(None, "XML")
    return Signature(None, "PDF") if b"%pdf-" in lowered else UNKNOWN
